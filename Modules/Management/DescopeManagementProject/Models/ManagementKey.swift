public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A management key, without its cleartext.
public struct ManagementKey: JSONModel, Hashable {
    /// The id.
    public var id = ""
    /// The name.
    public var name = ""
    /// A description, which the console shows.
    public var description: String?
    /// Whether the key can be used.
    public var status: Status?
    /// When the key was created. In JSON: seconds since 1970.
    public var createdAt: Date?
    /// When the key expires; nil for never. In JSON: seconds since 1970.
    public var expiresAt: Date?
    /// The IP addresses and CIDR ranges that the key can be used from; empty for any.
    public var permittedIPs: [String] = []
    /// What the key allows.
    public var roles: ManagementKeyRoles?
    /// The version of the key.
    public var version: Int?
    /// The version of the key's roles.
    public var authzVersion: Int?

    /// Makes an empty key.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("name", \.name, required: false)
        $0("description", \.description)
        $0("status", \.status)
        $0("createdTime", \.createdAt, as: .epochSeconds)
        $0("expireTime", \.expiresAt, as: .epochSeconds)
        $0("permittedIps", \.permittedIPs)
        $0("reBac", \.roles)
        $0("version", \.version)
        $0("authzVersion", \.authzVersion)
    }

    /// Whether a key can be used. The set is open: the service may add values.
    public struct Status: JSONName {
        /// The service's name for the status.
        public let rawValue: String

        /// Makes a status from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The key can be used.
        public static let active = Self(rawValue: "active")
        /// The key cannot be used.
        public static let inactive = Self(rawValue: "inactive")
    }
}

/// A management key that was created, with its cleartext.
public struct CreatedManagementKey: JSONModel {
    /// The key.
    public var key = ManagementKey()
    /// What `DescopeClient` takes as its management key. It is not returned again.
    public var cleartext = Secret("")

    /// Makes an empty key.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("key", \.key, required: true)
        $0("cleartext", \.cleartext, required: true)
    }
}

/// The values of a management key that is created.
public struct NewManagementKey: JSONModel, Hashable {
    /// The name.
    public var name = ""
    /// What the key allows.
    public var roles = ManagementKeyRoles()
    /// A description, which the console shows.
    public var description: String?
    /// How long the key can be used; nil for ever. In JSON: seconds.
    public var expiresAfter: Duration?
    /// When the key expires. In JSON: seconds since 1970. From the service's published description; not checked against
    /// another SDK.
    public var expiresAt: Date?
    /// The IP addresses and CIDR ranges that the key can be used from; nil for any.
    public var permittedIPs: [String]?

    /// Makes the values of a new key.
    public init(
        _ name: String,
        roles: ManagementKeyRoles,
        description: String? = nil,
        expiresAfter: Duration? = nil,
        expiresAt: Date? = nil,
        permittedIPs: [String]? = nil
    ) {
        self.name = name
        self.roles = roles
        self.description = description
        self.expiresAfter = expiresAfter
        self.expiresAt = expiresAt
        self.permittedIPs = permittedIPs
    }

    /// The members in JSON.
    public static let members = Members(Self("", roles: ManagementKeyRoles())) {
        $0("name", \.name, required: true)
        $0("reBac", \.roles, required: false)
        $0("description", \.description)
        $0("expiresIn", \.expiresAfter, as: .seconds)
        $0("expireTime", \.expiresAt, as: .epochSeconds)
        $0("permittedIps", \.permittedIPs)
    }
}

/// A management key, and the values that it is to have. Values that are not set are cleared.
public struct ManagementKeyUpdate: JSONModel, Hashable {
    /// The key's id.
    public var id = ""
    /// The name that the key is to have.
    public var name = ""
    /// Whether the key can be used.
    public var status = ManagementKey.Status.active
    /// A description, which the console shows.
    public var description = ""
    /// The IP addresses and CIDR ranges that the key can be used from; empty for any.
    public var permittedIPs: [String] = []

    /// Updates the key with an id.
    public init(
        _ id: String,
        name: String,
        status: ManagementKey.Status,
        description: String = "",
        permittedIPs: [String] = []
    ) {
        self.id = id
        self.name = name
        self.status = status
        self.description = description
        self.permittedIPs = permittedIPs
    }

    /// Begins with all values that a key has now.
    public init(_ key: ManagementKey) {
        self.init(
            key.id,
            name: key.name,
            // A key whose status is not known must not be activated by the way.
            status: key.status ?? .inactive,
            description: key.description ?? "",
            permittedIPs: key.permittedIPs
        )
    }

    /// The members in JSON.
    public static let members = Members(Self(ManagementKey())) {
        $0("id", \.id, required: true)
        $0("name", \.name, required: true)
        $0("status", \.status, required: true)
        $0("description", \.description, required: false)
        $0("permittedIps", \.permittedIPs)
    }
}

/// What a management key allows: roles by the service's names for them, in the company, in projects, or in all projects
/// with some tags.
public struct ManagementKeyRoles: JSONModel, Hashable {
    /// The roles in the company.
    public var companyRoles: [String] = []
    /// The roles in some projects.
    public var projectRoles: [Projects] = []
    /// The roles in all projects with some tags.
    public var tagRoles: [Tags] = []

    /// Makes roles.
    public init(companyRoles: [String] = [], projectRoles: [Projects] = [], tagRoles: [Tags] = []) {
        self.companyRoles = companyRoles
        self.projectRoles = projectRoles
        self.tagRoles = tagRoles
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("companyRoles", \.companyRoles)
        $0("projectRoles", \.projectRoles)
        $0("tagRoles", \.tagRoles)
    }

    /// The roles in some projects.
    public struct Projects: JSONModel, Hashable {
        /// The ids of the projects (`P…`); at least one.
        public var projectIds: [String] = []
        /// The roles; at least one.
        public var roles: [String] = []

        /// Makes roles in some projects.
        public init(projectIds: [String], roles: [String]) {
            self.projectIds = projectIds
            self.roles = roles
        }

        /// The members in JSON.
        public static let members = Members(Self(projectIds: [], roles: [])) {
            $0("projectIds", \.projectIds)
            $0("roles", \.roles)
        }
    }

    /// The roles in all projects with some tags.
    public struct Tags: JSONModel, Hashable {
        /// The tags; at least one.
        public var tags: [String] = []
        /// The roles; at least one.
        public var roles: [String] = []

        /// Makes roles in all projects with some tags.
        public init(tags: [String], roles: [String]) {
            self.tags = tags
            self.roles = roles
        }

        /// The members in JSON.
        public static let members = Members(Self(tags: [], roles: [])) {
            $0("tags", \.tags)
            $0("roles", \.roles)
        }
    }
}
