import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An nOTP sign-in, which waits for a message from the user.
struct MessageSignIn: OneTimeValue {
    static let table = "messageSignIns"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<OneTime<Self>>> { \.messageSignIns }
    // Waiting clients poll every few seconds.
    static let remembered: TimeInterval = 3600

    /// The expected sender.
    enum Sender: Codable {
        /// This user, from the number that is known or to be verified.
        case user(String)
        /// This user, from a new number to be added.
        case newPhone(String)
        /// A user who is identified by the sender's number.
        case signUp(SignUpDetails), signIn, signUpOrIn(SignUpDetails)
    }

    /// The user who has sent the message, and the sender's number.
    struct Sent: Codable {
        let userId: String
        let phone: String
    }

    /// The digest of the message's text.
    let textDigest: String
    let sender: Sender
    var pending: PendingSignIn
    var sent: Sent?

    var userId: String? {
        switch sender {
        case .user(let id), .newPhone(let id): id
        case .signUp, .signIn, .signUpOrIn: sent?.userId
        }
    }

    var tenantIds: [String] { pending.tenantIds }
    var furtherDigests: [String] { [textDigest] }
}

extension Route {
    /// Sign-ins with a message that the user sends (nOTP).
    static let notp = [
        Route("notp.signUp") { state, call in
            try call.requireNoFurtherFactor()
            let details = try SignUpDetails(call)
            guard let loginId = call.text("loginId") else {
                _ = try details.phone.map(checkedPhone)
                return try state.begin(.signUp(details), call, call.signUp)
            }
            return try state.begin(.user(try state.signUpUser(loginId, details).id), call, call.signUp)
        },
        Route("notp.signIn") { state, call in
            let user: UserRecord
            if let loginId = call.text("loginId") {
                user = try state.user(signingIn: loginId)
            } else if call.token != nil || call.asksFurtherFactor {
                // The session determines who has to send the message.
                user = try state.user(ofToken: call.token)
            } else {
                return try state.begin(.signIn, call, call.signIn)
            }
            return try state.begin(.user(user.id), call, try state.pendingSignIn(call, user.id))
        },
        Route("notp.signUpOrIn") { state, call in
            try call.requireNoFurtherFactor()
            let details = try SignUpDetails(call)
            guard let loginId = call.text("loginId") else {
                return try state.begin(.signUpOrIn(details), call, call.signIn)
            }
            let user = try state.user(signingUpOrIn: loginId, details)
            return try state.begin(.user(user.id), call, call.signIn)
        },
        Route("notp.updatePhone", "notp.update") { state, call in
            let phone = try call.text("phone").map(checkedPhone).map(normalizedPhone)
            let (user, pending) = try state.pendingUpdate(call, to: phone ?? "")
            return try state.begin(phone == nil ? .newPhone(user.id) : .user(user.id), call, pending)
        },
        Route("notp.session", "notp.getSession") { state, call in
            guard let waiting = try state.remembered(try call.required("pendingRef"), as: MessageSignIn.self) else {
                throw EmulatorRefusal.unauthorized("the pendingRef is unknown or used")
            }
            guard state.now < waiting.expiresAt else { throw EmulatorRefusal.deadLink }
            guard let sent = waiting.value.sent else {
                throw EmulatorRefusal(401, .notpPending, "the message was not sent yet")
            }
            state.delete(waiting)
            let user = try state.user(id: sent.userId)
            return try state.finish(waiting.value.pending, user, reachedBy: "whatsapp", at: sent.phone)
        },
    ]
}

extension EmulatorState {
    fileprivate func begin(
        _ sender: MessageSignIn.Sender,
        _ call: Call,
        _ pending: PendingSignIn
    ) throws(EmulatorRefusal) -> Response {
        guard try call.required("provider") == "whatsapp" else { throw .invalid("the provider is unknown") }
        if case .user(let id) = sender { _ = try address(of: try user(id: id), "whatsapp", pending) }
        let text = try newId("")
        let new = MessageSignIn(textDigest: try digest(text), sender: sender, pending: pending)
        let pendingRef = try issue(new, for: settings.linkLifetime)
        let link = "https://wa.me/15550100?text=\(text)"
        return Response(body: [
            "pendingRef": .string(pendingRef.reveal()), "redirectUrl": .string(link),
            "image": .text(QRCode(link).map { Data(PNG.image(of: $0)).base64EncodedString() }),
        ])
    }

    /// Receives a message from a phone: once, until it expires, and only from the expected number.
    func receiveMessage(_ text: String, from phone: String) throws(EmulatorRefusal) {
        guard var waiting = messageSignIns.first(.furtherDigest, try digest(text)), waiting.value.sent == nil,
            now < waiting.expiresAt
        else { throw .deadLink }
        _ = try checkedPhone(phone)
        let user: UserRecord
        switch waiting.value.sender {
        case .user(let id): user = try self.user(id: id)
        case .newPhone(let id):
            user = try self.user(id: id)
            waiting.value.pending.newAddress?.address = phone
        case .signUp(let details): user = try signUpUser(phone, details)
        case .signIn: user = try self.user(signingIn: phone)
        case .signUpOrIn(let details): user = try self.user(signingUpOrIn: phone, details)
        }
        guard try address(of: user, "whatsapp", waiting.value.pending) == phone else {
            throw .invalid("the message comes from another number")
        }
        waiting.value.sent = MessageSignIn.Sent(userId: user.id, phone: phone)
        try save(waiting)
    }
}
