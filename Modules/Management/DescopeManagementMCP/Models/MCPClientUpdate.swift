public import DescopeCore

/// A client of an MCP server, and the values that it is to have. Values that are not set are cleared.
public struct MCPClientUpdate: JSONModel, Hashable {
    /// The client's id, which is not its OAuth client id.
    public var id = ""
    /// The id of the server that the client belongs to.
    public var mcpServerId = ""
    /// The name, which consent screens show.
    public var name = ""
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

    /// Updates the client with an id.
    ///
    /// - Parameters:
    ///   - id: The client's id, which is not its OAuth client id.
    ///   - mcpServerId: The id of the server that the client belongs to.
    ///   - name: The name that it is to have.
    ///   - edit: Sets the other values.
    public init(_ id: String, mcpServerId: String, name: String, _ edit: (inout Self) -> Void = { _ in }) {
        self.id = id
        self.mcpServerId = mcpServerId
        self.name = name
        edit(&self)
    }

    /// Begins with all values that a client has now.
    public init(_ client: MCPClient) {
        (id, mcpServerId, name) = (client.id, client.mcpServerId ?? "", client.name)
        (approvedCallbackURLs, scopes, tags) = (client.approvedCallbackURLs, client.scopes, client.tags)
        (logo, allowedTenants) = (client.logo, client.allowedTenants)
        addsAllAuthorizationInfo = client.addsAllAuthorizationInfo
    }

    /// The members in JSON.
    public static let members = Members(Self("", mcpServerId: "", name: "")) {
        $0("id", \.id, required: true)
        $0("mcpServerId", \.mcpServerId, required: true)
        $0("name", \.name, required: true)
        $0("approvedCallbackUrls", \.approvedCallbackURLs)
        $0("scopes", \.scopes)
        $0("tags", \.tags)
        $0("logo", \.logo)
        $0("forceAddAllAuthorizationInfo", \.addsAllAuthorizationInfo)
        $0("allowedTenants", \.allowedTenants)
    }
}
