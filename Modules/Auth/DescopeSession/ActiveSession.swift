public import DescopeCore
public import DescopeJWT

/// A session that has been checked, and the tokens to go on with.
public struct ActiveSession: Sendable {
    /// The checked session token: who the user is, and what they may do.
    public let token: DescopeToken

    /// The session token's text.
    public let sessionJwt: Secret

    /// The refresh token to use from now on. With rotation the one that was sent is worth nothing any more.
    ///
    /// When the session is not ``isRefreshed`` it is the one that came along. Then it is nil when the one that came
    /// along is certainly of no use: malformed, expired, forged, another project's or another user's. One whose key is
    /// not at hand is not checked, and handed on as it is.
    public let refreshJwt: Secret?

    /// Whether the tokens are new: then they have to reach the user's browser or app, see
    /// ``SessionClient/setCookies(for:options:)-(ActiveSession,_)``.
    public let isRefreshed: Bool

    /// How the project wants the tokens' cookies.
    public let cookies: CookieSettings

    /// How the project wants the refresh token's cookie, as the response said that brought the token. Nil when it came
    /// along with the request: then the browser has its cookie.
    let refreshCookie: CookieSettings?

    /// The key that whoever sent the tokens has proven to hold (RFC 9449), if they had to.
    let provenKey: String?
}
