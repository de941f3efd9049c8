import DescopeHTTP

extension APIOperation {
    static let listFlows = Self(management: "flows.list", .post, "/v1/mgmt/flow/list", .always)
    static let deleteFlows = Self(management: "flows.deleteBatch", .post, "/v1/mgmt/flow/delete")
    static let exportFlow = Self(management: "flows.export", .post, "/v2/mgmt/flow/export", .always)
    static let importFlow = Self(management: "flows.import", .post, "/v2/mgmt/flow/import")
    static let exportLegacyFlow = Self(management: "flows.exportLegacy", .post, "/v1/mgmt/flow/export", .always)
    static let importLegacyFlow = Self(management: "flows.importLegacy", .post, "/v1/mgmt/flow/import")
    static let runFlow = Self(management: "flows.run", .post, "/v1/mgmt/flow/run")
    static let runFlowAsync = Self(management: "flows.runAsync", .post, "/v1/mgmt/flow/async/run")
    static let loadAsyncResult = Self(
        management: "flows.loadAsyncResult",
        .post,
        "/v1/mgmt/flow/async/result",
        .always
    )
    static let listTemplates = Self(management: "flows.listTemplates", .post, "/v1/mgmt/flow/template/list", .always)
    static let listWidgets = Self(management: "flows.listWidgets", .get, "/v1/mgmt/widget/list")
    static let completeExternalAuth = Self(
        management: "flows.completeExternalAuth",
        .post,
        "/v1/mgmt/flow/externalauth/complete"
    )

    static let exportTheme = Self(management: "themes.export", .post, "/v2/mgmt/theme/export", .always)
    static let importTheme = Self(management: "themes.import", .post, "/v2/mgmt/theme/import")
    static let exportLegacyTheme = Self(management: "themes.exportLegacy", .post, "/v1/mgmt/theme/export", .always)
    static let importLegacyTheme = Self(management: "themes.importLegacy", .post, "/v1/mgmt/theme/import")

    static let exportFlowLocalization = Self(
        management: "localization.exportFlow",
        .post,
        "/v1/mgmt/localization/flow/export",
        .always
    )
    static let importFlowLocalization = Self(
        management: "localization.importFlow",
        .post,
        "/v1/mgmt/localization/flow/import"
    )
    static let exportMessagingLocalization = Self(
        management: "localization.exportMessaging",
        .post,
        "/v1/mgmt/localization/messaging/export",
        .always
    )
    static let importMessagingLocalization = Self(
        management: "localization.importMessaging",
        .post,
        "/v1/mgmt/localization/messaging/import"
    )
}
