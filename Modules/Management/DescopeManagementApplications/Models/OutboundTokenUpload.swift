public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Tokens that were obtained elsewhere: an access token, a refresh token, or both.
public struct OutboundTokenDetails: JSONModel {
    /// The access token.
    public var accessToken: Secret?
    /// The refresh token.
    public var refreshToken: Secret?
    /// When the access token expires; nil when that is not known. In JSON: seconds since 1970.
    public var expiresAt: Date?
    /// The access token's type, for example `Bearer`.
    public var accessTokenType: String?
    /// What the tokens allow.
    public var scopes: [String]?
    /// Distinguishes several connections of one user or tenant with the same application.
    public var externalIdentifier: String?
    /// The id token.
    public var idToken: Secret?
    /// Who has allowed it.
    public var grantedBy: String?

    /// Makes details of an access token.
    ///
    /// - Parameters:
    ///   - accessToken: The access token.
    ///   - refreshToken: The refresh token.
    ///   - edit: Sets further details.
    public init(
        accessToken: some SecretConvertible,
        refreshToken: (any SecretConvertible)? = nil,
        _ edit: (inout Self) -> Void = { _ in }
    ) {
        self.accessToken = accessToken.asSecret
        self.refreshToken = refreshToken?.asSecret
        edit(&self)
    }

    /// Makes details of a refresh token, with which the service obtains an access token.
    public init(refreshToken: some SecretConvertible, _ edit: (inout Self) -> Void = { _ in }) {
        self.refreshToken = refreshToken.asSecret
        edit(&self)
    }

    init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("accessToken", \.accessToken, needsText: true)
        $0("refreshToken", \.refreshToken, needsText: true)
        $0("accessTokenExpiry", \.expiresAt, as: .epochSeconds)
        $0("accessTokenType", \.accessTokenType)
        $0("scopes", \.scopes)
        $0("externalIdentifier", \.externalIdentifier)
        $0("idToken", \.idToken, needsText: true)
        $0("grantedBy", \.grantedBy)
    }
}

/// A user's tokens for an outbound application.
public struct OutboundUserTokenUpload: JSONModel {
    /// The outbound application's id.
    public var appId = ""
    /// The user's id.
    public var userId = ""
    /// The tenant for which the user has connected; nil for none.
    public var tenantId: String?
    /// The tokens.
    public var token = OutboundTokenDetails()

    /// Makes an upload.
    ///
    /// - Parameters:
    ///   - appId: The outbound application's id.
    ///   - userId: The user's id.
    ///   - tenantId: The tenant for which the user has connected; nil for none.
    ///   - token: The tokens.
    public init(_ appId: String, userId: String, tenantId: String? = nil, token: OutboundTokenDetails) {
        self.appId = appId
        self.userId = userId
        self.tenantId = tenantId
        self.token = token
    }

    private init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("appId", \.appId, required: true)
        $0("userId", \.userId, required: true)
        $0("tenantId", \.tenantId, needsText: true)
        $0(all: \.token)
    }
}

/// A tenant's tokens for an outbound application.
public struct OutboundTenantTokenUpload: JSONModel {
    /// The outbound application's id.
    public var appId = ""
    /// The tenant's id.
    public var tenantId = ""
    /// The tokens.
    public var token = OutboundTokenDetails()

    /// Makes an upload.
    ///
    /// - Parameters:
    ///   - appId: The outbound application's id.
    ///   - tenantId: The tenant's id.
    ///   - token: The tokens.
    public init(_ appId: String, tenantId: String, token: OutboundTokenDetails) {
        self.appId = appId
        self.tenantId = tenantId
        self.token = token
    }

    private init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("appId", \.appId, required: true)
        $0("tenantId", \.tenantId, required: true)
        $0(all: \.token)
    }
}

/// Tokens of a batch that the service has refused.
public struct OutboundTokenUploadFailure: JSONModel, Hashable {
    /// The outbound application's id.
    public var appId: String?
    /// The user's id, in a batch of users.
    public var userId: String?
    /// The tenant's id.
    public var tenantId: String?
    /// The service's code of the error.
    public var errorCode: String?
    /// Why the tokens were refused, in the service's words.
    public var reason: String?

    /// Makes an empty failure.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("appId", \.appId)
        $0("userId", \.userId)
        $0("tenantId", \.tenantId)
        $0("errorCode", \.errorCode)
        $0("reason", \.reason)
    }
}
