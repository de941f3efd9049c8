public import DescopeCore
public import DescopeManagement

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// An API or an MCP server that clients get tokens for.
public struct ProtectedResource: JSONModel, Hashable {
    /// The id.
    public var id = ""
    /// The service's version of these values. An update sends back the one that was loaded.
    public var version: String?
    /// The name, which the console shows.
    public var name = ""
    /// A description, which the console shows.
    public var description: String?
    /// The identifier, usually a URL, that a token for the resource names as its audience (`aud`).
    public var uri: String?
    /// Whether it is an API or an MCP server.
    public var type: Kind?
    /// The scopes that the resource knows.
    public var scopes: ApprovedScopes?
    /// Who may access the resource as a user; the names are not documented.
    public var userAccess: String?
    /// Who may access the resource as a client, without a user; the names are not documented.
    public var clientAccess: String?
    /// How clients register themselves; only for an MCP server.
    public var dynamicRegistrationSettings: DynamicRegistrationSettings?
    /// When it was created. The service sets it. In JSON: a number or its string; whether of seconds
    /// or milliseconds since 1970 is not documented.
    public internal(set) var createdAt: Date?
    /// When it was last changed. The service sets it. In JSON: a number or its string; whether of seconds
    /// or milliseconds since 1970 is not documented.
    public internal(set) var modifiedAt: Date?

    /// Makes an empty resource.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("version", \.version)
        $0("name", \.name, required: false, needsText: true)
        $0("description", \.description)
        $0("uri", \.uri)
        $0("type", \.type)
        $0("scopes", \.scopes)
        $0("userAccess", \.userAccess)
        $0("clientAccess", \.clientAccess)
        $0("dynamicRegistrationSettings", \.dynamicRegistrationSettings)
        $0("createdTime", \.createdAt, as: .undocumentedEpoch)
        $0("modifiedTime", \.modifiedAt, as: .undocumentedEpoch)
    }

    /// A type of resource. The set is open: the service may add values.
    public struct Kind: JSONName {
        /// The service's name for the type.
        public let rawValue: String

        /// Makes a type from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// An MCP server.
        public static let mcp = Self(rawValue: "mcp")
    }
}

/// The values of a resource that is created.
public struct NewProtectedResource: JSONModel, Hashable {
    /// The name, which the console shows.
    public var name = ""
    /// A description, which the console shows.
    public var description: String?
    /// The identifier, usually a URL, that a token for the resource names as its audience (`aud`).
    public var uri: String?
    /// Whether it is an API or an MCP server.
    public var type: ProtectedResource.Kind?
    /// The scopes that the resource knows.
    public var scopes: ApprovedScopes?
    /// Who may access the resource as a user; the names are not documented.
    public var userAccess: String?
    /// Who may access the resource as a client, without a user; the names are not documented.
    public var clientAccess: String?
    /// How clients register themselves; only for an MCP server.
    public var dynamicRegistrationSettings: DynamicRegistrationSettings?

    /// Makes the values of a new resource.
    public init(
        _ name: String,
        description: String? = nil,
        uri: String? = nil,
        type: ProtectedResource.Kind? = nil,
        scopes: ApprovedScopes? = nil,
        userAccess: String? = nil,
        clientAccess: String? = nil,
        dynamicRegistrationSettings: DynamicRegistrationSettings? = nil
    ) {
        self.name = name
        self.description = description
        self.uri = uri
        self.type = type
        self.scopes = scopes
        self.userAccess = userAccess
        self.clientAccess = clientAccess
        self.dynamicRegistrationSettings = dynamicRegistrationSettings
    }

    /// The members in JSON.
    public static let members = Members(Self("")) {
        $0("name", \.name, required: true)
        $0("description", \.description)
        $0("uri", \.uri, needsText: true)
        $0("type", \.type)
        $0("scopes", \.scopes)
        $0("userAccess", \.userAccess)
        $0("clientAccess", \.clientAccess)
        $0("dynamicRegistrationSettings", \.dynamicRegistrationSettings)
    }
}

/// How clients of a resource register themselves, and the settings that they then have: those of a template, or these.
public struct DynamicRegistrationSettings: JSONModel, Hashable {
    /// How clients register themselves.
    public var dynamicRegistration: DynamicClientRegistration?
    /// Which clients are known by a document at a URL of theirs, without a registration.
    public var cimdSettings: CIMDSettings?
    /// Whether clients have the settings of a template instead of those below.
    public var usesTemplate: Bool?
    /// The template; needed with ``usesTemplate``.
    public var templateId: String?
    /// The URL of the page where users sign in.
    public var loginPageURL: String?
    /// Whether users are not asked for their consent.
    public var skipsConsentScreen: Bool?
    /// Whether tokens contain all roles and permissions of the user, whatever scopes the client asked for.
    public var addsAllAuthorizationInfo: Bool?
    /// Tags of the clients.
    public var tags: [String]?
    /// How long tokens are valid.
    public var sessionSettings: ClientSessionSettings?

    /// Makes settings.
    public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("dynamicRegistration", \.dynamicRegistration)
        $0("cimdSettings", \.cimdSettings)
        $0("useTemplate", \.usesTemplate)
        $0("dynamicRegistrationTemplateId", \.templateId, needsText: true)
        $0("loginPageURL", \.loginPageURL)
        $0("skipConsentScreen", \.skipsConsentScreen)
        $0("forceAddAllAuthorizationInfo", \.addsAllAuthorizationInfo)
        $0("tags", \.tags)
        $0("sessionSettings", \.sessionSettings)
    }
}
