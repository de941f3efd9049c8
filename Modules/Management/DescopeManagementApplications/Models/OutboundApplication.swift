public import DescopeCore

/// An outbound application. The service does not return its client secret.
public struct OutboundApplication: JSONModel, Hashable {
    /// The id.
    public var id = ""
    /// The name.
    public var name = ""
    /// How the service obtains tokens.
    public var settings = OutboundApplicationSettings()
    /// Your app's client id with the other service.
    public var clientId: String?
    /// How users and tenants connect, for example `apikey`.
    public var appType: String?
    /// The tenant that the application belongs to; nil for an application of the project.
    public var tenantId: String?
    /// The template that the application was made from.
    public var templateId: String?

    /// Makes an empty application.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("name", \.name, required: false)
        $0(all: \.settings)
        $0("clientId", \.clientId)
        $0("appType", \.appType)
        $0("tenantId", \.tenantId)
        $0("templateId", \.templateId)
    }
}

/// The values of an outbound application that is created.
///
/// ```swift
/// NewOutboundApplication("Calendar") {
///     ($0.clientId, $0.clientSecret) = (clientId, clientSecret)
///     $0.settings.discoveryURL = "https://calendar.example.com/.well-known/openid-configuration"
/// }
/// ```
public struct NewOutboundApplication: JSONModel {
    /// The name.
    public var name = ""
    /// The id; nil lets the service make one.
    public var id: String?
    /// How the service obtains tokens.
    public var settings = OutboundApplicationSettings()
    /// Your app's client id with the other service.
    public var clientId: String?
    /// Your app's client secret with the other service.
    public var clientSecret: Secret?
    /// How users and tenants connect, for example `apikey`; nil for OAuth.
    public var appType: String?
    /// The tenant that the application belongs to; nil for an application of the project.
    public var tenantId: String?

    /// Makes the values of a new application.
    public init(_ name: String, _ edit: (inout Self) -> Void = { _ in }) {
        self.name = name
        edit(&self)
    }

    /// The members in JSON.
    public static let members = Members(Self("")) {
        $0("name", \.name, required: true)
        $0("id", \.id, needsText: true)
        $0(all: \.settings)
        $0("clientId", \.clientId)
        $0("clientSecret", \.clientSecret, needsText: true)
        $0("appType", \.appType)
        $0("tenantId", \.tenantId, needsText: true)
    }
}

/// An outbound application, and the values that it is to have. Values that are not set are cleared, except for the
/// client secret.
public struct OutboundApplicationUpdate: JSONModel {
    /// The application's id.
    public var id = ""
    /// The name that it is to have.
    public var name = ""
    /// How the service obtains tokens.
    public var settings = OutboundApplicationSettings()
    /// Your app's client id with the other service.
    public var clientId: String?
    /// Your app's client secret with the other service; nil keeps the present one.
    public var clientSecret: Secret?
    /// How users and tenants connect, for example `apikey`; nil for OAuth.
    public var appType: String?
    /// The tenant that the application belongs to; nil for an application of the project.
    public var tenantId: String?
    /// The template that the application was made from.
    public var templateId: String?

    /// Makes an update.
    ///
    /// - Parameters:
    ///   - id: The application's id.
    ///   - name: The name that it is to have.
    ///   - edit: Sets further values.
    public init(_ id: String, name: String, _ edit: (inout Self) -> Void = { _ in }) {
        self.id = id
        self.name = name
        edit(&self)
    }

    /// Begins with all values that an application has now, and keeps its client secret.
    public init(_ application: OutboundApplication) {
        (id, name, settings) = (application.id, application.name, application.settings)
        (clientId, appType) = (application.clientId, application.appType)
        (tenantId, templateId) = (application.tenantId, application.templateId)
    }

    /// The members in JSON.
    public static let members = Members(Self("", name: "")) {
        $0("id", \.id, required: true)
        $0("name", \.name, required: true)
        $0(all: \.settings)
        $0("clientId", \.clientId)
        $0("clientSecret", \.clientSecret, needsText: true)
        $0("appType", \.appType)
        $0("tenantId", \.tenantId, needsText: true)
        $0("templateId", \.templateId)
    }
}
