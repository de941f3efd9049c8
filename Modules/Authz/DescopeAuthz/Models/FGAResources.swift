public import DescopeAuthzModel
public import DescopeCore

/// A resource, by its id and type.
public struct FGAResourceIdentifier: JSONModel, Hashable {
    /// The resource's id.
    public var resourceId = ""
    /// The resource's type.
    public var resourceType = ""

    /// Makes an identifier.
    public init(_ resourceId: String, type resourceType: String) {
        self.resourceId = resourceId
        self.resourceType = resourceType
    }

    /// The members in JSON.
    public static let members = Members(Self("", type: "")) {
        $0("resourceId", \.resourceId)
        $0("resourceType", \.resourceType)
    }
}

/// A resource and the name under which people see it.
public struct FGAResourceDetails: JSONModel, Hashable {
    /// The resource's id.
    public var resourceId = ""
    /// The resource's type.
    public var resourceType = ""
    /// The name, for display.
    public var displayName = ""

    /// Makes the details of a resource.
    public init(_ resourceId: String, type resourceType: String, displayName: String) {
        self.resourceId = resourceId
        self.resourceType = resourceType
        self.displayName = displayName
    }

    /// The members in JSON.
    public static let members = Members(Self("", type: "", displayName: "")) {
        $0("resourceId", \.resourceId)
        $0("resourceType", \.resourceType)
        $0("displayName", \.displayName)
    }
}

/// The relations and resources that groups can be mapped to.
public struct FGAMappableSchema: JSONModel, Hashable {
    /// The namespaces with the names of their relation definitions, without rules.
    public var schema: AuthzSchema?
    /// The resources, by type.
    public var mappableResources: [FGAMappableResources] = []

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("schema", \.schema)
        $0("mappableResources", \.mappableResources)
    }
}

/// The resources of a type that groups can be mapped to.
public struct FGAMappableResources: JSONModel, Hashable {
    /// The type.
    public var type = ""
    /// The resources.
    public var resources: [FGAMappableResource] = []

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("type", \.type)
        $0("resources", \.resources)
    }
}

/// A resource that groups can be mapped to.
public struct FGAMappableResource: JSONModel, Hashable {
    /// The resource's id.
    public var resource = ""
    /// The name, for display.
    public var displayName: String?

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("resource", \.resource)
        $0("displayName", \.displayName)
    }
}

/// Which resources of a type are looked for.
public struct FGAMappableResourcesQuery: JSONModel, Hashable {
    /// The type.
    public var type = ""
    /// Texts in the ids or names of the resources.
    public var queries: [String] = []

    /// Makes a query.
    public init(type: String, _ queries: [String]) {
        self.type = type
        self.queries = queries
    }

    /// The members in JSON.
    public static let members = Members(Self(type: "", [])) {
        $0("type", \.type)
        $0("queries", \.queries)
    }
}
