public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The conditions of a count of events, and what they are grouped by. An event has to match all conditions that are
/// set.
///
/// ```swift
/// AnalyticsSearch {
///     $0.actions = ["LoginSucceed"]
///     ($0.groupsByMethod, $0.interval) = (true, .day)
/// }
/// ```
public struct AnalyticsSearch: JSONModel, Hashable {
    /// Only these actions, for example `LoginSucceed`.
    public var actions: [String]?
    /// All actions but these.
    public var excludedActions: [String]?
    /// Only what happened at this time or later; at most 12 months ago. In JSON: milliseconds since 1970.
    public var occurredFrom: Date?
    /// Only what happened at this time or earlier. In JSON: milliseconds since 1970.
    public var occurredTo: Date?
    /// Only these kinds of devices: `Bot`, `Mobile`, `Desktop`, `Tablet` or `Unknown`.
    public var devices: [String]?
    /// Only these sign-in methods: `otp`, `totp`, `magiclink`, `oauth`, `saml` or `password`, for example.
    public var methods: [String]?
    /// Only these countries, for example `US`.
    public var countries: [String]?
    /// Only events of these tenants.
    public var tenantIds: [String]?
    /// Whether each action is counted for itself.
    public var groupsByAction: Bool?
    /// Whether each kind of device is counted for itself.
    public var groupsByDevice: Bool?
    /// Whether each sign-in method is counted for itself.
    public var groupsByMethod: Bool?
    /// Whether each country is counted for itself.
    public var groupsByCountry: Bool?
    /// Whether each tenant is counted for itself.
    public var groupsByTenant: Bool?
    /// Whether each page that users came from is counted for itself.
    public var groupsByReferrer: Bool?
    /// The length of the intervals that are counted for themselves.
    public var interval: Interval?

    /// Makes conditions; without any, all events are counted.
    public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("actions", \.actions)
        $0("excludedActions", \.excludedActions)
        $0("from", \.occurredFrom, as: .epochMilliseconds)
        $0("to", \.occurredTo, as: .epochMilliseconds)
        $0("devices", \.devices)
        $0("methods", \.methods)
        $0("geos", \.countries)
        $0("tenants", \.tenantIds)
        $0("groupByAction", \.groupsByAction)
        $0("groupByDevice", \.groupsByDevice)
        $0("groupByMethod", \.groupsByMethod)
        $0("groupByGeo", \.groupsByCountry)
        $0("groupByTenant", \.groupsByTenant)
        $0("groupByReferrer", \.groupsByReferrer)
        $0("groupByCreated", \.interval)
    }

    /// The length of an interval. The set is open: the service may add values.
    public struct Interval: JSONName {
        /// The service's name for the interval.
        public let rawValue: String

        /// Makes an interval from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// An hour.
        public static let hour = Self(rawValue: "h")
        /// A day.
        public static let day = Self(rawValue: "d")
        /// A week.
        public static let week = Self(rawValue: "w")
        /// A month.
        public static let month = Self(rawValue: "m")
        /// A quarter of a year.
        public static let quarter = Self(rawValue: "q")
    }
}
