public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The conditions of a search of the audit trail. A record has to match all of those that are set.
///
/// ```swift
/// AuditSearch {
///     $0.actions = ["LoginFailed"]
///     $0.tenantIds = ["acme"]
/// }
/// ```
public struct AuditSearch: JSONModel, Hashable {
    /// Only records about these users, given by their ids.
    public var userIds: [String]?
    /// Only what these users, administrators or keys did, given by their ids.
    public var actorIds: [String]?
    /// Only these actions, for example `LoginFailed`.
    public var actions: [String]?
    /// All actions but these.
    public var excludedActions: [String]?
    /// Only what happened at this time or later; at most 30 days ago. In JSON: milliseconds since 1970.
    public var occurredFrom: Date?
    /// Only what happened at this time or earlier. In JSON: milliseconds since 1970.
    public var occurredTo: Date?
    /// Only these kinds of devices: `Bot`, `Mobile`, `Desktop`, `Tablet` or `Unknown`.
    public var devices: [String]?
    /// Only these sign-in methods: `otp`, `totp`, `magiclink`, `oauth`, `saml` or `password`, for example.
    public var methods: [String]?
    /// Only these countries, for example `US`.
    public var countries: [String]?
    /// Only these IP addresses.
    public var remoteAddresses: [String]?
    /// Only records about users with one of these login ids.
    public var loginIds: [String]?
    /// Only records about these tenants.
    public var tenantIds: [String]?
    /// Whether records without a tenant are found beside those of ``tenantIds``.
    public var includesRecordsWithoutTenant: Bool?
    /// Only records with this text in one of their values.
    public var text: String?
    /// Whether the oldest record comes first. This and all below: from the service's published description; not checked
    /// against another SDK.
    public var isOldestFirst: Bool?
    /// All records but those about users with one of these login ids.
    public var excludedLoginIds: [String]?
    /// Only records about users with a login id that contains one of these strings.
    public var loginIdsContain: [String]?
    /// Only records about users without a login id that contains one of these strings.
    public var loginIdsDoNotContain: [String]?
    /// Conditions on other fields, in the service's JSON; their members are not documented.
    public var searchFields: [[String: JSONValue]]?
    /// Only these types, in the service's words, which are not documented.
    public var auditTypes: [String]?
    /// Only these levels, in the service's words, which are not documented.
    public var levels: [String]?

    /// Makes conditions; without any, all records are found.
    public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("userIds", \.userIds)
        $0("actorIds", \.actorIds)
        $0("actions", \.actions)
        $0("excludedActions", \.excludedActions)
        $0("from", \.occurredFrom, as: .epochMilliseconds)
        $0("to", \.occurredTo, as: .epochMilliseconds)
        $0("devices", \.devices)
        $0("methods", \.methods)
        $0("geos", \.countries)
        $0("remoteAddresses", \.remoteAddresses)
        $0("externalIds", \.loginIds)
        $0("tenants", \.tenantIds)
        $0("noTenants", \.includesRecordsWithoutTenant)
        $0("text", \.text)
        $0("oldestFirst", \.isOldestFirst)
        $0("excludedExternalIds", \.excludedLoginIds)
        $0("loginIdsContain", \.loginIdsContain)
        $0("loginIdsNotContain", \.loginIdsDoNotContain)
        $0("searchFields", \.searchFields)
        $0("auditTypes", \.auditTypes)
        $0("levels", \.levels)
    }
}
