public import DescopeCore

/// A role, and the values that it is to have. Values that are not set are cleared.
public struct RoleUpdate: JSONModel, Hashable {
    /// The role's present name; nil when ``id`` says which role it is.
    public var name: String?
    /// The role's id; nil when ``name`` says which role it is.
    public var id: String?
    /// The tenant that the role belongs to; nil for a role of the project.
    public var tenantId: String?
    /// The name that the role is to have.
    public var newName = ""
    /// A description, which the console shows.
    public var description: String?
    /// The permissions that the role grants.
    public var permissionNames: [String]?
    /// Whether new users get the role.
    public var isDefault: Bool?
    /// Whether the role is hidden from the tenants' administrators.
    public var isPrivate: Bool?

    /// Updates the role with a name. Values that are not set are cleared.
    ///
    /// - Parameters:
    ///   - name: The role's present name.
    ///   - tenantId: The tenant that the role belongs to; nil for a role of the project.
    ///   - newName: The name that it is to have; nil keeps the present one.
    public init(_ name: String, tenantId: String? = nil, newName: String? = nil) {
        self.name = name
        self.tenantId = tenantId
        self.newName = newName ?? name
    }

    /// Updates the role with an id. Values that are not set are cleared.
    ///
    /// - Parameters:
    ///   - id: The role's id.
    ///   - tenantId: The tenant that the role belongs to; nil for a role of the project.
    ///   - newName: The name that it is to have.
    public init(id: String, tenantId: String? = nil, newName: String) {
        self.id = id
        self.tenantId = tenantId
        self.newName = newName
    }

    /// Begins with all values that a role has now.
    public init(_ role: Role) {
        (name, id) = role.id == nil ? (role.name, nil) : (nil, role.id)
        (tenantId, newName, description) = (role.tenantId, role.name, role.description)
        (permissionNames, isDefault, isPrivate) = (role.permissionNames, role.isDefault, role.isPrivate)
    }

    private init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("name", \.name, needsText: true)
        $0("id", \.id, needsText: true)
        $0("tenantId", \.tenantId, needsText: true)
        $0("newName", \.newName, required: true)
        $0("description", \.description)
        $0("permissionNames", \.permissionNames)
        $0("default", \.isDefault)
        $0("private", \.isPrivate)
    }
}
