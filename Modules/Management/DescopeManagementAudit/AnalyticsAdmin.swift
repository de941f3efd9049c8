public import DescopeManagement

extension Management {
    /// Counts what has happened in the project.
    public var analytics: AnalyticsAdmin { AnalyticsAdmin(management: self) }
}

/// Counts the events of the project.
///
/// ```swift
/// let search = AnalyticsSearch {
///     $0.actions = ["LoginSucceed"]
///     $0.interval = .week
/// }
/// for record in try await client.management.analytics.search(search) { print(record.count) }
/// ```
public struct AnalyticsAdmin: Sendable {
    let management: Management

    /// The numbers of events that match all conditions of a search: one record for each combination of the values that
    /// the search groups by.
    public func search(_ search: AnalyticsSearch = AnalyticsSearch()) async throws -> [AnalyticsRecord] {
        try await management.send(.searchAnalytics, body: RequestBody(search: search), returning: .member("analytics"))
    }
}
