import Descope

let recordedAuditCalls: [String: RecordedCall] = [
    "audit.search": {
        _ = try await $0.management.audit.search($1.model(renaming: ["loginIds": "externalIds"])).page(0)
    },
    "audit.createEvent": { try await $0.management.audit.createEvent($1.model()) },
    "audit.createWebhook": { try await $0.management.audit.createWebhook($1.model()) },

    "analytics.search": { _ = try await $0.management.analytics.search($1.model()) },
]

extension KnownDifference {
    static let audit: [KnownDifference] = [
        KnownDifference(
            "audit.search",
            "body.page",
            recorded: .null,
            ours: 0,
            "Python fetches the first page only and does not say so; ours fetches all, one after another."
        ),
        KnownDifference(
            "audit.search",
            "body.size",
            recorded: .null,
            ours: 1000,
            "As with page: the service's default, which ours has to know to fetch the next page."
        ),
    ]
}
