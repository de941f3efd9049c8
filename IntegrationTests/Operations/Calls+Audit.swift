import Descope

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Call {
    static let audit: [Call] = [
        .management("audit.search") { management, _ in
            _ = try await management.audit.search(AuditSearch { $0.actions = ["UserCreated"] }).page(0)
        },
        .management("audit.search, with everything") { management, _ in
            _ = try await management.audit.search(.everything).page(0)
        },
        .management("audit.createEvent") {
            try await $0.audit.createEvent(
                NewAuditEvent(
                    $1("action"),
                    .warning,
                    actorId: $1("actorId"),
                    tenantId: $1("tenantId"),
                    userId: $1("userId"),
                    data: ["invoice": "I-1"]
                )
            )
        },
        .management("audit.createWebhook", readsNothing: true) {
            try await $0.audit.createWebhook(
                NewAuditWebhook(
                    $1("name"),
                    url: $1("url"),
                    description: "Security",
                    authentication: .bearer($1.secret("authentication.bearerToken")),
                    hmacSecret: $1.secret("hmacSecret"),
                    headers: ["X-Api-Key": "siem-key"],
                    trustsAnyCertificate: true,
                    filters: [.all, .only(.actions, ["LoginFailed"]), .except(.tenants, ["acme"])]
                )
            )
        },
        .management("audit.createWebhook, with a password", readsNothing: true) {
            let authentication = NewAuditWebhook.Authentication.basic(
                username: $1("authentication.basic.username"),
                password: $1.secret("authentication.basic.password")
            )
            try await $0.audit.createWebhook(NewAuditWebhook("siem", authentication: authentication))
        },
        .management("audit.createWebhook, with a key", readsNothing: true) {
            let authentication = NewAuditWebhook.Authentication.apiKey(
                $1("authentication.apiKey.key"),
                token: $1.secret("authentication.apiKey.token")
            )
            try await $0.audit.createWebhook(NewAuditWebhook("siem", authentication: authentication))
        },

        .management("analytics.search") { management, _ in
            _ = try await management.analytics.search(AnalyticsSearch { $0.actions = ["UserCreated"] })
        },
        .management("analytics.search, with everything") { management, _ in
            _ = try await management.analytics.search(.everything)
        },
    ]

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedAudit: [Unbounded] = [
        Unbounded("audit.createWebhook", "filters.1.values") {
            try await $0.audit.createWebhook(NewAuditWebhook("siem", filters: [.all, .only(.actions, [])]))
        },
        Unbounded("audit.createWebhook", "filters.0.values") {
            try await $0.audit.createWebhook(NewAuditWebhook("siem", filters: [.except(.tenants, [])]))
        },
        Unbounded("audit.search", "page") { _ = try await $0.audit.search().page(-1) },
        Unbounded("audit.search", "pageSize") { _ = try await $0.audit.search(pageSize: 0).page(0) },
        Unbounded("audit.search", "pageSize") { _ = try await $0.audit.search(pageSize: 1001).page(0) },
    ]
}

extension Model {
    private static let searchNames = [
        "from": "occurredFrom", "to": "occurredTo", "geos": "countries", "tenants": "tenantIds",
    ]

    static let audit: [Model] = [
        Model(
            AuditRecord.self,
            "AuditRecord",
            renamed: [
                "occurred": "occurredAt", "externalIds": "loginIds", "tenants": "tenantIds", "geo": "country",
            ]
        ),
        Model(
            AuditSearch.self,
            "management.audit.search",
            renamed: searchNames.merging([
                "externalIds": "loginIds", "noTenants": "includesRecordsWithoutTenant", "oldestFirst": "isOldestFirst",
                "excludedExternalIds": "excludedLoginIds", "loginIdsNotContain": "loginIdsDoNotContain",
            ]) { $1 }
        ),
        Model(NewAuditEvent.self, "management.audit.createEvent"),
        Model(
            NewAuditWebhook.self,
            "management.audit.createAuditWebhook",
            renamed: ["insecure": "trustsAnyCertificate"]
        ),
        Model(NewAuditWebhook.Authentication.self, "ConnectorHTTPAuthentication"),
        Model(NewAuditWebhook.Authentication.Basic.self, "ConnectorHTTPBasicAuthentication"),
        Model(NewAuditWebhook.Authentication.APIKey.self, "ConnectorHTTPAPIKeyAuthentication"),
        Model(AuditFilter.self, "AuditFilter", renamed: ["filterType": "subject", "operator": "comparison"]),
        Model(
            AnalyticsRecord.self,
            "AnalyticRecord",
            renamed: ["cnt": "count", "created": "createdAt", "geo": "country", "tenant": "tenantId"]
        ),
        Model(
            AnalyticsSearch.self,
            "management.analytics.search",
            renamed: searchNames.merging([
                "groupByAction": "groupsByAction", "groupByDevice": "groupsByDevice",
                "groupByMethod": "groupsByMethod", "groupByGeo": "groupsByCountry",
                "groupByTenant": "groupsByTenant", "groupByReferrer": "groupsByReferrer",
                "groupByCreated": "interval",
            ]) { $1 }
        ),
    ]
}

extension AuditSearch {
    fileprivate static let everything = AuditSearch {
        ($0.userIds, $0.actorIds, $0.actions, $0.excludedActions) = (["U2ada"], ["U2bob"], ["LoginFailed"], ["Other"])
        ($0.occurredFrom, $0.occurredTo) = (Date(timeIntervalSince1970: 1), Date(timeIntervalSince1970: 2))
        ($0.devices, $0.methods, $0.countries) = (["Mobile"], ["otp"], ["US"])
        ($0.remoteAddresses, $0.loginIds, $0.tenantIds) = (["203.0.113.7"], ["ada@example.com"], ["acme"])
        ($0.includesRecordsWithoutTenant, $0.text, $0.isOldestFirst) = (true, "ada", true)
        ($0.excludedLoginIds, $0.loginIdsContain, $0.loginIdsDoNotContain) = (["a"], ["b"], ["c"])
        ($0.searchFields, $0.auditTypes, $0.levels) = ([["field": "action"]], ["user"], ["high"])
    }
}

extension AnalyticsSearch {
    fileprivate static let everything = AnalyticsSearch {
        ($0.actions, $0.excludedActions) = (["LoginFailed"], ["Other"])
        ($0.occurredFrom, $0.occurredTo) = (Date(timeIntervalSince1970: 1), Date(timeIntervalSince1970: 2))
        ($0.devices, $0.methods, $0.countries, $0.tenantIds) = (["Mobile"], ["otp"], ["US"], ["acme"])
        ($0.groupsByAction, $0.groupsByDevice, $0.groupsByMethod) = (true, true, true)
        ($0.groupsByCountry, $0.groupsByTenant, $0.groupsByReferrer) = (true, true, true)
        $0.interval = .day
    }
}
