import DescopeCore
import DescopeHTTP

/// A way to sign in that begins with a message to the user.
struct MessageFeature: Sendable {
    typealias Send =
        @Sendable (inout EmulatorState, Call, _ to: Recipient, PendingSignIn) throws(EmulatorRefusal) -> Reply

    /// Whom a message is for, and what it travels by.
    struct Recipient: Sendable {
        let index: Int
        let loginId: String
        let method: String
    }

    /// As calls name it; in paths it stands in small letters.
    let name: String
    let methods: Set<String>
    /// What a call takes that sends such a message, beside what all of them take.
    var members: [Member] = []
    /// Names for the address that only this feature's sign-up takes.
    var addresses: [String] = []
    /// Whether a new address can be one more factor of the session: others pass over the wish.
    var addsFactors = false
    let send: Send

    /// The method in the path or the body, one that these messages travel by.
    func method(of call: Call, in name: String = "method") throws(EmulatorRefusal) -> String {
        let method = try call.required(name)
        guard methods.contains(method) else { throw .invalid("no such message travels by this method") }
        return method
    }
}

extension Route {
    /// The calls of a feature that send a message: to sign up, to sign in, to do either, to prove a new address.
    static func sending(_ feature: MessageFeature) -> [Route] {
        let folder = "/v1/auth/\(feature.name.lowercased())"
        let addresses = ["email", "phone", "whatsapp", "whatsApp"] + feature.addresses
        return [
            Route(
                "\(feature.name).signUp",
                .post,
                "\(folder)/signup/{method}",
                .project,
                [.required("loginId"), .optional("user", .object(signUpUser))]
                    + [.optional("loginOptions", .object(signUpOptions))] + .optional("providerId", "templateId")
                    + addresses.map { .optional($0) } + feature.members
            ) { state, call throws(EmulatorRefusal) in
                let method = try feature.method(of: call)
                let loginId = try call.required("loginId")
                let index = try state.signUpUser(loginId, method, call)
                let pending = PendingSignIn(claims: call.customClaims, endsOtherSessions: call.endsOtherSessions)
                return try feature.send(&state, call, .init(index: index, loginId: loginId, method: method), pending)
            },
            Route(
                "\(feature.name).signIn",
                .post,
                "\(folder)/signin/{method}",
                .projectOrRefresh,
                [.required("loginId"), .optional("loginOptions", .object(loginOptions))]
                    + .optional("providerId", "ssoAppId", "templateId") + feature.members
            ) { state, call throws(EmulatorRefusal) in
                let method = try feature.method(of: call)
                let loginId = try call.required("loginId")
                let index = try state.userIndex(signingIn: loginId)
                let pending = try state.pendingSignIn(call, index)
                return try feature.send(&state, call, .init(index: index, loginId: loginId, method: method), pending)
            },
            Route(
                "\(feature.name).signUpOrIn",
                .post,
                "\(folder)/signup-in/{method}",
                .project,
                [.required("loginId"), .optional("loginOptions", .object(signUpOptions))]
                    + .optional("providerId", "ssoAppId", "templateId") + feature.members
            ) { state, call throws(EmulatorRefusal) in
                let method = try feature.method(of: call)
                let loginId = try call.required("loginId")
                let index = try state.userIndex(signingUpOrIn: loginId, method, call)
                let pending = PendingSignIn(
                    untrustedClaims: call.customClaims,
                    endsOtherSessions: call.endsOtherSessions
                )
                return try feature.send(&state, call, .init(index: index, loginId: loginId, method: method), pending)
            },
            Route(
                "\(feature.name).updateEmail",
                .post,
                "\(folder)/update/email",
                .refresh,
                [.required("loginId"), .required("email")] + updateOptions + feature.members
            ) { state, call throws(EmulatorRefusal) in
                let email = try checkedEmail(try call.required("email"))
                let (index, loginId, pending) = try state.pendingUpdate(
                    call,
                    to: email,
                    keepsFactors: feature.addsFactors && call.flag("mfa")
                )
                return try feature.send(&state, call, .init(index: index, loginId: loginId, method: "email"), pending)
            },
            Route(
                "\(feature.name).updatePhone",
                .post,
                "\(folder)/update/phone/{method}",
                .refresh,
                [.required("loginId"), .required("phone")] + updateOptions + feature.members
            ) { state, call throws(EmulatorRefusal) in
                let method = try feature.method(of: call)
                guard method != "email" else { throw .invalid("a phone is not reached by e-mail") }
                let phone = normalizedPhone(try checkedPhone(try call.required("phone")))
                let (index, loginId, pending) = try state.pendingUpdate(
                    call,
                    to: phone,
                    keepsFactors: feature.addsFactors && call.flag("mfa")
                )
                return try feature.send(&state, call, .init(index: index, loginId: loginId, method: method), pending)
            },
        ]
    }
}
