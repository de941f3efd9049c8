public import DescopeCore
public import DescopeJWT

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A session that an access key was exchanged for. It has no refresh token: exchange the key again instead.
public struct AccessKeySession: Sendable {
    /// The validated session token: which access key it is for, and what the key may do.
    public let token: DescopeToken

    /// The session token as a compact JWT.
    public let sessionJwt: Secret

    /// The access key's id (`K…`), not the key itself.
    public var keyId: String { token.subject }

    /// When the session expires.
    public var expiresAt: Date { token.expiresAt }
}

/// Options of an access key exchange.
public struct AccessKeyLoginOptions: JSONModel, Hashable {
    /// Claims to put into the session token, under `nsec`. They are as trustworthy as the program that sends them.
    public var customClaims: [String: JSONValue]?
    /// The tenant that the session is for: it becomes the token's ``/DescopeJWT/DescopeToken/currentTenant``.
    public var selectedTenant: String?

    /// Makes options. The service's defaults apply to what is nil.
    public init(customClaims: [String: JSONValue]? = nil, selectedTenant: String? = nil) {
        self.customClaims = customClaims
        self.selectedTenant = selectedTenant
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("customClaims", \.customClaims)
        $0("selectedTenant", \.selectedTenant)
    }
}
