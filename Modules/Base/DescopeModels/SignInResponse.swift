public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The service's response to a completed sign-in.
///
/// A project can be configured to send either token in a cookie instead of the body; both places are read.
public struct SignInResponse: JSONModel {
    /// The session token, to be sent with every further request.
    public package(set) var sessionJwt: Secret = Secret("")

    /// The refresh token, with which new session tokens are requested. Nil when the service returned none; access keys
    /// have none.
    public package(set) var refreshJwt: Secret?

    /// The user, when the service returns one.
    public package(set) var user: UserProfile?

    /// Whether the user has signed in for the first time. Nil when the service does not return it.
    public package(set) var firstSeen: Bool?

    /// The project's settings for the token cookies.
    public package(set) var cookies: CookieSettings = CookieSettings()

    /// When the session token expires. Nil when the service does not return it.
    public package(set) var sessionExpiresAt: Date?

    /// After how long the session token is to be refreshed. Nil when the service does not return it.
    public package(set) var nextRefresh: Duration?

    /// A token for the device that the user has chosen to trust. Nil when the service does not return one.
    public package(set) var trustedDeviceJwt: Secret?

    /// The external token that was exchanged for the session, if there was one.
    public package(set) var externalToken: Secret?

    /// The tenant's identity provider's response about the user, after a sign-in with SSO.
    public package(set) var idpResponse: IdentityProviderResponse?

    /// The id of the tenant's SSO configuration that was used. Nil when the service does not return it.
    public package(set) var tenantSSOId: String?

    init() {}

    /// The JSON members.
    public static let members = Members(Self()) {
        // A malformed token is an error, because a token must not be lost silently.
        $0("sessionJwt", \.sessionJwt, required: false, strict: true)
        $0("refreshJwt", \.refreshJwt, as: .strict)
        // The code or link has been used by now, so an unexpected value next to the tokens must not cost the user the
        // session.
        $0("user", \.user)
        $0("firstSeen", \.firstSeen)
        $0("sessionExpiration", \.sessionExpiresAt, as: .epochSeconds)
        $0("nextRefreshSeconds", \.nextRefresh, as: .seconds)
        $0("trustedDeviceJwt", \.trustedDeviceJwt)
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

    /// The response completed with tokens from cookies; nil when there is no session token.
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
