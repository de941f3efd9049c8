import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Route {
    /// Magic links.
    static let magicLinks =
        sending(.magicLinks) + [
            Route(
                "magicLink.verify",
                .post,
                "/v1/auth/magiclink/verify",
                .project,
                [.required("token")]
            ) { state, call throws(EmulatorRefusal) in
                try state.verifyMagicLink(try call.required("token"))
            }
        ]

    /// The redirect URL of a link, in every spelling that SDKs use.
    static let linkRedirect: [Member] = .optional("URI", "redirectUrl", "redirectURL")

    /// The members of operations that send a link, in addition to those of all message operations.
    static let linkOptions: [Member] = [.optional("crossDevice", .flag)] + linkRedirect
}

extension MessageFeature {
    static let magicLinks = Self(name: "magicLink", methods: ["email", "sms", "whatsapp"], members: Route.linkOptions) {
        state,
        call,
        recipient,
        pending throws(EmulatorRefusal) in
        try state.sendMagicLink(to: recipient, call, pending)
    }
}

extension Call {
    /// The redirect URL in the request.
    var redirectURL: String? { text("URI") ?? text("redirectUrl") ?? text("redirectURL") ?? text("uri") }
}

extension EmulatorState {
    /// A link to the page in the request, or to the project's default page.
    func link(_ token: Secret, _ call: Call) -> Secret {
        let page = call.redirectURL ?? settings.linkRedirectURL
        let fragment = page.firstIndex(of: "#") ?? page.endIndex
        let address = page[..<fragment]
        return Secret("\(address)\(address.contains("?") ? "&" : "?")t=\(token.reveal())\(page[fragment...])")
    }

    /// Makes a link. Without `pending` it is generated for a test user.
    mutating func newMagicLink(
        _ index: Int,
        _ method: String,
        _ call: Call,
        _ pending: PendingSignIn?
    ) throws(EmulatorRefusal) -> Secret {
        let token = try newSecret()
        links.magic.removeAll { $0.purpose.expiresAt <= now }
        let purpose = try linkPurpose("magicLink", index, method, call, pending)
        links.magic.append(MagicLink(purpose: purpose, token: token))
        return link(token, call)
    }

    fileprivate mutating func sendMagicLink(
        to recipient: MessageFeature.Recipient,
        _ call: Call,
        _ pending: PendingSignIn
    ) throws(EmulatorRefusal) -> Reply {
        let (index, loginId, method) = (recipient.index, recipient.loginId, recipient.method)
        let address = try address(of: index, method, pending)
        let link = try newMagicLink(index, method, call, pending)
        messages.append(
            EmulatorOutbox.Message(loginId: loginId, method: method, address: address, sentAt: now, link: link)
        )
        return Reply(body: masked(address, method))
    }

    /// Redeems a link: it works once, until it expires. Its token is too long to be guessed, so wrong ones are not
    /// counted.
    fileprivate mutating func verifyMagicLink(_ token: String) throws(EmulatorRefusal) -> Reply {
        links.magic.removeAll { $0.purpose.expiresAt <= now }
        guard let index = links.magic.firstIndex(where: { isSame(token, $0.token) }) else { throw .deadLink }
        return try finish(links.magic.remove(at: index).purpose)
    }
}
