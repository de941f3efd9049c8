import DescopeCore
import DescopeHTTP

extension Route {
    /// Passwords.
    static let passwords = [
        Route(
            "password.signUp",
            .post,
            "/v1/auth/password/signup",
            .project,
            [
                .required("loginId"), .required("password"), .optional("user", .object(signUpUser)),
                .optional("loginOptions", .object(signUpOptions)), .optional("providerId"),
            ]
        ) { state, call throws(EmulatorRefusal) in
            let user = try state.newUser(try call.required("loginId"), call)
            try state.setPassword(try call.required("password"), user.id)
            state.users.append(user)
            let pending = PendingSignIn(claims: call.customClaims)
            return try state.finish(pending, state.users.count - 1, provenBy: "pwd")
        },
        Route(
            "password.signIn",
            .post,
            "/v1/auth/password/signin",
            .project,
            [
                .required("loginId"), .required("password"), .optional("loginOptions", .object(loginOptions)),
            ] + .optional("providerId", "ssoAppId")
        ) { state, call throws(EmulatorRefusal) in
            let index = try state.userIndex(try call.required("loginId"), password: try call.required("password"))
            try state.requireFreshPassword(index)
            return try state.finish(try state.pendingSignIn(call, index), index, provenBy: "pwd")
        },
        Route(
            "password.sendReset",
            .post,
            "/v1/auth/password/reset",
            .project,
            [.required("loginId"), .optional("templateOptions", .map(.text))]
                // SDKs use both spellings of the redirect URL.
                + .optional("redirectUrl", "redirectURL", "templateId", "providerId", "locale")
        ) { state, call throws(EmulatorRefusal) in
            let loginId = try call.required("loginId")
            let index = try state.userIndex(signingIn: loginId)
            let user = state.users[index]
            guard user.email != nil, user.verifiedEmail else {
                throw .invalid("the user has no verified email address")
            }
            // A new message invalidates the previous one.
            state.dropResets(of: user.id)
            let feature = state.settings.passwords.resetMethod.feature
            let pending = PendingSignIn(isReset: true)
            var reply = try feature.send(&state, call, .init(index: index, loginId: loginId, method: "email"), pending)
            reply.merge(["resetMethod": .string(feature.name.lowercased())])
            return reply
        },
        Route(
            "password.update",
            .post,
            "/v1/auth/password/update",
            .refresh,
            .required("loginId", "newPassword")
        ) { state, call throws(EmulatorRefusal) in
            let index = try state.ownUserIndex(call)
            try state.setPassword(try call.required("newPassword"), state.users[index].id)
            return Reply()
        },
        Route(
            "password.replace",
            .post,
            "/v1/auth/password/replace",
            .project,
            .required("loginId", "oldPassword", "newPassword") + [
                .optional("revokeOtherSessions", .flag), .optional("revokeOtherSessionsTypes", .list(.text)),
            ]
        ) { state, call throws(EmulatorRefusal) in
            let index = try state.userIndex(try call.required("loginId"), password: try call.required("oldPassword"))
            // Checked before anything changes: a disabled user keeps the password.
            try state.users[index].requireEnabled()
            try state.setPassword(try call.required("newPassword"), state.users[index].id)
            let pending = PendingSignIn(endsOtherSessions: call.flag("revokeOtherSessions"))
            return try state.finish(pending, index, provenBy: "pwd")
        },
        Route("password.policy", .get, "/v1/auth/password/policy", .project) { state, _ throws(EmulatorRefusal) in
            let policy = state.settings.passwords
            return Reply(body: [
                "minLength": .int(Int64(policy.minLength)), "lowercase": .bool(policy.lowercase),
                "uppercase": .bool(policy.uppercase), "number": .bool(policy.number),
                "nonAlphanumeric": .bool(policy.nonAlphanumeric),
            ])
        },
    ]
}

extension EmulatorSettings.Passwords.ResetMethod {
    fileprivate var feature: MessageFeature {
        switch self {
        case .magicLink: .magicLinks
        case .enchantedLink: .enchantedLinks
        case .otp: .otp
        }
    }
}

extension EmulatorState {
    /// A user who signs up without verifying an address; not stored yet. Unlike with a sent code, an existing user
    /// cannot be taken over, not even one who has never signed in.
    func newUser(_ loginId: String, _ call: Call) throws(EmulatorRefusal) -> EmulatedUser {
        var user = try newUser(loginId)
        user.takeNames(call)
        user.email = try call.email() ?? user.email
        // Unchanged: only addresses of messages are normalized.
        user.phone = call.phone ?? user.phone
        return user
    }
}
