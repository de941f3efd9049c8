public import DescopeCore

/// A permission, and the values that it is to have. Values that are not set are cleared.
public struct PermissionUpdate: JSONModel, Hashable {
    /// The permission's present name; nil when ``id`` says which permission it is.
    public var name: String?
    /// The permission's id; nil when ``name`` says which permission it is.
    public var id: String?
    /// The name that the permission is to have.
    public var newName = ""
    /// A description, which the console shows.
    public var description: String?

    /// Updates the permission with a name. Values that are not set are cleared.
    ///
    /// - Parameters:
    ///   - name: The permission's present name.
    ///   - newName: The name that it is to have; nil keeps the present one.
    ///   - description: A description, which the console shows.
    public init(_ name: String, newName: String? = nil, description: String? = nil) {
        self.name = name
        self.newName = newName ?? name
        self.description = description
    }

    /// Updates the permission with an id. Values that are not set are cleared.
    ///
    /// - Parameters:
    ///   - id: The permission's id.
    ///   - newName: The name that it is to have.
    ///   - description: A description, which the console shows.
    public init(id: String, newName: String, description: String? = nil) {
        self.id = id
        self.newName = newName
        self.description = description
    }

    /// Begins with all values that a permission has now.
    public init(_ permission: Permission) {
        (name, id) = permission.id == nil ? (permission.name, nil) : (nil, permission.id)
        (newName, description) = (permission.name, permission.description)
    }

    private init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("name", \.name, needsText: true)
        $0("id", \.id, needsText: true)
        $0("newName", \.newName, required: true)
        $0("description", \.description)
    }
}
