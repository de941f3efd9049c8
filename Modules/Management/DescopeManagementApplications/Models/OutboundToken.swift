public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A token with which another service is called on behalf of a user or a tenant.
public struct OutboundToken: JSONModel {
    /// The id, by which the token is deleted.
    public var id: String?
    /// The outbound application's id.
    public var appId: String?
    /// The user's id; nil for a token of a tenant.
    public var userId: String?
    /// The tenant for which the user has connected, or whose token it is.
    public var tenantId: String?
    /// The user's id with the other service.
    public var tokenSubject: String?
    /// The access token.
    public var accessToken = Secret("")
    /// The access token's type, for example `Bearer`.
    public var accessTokenType: String?
    /// When the access token expires; nil when that is not known. In JSON: seconds since 1970, or text as in RFC 3339.
    public var expiresAt: Date?
    /// Whether the service has a refresh token.
    public var hasRefreshToken = false
    /// The refresh token, when it was asked for.
    public var refreshToken: Secret?
    /// When the token was refreshed. In JSON: seconds since 1970, or text as in RFC 3339.
    public var lastRefreshedAt: Date?
    /// Why it could not be refreshed the last time.
    public var lastRefreshError: String?
    /// What the token allows.
    public var scopes: [String] = []
    /// Who has allowed it.
    public var grantedBy: String?
    /// Which of several connections with the application it belongs to.
    public var externalIdentifier: String?

    /// Makes an empty token.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id)
        $0("appId", \.appId)
        $0("userId", \.userId)
        $0("tenantId", \.tenantId)
        $0("tokenSub", \.tokenSubject)
        $0("accessToken", \.accessToken, required: true)
        $0("accessTokenType", \.accessTokenType)
        $0("accessTokenExpiry", \.expiresAt, as: .epochSecondsOrText)
        $0("hasRefreshToken", \.hasRefreshToken)
        $0("refreshToken", \.refreshToken, strict: true)
        $0("lastRefreshTime", \.lastRefreshedAt, as: .epochSecondsOrText)
        $0("lastRefreshError", \.lastRefreshError)
        $0("scopes", \.scopes)
        $0("grantedBy", \.grantedBy)
        $0("externalIdentifier", \.externalIdentifier)
    }
}

extension JSONForm<Date> {
    /// Seconds since 1970, as a number or text, or text as in RFC 3339.
    fileprivate static var epochSecondsOrText: Self {
        Self { json throws(JSONFailure) in
            let value = try JSONValue.read(from: &json)
            let text = value.stringValue ?? ""
            if let seconds = value.doubleValue ?? Double(text) {
                return seconds >= 1 ? Date(timeIntervalSince1970: seconds) : nil
            }
            return try? Date(text, strategy: .iso8601)
        } write: {
            $1.write($0.timeIntervalSince1970.rounded())
        }
    }
}

/// How a token is fetched. Nil leaves a choice to the service.
public struct OutboundTokenOptions: JSONModel, Hashable {
    /// Whether the refresh token is returned too. Default false.
    public var includesRefreshToken: Bool?
    /// Whether the service refreshes the token although it has not expired. Default false.
    public var forcesRefresh: Bool?

    /// Makes options.
    public init(includesRefreshToken: Bool? = nil, forcesRefresh: Bool? = nil) {
        self.includesRefreshToken = includesRefreshToken
        self.forcesRefresh = forcesRefresh
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("withRefreshToken", \.includesRefreshToken)
        $0("forceRefresh", \.forcesRefresh)
    }
}
