public import DescopeCore
public import DescopeManagement

/// The values of an inbound application. Nil leaves a value to the service.
public struct InboundApplicationDetails: JSONModel, Hashable {
    /// The name, which the consent screen shows.
    public var name = ""
    /// A description, which the consent screen shows.
    public var description: String?
    /// The logo: an image in base64.
    public var logo: String?
    /// The URL of the logo.
    public var logoURL: String?
    /// The page on which users sign in and consent, which runs a flow.
    public var loginPageURL: String?
    /// The URLs to which users may be sent back.
    public var approvedCallbackURLs: [String]?
    /// The scopes that stand for permissions or roles.
    public var permissionScopes: [ApplicationScope]?
    /// The scopes that stand for attributes of users.
    public var attributeScopes: [ApplicationScope]?
    /// The scopes that stand for outbound applications.
    public var connectionScopes: [ApplicationScope]?
    /// With which JWTs the application obtains tokens.
    public var jwtBearerSettings: JWTBearerSettings?
    /// Values of custom attributes.
    public var customAttributes: [String: JSONValue]?
    /// Whether the application has to use PKCE.
    public var requiresPKCE: Bool?
    /// The audience of the application's tokens.
    public var defaultAudience: ApplicationAudience?
    /// The audiences that the application may ask for.
    public var allowedAudiences: [String]?
    /// The sessions that the application obtains.
    public var sessionSettings: ClientSessionSettings?
    /// Whether tokens name all tenants, roles and permissions of a user, whatever their scopes.
    public var addsAllAuthorizationInfo: Bool?
    /// Settings of client-initiated backchannel authentication (CIBA), as the service defines them.
    public var cibaSettings: [String: JSONValue]?
    /// Settings of JWT-secured authorization requests (JAR), as the service defines them.
    public var jarSettings: [String: JSONValue]?
    /// The ids of the tenants whose users may use the application; empty for all.
    public var allowedTenants: [String]?

    /// Makes the values of an application.
    public init(_ name: String, _ edit: (inout Self) -> Void = { _ in }) {
        self.name = name
        edit(&self)
    }

    /// The members in JSON.
    public static let members = Members(Self("")) {
        $0("name", \.name, required: false, needsText: true)
        $0("description", \.description)
        $0("logo", \.logo)
        $0("logoUrl", \.logoURL)
        $0("loginPageUrl", \.loginPageURL)
        $0("approvedCallbackUrls", \.approvedCallbackURLs)
        $0("permissionsScopes", \.permissionScopes)
        $0("attributesScopes", \.attributeScopes)
        $0("connectionsScopes", \.connectionScopes)
        $0("jwtBearerSettings", \.jwtBearerSettings)
        $0("customAttributes", \.customAttributes)
        $0("forcePkce", \.requiresPKCE)
        $0("defaultAudience", \.defaultAudience)
        $0("audienceWhitelist", \.allowedAudiences)
        $0("sessionSettings", \.sessionSettings)
        $0("forceAddAllAuthorizationInfo", \.addsAllAuthorizationInfo)
        $0("cibaSettings", \.cibaSettings)
        $0("jarSettings", \.jarSettings)
        $0("allowedTenants", \.allowedTenants)
    }
}
