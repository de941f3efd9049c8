/// How a project wants the tokens' cookies. What the service leaves out is nil.
public struct CookieSettings: Hashable, Sendable {
    /// The domain that the refresh cookie is for.
    public var cookieDomain: String?
    /// The path that the cookies are for.
    public var cookiePath: String?
    /// How long the refresh cookie lasts, in seconds.
    public var cookieMaxAge: Int?
    /// When the refresh cookie expires, in seconds since 1970.
    public var cookieExpiration: Int?
    /// The refresh cookie's name, when the service states one. Tokens are found in its response under this name, and
    /// cookies of this name are cleared; new cookies are set under the names of ``DescopeConfiguration/cookies``.
    public var cookieName: String?
    /// The session cookie's name, when the service states one; used like ``cookieName``.
    public var sessionCookieName: String?
    /// The domain that the session cookie is for.
    public var sessionCookieDomain: String?

    /// No settings.
    public init() {}
}
