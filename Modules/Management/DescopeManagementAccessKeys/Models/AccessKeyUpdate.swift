public import DescopeCore
public import DescopeManagement

/// A change of an access key's name and of some of its other values; those that are not set are kept.
public struct AccessKeyUpdate: JSONModel, Hashable {
    /// The key's id.
    public var id = ""
    /// The name that the key is to have.
    public var name = ""
    /// A description, which the console shows.
    public var description: Change<String> = .keep
    /// The key's roles in the project; for a key without tenants.
    public var roleNames: Change<[String]> = .keep
    /// The tenants that the key belongs to, with its roles in each.
    public var tenants: Change<[TenantMembership]> = .keep
    /// Claims of the key's session tokens.
    public var customClaims: Change<[String: JSONValue]> = .keep
    /// The IP addresses and CIDR ranges that the key can be used from; without any, it can be used from all.
    public var permittedIPs: Change<[String]> = .keep
    /// Values of the custom attributes that the project defines.
    public var customAttributes: Change<[String: JSONValue]> = .keep

    /// Updates the key with an id.
    ///
    /// - Parameters:
    ///   - id: The key's id.
    ///   - name: The name that it is to have.
    ///   - edit: Sets the other changes.
    public init(_ id: String, name: String, _ edit: (inout Self) -> Void = { _ in }) {
        self.id = id
        self.name = name
        edit(&self)
    }

    /// Updates a key that keeps its name, unless the changes set another one.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - edit: Sets the changes.
    public init(_ key: AccessKey, _ edit: (inout Self) -> Void = { _ in }) {
        self.init(key.id, name: key.name, edit)
    }

    /// The members in JSON.
    public static let members = Members(Self("", name: "")) {
        $0("id", \.id, required: true)
        $0("name", \.name, required: true)
        $0("description", \.description)
        $0("roleNames", \.roleNames)
        $0("keyTenants", \.tenants)
        $0("customClaims", \.customClaims)
        $0("permittedIps", \.permittedIPs)
        $0("customAttributes", \.customAttributes)
    }
}
