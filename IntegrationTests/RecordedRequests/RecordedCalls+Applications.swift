import Descope

let recordedApplicationsCalls = [
    recordedSSOApplicationCalls, recordedInboundApplicationCalls, recordedOutboundApplicationCalls,
    recordedOutboundTokenCalls,
].reduce(into: [:]) { all, area in all.merge(area) { first, _ in first } }

private let recordedSSOApplicationCalls: [String: RecordedCall] = [
    "ssoApplications.createOIDC": {
        try await $0.management.ssoApplications.createOIDC(details($1), $1.model(), id: $1.text(ifAny: "id"))
    },
    "ssoApplications.updateOIDC": {
        try await $0.management.ssoApplications.updateOIDC($1.text("id"), details($1), $1.model())
    },
    "ssoApplications.createSAML": {
        try await $0.management.ssoApplications.createSAML(details($1), $1.model(), id: $1.text(ifAny: "id"))
    },
    "ssoApplications.updateSAML": {
        try await $0.management.ssoApplications.updateSAML($1.text("id"), details($1), $1.model())
    },
    "ssoApplications.createWSFed": {
        try await $0.management.ssoApplications.createWSFed(details($1), $1.model(), id: $1.text(ifAny: "id"))
    },
    "ssoApplications.updateWSFed": {
        try await $0.management.ssoApplications.updateWSFed($1.text("id"), details($1), $1.model())
    },
    "ssoApplications.delete": { try await $0.management.ssoApplications.delete($1.text("id")) },
    "ssoApplications.load": { _ = try await $0.management.ssoApplications.load($1.text("id")) },
    "ssoApplications.loadAll": { client, _ in _ = try await client.management.ssoApplications.loadAll() },
    "ssoApplications.loadSecret": { _ = try await $0.management.ssoApplications.loadSecret($1.text("id")) },
    "ssoApplications.rotateSecret": { _ = try await $0.management.ssoApplications.rotateSecret($1.text("id")) },
]

/// Made by hand, because an application that says nothing is enabled, but a response that says nothing is not.
private func details(_ given: RecordedArguments) throws -> SSOApplicationDetails {
    SSOApplicationDetails(
        try given.text("name"),
        description: try given.text(ifAny: "description"),
        isEnabled: try given.bool(ifAny: "enabled") ?? true,
        logo: try given.text(ifAny: "logo")
    )
}

private let recordedInboundApplicationCalls: [String: RecordedCall] = [
    "inboundApplications.create": { try await $0.management.inboundApplications.create($1.model()) },
    "inboundApplications.update": {
        try await $0.management.inboundApplications.update($1.text("id"), $1.model())
    },
    "inboundApplications.patch": { try await $0.management.inboundApplications.patch($1.model()) },
    "inboundApplications.delete": { try await $0.management.inboundApplications.delete($1.text("id")) },
    "inboundApplications.deleteBatch": { try await $0.management.inboundApplications.deleteBatch($1.list("ids")) },
    "inboundApplications.load": { _ = try await $0.management.inboundApplications.load($1.text("id")) },
    "inboundApplications.loadAll": { client, _ in
        _ = try await client.management.inboundApplications.loadAll().page(0)
    },
    "inboundApplications.loadSecret": { _ = try await $0.management.inboundApplications.loadSecret($1.text("id")) },
    "inboundApplications.rotateSecret": {
        _ = try await $0.management.inboundApplications.rotateSecret($1.text("id"))
    },
    "inboundApplications.searchConsents": { client, given in
        let consents = client.management.inboundApplications.searchConsents(
            try given.model(),
            pageSize: try given.int(ifAny: "limit") ?? 100
        )
        _ = try await consents.page(given.int(ifAny: "page") ?? 0)
    },
    "inboundApplications.deleteConsents": {
        try await $0.management.inboundApplications.deleteConsents(
            consentIds: $1.strings(ifAny: "consentIds"),
            appId: $1.text(ifAny: "appId"),
            userIds: $1.strings(ifAny: "userIds"),
            tenantId: $1.text(ifAny: "tenantId")
        )
    },
    "inboundApplications.deleteTenantConsents": {
        try await $0.management.inboundApplications.deleteTenantConsents(tenantId: $1.text(ifAny: "tenantId"))
    },
]

private let recordedOutboundApplicationCalls: [String: RecordedCall] = [
    "outboundApplications.create": { try await $0.management.outboundApplications.create($1.model()) },
    "outboundApplications.update": { try await $0.management.outboundApplications.update($1.model()) },
    "outboundApplications.delete": { try await $0.management.outboundApplications.delete($1.text("id")) },
    "outboundApplications.load": { _ = try await $0.management.outboundApplications.load($1.text("id")) },
    "outboundApplications.loadAll": { client, _ in _ = try await client.management.outboundApplications.loadAll() },
]

