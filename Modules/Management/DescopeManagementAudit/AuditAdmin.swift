@_exported public import DescopeManagement

extension Management {
    /// Searches the audit trail and adds to it.
    public var audit: AuditAdmin { AuditAdmin(management: self) }
}

/// Searches the project's audit trail, adds events to it, and sends it on.
///
/// ```swift
/// let search = AuditSearch { $0.actions = ["LoginFailed"] }
/// for try await record in client.management.audit.search(search) { print(record.loginIds) }
/// ```
public struct AuditAdmin: Sendable {
    let management: Management

    /// The records of the audit trail that match all conditions of a search, the latest first.
    ///
    /// The service keeps records for 30 days. A new record may be found only after a minute. Searches are limited to 10
    /// requests a minute: a loop over more pages waits as long as the service asks for.
    ///
    /// - Parameters:
    ///   - search: The conditions.
    ///   - pageSize: The number of records in one request, 1 to 1,000.
    public func search(_ search: AuditSearch = AuditSearch(), pageSize: Int = 1000) -> Pages<AuditRecord> {
        management.pages(
            .searchAudit,
            RequestBody(search: search),
            size: pageSize,
            maximum: 1000,
            limit: "size",
            elements: "audits"
        )
    }

    /// Adds an event of your app to the audit trail.
    public func createEvent(_ event: NewAuditEvent) async throws {
        try await management.send(.createAuditEvent, body: RequestBody(event))
    }

    /// Creates a webhook to which the service sends the audit trail: each record as a `POST` request.
    public func createWebhook(_ webhook: NewAuditWebhook) async throws {
        for (index, filter) in (webhook.filters ?? []).enumerated() where filter.values?.isEmpty == true {
            throw APIOperation.createAuditWebhook.argument(
                "filters.\(index).values",
                "expected at least one element, found none."
            )
        }
        try await management.send(.createAuditWebhook, body: RequestBody(webhook))
    }
}
