public import DescopeCore
public import DescopeManagement

/// An inbound application, with the claims of its scopes.
public struct InboundApplicationV2: JSONModel, Hashable {
    /// The id.
    public var id = ""
    /// The client id, which the application uses in OAuth.
    public var clientId: String?
    /// The values that can be changed, with which an update begins.
    public var details = InboundApplicationV2Details("")

    /// Makes an empty application.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("clientId", \.clientId)
        $0(all: \.details)
    }
}

/// The values of an inbound application whose scopes stand for claims. Nil leaves a value to the service.
public struct InboundApplicationV2Details: JSONModel, Hashable {
    /// The name, which the consent screen shows.
    public var name = ""
    /// A description, which the consent screen shows.
    public var description: String?
    /// The logo: an image in base64.
    public var logo: String?
    /// The page on which users sign in and consent, which runs a flow.
    public var loginPageURL: String?
    /// The URLs to which users may be sent back.
    public var approvedCallbackURLs: [String]?
    /// The scopes that stand for permissions or roles.
    public var permissionScopes: [ApplicationScope]?
    /// The scopes that stand for claims.
    public var scopeClaimMapping: [ApplicationScopeClaimMapping]?
    /// With which JWTs the application obtains tokens.
    public var jwtBearerSettings: JWTBearerSettings?
    /// Values of custom attributes.
    public var customAttributes: [String: JSONValue]?
    /// Whether the application has to use PKCE.
    public var requiresPKCE: Bool?
    /// The audience of the application's tokens.
    public var defaultAudience: ApplicationAudience?

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
        $0("loginPageUrl", \.loginPageURL)
        $0("approvedCallbackUrls", \.approvedCallbackURLs)
        $0("permissionsScopes", \.permissionScopes)
        $0("scopeClaimMapping", \.scopeClaimMapping)
        $0("jwtBearerSettings", \.jwtBearerSettings)
        $0("customAttributes", \.customAttributes)
        $0("forcePkce", \.requiresPKCE)
        $0("defaultAudience", \.defaultAudience)
    }
}

/// A change of some values of an inbound application; all others are kept, as are those that are nil.
///
/// ```swift
/// InboundApplicationV2Patch("TPA2…") { $0.description = .set("Reads contacts") }
/// ```
public struct InboundApplicationV2Patch: JSONModel, Hashable {
    /// The application's id.
    public var id = ""
    /// The name, which the consent screen shows.
    public var name: Change<String> = .keep
    /// A description, which the consent screen shows.
    public var description: Change<String> = .keep
    /// The logo: an image in base64.
    public var logo: Change<String> = .keep
    /// The page on which users sign in and consent, which runs a flow.
    public var loginPageURL: Change<String> = .keep
    /// The URLs to which users may be sent back.
    public var approvedCallbackURLs: Change<[String]> = .keep
    /// The scopes that stand for permissions or roles.
    public var permissionScopes: Change<[ApplicationScope]> = .keep
    /// The scopes that stand for claims.
    public var scopeClaimMapping: Change<[ApplicationScopeClaimMapping]> = .keep
    /// With which JWTs the application obtains tokens. They cannot be cleared.
    public var jwtBearerSettings: Change<JWTBearerSettings> = .keep
    /// Values of custom attributes.
    public var customAttributes: Change<[String: JSONValue]> = .keep
    /// Whether the application has to use PKCE.
    public var requiresPKCE: Bool?
    /// The audience of the application's tokens.
    public var defaultAudience: Change<ApplicationAudience> = .keep

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
        $0("loginPageUrl", \.loginPageURL)
        $0("approvedCallbackUrls", \.approvedCallbackURLs)
        $0("permissionsScopes", \.permissionScopes)
        $0("scopeClaimMapping", \.scopeClaimMapping)
        $0("jwtBearerSettings", \.jwtBearerSettings)
        $0("customAttributes", \.customAttributes)
        $0("forcePkce", \.requiresPKCE)
        $0("defaultAudience", \.defaultAudience)
    }
}

/// The claims that an application receives for a scope.
public struct ApplicationScopeClaimMapping: JSONModel, Hashable {
    /// The scope that the application asks for.
    public var scope = ""
    /// The claims of the scope, with what each of them contains; ignored with ``usesProjectMapping``.
    public var claims: [String: String]?
    /// What the scope allows, as the consent screen shows it.
    public var description: String?
    /// Whether the scope has the claims that the project defines for it.
    public var usesProjectMapping: Bool?
    /// Whether users cannot decline the scope.
    public var isMandatory: Bool?

    /// Makes a mapping.
    public init(
        _ scope: String,
        claims: [String: String]? = nil,
        description: String? = nil,
        usesProjectMapping: Bool? = nil,
        isMandatory: Bool? = nil
    ) {
        self.scope = scope
        self.claims = claims
        self.description = description
        self.usesProjectMapping = usesProjectMapping
        self.isMandatory = isMandatory
    }

    /// The members in JSON.
    public static let members = Members(Self("")) {
        $0("scope", \.scope, required: false, needsText: true)
        $0("claims", \.claims)
        $0("description", \.description)
        $0("useProjectMapping", \.usesProjectMapping)
        $0("mandatory", \.isMandatory)
    }
}
