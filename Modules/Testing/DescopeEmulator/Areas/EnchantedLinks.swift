import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Route {
    /// Enchanted links: three links per message, of which the right one signs in the waiting client.
    static let enchantedLinks =
        sending(.enchantedLinks) + [
            Route(
                "enchantedLink.verify",
                .post,
                "/v1/auth/enchantedlink/verify",
                .project,
                [.required("token"), .optional("pkceVerifier")]
            ) { state, call throws(EmulatorRefusal) in
                try state.verifyEnchantedLink(try call.required("token"))
                return Reply()
            },
            Route(
                "enchantedLink.session",
                .post,
                "/v1/auth/enchantedlink/pending-session",
                .project,
                [.required("pendingRef")]
            ) { state, call throws(EmulatorRefusal) in
                try state.enchantedLinkSession(try call.required("pendingRef"))
            },
        ]
}

extension MessageFeature {
    static let enchantedLinks = Self(name: "enchantedLink", methods: ["email", "sms"], members: Route.linkOptions) {
        state,
        call,
        recipient,
        pending throws(EmulatorRefusal) in
        try state.sendEnchantedLinks(to: recipient, call, pending)
    }
}

extension EmulatorState {
    /// Makes three links, and a sign-in that waits for the right one. Without `pending` they are generated for a test
    /// user.
    mutating func newEnchantedLinks(
        _ index: Int,
        _ method: String,
        _ call: Call,
        _ pending: PendingSignIn?
    ) throws(EmulatorRefusal) -> (linkId: String, pendingRef: Secret, link: Secret, all: [String: Secret]) {
        let numbers = try newLinkNumbers()
        var tokens: [String: Secret] = [:]
        for number in numbers { tokens[number] = try newSecret() }
        let new = EnchantedLinks(
            purpose: try linkPurpose("enchantedLink", index, method, call, pending),
            pendingRef: try newSecret(),
            linkId: numbers[0],
            tokens: tokens
        )
        let forgotten = forgottenSince
        links.enchanted.removeAll { $0.purpose.expiresAt <= forgotten }
        links.enchanted.append(new)
        let all = tokens.mapValues { link($0, call) }
        return (new.linkId, new.pendingRef, all[new.linkId] ?? "", all)
    }

    fileprivate mutating func sendEnchantedLinks(
        to recipient: MessageFeature.Recipient,
        _ call: Call,
        _ pending: PendingSignIn
    ) throws(EmulatorRefusal) -> Reply {
        let (index, loginId, method) = (recipient.index, recipient.loginId, recipient.method)
        let address = try address(of: index, method, pending)
        let new = try newEnchantedLinks(index, method, call, pending)
        var message = EmulatorOutbox.Message(loginId: loginId, method: method, address: address, sentAt: now)
        message.link = new.link
        message.links = new.all
        messages.append(message)
        var reply = Reply(body: masked(address, method))
        reply.merge(["linkId": .string(new.linkId), "pendingRef": .string(new.pendingRef.reveal())])
        return reply
    }

    /// Follows a link: it works once, until it expires, and only if it is the right one. A wrong link ends the sign-in,
    /// so that trying all three does not succeed.
    mutating func verifyEnchantedLink(_ token: String) throws(EmulatorRefusal) {
        for index in links.enchanted.indices {
            let links = links.enchanted[index]
            guard let number = links.tokens.first(where: { isSame(token, $0.value) })?.key else { continue }
            guard case .pending = links.progress, now < links.purpose.expiresAt else { throw .deadLink }
            self.links.enchanted[index].progress = number == links.linkId ? .followed : .refused
            guard number == links.linkId else { throw .deadLink }
            return
        }
        throw .deadLink
    }

    /// The session of a pending enchanted link sign-in. It is returned once.
    fileprivate mutating func enchantedLinkSession(_ pendingRef: String) throws(EmulatorRefusal) -> Reply {
        guard let index = links.enchanted.firstIndex(where: { isSame(pendingRef, $0.pendingRef) }) else {
            throw .unauthorized("the pendingRef is unknown or used")
        }
        guard now < links.enchanted[index].purpose.expiresAt else { throw .deadLink }
        switch links.enchanted[index].progress {
        case .pending: throw EmulatorRefusal(401, .enchantedLinkPending, "the link was not followed yet")
        case .refused: throw .deadLink
        case .followed: return try finish(links.enchanted.remove(at: index).purpose)
        }
    }
}
