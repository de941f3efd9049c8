public import DescopeCore
public import DescopeManagement

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The values of an access key that is created.
///
/// ```swift
/// NewAccessKey("ci") {
///     $0.tenants = [TenantMembership("acme", roleNames: ["deployer"])]
///     $0.permittedIPs = ["10.0.0.0/8"]
/// }
/// ```
public struct NewAccessKey: JSONModel, Hashable {
    /// The name.
    public var name = ""
    /// The key's roles in the project; for a key without tenants.
    public var roleNames: [String]?
    /// The tenants that the key belongs to, with its roles in each.
    public var tenants: [TenantMembership]?
    /// The user whose roles the key has, in place of roles of its own.
    public var userId: String?
    /// Claims of the key's session tokens.
    public var customClaims: [String: JSONValue]?
    /// A description, which the console shows.
    public var description: String?
    /// The IP addresses and CIDR ranges that the key can be used from; nil for all.
    public var permittedIPs: [String]?
    /// Values of the custom attributes that the project defines.
    public var customAttributes: [String: JSONValue]?

    var expiry = Expiry()

    /// When the key expires; nil for never. In JSON: seconds since 1970.
    public var expiresAt: Date? {
        get { expiry.date }
        set { expiry.date = newValue }
    }

    /// Makes the values of a new key.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - edit: Sets the other values.
    public init(_ name: String, _ edit: (inout Self) -> Void = { _ in }) {
        self.name = name
        edit(&self)
    }

    /// The members in JSON.
    public static let members = Members(Self("")) {
        $0("name", \.name, required: true)
        $0("expireTime", \.expiry)
        $0("roleNames", \.roleNames)
        $0("keyTenants", \.tenants)
        $0("userId", \.userId, needsText: true)
        $0("customClaims", \.customClaims)
        $0("description", \.description)
        $0("permittedIps", \.permittedIPs)
        $0("customAttributes", \.customAttributes)
    }
}

/// The values of an access key that is created with a secret that exists already.
public struct ImportedAccessKey: JSONModel {
    /// The name.
    public var name = ""
    /// The secret.
    public var cleartext = Secret("")
    /// The key's roles in the project; for a key without tenants.
    public var roleNames: [String]?
    /// The tenants that the key belongs to, with its roles in each.
    public var tenants: [TenantMembership]?
    /// The user whose roles the key has, in place of roles of its own.
    public var userId: String?
    /// Claims of the key's session tokens.
    public var customClaims: [String: String]?
    /// A description, which the console shows.
    public var description: String?
    /// The IP addresses and CIDR ranges that the key can be used from; nil for all.
    public var permittedIPs: [String]?
    /// Values of the custom attributes that the project defines.
    public var customAttributes: [String: String]?

    var expiry = Expiry()

    /// When the key expires; nil for never. In JSON: seconds since 1970.
    public var expiresAt: Date? {
        get { expiry.date }
        set { expiry.date = newValue }
    }

    /// Makes the values of a key.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - cleartext: The secret.
    ///   - edit: Sets the other values.
    public init(_ name: String, cleartext: some SecretConvertible, _ edit: (inout Self) -> Void = { _ in }) {
        self.name = name
        self.cleartext = cleartext.asSecret
        edit(&self)
    }

    private init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("name", \.name, required: true)
        $0("cleartext", \.cleartext, required: true)
        $0("expireTime", \.expiry)
        $0("roleNames", \.roleNames)
        $0("keyTenants", \.tenants)
        $0("userId", \.userId, needsText: true)
        $0("customClaims", \.customClaims)
        $0("description", \.description)
        $0("permittedIps", \.permittedIPs)
        $0("customAttributes", \.customAttributes)
    }
}
