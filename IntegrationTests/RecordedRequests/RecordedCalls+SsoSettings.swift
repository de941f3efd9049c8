import Descope

let recordedSsoSettingsCalls: [String: RecordedCall] = [
    "sso.load": { _ = try await $0.management.sso.load(tenantId: $1.text("tenantId")) },
    "sso.loadAll": { _ = try await $0.management.sso.loadAll(tenantId: $1.text("tenantId")) },
    "sso.create": {
        try await $0.management.sso.create(
            tenantId: $1.text("tenantId"),
            displayName: $1.text("displayName"),
            ssoId: $1.text(ifAny: "ssoId")
        )
    },
    "sso.delete": {
        try await $0.management.sso.delete(tenantId: $1.text("tenantId"), ssoId: $1.text(ifAny: "ssoId"))
    },
    "sso.setAuthType": {
        try await $0.management.sso.setAuthType(
            SSOAuthType(rawValue: $1.text("authType")),
            tenantId: $1.text("tenantId"),
            ssoId: $1.text(ifAny: "ssoId")
        )
    },
    "sso.setRedirectURLs": {
        try await $0.management.sso.setRedirectURLs(
            tenantId: $1.text("tenantId"),
            saml: $1.change("samlRedirectUrl"),
            oidc: $1.change("oauthRedirectUrl"),
            ssoId: $1.text(ifAny: "ssoId")
        )
    },
    "sso.recalculateMappings": {
        try await $0.management.sso.recalculateMappings(
            tenantId: $1.text("tenantId"),
            ssoId: $1.text(ifAny: "ssoId")
        )
    },
    "sso.configureSAML": {
        try await $0.management.sso.configureSAML(
            $1.model("settings"),
            tenantId: $1.text("tenantId"),
            redirectURL: $1.text(ifAny: "redirectUrl"),
            domains: $1.strings(ifAny: "domains") ?? []
        )
    },
    "sso.configureSAMLByMetadata": {
        try await $0.management.sso.configureSAMLByMetadata(
            $1.model("settings"),
            tenantId: $1.text("tenantId"),
            redirectURL: $1.text(ifAny: "redirectUrl"),
            domains: $1.strings(ifAny: "domains") ?? []
        )
    },
    "sso.configureOIDC": {
        try await $0.management.sso.configureOIDC(
            $1.model("settings"),
            tenantId: $1.text("tenantId"),
            domains: $1.strings(ifAny: "domains") ?? []
        )
    },
    "sso.loadXAA": {
        _ = try await $0.management.sso.loadXAA(tenantId: $1.text("tenantId"), ssoId: $1.text(ifAny: "ssoId"))
    },
    "sso.loadAllXAA": { _ = try await $0.management.sso.loadAllXAA(tenantId: $1.text("tenantId")) },
    "sso.configureXAA": {
        try await $0.management.sso.configureXAA(
            $1.model(),
            tenantId: $1.text("tenantId"),
            ssoId: $1.text(ifAny: "ssoId")
        )
    },
    "sso.deleteXAA": {
        try await $0.management.sso.deleteXAA(tenantId: $1.text("tenantId"), ssoId: $1.text(ifAny: "ssoId"))
    },
    "sso.loadV1": { _ = try await $0.management.sso.loadV1(tenantId: $1.text("tenantId")) },
    "sso.configureV1": {
        try await $0.management.sso.configureV1(
            tenantId: $1.text("tenantId"),
            idpURL: $1.text("idpUrl"),
            idpEntityId: $1.text("entityId"),
            idpCertificate: $1.text("idpCert"),
            redirectURL: $1.text(ifAny: "redirectUrl"),
            domains: $1.strings(ifAny: "domains") ?? []
        )
    },
    "sso.configureMetadataV1": {
        try await $0.management.sso.configureMetadataV1(
            tenantId: $1.text("tenantId"),
            idpMetadataURL: $1.text("idpMetadataUrl"),
            redirectURL: $1.text(ifAny: "redirectUrl"),
            domains: $1.strings(ifAny: "domains") ?? []
        )
    },
    "sso.configureMapping": {
        try await $0.management.sso.configureMapping(
            tenantId: $1.text("tenantId"),
            roleMappings: $1.has("roleMappings") ? $1.models("roleMappings") : [],
            attributeMapping: $1.model("attributeMapping")
        )
    },

    "outboundScim.create": {
        try await $0.management.outboundScim.create(
            $1.text("appId"),
            configuration: $1.object(ifAny: "configuration").map { OutboundSCIMValues($0) }
        )
    },
    "outboundScim.update": {
        try await $0.management.outboundScim.update(
            $1.text("appId"),
            version: $1.int(ifAny: "version") ?? 0,
            configuration: $1.object(ifAny: "configuration").map { OutboundSCIMValues($0) }
        )
    },
    "outboundScim.delete": { try await $0.management.outboundScim.delete($1.text("appId")) },
    "outboundScim.load": { _ = try await $0.management.outboundScim.load($1.text("appId")) },
    "outboundScim.setEnabled": {
        try await $0.management.outboundScim.setEnabled($1.bool(ifAny: "enabled") ?? false, for: $1.text("appId"))
    },
]

extension KnownDifference {
    private static let replaced: [(operation: String, name: String, ours: JSONValue)] = [
        ("sso.configureSAML", "domains", []), ("sso.configureSAML", "redirectUrl", ""),
        ("sso.configureSAMLByMetadata", "domains", []), ("sso.configureSAMLByMetadata", "redirectUrl", ""),
        ("sso.configureOIDC", "domains", []), ("sso.configureV1", "domains", []),
        ("sso.configureMetadataV1", "domains", []), ("sso.configureMetadataV1", "redirectURL", ""),
    ]

    static let ssoSettings =
        replaced.map { operation, name, ours in
            KnownDifference(
                operation,
                "body.\(name)",
                recorded: .null,
                ours: ours,
                "Python sends null for what it is not given, which clears it as an empty value does."
            )
        } + [
            KnownDifference(
                "sso.setRedirectURLs",
                "request",
                recorded: "/v1/mgmt/sso/redirect",
                ours: "samlRedirectUrl: expected a value, found none.",
                "Neither of the two URLs is given: Python sends a request that changes nothing."
            )
        ]
}
