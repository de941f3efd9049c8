import DescopeCore
import DescopeHTTP

/// A sign-in method that begins with a message to the user.
struct MessageFeature: Sendable {
    typealias Send =
        @Sendable (inout EmulatorState, Call, _ to: Recipient, PendingSignIn) throws(EmulatorRefusal) -> Reply

    /// The recipient and the delivery method of a message.
    struct Recipient: Sendable {
        let index: Int
        let loginId: String
        let method: String
    }

    /// The feature's name in operations; paths contain it in lowercase.
    let name: String
    let methods: Set<String>
    /// The members of this feature's operations, in addition to those of all message operations.
    var members: [Member] = []
    /// Names of the address that only this feature's sign-up accepts.
    var addresses: [String] = []
    /// Whether a new address can be a further factor of the session; other features ignore this option.
    var addsFactors = false
    let send: Send

    /// The delivery method in the path or the body; throws unless this feature supports it.
    func method(of call: Call, in name: String = "method") throws(EmulatorRefusal) -> String {
        let method = try call.required(name)
        guard methods.contains(method) else { throw .invalid("this operation does not support the delivery method") }
        return method
    }
}

extension Route {
    /// The operations of a feature that send a message: sign-up, sign-in, either of them, and verifying a new address.
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
                guard method != "email" else { throw .invalid("email is not a delivery method for a phone number") }
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
