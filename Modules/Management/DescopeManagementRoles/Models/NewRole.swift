public import DescopeCore

/// The values of a role that is created.
public struct NewRole: JSONModel, Hashable {
    /// The name, which is unique among the roles of the project or of the tenant.
    public var name = ""
    /// What the role is for, for people.
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

    /// The role as it is after the creation.
    var created: Role {
        var role = Role()
        (role.name, role.description, role.permissionNames) = (name, description, permissionNames ?? [])
        (role.tenantId, role.isDefault, role.isPrivate) = (tenantId, isDefault ?? false, isPrivate ?? false)
        return role
    }
}

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
    /// What the role is for, for people.
    public var description: String?
    /// The permissions that the role grants.
    public var permissionNames: [String]?
    /// Whether new users get the role.
    public var isDefault: Bool?
    /// Whether the role is hidden from the tenants' administrators.
    public var isPrivate: Bool?

    /// Updates the role with a name.
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

    /// Updates the role with an id.
    ///
    /// - Parameters:
    ///   - id: The role's id.
    ///   - newName: The name that it is to have.
    public init(id: String, newName: String) {
        self.id = id
        self.newName = newName
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

    /// The role as it is after the update.
    var updated: Role {
        var role = NewRole(
            newName,
            description: description,
            permissionNames: permissionNames,
            tenantId: tenantId,
            isDefault: isDefault,
            isPrivate: isPrivate
        ).created
        role.id = id
        return role
    }
}
