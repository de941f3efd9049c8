public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A record of the audit trail: what has happened, to whom, and who did it.
public struct AuditRecord: JSONModel, Hashable {
    /// The id.
    public var id: String?
    /// The project's id.
    public var projectId: String?
    /// What has happened, for example `LoginSucceed`, `LoginFailed` or `UserCreated`.
    public var action = ""
    /// How serious it is.
    public var type: AuditType?
    /// When it happened. In JSON: milliseconds since 1970.
    public var occurredAt: Date?
    /// The id of the user that it happened to.
    public var userId: String?
    /// The user's login ids.
    public var loginIds: [String] = []
    /// The id of the user, administrator or key that did it.
    public var actorId: String?
    /// The tenants that it concerns.
    public var tenantIds: [String] = []
    /// The kind of device: `Bot`, `Mobile`, `Desktop`, `Tablet` or `Unknown`.
    public var device: String?
    /// The sign-in method: `otp`, `totp`, `magiclink`, `oauth`, `saml` or `password`, for example.
    public var method: String?
    /// The country, for example `US`.
    public var country: String?
    /// The IP address that the request came from.
    public var remoteAddress: String?
    /// Further values, which depend on the action.
    public var data: [String: JSONValue] = [:]

    /// Makes an empty record.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("ID", \.id)
        $0("projectId", \.projectId)
        $0("action", \.action, required: false)
        $0("type", \.type)
        $0("occurred", \.occurredAt, as: .epochMilliseconds)
        $0("userId", \.userId)
        $0("externalIds", \.loginIds)
        $0("actorId", \.actorId)
        $0("tenants", \.tenantIds)
        $0("device", \.device)
        $0("method", \.method)
        $0("geo", \.country)
        $0("remoteAddress", \.remoteAddress)
        $0("data", \.data)
    }
}

/// How serious an event is. The set is open: the service may add values.
public struct AuditType: JSONName {
    /// The service's name for the type.
    public let rawValue: String

    /// Makes a type from the service's name for it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// An ordinary event.
    public static let info = Self(rawValue: "info")
    /// A sensitive action, or one that failed.
    public static let warning = Self(rawValue: "warn")
    /// An error.
    public static let error = Self(rawValue: "error")
}
