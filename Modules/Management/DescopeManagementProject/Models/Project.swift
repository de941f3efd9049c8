public import DescopeCore

/// A project of the company.
public struct Project: JSONModel, Hashable {
    /// The id (`P…`).
    public var id = ""
    /// The name.
    public var name = ""
    /// The environment; nil for a project that is not for production.
    public var environment: ProjectEnvironment?
    /// The tags.
    public var tags: [String] = []

    /// Makes an empty project.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("name", \.name, required: false)
        $0("environment", \.environment)
        $0("tags", \.tags)
    }
}

/// What a project is for. The set is open: the service may add values.
public struct ProjectEnvironment: JSONName {
    /// The service's name for the environment.
    public let rawValue: String

    /// Makes an environment from the service's name for it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Real users sign in to the project.
    public static let production = Self(rawValue: "production")
}

/// A copy of a project.
public struct ClonedProject: JSONModel, Hashable {
    /// The new project's id (`P…`).
    public var projectId = ""
    /// The new project's name.
    public var projectName = ""
    /// The new project's environment; nil for a project that is not for production.
    public var environment: ProjectEnvironment?
    /// The new project's tags.
    public var tags: [String] = []

    /// Makes an empty copy.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("projectId", \.projectId, required: true)
        $0("projectName", \.projectName, required: false)
        $0("environment", \.environment)
        $0("tags", \.tags)
    }
}

/// How far the copy of a project is. The service does not document which values are set while it is being made.
public struct CloneProcess: JSONModel, Hashable {
    /// The new project's id (`P…`).
    public var projectId: String?
    /// The new project's name.
    public var projectName: String?
    /// Why the project could not be copied.
    public var error: String?

    /// Makes an empty process.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("projectId", \.projectId)
        $0("projectName", \.projectName)
        $0("error", \.error)
    }
}
