public import DescopeCore

/// An inbound application.
public struct InboundApplication: JSONModel, Hashable {
    /// The id.
    public var id = ""
    /// The client id, which the application uses in OAuth.
    public var clientId: String?
    /// The values that can be changed, with which an update begins.
    public var details = InboundApplicationDetails("")
    /// Whether the application has registered itself.
    public var isDynamic = false
    /// The status, in the service's words.
    public var status: String?
    /// Whether it is a public client, such as a mobile app, which cannot keep a secret.
    public var isPublicClient = false
    /// Whether users are not asked for consent.
    public var skipsConsentScreen = false
    /// Whether the application asks for tokens of single resources.
    public var usesResources = false

    /// Makes an empty application.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("clientId", \.clientId)
        $0(all: \.details)
        $0("dynamic", \.isDynamic)
        $0("status", \.status)
        $0("nonConfidentialClient", \.isPublicClient)
        $0("skipConsentScreen", \.skipsConsentScreen)
        $0("useResources", \.usesResources)
    }
}

/// The ids of an inbound application that was created, and its client secret.
public struct InboundApplicationCredentials: JSONModel {
    /// The application's id.
    public var id = ""
    /// The client id, which the application uses in OAuth; nil from ``InboundApplicationAdmin/createV2(_:id:)``.
    public var clientId: String?
    /// The client secret; nil for a public client.
    public var clientSecret: Secret?

    /// Makes empty credentials.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("clientId", \.clientId)
        $0("cleartext", \.clientSecret, strict: true)
    }
}
