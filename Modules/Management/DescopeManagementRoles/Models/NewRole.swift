public import DescopeCore

/// The values of a role that is created.
public struct NewRole: JSONModel, Hashable {
    /// The name, which is unique among the roles of the project or of the tenant.
    public var name = ""
    /// A description, which the console shows.
    public var description: String?
    /// The permissions that the role grants.
    public var permissionNames: [String]?
    /// The tenant that the role belongs to; nil for a role of the project.
    public var tenantId: String?
    /// Whether new users get the role. Default false.
    public var isDefault: Bool?
    /// Whether the role is hidden from the tenants' administrators. Default false.
    public var isPrivate: Bool?

    /// Makes the values of a new role.
    public init(
        _ name: String,
        description: String? = nil,
        permissionNames: [String]? = nil,
        tenantId: String? = nil,
        isDefault: Bool? = nil,
        isPrivate: Bool? = nil
    ) {
        self.name = name
        self.description = description
        self.permissionNames = permissionNames
        self.tenantId = tenantId
        self.isDefault = isDefault
        self.isPrivate = isPrivate
    }

    /// The members in JSON.
    public static let members = Members(Self("")) {
        $0("name", \.name, required: true)
        $0("description", \.description)
        $0("permissionNames", \.permissionNames)
        $0("tenantId", \.tenantId, needsText: true)
        $0("default", \.isDefault)
        $0("private", \.isPrivate)
    }
}
