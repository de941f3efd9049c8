import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Route {
    /// Links that sign in whoever opens them.
    static let magicLinks = [
        Route(
            "magicLink.signUp",
            .post,
            "/v1/auth/magiclink/signup/{method}",
            .project,
            linkSignUp
        ) { state, call throws(EmulatorRefusal) in
            let method = try call.linkMethod()
            let loginId = try call.required("loginId")
            let index = try state.signUpUser(loginId, method, call)
            let pending = PendingSignIn(claims: call.customClaims, endsOtherSessions: call.endsOtherSessions)
            return try state.sendMagicLink(to: index, loginId, method, call, pending)
        },
        Route(
            "magicLink.signIn",
            .post,
            "/v1/auth/magiclink/signin/{method}",
            .projectOrRefresh,
            linkSignIn
        ) { state, call throws(EmulatorRefusal) in
            let loginId = try call.required("loginId")
            let index = try state.userIndex(signingIn: loginId)
            let pending = try state.pendingSignIn(call, index)
            return try state.sendMagicLink(to: index, loginId, try call.linkMethod(), call, pending)
        },
        Route(
            "magicLink.signUpOrIn",
            .post,
            "/v1/auth/magiclink/signup-in/{method}",
            .project,
            linkSignUpOrIn
        ) { state, call throws(EmulatorRefusal) in
            let method = try call.linkMethod()
            let loginId = try call.required("loginId")
            let index = try state.userIndex(signingUpOrIn: loginId, method, call)
            let pending = PendingSignIn(untrustedClaims: call.customClaims, endsOtherSessions: call.endsOtherSessions)
            return try state.sendMagicLink(to: index, loginId, method, call, pending)
        },
        Route(
            "magicLink.verify",
            .post,
            "/v1/auth/magiclink/verify",
            .project,
            [.required("token")]
        ) { state, call throws(EmulatorRefusal) in
            let token = try call.required("token")
            // The link of a password's reset is verified in the same way.
            return if let reply = try state.redeemReset(token) { reply } else { try state.verifyMagicLink(token) }
        },
        Route(
            "magicLink.updateEmail",
            .post,
            "/v1/auth/magiclink/update/email",
            .refresh,
            linkUpdate + [.required("email")]
        ) { state, call throws(EmulatorRefusal) in
            let (index, loginId, pending) = try state.pendingUpdate(call, to: try call.required("email"))
            return try state.sendMagicLink(to: index, loginId, "email", call, pending)
        },
        Route(
            "magicLink.updatePhone",
            .post,
            "/v1/auth/magiclink/update/phone/{method}",
            .refresh,
            linkUpdate + [.required("phone")]
        ) { state, call throws(EmulatorRefusal) in
            let method = try call.phoneLinkMethod()
            let phone = normalizedPhone(try call.required("phone"))
            let (index, loginId, pending) = try state.pendingUpdate(call, to: phone)
            return try state.sendMagicLink(to: index, loginId, method, call, pending)
        },
    ]

    /// The page that a link leads to, in every spelling that SDKs use.
    static let linkRedirect: [Member] = .optional("URI", "redirectUrl", "redirectURL")

    static let linkSignUp: [Member] =
        [
            .required("loginId"), .optional("user", .object(signUpUser)),
            .optional("loginOptions", .object(signUpOptions)), .optional("crossDevice", .flag),
        ] + .optional("providerId", "templateId", "email", "phone", "whatsapp", "whatsApp") + linkRedirect

    static let linkSignIn: [Member] =
        [.required("loginId"), .optional("loginOptions", .object(loginOptions)), .optional("crossDevice", .flag)]
        + .optional("providerId", "ssoAppId", "templateId") + linkRedirect

    static let linkSignUpOrIn: [Member] =
        [.required("loginId"), .optional("loginOptions", .object(signUpOptions)), .optional("crossDevice", .flag)]
        + .optional("providerId", "ssoAppId", "templateId") + linkRedirect

    static let linkUpdate: [Member] =
        [.required("loginId"), .optional("crossDevice", .flag)] + updateOptions + linkRedirect
}

extension Call {
    /// The method in the path or the body, one that a link can travel by.
    func linkMethod(in name: String = "method") throws(EmulatorRefusal) -> String {
        let method = try required(name)
        guard ["email", "sms", "whatsapp"].contains(method) else { throw .invalid("links do not travel this way") }
        return method
    }

    /// The same, for a link to a phone.
    func phoneLinkMethod() throws(EmulatorRefusal) -> String {
        let method = try linkMethod()
        guard method != "email" else { throw .invalid("a phone is not reached by e-mail") }
        return method
    }

    /// The page that the call wants a link to lead to.
    var redirectURL: String? { text("URI") ?? text("redirectUrl") ?? text("redirectURL") ?? text("uri") }
}

extension EmulatorState {
    /// A link to the page that the call names, or to the project's own.
    func link(_ token: Secret, _ call: Call) -> Secret {
        let page = call.redirectURL ?? settings.linkRedirectURL
        let fragment = page.firstIndex(of: "#") ?? page.endIndex
        let address = page[..<fragment]
        return Secret("\(address)\(address.contains("?") ? "&" : "?")t=\(token.reveal())\(page[fragment...])")
    }

    /// Makes a link. Without `pending` it is one generated for a test user.
    mutating func newMagicLink(
        _ index: Int,
        _ method: String,
        _ call: Call,
        _ pending: PendingSignIn?
    ) throws(EmulatorRefusal) -> Secret {
        let token = try newSecret()
        links.magic.append(MagicLink(purpose: linkPurpose("magicLink", index, method, call, pending), token: token))
        return link(token, call)
    }

    fileprivate mutating func sendMagicLink(
        to index: Int,
        _ loginId: String,
        _ method: String,
        _ call: Call,
        _ pending: PendingSignIn
    ) throws(EmulatorRefusal) -> Reply {
        let address = try address(of: index, method, pending)
        let link = try newMagicLink(index, method, call, pending)
        noteStart("magicLink", index, method, pending)
        messages.append(
            EmulatorOutbox.Message(loginId: loginId, method: method, address: address, sentAt: now, link: link)
        )
        return Reply(body: masked(address, method))
    }

    /// Takes a link out: it works once, and in time. Its token is too long to be guessed, so wrong ones are not
    /// counted.
    fileprivate mutating func verifyMagicLink(_ token: String) throws(EmulatorRefusal) -> Reply {
        links.magic.removeAll { $0.purpose.expiresAt <= now }
        guard let index = links.magic.firstIndex(where: { isSame(token, $0.token) }) else { throw .deadLink }
        return try finish(links.magic.remove(at: index).purpose)
    }
}
