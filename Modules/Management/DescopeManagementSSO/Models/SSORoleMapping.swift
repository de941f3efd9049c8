public import DescopeCore

/// A role that the members of groups get, in a request.
public struct SSORoleMapping: JSONModel, Hashable {
    /// The groups, by their names at the identity provider.
    public var groups: [String] = []
    /// The role's name.
    public var roleName = ""

    /// Makes a mapping.
    ///
    /// - Parameters:
    ///   - groups: The groups, by their names at the identity provider.
    ///   - roleName: The role's name.
    public init(_ groups: [String], roleName: String) {
        self.groups = groups
        self.roleName = roleName
    }

    /// The same mapping as one that was loaded.
    public init(_ mapping: SSOGroupMapping) {
        (groups, roleName) = (mapping.groups, mapping.role.name ?? "")
    }

    /// The members in JSON.
    public static let members = Members(Self([], roleName: "")) {
        $0("groups", \.groups, required: true)
        $0("roleName", \.roleName, required: true)
    }
}

/// A role that the members of groups get, as the service returns it.
public struct SSOGroupMapping: JSONModel, Hashable {
    /// The role.
    public var role = Role()
    /// The groups, by their names at the identity provider.
    public var groups: [String] = []

    /// Makes an empty mapping.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("role", \.role, required: false)
        $0("groups", \.groups)
    }

    /// A role.
    public struct Role: JSONModel, Hashable {
        /// The id.
        public var id: String?
        /// The name.
        public var name: String?

        /// Makes an empty role.
        public init() {}

        /// The members in JSON.
        public static let members = Members(Self()) {
            $0("id", \.id)
            $0("name", \.name)
        }
    }
}
