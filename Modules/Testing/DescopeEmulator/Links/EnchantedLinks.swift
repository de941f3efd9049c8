import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The three links of a message, and the sign-in that waits for the right one.
struct EnchantedLinks: OneTimeValue {
    static let table = "enchantedLinks"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<OneTime<Self>>> { \.enchantedLinks }
    // Waiting clients poll every few seconds.
    static let remembered: TimeInterval = 3600

    enum Progress: String, Codable {
        case pending, followed
        /// A wrong link was followed: another person has started this sign-in, or the user did not pay attention.
        case refused
    }

    let purpose: MessagePurpose
    /// The right link's number.
    let linkId: String
    /// The digests of the links' tokens, by their numbers.
    let tokens: [String: String]
    var progress = Progress.pending

    var userId: String? { purpose.kind.userId }
    var tenantIds: [String] { purpose.pending.tenantIds }
    var furtherDigests: [String] { Array(tokens.values) }
}

extension MessageFeature {
    static let enchantedLinks = Self(name: "enchantedLink", methods: ["email", "sms"]) {
        state,
        call,
        recipient,
        pending throws(EmulatorRefusal) in
        let new = try state.newEnchantedLinks(recipient.user, recipient.method, call, pending)
        var response = try state.send(to: recipient, pending, link: new.link, links: new.all)
        response.merge(["linkId": .string(new.linkId), "pendingRef": .string(new.pendingRef.reveal())])
        return response
    }
}

extension Route {
    /// Enchanted links: three links per message, of which the right one signs in the waiting client.
    static let enchantedLinks =
        sending(.enchantedLinks) + [
            Route.command("enchantedLink.verify") { state, call in
                try state.verifyEnchantedLink(try call.required("token"))
            },
            Route("enchantedLink.session", "enchantedLink.getSession") { state, call in
                guard let links = try state.remembered(try call.required("pendingRef"), as: EnchantedLinks.self)
                else { throw EmulatorRefusal.unauthorized("the pendingRef is unknown or used") }
                guard state.now < links.expiresAt else { throw EmulatorRefusal.deadLink }
                switch links.value.progress {
                case .pending: throw EmulatorRefusal(401, .enchantedLinkPending, "the link was not followed yet")
                case .refused: throw EmulatorRefusal.deadLink
                case .followed:
                    state.delete(links)
                    return try state.finish(links.value.purpose)
                }
            },
        ]
}

extension EmulatorState {
    /// Makes three links, and a sign-in that waits for the right one. Without `pending` they are generated for a test
    /// user.
    func newEnchantedLinks(
        _ user: UserRecord,
        _ method: String,
        _ call: Call,
        _ pending: PendingSignIn?
    ) throws(EmulatorRefusal) -> (linkId: String, pendingRef: Secret, link: Secret, all: [String: Secret]) {
        let numbers = try newLinkNumbers()
        let pendingRef = try newSecret()
        var all: [String: Secret] = [:]
        var digests: [String: String] = [:]
        for number in numbers {
            let token = try newSecret()
            all[number] = link(token, call)
            digests[number] = try digest(token.reveal())
        }
        let (purpose, end) = try linkPurpose("enchantedLink", user, method, call, pending)
        let links = EnchantedLinks(purpose: purpose, linkId: numbers[0], tokens: digests)
        try issue(links, token: pendingRef.reveal(), until: end)
        return (numbers[0], pendingRef, all[numbers[0]] ?? "", all)
    }

    /// Three different numbers of two digits.
    private func newLinkNumbers() throws(EmulatorRefusal) -> [String] {
        var numbers: [String] = []
        while numbers.count < 3 {
            let number = String(10 + Int(try randomBytes(1)[0]) % 90)
            if !numbers.contains(number) { numbers.append(number) }
        }
        return numbers
    }

    /// Follows a link: it works once, until it expires, and only if it is the right one. A wrong link ends the sign-in,
    /// so that trying all three does not succeed.
    func verifyEnchantedLink(_ token: String) throws(EmulatorRefusal) {
        let digest = try digest(token)
        guard var links = enchantedLinks.first(.furtherDigest, digest), links.value.progress == .pending,
            now < links.expiresAt
        else { throw .deadLink }
        let isRight = links.value.tokens[links.value.linkId] == digest
        links.value.progress = isRight ? .followed : .refused
        try save(links)
        guard isRight else {
            keep()
            throw .deadLink
        }
    }
}
