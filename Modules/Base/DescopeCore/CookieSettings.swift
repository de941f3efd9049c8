/// How a project wants the tokens' cookies. What the service leaves out is nil.
public struct CookieSettings: Hashable, Sendable, Decodable {
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

    /// No wishes.
    public init() {}

    /// Reads what the service says. What cannot be read is nil, and costs no other.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys) -> Value? {
            try? container.decodeIfPresent(Value.self, forKey: key)
        }
        (cookieDomain, cookiePath, cookieName) = (value(.cookieDomain), value(.cookiePath), value(.cookieName))
        (cookieMaxAge, cookieExpiration) = (value(.cookieMaxAge), value(.cookieExpiration))
        (sessionCookieName, sessionCookieDomain) = (value(.sessionCookieName), value(.sessionCookieDomain))
    }

    private enum CodingKeys: String, CodingKey {
        case cookieDomain, cookiePath, cookieMaxAge, cookieExpiration, cookieName, sessionCookieName,
            sessionCookieDomain
    }
}
