import DescopeHTTP

extension APIOperation {
    static let searchAudit = Self(management: "audit.search", .post, "/v1/mgmt/audit/search", .always)
    static let createAuditEvent = Self(management: "audit.createEvent", .post, "/v1/mgmt/audit/event")
    static let createAuditWebhook = Self(management: "audit.createWebhook", .post, "/v2/mgmt/connector/audit/web/set")

    static let searchAnalytics = Self(management: "analytics.search", .post, "/v1/mgmt/analytics/search", .always)
}
