public import DescopeCore

/// A person of the company who uses the console.
public struct Descoper: JSONModel, Hashable {
    /// The id.
    public var id = ""
    /// The name and addresses.
    public var attributes: DescoperAttributes?
    /// What the descoper may do.
    public var roles: DescoperRoles?
    /// Whether the descoper has signed in, by the service's name for it, for example `invited`.
    public var status: String?
    private var capitalLoginIds: [String] = []
    private var plainLoginIds: [String] = []

    /// The ids with which the descoper signs in.
    public var loginIds: [String] { capitalLoginIds.isEmpty ? plainLoginIds : capitalLoginIds }

    /// Makes an empty descoper.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        // The service's description has the first name, other SDKs read the second one.
        $0("loginIDs", \.capitalLoginIds)
        $0("loginIds", \.plainLoginIds)
        $0("attributes", \.attributes)
        $0("rbac", \.roles)
        $0("status", \.status)
    }
}

/// The values of a descoper who is created.
public struct NewDescoper: JSONModel, Hashable {
    /// The email address with which the descoper signs in.
    public var loginId = ""
    /// The name and addresses.
    public var attributes: DescoperAttributes?
    /// Whether an invitation is sent by email. Default false.
    public var sendsInvite: Bool?
    /// What the descoper may do.
    public var roles: DescoperRoles?

    /// Makes the values of a new descoper.
    public init(
        _ loginId: String,
        attributes: DescoperAttributes? = nil,
        sendsInvite: Bool? = nil,
        roles: DescoperRoles? = nil
    ) {
        self.loginId = loginId
        self.attributes = attributes
        self.sendsInvite = sendsInvite
        self.roles = roles
    }

    /// The members in JSON.
    public static let members = Members(Self("")) {
        $0("loginId", \.loginId, required: true)
        $0("attributes", \.attributes)
        $0("sendInvite", \.sendsInvite)
        $0("rbac", \.roles)
    }
}

/// The name and addresses of a descoper.
public struct DescoperAttributes: JSONModel, Hashable {
    /// The full name, for display.
    public var displayName: String?
    /// The email address.
    public var email: String?
    /// The phone number in E.164 format, for example `+12025550143`.
    public var phone: String?

    /// Makes attributes.
    public init(displayName: String? = nil, email: String? = nil, phone: String? = nil) {
        self.displayName = displayName
        self.email = email
        self.phone = phone
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("displayName", \.displayName)
        $0("email", \.email)
        $0("phone", \.phone)
    }
}

/// What a descoper may do.
public struct DescoperRoles: JSONModel, Hashable {
    /// Whether the descoper may do everything in all projects of the company.
    public var isCompanyAdmin: Bool?
    /// The roles in all projects with some tags.
    public var tags: [Tags]?
    /// The roles in some projects.
    public var projects: [Projects]?

    /// Makes roles.
    public init(isCompanyAdmin: Bool? = nil, tags: [Tags]? = nil, projects: [Projects]? = nil) {
        self.isCompanyAdmin = isCompanyAdmin
        self.tags = tags
        self.projects = projects
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("isCompanyAdmin", \.isCompanyAdmin)
        $0("tags", \.tags)
        $0("projects", \.projects)
    }

    /// A role in all projects with some tags.
    public struct Tags: JSONModel, Hashable {
        /// The role.
        public var role: Role?
        /// The tags; at least one.
        public var tags: [String] = []

        /// Makes a role in all projects with some tags.
        public init(_ role: Role, tags: [String]) {
            self.role = role
            self.tags = tags
        }

        private init() {}

        /// The members in JSON.
        public static let members = Members(Self()) {
            $0("role", \.role)
            $0("tags", \.tags)
        }
    }

    /// A role in some projects.
    public struct Projects: JSONModel, Hashable {
        /// The role.
        public var role: Role?
        /// The ids of the projects (`P…`); at least one.
        public var projectIds: [String] = []

        /// Makes a role in some projects.
        public init(_ role: Role, projectIds: [String]) {
            self.role = role
            self.projectIds = projectIds
        }

        private init() {}

        /// The members in JSON.
        public static let members = Members(Self()) {
            $0("role", \.role)
            $0("projectIds", \.projectIds)
        }
    }

    /// A role in a project. The set is open: the service may add roles.
    public struct Role: JSONName {
        /// The service's name for the role.
        public let rawValue: String

        /// Makes a role from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// May do everything in the project.
        public static let admin = Self(rawValue: "admin")
        /// May change the project's settings.
        public static let developer = Self(rawValue: "developer")
        /// May manage the project's users.
        public static let support = Self(rawValue: "support")
        /// May only read.
        public static let auditor = Self(rawValue: "auditor")
    }
}
