import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Call {
    /// The redirect URL in the request, in any of the operations' spellings.
    var redirectURL: String? { text("URI") ?? text("redirectUrl") ?? text("redirectURL") }
}

extension EmulatorState {
    /// A link to the page in the request, or to the project's default page.
    func link(_ token: Secret, _ call: Call) -> Secret {
        let page = call.redirectURL ?? settings.linkRedirectURL
        let fragment = page.firstIndex(of: "#") ?? page.endIndex
        let address = page[..<fragment]
        return Secret("\(address)\(address.contains("?") ? "&" : "?")t=\(token.reveal())\(page[fragment...])")
    }

    /// The purpose of a new link, and its end. Without `pending` it is generated for a test user.
    func linkPurpose(
        _ feature: String,
        _ user: UserRecord,
        _ method: String,
        _ call: Call,
        _ pending: PendingSignIn?
    ) throws(EmulatorRefusal) -> (purpose: MessagePurpose, expiresAt: Date) {
        let isReset = pending?.isReset == true
        let end = end(of: isReset ? settings.passwords.resetLifetime : settings.linkLifetime)
        let purpose = try newPurpose(
            feature,
            user,
            method,
            pending ?? PendingSignIn(untrustedClaims: call.customClaims),
            isGenerated: pending == nil,
            until: end
        )
        return (purpose, end)
    }
}

extension EmulatorRefusal {
    // The service's code for an expired link is known. None is documented for wrong and used links; this is the
    // closest.
    static let deadLink = Self(401, .linkTokenExpired, "the link is wrong, used or expired")
}