private let recordedOutboundTokenCalls: [String: RecordedCall] = [
    "outboundApplications.fetchToken": {
        _ = try await $0.management.outboundApplications.fetchToken(
            $1.text("appId"),
            userId: $1.text("userId"),
            tenantId: $1.text(ifAny: "tenantId"),
            options: options($1)
        )
    },
    "outboundApplications.fetchToken, by an application": {
        _ = try await $0.management.outboundApplications.fetchToken(
            $1.text("appId"),
            userId: $1.text("userId"),
            tenantId: $1.text(ifAny: "tenantId"),
            options: options($1),
            appToken: $1.text("appToken")
        )
    },
    "outboundApplications.fetchTokenByScopes": {
        _ = try await $0.management.outboundApplications.fetchTokenByScopes(
            $1.text("appId"),
            userId: $1.text("userId"),
            scopes: $1.list("scopes"),
            tenantId: $1.text(ifAny: "tenantId"),
            options: options($1)
        )
    },
    "outboundApplications.fetchTokenByScopes, by an application": {
        _ = try await $0.management.outboundApplications.fetchTokenByScopes(
            $1.text("appId"),
            userId: $1.text("userId"),
            scopes: $1.list("scopes"),
            tenantId: $1.text(ifAny: "tenantId"),
            options: options($1),
            appToken: $1.text("appToken")
        )
    },
    "outboundApplications.fetchTenantToken": {
        _ = try await $0.management.outboundApplications.fetchTenantToken(
            $1.text("appId"),
            tenantId: $1.text("tenantId"),
            options: options($1)
        )
    },
    "outboundApplications.fetchTenantToken, by an application": {
        _ = try await $0.management.outboundApplications.fetchTenantToken(
            $1.text("appId"),
            tenantId: $1.text("tenantId"),
            options: options($1),
            appToken: $1.text("appToken")
        )
    },
    "outboundApplications.fetchTenantTokenByScopes": {
        _ = try await $0.management.outboundApplications.fetchTenantTokenByScopes(
            $1.text("appId"),
            tenantId: $1.text("tenantId"),
            scopes: $1.list("scopes"),
            options: options($1)
        )
    },
    "outboundApplications.fetchTenantTokenByScopes, by an application": {
        _ = try await $0.management.outboundApplications.fetchTenantTokenByScopes(
            $1.text("appId"),
            tenantId: $1.text("tenantId"),
            scopes: $1.list("scopes"),
            options: options($1),
            appToken: $1.text("appToken")
        )
    },
    "outboundApplications.listAppsWithUserToken": {
        _ = try await $0.management.outboundApplications.listAppsWithUserToken(
            $1.text("userId"),
            tenantId: $1.text(ifAny: "tenantId")
        )
    },
    "outboundApplications.deleteToken": { try await $0.management.outboundApplications.deleteToken($1.text("id")) },
    "outboundApplications.deleteUserTokens": {
        try await $0.management.outboundApplications.deleteUserTokens(
            appId: $1.text(ifAny: "appId") ?? "",
            userId: $1.text(ifAny: "userId") ?? ""
        )
    },
    "outboundApplications.uploadUserToken": {
        try await $0.management.outboundApplications.uploadUserToken(
            $1.model(),
            verifiesRefresh: $1.bool(ifAny: "verifyRefresh")
        )
    },
    "outboundApplications.uploadUserTokenBatch": {
        _ = try await $0.management.outboundApplications.uploadUserTokenBatch($1.models("tokens"))
    },
    "outboundApplications.uploadUserAPIKey": {
        try await $0.management.outboundApplications.uploadUserAPIKey(
            $1.text("apiKey"),
            appId: $1.text("appId"),
            userId: $1.text("userId"),
            tenantId: $1.text(ifAny: "tenantId")
        )
    },
    "outboundApplications.uploadTenantToken": {
        try await $0.management.outboundApplications.uploadTenantToken(
            $1.model(),
            verifiesRefresh: $1.bool(ifAny: "verifyRefresh")
        )
    },
    "outboundApplications.uploadTenantTokenBatch": {
        _ = try await $0.management.outboundApplications.uploadTenantTokenBatch($1.models("tokens"))
    },
    "outboundApplications.uploadTenantAPIKey": {
        try await $0.management.outboundApplications.uploadTenantAPIKey(
            $1.text("apiKey"),
            appId: $1.text("appId"),
            tenantId: $1.text("tenantId")
        )
    },
]

private func options(_ given: RecordedArguments) throws -> OutboundTokenOptions {
    given.has("options") ? try given.model("options") : OutboundTokenOptions()
}

extension KnownDifference {
    private static let paging =
        "Python fetches one page, of the size and number that are given; ours always says which one."

    static let applications =
        [
            KnownDifference("inboundApplications.loadAll", "query.page", recorded: .null, ours: "0", paging),
            KnownDifference("inboundApplications.loadAll", "query.limit", recorded: .null, ours: "100", paging),
            KnownDifference("inboundApplications.searchConsents", "body.page", recorded: .null, ours: 0, paging),
            KnownDifference("inboundApplications.searchConsents", "body.limit", recorded: .null, ours: 100, paging),
            KnownDifference(
                "inboundApplications.deleteConsents",
                "request",
                recorded: "/v1/mgmt/thirdparty/consents/delete",
                ours: "consentIds: expected at least one of consentIds, appId, userIds, tenantId, found none.",
                "Python lets the service delete the consents of all users."
            ),
            KnownDifference(
                "outboundApplications.deleteUserTokens",
                "request",
                recorded: "/v1/mgmt/outbound/user/tokens",
                ours: "appId: expected a non-empty string, found an empty one. Pass the one that is meant.",
                "Python lets the service delete the tokens of all users."
            ),
        ] + parameters(of: "outboundApplications.create", at: "body")
        + parameters(of: "outboundApplications.update", at: "body.app")

    private static func parameters(of operation: String, at place: String) -> [KnownDifference] {
        let recorded: [(place: String, key: JSONValue)] = [
            ("authorizationUrlParams.0", "audience"), ("authorizationUrlParams.1", "tenant"),
            ("tokenUrlParams.0", "audience"),
        ]
        let reason = "Python spells the member `name`; the other SDKs and the published description say `key`."
        return recorded.flatMap { parameter, key in
            [
                KnownDifference(operation, "\(place).\(parameter).name", recorded: key, reason),
                KnownDifference(operation, "\(place).\(parameter).key", recorded: .null, ours: key, reason),
            ]
        }
    }
}
