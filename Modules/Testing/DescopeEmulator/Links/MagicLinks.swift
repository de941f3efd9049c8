import DescopeCore
import DescopeHTTP

/// A magic link that has not been followed yet.
struct MagicLink: OneTimeValue {
    static let table = "magicLinks"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<OneTime<Self>>> { \.magicLinks }

    let purpose: MessagePurpose

    var userId: String? { purpose.kind.userId }
    var tenantIds: [String] { purpose.pending.tenantIds }
}

extension MessageFeature {
    static let magicLinks = Self(name: "magicLink", methods: ["email", "sms", "whatsapp"]) {
        state,
        call,
        recipient,
        pending throws(EmulatorRefusal) in
        let link = try state.newMagicLink(recipient.user, recipient.method, call, pending)
        return try state.send(to: recipient, pending, link: link)
    }
}

extension Route {
    /// Magic links.
    static let magicLinks =
        sending(.magicLinks) + [
            // Some clients leave out the delivery method.
            Route("magicLink.updatePhone", "magicLink.update.phoneBySMS") { state, call in
                try state.updatePhone(call, .magicLinks, "sms")
            },
            Route("magicLink.verify") { state, call in
                // The token is too long to be guessed, so wrong ones are not counted.
                let token = try call.required("token")
                if let embedded = try state.redeem(token, as: EmbeddedLink.self) {
                    return try state.finish(embedded)
                }
                guard let link = try state.redeem(token, as: MagicLink.self) else { throw EmulatorRefusal.deadLink }
                return try state.finish(link.purpose)
            },
        ]
}

extension EmulatorState {
    /// Makes a link. Without `pending` it is generated for a test user.
    func newMagicLink(
        _ user: UserRecord,
        _ method: String,
        _ call: Call,
        _ pending: PendingSignIn?
    ) throws(EmulatorRefusal) -> Secret {
        let token = try newSecret()
        let (purpose, end) = try linkPurpose("magicLink", user, method, call, pending)
        try issue(MagicLink(purpose: purpose), token: token.reveal(), until: end)
        return link(token, call)
    }
}
