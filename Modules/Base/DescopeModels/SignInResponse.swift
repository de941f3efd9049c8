public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What the service answers when a user has signed in.
///
/// A project may be set to send either token as a cookie instead of in the body; it is read from where it is.
public struct SignInResponse: Sendable, Decodable {
    /// The token that accompanies every request from now on.
    public let sessionJwt: Secret

    /// The token that fetches new session tokens. Nil when the service gave none: access keys have none.
    public let refreshJwt: Secret?

    /// The user, when the service says who it is.
    public let user: UserProfile?

    /// Whether the user has signed in for the first time. Nil when the service does not say.
    public let firstSeen: Bool?

    /// How the project wants the tokens' cookies.
    public let cookies: CookieSettings

    /// When the session token expires, when the service says so.
    public let sessionExpiresAt: Date?

    /// The external token that a session was made from, when it was.
    public let externalToken: Secret?

    /// What the tenant's identity provider said of the user, after a sign-in with SSO.
    public let idpResponse: IdentityProviderResponse?

    /// Which of the tenant's SSO configurations the user came by, when the service says so.
    public let tenantSSOId: String?

    /// Reads an answer.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let cookies = CodingUserInfoKey.tokenCookies.flatMap { decoder.userInfo[$0] as? TokenCookies }
        func text(_ key: Key) throws -> Secret? {
            try container.decodeIfPresent(Secret.self, forKey: key).flatMap { $0.isEmpty ? nil : $0 }
        }
        let settings = (try? CookieSettings(from: decoder)) ?? CookieSettings()
        func cookie(_ name: String?) -> Secret? { name.flatMap { cookies?.value([$0]) } }
        guard let sessionJwt = try text(.sessionJwt) ?? cookies?.session ?? cookie(settings.sessionCookieName) else {
            throw DecodingError.keyNotFound(
                Key.sessionJwt,
                DecodingError.Context(
                    codingPath: decoder.codingPath,
                    debugDescription: "no session token in body or cookies"
                )
            )
        }
        self.sessionJwt = sessionJwt
        refreshJwt = try text(.refreshJwt) ?? cookies?.refresh ?? cookie(settings.cookieName)
        // The code or link is spent by now: no oddity beside the tokens may cost the user the session.
        user = try? container.decodeIfPresent(UserProfile.self, forKey: .user)
        firstSeen = try? container.decodeIfPresent(Bool.self, forKey: .firstSeen)
        self.cookies = settings
        sessionExpiresAt = (try? container.decodeIfPresent(Double.self, forKey: .sessionExpiration))
            .flatMap { $0 > 0 ? Date(timeIntervalSince1970: $0) : nil }
        externalToken = try? text(.externalToken)
        idpResponse = try? container.decodeIfPresent(IdentityProviderResponse.self, forKey: .idpResponse)
        tenantSSOId = (try? container.decodeIfPresent(String.self, forKey: .tenantSSOId))
            .flatMap { $0.isEmpty ? nil : $0 }
    }

    private enum Key: String, CodingKey {
        case sessionJwt, refreshJwt, user, firstSeen, sessionExpiration, externalToken, idpResponse
        case tenantSSOId = "tenantSSOID"
    }
}

extension KeyedDecodingContainer {
    /// The session that an answer may bring under a name, its session token there or as a cookie. Whatever stands there
    /// where no session does is no failure, but tokens that cannot be read are not passed over in silence.
    package func sessionIfAny(forKey key: Key) throws -> SignInResponse? {
        let members = (try? decodeIfPresent(JSONValue.self, forKey: key)) ?? .null
        let sessionJwt = members["sessionJwt"] ?? .null
        guard sessionJwt == .null || sessionJwt == "" else { return try decode(SignInResponse.self, forKey: key) }
        return try? decode(SignInResponse.self, forKey: key)
    }
}
