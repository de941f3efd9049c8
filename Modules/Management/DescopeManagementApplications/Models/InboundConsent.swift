public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What a user or a tenant has allowed an inbound application to do.
public struct InboundConsent: JSONModel, Hashable {
    /// The id.
    public var id = ""
    /// The inbound application's id.
    public var appId: String?
    /// The id of the user who has consented.
    public var userId: String?
    /// The tenant in which, or for which, the user has consented.
    public var tenantId: String?
    /// The scopes that were allowed.
    public var scopes: [String] = []
    /// Who has consented.
    public var grantedBy: String?
    /// When the consent was given. In JSON: seconds since 1970.
    public var createdAt: Date?
    /// When the consent was changed. In JSON: seconds since 1970.
    public var modifiedAt: Date?
    /// When the consent expires; nil for never. In JSON: seconds since 1970.
    public var expiresAt: Date? { capitalizedExpiry ?? expiry }

    // The published description of the service spells the name with a capital letter.
    private var capitalizedExpiry: Date?
    private var expiry: Date?

    /// Makes an empty consent.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("appId", \.appId)
        $0("userId", \.userId)
        $0("tenantId", \.tenantId)
        $0("scopes", \.scopes)
        $0("grantedBy", \.grantedBy)
        $0("createdTime", \.createdAt, as: .epochSeconds)
        $0("modifiedTime", \.modifiedAt, as: .epochSeconds)
        $0("ExpireTime", \.capitalizedExpiry, as: .epochSeconds)
        $0("expireTime", \.expiry, as: .epochSeconds)
    }
}

/// The conditions of a search for consents. A consent has to match all of those that are set.
public struct InboundConsentSearch: JSONModel, Hashable {
    /// Only consents given to this inbound application.
    public var appId: String?
    /// Only consents of this user.
    public var userId: String?
    /// Only the consent with this id.
    public var consentId: String?
    /// Only consents given in, or for, this tenant.
    public var tenantId: String?

    /// Makes conditions; without any, all consents are found.
    public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("appId", \.appId, needsText: true)
        $0("userId", \.userId, needsText: true)
        $0("consentId", \.consentId, needsText: true)
        $0("tenantId", \.tenantId, needsText: true)
    }
}
