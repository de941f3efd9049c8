public import DescopeCore
public import DescopeJWT

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A session that an access key was exchanged for. It has no refresh token: exchange the key again instead.
public struct AccessKeySession: Sendable {
    /// The checked session token: which key it is, and what it may do.
    public let token: DescopeToken

    /// The session token's text.
    public let sessionJwt: Secret

    /// The access key's id (`K…`); the key itself stays with who holds it.
    public var keyId: String { token.subject }

    /// When the session expires.
    public var expiresAt: Date { token.expiresAt }
}

/// What an access key's session is to be like, beside what the key itself says.
public struct AccessKeyLoginOptions: JSONModel, Hashable {
    /// Claims to put into the session token, under `nsec`. Trust them no more than where they came from.
    public var customClaims: [String: JSONValue]?
    /// The tenant that the session is for: it becomes the token's ``/DescopeJWT/DescopeToken/currentTenant``.
    public var selectedTenant: String?

    /// Says what is to be different.
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
