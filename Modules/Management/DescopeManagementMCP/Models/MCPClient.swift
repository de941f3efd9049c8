public import DescopeCore

/// An OAuth client of an MCP server.
public struct MCPClient: JSONModel, Hashable {
    /// The id.
    public var id = ""
    /// The name, which consent screens show.
    public var name = ""
    /// The OAuth client id, as tokens name it.
    public var clientId: String?
    /// The id of the server that the client belongs to.
    public var mcpServerId: String?
    /// The URLs to which users may be sent back after they signed in.
    public var approvedCallbackURLs: [String] = []
    /// The scopes that the client may ask for.
    public var scopes: [String] = []
    /// Tags.
    public var tags: [String] = []
    /// The URL of the client's logo.
    public var logo: String?
    /// How the client was registered; the names are not documented.
    public var registrationType: String?
    /// Whether the client may be used; the names are not documented.
    public var status: String?
    /// Whether tokens contain all roles and permissions of the user, whatever scopes the client asked for.
    public var addsAllAuthorizationInfo = false
    /// The tenants whose users may use the client.
    public var allowedTenants: [String] = []

    /// Makes an empty client.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("name", \.name, required: false)
        $0("clientId", \.clientId)
        $0("mcpServerId", \.mcpServerId)
        $0("approvedCallbackUrls", \.approvedCallbackURLs)
        $0("scopes", \.scopes)
        $0("tags", \.tags)
        $0("logo", \.logo)
        $0("registrationType", \.registrationType)
        $0("status", \.status)
        $0("forceAddAllAuthorizationInfo", \.addsAllAuthorizationInfo)
        $0("allowedTenants", \.allowedTenants)
    }
}

/// What a new client of an MCP server authenticates itself with.
public struct MCPClientCredentials: JSONModel {
    /// The client's id, which the operations of ``MCPClientAdmin`` take.
    public var id = ""
    /// The OAuth client id.
    public var clientId = ""
    /// The client secret. ``MCPClientAdmin/loadSecret(_:mcpServerId:)`` returns it again.
    public var clientSecret: Secret?

    /// Makes empty credentials.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("clientId", \.clientId, required: true)
        $0("cleartext", \.clientSecret, strict: true)
    }
}
