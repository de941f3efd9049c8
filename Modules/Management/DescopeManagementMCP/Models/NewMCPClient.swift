public import DescopeCore

/// The values of a client of an MCP server that is created.
public struct NewMCPClient: JSONModel, Hashable {
    /// The name, which consent screens show.
    public var name = ""
    /// The id of the server that the client belongs to.
    public var mcpServerId = ""
    /// The URLs to which users may be sent back after they signed in.
    public var approvedCallbackURLs: [String]?
    /// The scopes that the client may ask for.
    public var scopes: [String]?
    /// Tags.
    public var tags: [String]?
    /// The URL of the client's logo.
    public var logo: String?
    /// Whether tokens contain all roles and permissions of the user, whatever scopes the client asked for.
    public var addsAllAuthorizationInfo: Bool?
    /// The tenants whose users may use the client.
    public var allowedTenants: [String]?

    /// Makes the values of a new client.
    public init(
        _ name: String,
        mcpServerId: String,
        approvedCallbackURLs: [String]? = nil,
        scopes: [String]? = nil,
        tags: [String]? = nil,
        logo: String? = nil,
        addsAllAuthorizationInfo: Bool? = nil,
        allowedTenants: [String]? = nil
    ) {
        self.name = name
        self.mcpServerId = mcpServerId
        self.approvedCallbackURLs = approvedCallbackURLs
        self.scopes = scopes
        self.tags = tags
        self.logo = logo
        self.addsAllAuthorizationInfo = addsAllAuthorizationInfo
        self.allowedTenants = allowedTenants
    }

    /// The members in JSON.
    public static let members = Members(Self("", mcpServerId: "")) {
        $0("name", \.name, required: true)
        $0("mcpServerId", \.mcpServerId, required: true)
        $0("approvedCallbackUrls", \.approvedCallbackURLs)
        $0("scopes", \.scopes)
        $0("tags", \.tags)
        $0("logo", \.logo)
        $0("forceAddAllAuthorizationInfo", \.addsAllAuthorizationInfo)
        $0("allowedTenants", \.allowedTenants)
    }
}
