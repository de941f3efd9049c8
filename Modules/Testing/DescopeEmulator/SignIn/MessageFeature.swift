import DescopeCore
import DescopeHTTP

/// A sign-in method that begins with a message to the user.
struct MessageFeature: Sendable {
    typealias Send =
        @Sendable (EmulatorState, Call, Recipient, PendingSignIn) throws(EmulatorRefusal) -> Response

    /// The recipient and the delivery method of a message.
    struct Recipient: Sendable {
        let user: UserRecord
        let loginId: String
        let method: String
    }

    /// The feature's name in operations.
    let name: String
    let methods: Set<String>
    /// Whether a new address can be a further factor of the session; other features ignore this option.
    var addsFactors = false
    let send: Send

    /// The delivery method in the path or the body; throws unless this feature supports it.
    func method(of call: Call) throws(EmulatorRefusal) -> String {
        let method = try call.required("deliveryMethod")
        guard methods.contains(method) else { throw .invalid("this operation does not support the delivery method") }
        return method
    }
}

extension Route {
    /// The operations of a feature that send a message: sign-up, sign-in, either of them, and verifying a new address.
    static func sending(_ feature: MessageFeature) -> [Route] {
        let name = feature.name
        return [
            Route("\(name).signUp") { state, call in
                try call.requireNoFurtherFactor()
                let (method, loginId) = (try feature.method(of: call), try call.required("loginId"))
                let user = try state.signUpUser(loginId, try SignUpDetails(call))
                return try feature.send(state, call, .init(user: user, loginId: loginId, method: method), call.signUp)
            },
            Route("\(name).signIn") { state, call in
                let (method, loginId) = (try feature.method(of: call), try call.required("loginId"))
                let user = try state.user(signingIn: loginId)
                let pending = try state.pendingSignIn(call, user.id)
                return try feature.send(state, call, .init(user: user, loginId: loginId, method: method), pending)
            },
            Route("\(name).signUpOrIn") { state, call in
                try call.requireNoFurtherFactor()
                let (method, loginId) = (try feature.method(of: call), try call.required("loginId"))
                let user = try state.user(signingUpOrIn: loginId, try SignUpDetails(call))
                return try feature.send(state, call, .init(user: user, loginId: loginId, method: method), call.signIn)
            },
            Route("\(name).updateEmail", "\(name).update.email") { state, call in
                let email = try checkedEmail(try call.required("email"))
                let (user, pending) = try state.pendingUpdate(
                    call,
                    to: email,
                    keepsFactors: feature.addsFactors && call.flag("mfa")
                )
                let recipient = Recipient(user: user, loginId: try call.required("loginId"), method: "email")
                return try feature.send(state, call, recipient, pending)
            },
            Route("\(name).updatePhone", "\(name).update.phone") { state, call in
                let method = try feature.method(of: call)
                guard method != "email" else {
                    throw EmulatorRefusal.invalid("email is not a delivery method for a phone number")
                }
                return try state.updatePhone(call, feature, method)
            },
        ]
    }

    private typealias Recipient = MessageFeature.Recipient
}

extension EmulatorState {
    /// Puts a message into the outbox, and returns the masked address.
    func send(
        to recipient: MessageFeature.Recipient,
        _ pending: PendingSignIn,
        code: Secret? = nil,
        link: Secret? = nil,
        links: [String: Secret] = [:]
    ) throws(EmulatorRefusal) -> Response {
        let address = try address(of: recipient.user, recipient.method, pending)
        try send(
            EmulatorOutbox.Message(
                loginId: recipient.loginId,
                method: recipient.method,
                address: address,
                sentAt: now,
                code: code,
                link: link,
                links: links
            )
        )
        return Response(body: masked(address, recipient.method))
    }

    /// Sends a message to a new phone number of the user.
    func updatePhone(
        _ call: Call,
        _ feature: MessageFeature,
        _ method: String
    ) throws(EmulatorRefusal) -> Response {
        let phone = normalizedPhone(try checkedPhone(try call.required("phone")))
        let (user, pending) = try pendingUpdate(call, to: phone, keepsFactors: feature.addsFactors && call.flag("mfa"))
        let loginId = try call.required("loginId")
        return try feature.send(self, call, .init(user: user, loginId: loginId, method: method), pending)
    }
}
