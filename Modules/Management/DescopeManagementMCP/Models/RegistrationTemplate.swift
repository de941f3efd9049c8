public import DescopeCore
public import DescopeManagement

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Settings of clients that register themselves, shared by several resources.
public struct RegistrationTemplate: JSONModel, Hashable {
    /// The id.
    public var id = ""
    /// The service's version of these values. An update sends back the one that was loaded.
    public var version: String?
    /// The name, which the console shows.
    public var name = ""
    /// A description, which the console shows.
    public var description: String?
    /// The URL of the page where users sign in.
    public var loginPageURL: String?
    /// How long tokens are valid.
    public var sessionSettings: ClientSessionSettings?
    /// Whether users are not asked for their consent.
    public var skipsConsentScreen = false
    /// Whether tokens contain all roles and permissions of the user, whatever scopes the client asked for.
    public var addsAllAuthorizationInfo = false
    /// Tags of the clients.
    public var tags: [String] = []
    /// When it was created. The service sets it. In JSON: a number or its string; whether of seconds
    /// or milliseconds since 1970 is not documented.
    public internal(set) var createdAt: Date?
    /// When it was last changed. The service sets it. In JSON: a number or its string; whether of seconds
    /// or milliseconds since 1970 is not documented.
    public internal(set) var modifiedAt: Date?

    /// Makes an empty template.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("version", \.version)
        $0("name", \.name, required: false, needsText: true)
        $0("description", \.description)
        $0("loginPageURL", \.loginPageURL)
        $0("sessionSettings", \.sessionSettings)
        $0("skipConsentScreen", \.skipsConsentScreen)
        $0("forceAddAllAuthorizationInfo", \.addsAllAuthorizationInfo)
        $0("tags", \.tags)
        $0("createdTime", \.createdAt, as: .undocumentedEpoch)
        $0("modifiedTime", \.modifiedAt, as: .undocumentedEpoch)
    }
}

/// The values of a registration template that is created.
public struct NewRegistrationTemplate: JSONModel, Hashable {
    /// The name, which the console shows.
    public var name = ""
    /// A description, which the console shows.
    public var description: String?
    /// The URL of the page where users sign in.
    public var loginPageURL: String?
    /// How long tokens are valid.
    public var sessionSettings: ClientSessionSettings?
    /// Whether users are not asked for their consent.
    public var skipsConsentScreen: Bool?
    /// Whether tokens contain all roles and permissions of the user, whatever scopes the client asked for.
    public var addsAllAuthorizationInfo: Bool?
    /// Tags of the clients.
    public var tags: [String]?

    /// Makes the values of a new template.
    public init(
        _ name: String,
        description: String? = nil,
        loginPageURL: String? = nil,
        sessionSettings: ClientSessionSettings? = nil,
        skipsConsentScreen: Bool? = nil,
        addsAllAuthorizationInfo: Bool? = nil,
        tags: [String]? = nil
    ) {
        self.name = name
        self.description = description
        self.loginPageURL = loginPageURL
        self.sessionSettings = sessionSettings
        self.skipsConsentScreen = skipsConsentScreen
        self.addsAllAuthorizationInfo = addsAllAuthorizationInfo
        self.tags = tags
    }

    /// The members in JSON.
    public static let members = Members(Self("")) {
        $0("name", \.name, required: true)
        $0("description", \.description)
        $0("loginPageURL", \.loginPageURL)
        $0("sessionSettings", \.sessionSettings)
        $0("skipConsentScreen", \.skipsConsentScreen)
        $0("forceAddAllAuthorizationInfo", \.addsAllAuthorizationInfo)
        $0("tags", \.tags)
    }
}
