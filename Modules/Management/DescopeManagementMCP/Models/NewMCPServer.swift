public import DescopeCore
public import DescopeManagement

/// The values of an MCP server that is created.
///
/// ```swift
/// NewMCPServer("Documents") {
///     $0.audiences = ["https://mcp.example.com/mcp"]
///     $0.dynamicRegistration = DynamicClientRegistration(isEnabled: true)
/// }
/// ```
public struct NewMCPServer: JSONModel, Hashable {
    /// The name, which the console and consent screens show.
    public var name = ""
    /// A description, which the console shows.
    public var description: String?
    /// The URL of the server's logo.
    public var logo: String?
    /// The server's URLs, one of which a token for it names as its audience (`aud`).
    public var audiences: [String]?
    /// The scopes that clients may ask for.
    public var approvedScopes: ApprovedScopes?
    /// The URLs to which users may be sent back after they signed in.
    public var approvedCallbackURLs: [String]?
    /// How clients register themselves.
    public var dynamicRegistration: DynamicClientRegistration?
    /// Which clients are known by a document at a URL of theirs, without a registration.
    public var cimdSettings: CIMDSettings?
    /// The URL of the page where users sign in.
    public var loginPageURL: String?
    /// The flow that asks users for their consent.
    public var consentFlowId: String?
    /// The URL of the page that shows the consent flow.
    public var consentFlowHostingURL: String?
    /// How long tokens are valid.
    public var sessionSettings: ClientSessionSettings?
    /// Tags of the server's clients.
    public var tags: [String]?
    /// Whether users are not asked for their consent.
    public var skipsConsentScreen: Bool?
    /// Whether tokens contain all roles and permissions of the user, whatever scopes the client asked for.
    public var addsAllAuthorizationInfo: Bool?

    /// Makes the values of a new server.
    public init(_ name: String, _ edit: (inout Self) -> Void = { _ in }) {
        self.name = name
        edit(&self)
    }

    /// The members in JSON.
    public static let members = Members(Self("")) {
        $0("name", \.name, required: true)
        $0("description", \.description)
        $0("logo", \.logo)
        $0("audienceWhitelist", \.audiences)
        $0("approvedScopes", \.approvedScopes)
        $0("approvedCallbackUrls", \.approvedCallbackURLs)
        $0("dynamicRegistration", \.dynamicRegistration)
        $0("cimdSettings", \.cimdSettings)
        $0("loginPageURL", \.loginPageURL)
        $0("consentFlowId", \.consentFlowId, needsText: true)
        $0("consentFlowHostingURL", \.consentFlowHostingURL)
        $0("sessionSettings", \.sessionSettings)
        $0("tags", \.tags)
        $0("skipConsentScreen", \.skipsConsentScreen)
        $0("forceAddAllAuthorizationInfo", \.addsAllAuthorizationInfo)
    }
}
