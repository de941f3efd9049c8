import DescopeCore
import DescopeHTTP

extension Route {
    /// Passwords.
    static let passwords = [
        Route("password.signUp") { state, call in
            try call.requireNoFurtherFactor()
            let user = try state.newUser(try call.required("loginId"), try SignUpDetails(call))
            let tenant = call.options["tenantId"]?.stringValue
            try state.setPassword(try call.required("password"), of: user, inTenant: tenant)
            return try state.finish(call.signUp, user, provenBy: "pwd")
        },
        Route("password.signIn", credentials: .projectOrRefresh) { state, call in
            let user = try state.user(try call.required("loginId"), password: try call.required("password"))
            try state.requireFreshPassword(user)
            return try state.finish(try state.pendingSignIn(call, user.id), user, provenBy: "pwd")
        },
        Route("password.sendReset") { state, call in
            let loginId = try call.required("loginId")
            let user = try state.user(signingIn: loginId)
            _ = try state.passwordPolicy(of: user)
            guard user.email != nil, user.verifiedEmail else {
                throw EmulatorRefusal.invalid("the user has no verified email address")
            }
            // A new message invalidates the previous one.
            state.dropResets(of: user.id)
            let feature = state.settings.passwords.resetMethod.feature
            let pending = PendingSignIn(isReset: true)
            var response = try feature.send(state, call, .init(user: user, loginId: loginId, method: "email"), pending)
            response.merge(["resetMethod": .string(feature.name.lowercased())])
            return response
        },
        Route.command("password.update") { state, call in
            try state.setPassword(try call.required("newPassword"), of: try state.ownUser(call))
        },
        Route("password.replace") { state, call in
            let user = try state.user(try call.required("loginId"), password: try call.required("oldPassword"))
            try state.setPassword(try call.required("newPassword"), of: user)
            let pending = PendingSignIn(endsOtherSessions: call.flag("revokeOtherSessions"))
            return try state.finish(pending, user, provenBy: "pwd")
        },
        Route("password.policy") { state, _ in
            let policy = state.settings.passwords
            return Response(body: [
                "minLength": .int(Int64(policy.minLength)), "lowercase": .bool(policy.lowercase),
                "uppercase": .bool(policy.uppercase), "number": .bool(policy.number),
                "nonAlphanumeric": .bool(policy.nonAlphanumeric), "strengthScore": 0, "strengthScoreEnabled": false,
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
