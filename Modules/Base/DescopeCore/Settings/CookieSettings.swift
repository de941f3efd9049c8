/// A project's settings for token cookies. A setting that the service does not return is nil.
public struct CookieSettings: Hashable, Sendable {
    /// The refresh cookie's domain.
    public var cookieDomain: String?
    /// The path of both cookies.
    public var cookiePath: String?
    /// The refresh cookie's lifetime in seconds (`Max-Age`).
    public var cookieMaxAge: Int?
    /// When the refresh cookie expires, in seconds since 1970.
    public var cookieExpiration: Int?
    /// The refresh cookie's name, when the service returns one. Tokens in its response are read under this name, and
    /// cookies of this name are cleared; new cookies are set under the names of ``DescopeConfiguration/cookies``.
    public var cookieName: String?
    /// The session cookie's name, when the service returns one; used like ``cookieName``.
    public var sessionCookieName: String?
    /// The session cookie's domain.
    public var sessionCookieDomain: String?

    /// Makes empty settings.
    public init() {}
}
