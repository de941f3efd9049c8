public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A number of events that have the same values. A value that the search did not group by is nil.
public struct AnalyticsRecord: JSONModel, Hashable {
    /// The number of events.
    public var count = 0
    /// The time that the events are counted for: with ``AnalyticsSearch/interval``, its hour, day, week, month or
    /// quarter. In JSON: milliseconds since 1970.
    public var createdAt: Date?
    /// The project's id.
    public var projectId: String?
    /// What has happened, for example `LoginSucceed`.
    public var action: String?
    /// The kind of device: `Bot`, `Mobile`, `Desktop`, `Tablet` or `Unknown`.
    public var device: String?
    /// The sign-in method: `otp`, `totp`, `magiclink`, `oauth`, `saml` or `password`, for example.
    public var method: String?
    /// The country, for example `US`.
    public var country: String?
    /// The tenant.
    public var tenantId: String?
    /// The page that the user came from.
    public var referrer: String?

    /// Makes an empty record.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("cnt", \.count, required: false)
        $0("created", \.createdAt, as: .epochMilliseconds)
        $0("projectId", \.projectId)
        $0("action", \.action)
        $0("device", \.device)
        $0("method", \.method)
        $0("geo", \.country)
        $0("tenant", \.tenantId)
        $0("referrer", \.referrer)
    }
}
