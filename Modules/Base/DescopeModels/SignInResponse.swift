public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What the service answers when a user has signed in.
///
/// A project may be set to send either token as a cookie instead of in the body; it is read from where it is.
public struct SignInResponse: JSONModel {
    /// The token that accompanies every request from now on.
    public package(set) var sessionJwt: Secret = Secret("")

    /// The token that fetches new session tokens. Nil when the service gave none: access keys have none.
    public package(set) var refreshJwt: Secret?

    /// The user, when the service says who it is.
    public package(set) var user: UserProfile?

    /// Whether the user has signed in for the first time. Nil when the service does not say.
    public package(set) var firstSeen: Bool?

    /// How the project wants the tokens' cookies.
    public package(set) var cookies: CookieSettings = CookieSettings()

    /// When the session token expires, when the service says so.
    public package(set) var sessionExpiresAt: Date?

    /// The external token that a session was made from, when it was.
    public package(set) var externalToken: Secret?

    /// What the tenant's identity provider said of the user, after a sign-in with SSO.
    public package(set) var idpResponse: IdentityProviderResponse?

    /// Which of the tenant's SSO configurations the user came by, when the service says so.
    public package(set) var tenantSSOId: String?

    init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        // A token must not be lost in silence.
        $0("sessionJwt", \.sessionJwt, required: false, strict: true)
        $0("refreshJwt", \.refreshJwt, as: .strict)
        // The code or link is spent by now: nothing odd beside the tokens may cost the user the session.
        $0("user", \.user)
        $0("firstSeen", \.firstSeen)
        $0("sessionExpiration", \.sessionExpiresAt, as: .epochSeconds)
        $0("externalToken", \.externalToken)
        $0("idpResponse", \.idpResponse)
        $0("tenantSSOID", \.tenantSSOId)
        $0("cookieDomain", \.cookies.cookieDomain)
        $0("cookiePath", \.cookies.cookiePath)
        $0("cookieMaxAge", \.cookies.cookieMaxAge)
        $0("cookieExpiration", \.cookies.cookieExpiration)
        $0("cookieName", \.cookies.cookieName)
        $0("sessionCookieName", \.cookies.sessionCookieName)
        $0("sessionCookieDomain", \.cookies.sessionCookieDomain)
    }

    /// Whether there is no session token.
    public var isBlank: Bool { sessionJwt.isEmpty }

    /// The same, with the tokens that came as cookies; nil when there is no session token.
    package func with(_ tokens: TokenCookies) -> SignInResponse? {
        func cookie(_ name: String?) -> Secret? { name.flatMap { tokens.value([$0]) } }
        var response = self
        if sessionJwt.isEmpty {
            guard let token = tokens.session ?? cookie(cookies.sessionCookieName) else { return nil }
            response.sessionJwt = token
        }
        response.refreshJwt = refreshJwt ?? tokens.refresh ?? cookie(cookies.cookieName)
        return response
    }
}
