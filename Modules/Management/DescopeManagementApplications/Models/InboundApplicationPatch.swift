public import DescopeCore
public import DescopeManagement

/// A change of some values of an inbound application; all others are kept, as are those that are nil.
///
/// ```swift
/// InboundApplicationPatch("TPA2…") { $0.description = .set("Reads contacts") }
/// ```
public struct InboundApplicationPatch: JSONModel, Hashable {
    /// The application's id.
    public var id = ""
    /// The name, which the consent screen shows.
    public var name: Change<String> = .keep
    /// A description, which the consent screen shows.
    public var description: Change<String> = .keep
    /// The logo: an image in base64.
    public var logo: Change<String> = .keep
    /// The URL of the logo.
    public var logoURL: Change<String> = .keep
    /// The page on which users sign in and consent, which runs a flow.
    public var loginPageURL: Change<String> = .keep
    /// The URLs to which users may be sent back.
    public var approvedCallbackURLs: Change<[String]> = .keep
    /// The scopes that stand for permissions or roles.
    public var permissionScopes: Change<[ApplicationScope]> = .keep
    /// The scopes that stand for attributes of users.
    public var attributeScopes: Change<[ApplicationScope]> = .keep
    /// The scopes that stand for outbound applications.
    public var connectionScopes: Change<[ApplicationScope]> = .keep
    /// With which JWTs the application obtains tokens. They cannot be cleared.
    public var jwtBearerSettings: Change<JWTBearerSettings> = .keep
    /// Values of custom attributes.
    public var customAttributes: Change<[String: JSONValue]> = .keep
    /// Whether the application has to use PKCE.
    public var requiresPKCE: Bool?
    /// The audience of the application's tokens.
    public var defaultAudience: Change<ApplicationAudience> = .keep
    /// The audiences that the application may ask for.
    public var allowedAudiences: Change<[String]> = .keep
    /// The sessions that the application obtains. They cannot be cleared.
    public var sessionSettings: Change<ClientSessionSettings> = .keep
    /// Whether tokens name all tenants, roles and permissions of a user, whatever their scopes.
    public var addsAllAuthorizationInfo: Bool?
    /// Settings of client-initiated backchannel authentication (CIBA), as the service defines them.
    public var cibaSettings: Change<[String: JSONValue]> = .keep
    /// Settings of JWT-secured authorization requests (JAR), as the service defines them.
    public var jarSettings: Change<[String: JSONValue]> = .keep
    /// The ids of the tenants whose users may use the application; empty for all.
    public var allowedTenants: Change<[String]> = .keep

    /// Makes a patch.
    ///
    /// - Parameters:
    ///   - id: The application's id.
    ///   - edit: Sets the changes.
    public init(_ id: String, _ edit: (inout Self) -> Void = { _ in }) {
        self.id = id
        edit(&self)
    }

    /// The members in JSON.
    public static let members = Members(Self("")) {
        $0("id", \.id, required: true)
        $0("name", \.name, needsText: true)
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
