public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// An access key, without its secret.
public struct AccessKey: JSONModel, Hashable {
    /// The id.
    public var id = ""
    /// The name.
    public var name = ""
    /// A description, which the console shows.
    public var description: String?
    /// The key's roles in the project.
    public var roleNames: [String] = []
    /// The tenants that the key belongs to, with its roles in each.
    public var tenants: [AccessKeyTenant] = []
    /// Whether the key can be used.
    public var status: Status?
    /// When the key was created. In JSON: seconds since 1970.
    public var createdAt: Date?
    /// When the key expires; nil for never. In JSON: seconds since 1970.
    public var expiresAt: Date?
    /// Who created the key.
    public var createdBy: String?
    /// The key's id as the client of an OAuth request.
    public var clientId: String?
    /// The user whose roles the key has; nil for a key with roles of its own.
    public var boundUserId: String?
    /// Claims of the key's session tokens.
    public var customClaims: [String: JSONValue] = [:]
    /// The IP addresses and CIDR ranges that the key can be used from; empty for all.
    public var permittedIPs: [String] = []
    /// Values of custom attributes.
    public var customAttributes: [String: JSONValue] = [:]
    /// Whether the key may be changed.
    public var isEditable = false

    /// Makes an empty key.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("name", \.name, required: false)
        $0("description", \.description)
        $0("roleNames", \.roleNames)
        $0("keyTenants", \.tenants)
        $0("status", \.status)
        $0("createdTime", \.createdAt, as: .epochSeconds)
        $0("expireTime", \.expiresAt, as: .epochSeconds)
        $0("createdBy", \.createdBy)
        $0("clientId", \.clientId)
        $0("boundUserId", \.boundUserId)
        $0("customClaims", \.customClaims)
        $0("permittedIps", \.permittedIPs)
        $0("customAttributes", \.customAttributes)
        $0("editable", \.isEditable)
    }

    /// Whether a key can be used. The set is open: the service may add values.
    public struct Status: JSONName {
        /// The service's name for the status.
        public let rawValue: String

        /// Makes a status from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The key can be used until it expires.
        public static let active = Self(rawValue: "active")
        /// The key cannot be used until it is activated.
        public static let inactive = Self(rawValue: "inactive")
    }
}

/// A tenant that an access key belongs to, with the key's roles in it.
public struct AccessKeyTenant: JSONModel, Hashable {
    /// The tenant's id.
    public var tenantId = ""
    /// The tenant's name.
    public var tenantName: String?
    /// The key's roles in the tenant.
    public var roleNames: [String] = []

    /// Makes an empty tenant.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("tenantId", \.tenantId, required: true)
        $0("tenantName", \.tenantName)
        $0("roleNames", \.roleNames)
    }
}

/// An access key with its secret, as it is returned once.
public struct CreatedAccessKey: JSONModel {
    /// The key.
    public var key = AccessKey()
    /// The secret, which `client.session.exchange(accessKey:)` takes.
    public var cleartext = Secret("")

    /// Makes an empty key.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("key", \.key, required: true)
        $0("cleartext", \.cleartext, required: true)
    }
}
