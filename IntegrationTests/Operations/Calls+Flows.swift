import Descope
import DescopeEmulator

extension Call {
    static let flowSettings: [Call] = flows + themes + localization

    private static let flows: [Call] = [
        .management("flows.list") { management, _ in _ = try await management.flows.list() },
        .management("flows.list, by ids") { management, _ in _ = try await management.flows.list(ids: ["sign-up"]) },
        .management("flows.deleteBatch") { management, _ in
            try await management.flows.deleteBatch(["sign-up", "step-up"])
        },
        .management("flows.export") { _ = try await $0.flows.export($1("flowId")) },
        .management("flows.import") {
            try await $0.flows.import(flow, as: $1("flowId"), skipsRender: true, changelog: $1("changelog"))
        },
        .management("flows.import, with its own id") {
            try await $0.flows.import(flow.merging(["flowId": .string($1("flowId"))]) { $1 })
        },
        .management("flows.exportLegacy") { _ = try await $0.flows.exportLegacy($1("flowId")) },
        .management("flows.importLegacy") { management, given in
            let flow = FlowWithScreens(
                flow: ["id": "sign-up", "name": "Sign up", "dsl": ["tasks": [:]]],
                screens: [["id": "0", "flowId": "sign-up", "htmlTemplate": [:]]]
            )
            try await management.flows.importLegacy(flow, as: given("flowId"))
        },
        .management("flows.run") { _ = try await $0.flows.run($1("flowId"), options: .everything($1)) },
        .management("flows.runAsync") { _ = try await $0.flows.runAsync($1("flowId"), options: .everything($1)) },
        .management("flows.loadAsyncResult") { _ = try await $0.flows.loadAsyncResult($1("executionId")) },
        .management("flows.completeExternalAuth") {
            _ = try await $0.flows.completeExternalAuth(
                $1("externalAuthReqId"),
                loginId: $1("loginId"),
                details: ExternalAuthDetails(
                    user: SignUpUser(name: "Ada", email: "ada@example.com"),
                    isEmailVerified: true,
                    isPhoneVerified: true,
                    customClaims: ["plan": "pro"],
                    selectedTenantId: $1("selectedTenantId"),
                    tenants: [TenantMembership("acme", roleNames: ["editor"])]
                )
            )
        },
        .management("flows.listTemplates") { management, _ in _ = try await management.flows.listTemplates() },
        .management("flows.listWidgets") { management, _ in _ = try await management.flows.listWidgets() },
    ]

    private static let themes: [Call] = [
        .management("themes.export") { management, _ in _ = try await management.themes.export() },
        .management("themes.import") { management, _ in
            try await management.themes.import(["styles": ["light": ["primary": "#006af5"]], "componentsVersion": "1"])
        },
        .management("themes.exportLegacy") { management, _ in _ = try await management.themes.exportLegacy() },
        .management("themes.importLegacy") { management, _ in
            try await management.themes.importLegacy(["id": "light", "cssTemplate": ["light": [:]]])
        },
    ]

    private static let localization: [Call] = [
        .management("localization.exportFlow") { _ = try await $0.localization.exportFlow($1("flowId")) },
        .management("localization.importFlow") {
            var overrides = FlowLocalization(languages: ["de": ["title": "Willkommen"]])
            (overrides.id, overrides.version, overrides.modifiedTime) = ("L1", 2, "1700000000")
            overrides.flowId = $1("flowId")
            _ = try await $0.localization.importFlow(overrides, flowId: $1("flowId"))
        },
        .management("localization.exportMessaging") { management, _ in
            _ = try await management.localization.exportMessaging()
        },
        .management("localization.importMessaging") { management, _ in
            var overrides = MessagingLocalization(languages: ["de": ["subject": "Willkommen"]])
            (overrides.id, overrides.version, overrides.modifiedTime) = ("L2", 2, "1700000000")
            _ = try await management.localization.importMessaging(overrides)
        },
    ]

    private static let flow: [String: JSONValue] = [
        "flowId": "sign-up", "metadata": ["name": "Sign up"], "contents": ["tasks": [:]],
        "screens": [["screenId": "0", "contents": [:]]],
    ]

    /// Prepares a project for these calls.
    ///
    /// - Returns: The arguments that they are given there.
    static func prepareFlows(_ it: Journey) async throws -> [String: String] {
        for id in ["sign-up", "step-up", "sign-up-or-in"] { it.backend.addFlow(id) }
        return ["flows.executionId": try await it.client.management.flows.runAsync("sign-up")]
    }

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedFlows: [Unbounded] = [
        Unbounded("flows.list", "ids") { _ = try await $0.flows.list(ids: []) },
        Unbounded("flows.import", "flow") { try await $0.flows.import([:], as: "sign-up") },
        Unbounded("flows.import", "flow") { try await $0.flows.import(["flowId": "sign-up"]) },
        Unbounded("flows.deleteBatch", "ids") { try await $0.flows.deleteBatch([]) },
        Unbounded("flows.deleteBatch", "ids.1") { try await $0.flows.deleteBatch(["sign-up", " "]) },
        Unbounded("flows.import", "flowId") { try await $0.flows.import(["contents": [:]]) },
        Unbounded("flows.importLegacy", "flow") {
            try await $0.flows.importLegacy(FlowWithScreens(flow: [:], screens: []), as: "sign-up")
        },
        Unbounded("flows.run", "options.tenant") {
            try await $0.flows.run("sync", options: FlowRunOptions(tenantId: " "))
        },
        Unbounded("flows.completeExternalAuth", "userTenants.0.tenantId") {
            let details = ExternalAuthDetails(tenants: [TenantMembership(" ")])
            _ = try await $0.flows.completeExternalAuth("R1", loginId: "ada", details: details)
        },
        Unbounded("themes.import", "theme") { try await $0.themes.import([:]) },
        Unbounded("themes.importLegacy", "theme") { try await $0.themes.importLegacy([:]) },
        Unbounded("localization.importFlow", "overrides") {
            _ = try await $0.localization.importFlow(FlowLocalization(), flowId: "sign-up")
        },
        Unbounded("localization.importMessaging", "overrides") {
            _ = try await $0.localization.importMessaging(MessagingLocalization())
        },
    ]
}

extension Model {
    private static let sameTime = ["modifiedTime": "modifiedTime"]

    static let flows: [Model] = [
        Model(FlowMetadata.self, "FlowMetadata", renamed: ["disabled": "isDisabled"]),
        Model(FlowWithScreens.self, "FlowWithScreens"),
        Model(FlowRunOptions.self, "ManagementFlowOptions", renamed: ["preview": "isPreview", "tenant": "tenantId"]),
        Model(FlowTemplate.self, "FlowTemplate", renamed: sameTime),
        Model(FlowWidget.self, "Widget", renamed: ["disabled": "isDisabled"]),
        Model(
            ExternalAuthDetails.self,
            "flow.completeExternalAuth",
            renamed: [
                "emailVerified": "isEmailVerified", "phoneVerified": "isPhoneVerified", "userTenants": "tenants",
            ]
        ),
        Model(FlowLocalization.self, "FlowLocalizationOverrides", renamed: sameTime),
        Model(MessagingLocalization.self, "TemplateLocalizationOverrides", renamed: sameTime),
    ]
}

extension FlowRunOptions {
    fileprivate static func everything(_ given: Given) -> FlowRunOptions {
        FlowRunOptions(input: given.flowInput, isPreview: true, tenantId: "acme")
    }
}
