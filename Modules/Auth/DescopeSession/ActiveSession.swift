public import DescopeCore
public import DescopeJWT

/// A validated session and its current tokens.
public struct ActiveSession: Sendable {
    /// The validated session token: who the user is, and what they may do.
    public let token: DescopeToken

    /// The session token as a compact JWT.
    public let sessionJwt: Secret

    /// The refresh token to use from now on. With rotation, the one that was sent is no longer valid.
    ///
    /// When the session was not refreshed (``isRefreshed`` is false), it is the refresh token of the request, or nil
    /// when that one is certainly invalid: malformed, expired, forged, of another project or of another user. A refresh
    /// token whose key is not cached is not checked, and is returned as it is.
    public let refreshJwt: Secret?

    /// Whether the tokens are new. New tokens have to be sent to the user's browser or app, see
    /// ``SessionClient/setCookies(for:options:)-(ActiveSession,_)``.
    public let isRefreshed: Bool

    /// The project's settings for the tokens' cookies.
    public let cookies: CookieSettings

    /// The project's settings for the refresh token's cookie, from the response that contained the token. Nil when the
    /// token came with the request: then the browser already has its cookie.
    let refreshCookie: CookieSettings?

    /// The thumbprint of the key that the sender has proven to hold (RFC 9449), if a proof was required.
    let provenKey: String?
}
