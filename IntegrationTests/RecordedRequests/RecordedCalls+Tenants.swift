import Descope

let recordedTenantsCalls: [String: RecordedCall] = [
    "tenants.create": { try await $0.management.tenants.create($1.model(), id: $1.text(ifAny: "id")) },
    "tenants.update": { try await $0.management.tenants.update($1.text("id"), $1.model()) },
    "tenants.patch": { try await $0.management.tenants.patch($1.model()) },
    "tenants.delete": {
        try await $0.management.tenants.delete($1.text("id"), cascades: $1.bool(ifAny: "cascade") ?? false)
    },
    "tenants.load": { _ = try await $0.management.tenants.load($1.text("id")) },
    "tenants.loadAll": { client, _ in _ = try await client.management.tenants.loadAll() },
    "tenants.search": { _ = try await $0.management.tenants.search($1.model()) },
    "tenants.setDefaultRoles": {
        try await $0.management.tenants.setDefaultRoles($1.list("roleNames"), id: $1.text("id"))
    },
    "tenants.loadSettings": { _ = try await $0.management.tenants.loadSettings($1.text("id")) },
    "tenants.updateSettings": { try await $0.management.tenants.updateSettings($1.text("tenantId"), $1.model()) },
    "tenants.generateSSOConfigurationLink": {
        _ = try await $0.management.tenants.generateSSOConfigurationLink(
            tenantId: $1.text("tenantId"),
            ssoId: $1.text(ifAny: "ssoId"),
            lifetime: $1.int(ifAny: "expireTime").map { .seconds($0) },
            email: $1.text(ifAny: "email"),
            actorId: $1.text(ifAny: "actorId")
        )
    },
    "tenants.revokeSSOConfigurationLink": {
        try await $0.management.tenants.revokeSSOConfigurationLink(
            tenantId: $1.text("tenantId"),
            ssoId: $1.text(ifAny: "ssoId")
        )
    },

    "passwordSettings.load": {
        let settings = $0.management.passwordSettings
        guard let tenantId = try $1.text(ifAny: "tenantId") else { return _ = try await settings.loadProject() }
        _ = try await settings.load(tenantId: tenantId)
    },
    "passwordSettings.update": {
        let settings: PasswordSettings = try $1.model("settings")
        guard let tenantId = try $1.text(ifAny: "tenantId") else {
            return try await $0.management.passwordSettings.updateProject(settings)
        }
        try await $0.management.passwordSettings.update(settings, tenantId: tenantId)
    },

    "groups.loadAll": {
        _ = try await $0.management.groups.loadAll(tenantId: $1.text("tenantId"), ssoId: $1.text(ifAny: "ssoId"))
    },
    "groups.loadAllOfMembers": {
        let userIds = try $1.strings(ifAny: "userIds") ?? []
        _ = try await $0.management.groups.loadAllOfMembers(
            loginIds: $1.strings(ifAny: "loginIds") ?? (userIds.isEmpty ? ["ada"] : []),
            userIds: userIds,
            tenantId: $1.text("tenantId"),
            ssoId: $1.text(ifAny: "ssoId")
        )
    },
    "groups.loadMembers": {
        _ = try await $0.management.groups.loadMembers(
            $1.text("groupId"),
            tenantId: $1.text("tenantId"),
            ssoId: $1.text(ifAny: "ssoId")
        )
    },
]

extension KnownDifference {
    static let tenants = [
        KnownDifference(
            "tenants.updateSettings",
            "body.selfProvisioningDomains",
            recorded: [],
            "All settings are replaced: an empty list is the same as none."
        ),
        KnownDifference(
            "groups.loadAllOfMembers",
            "body.loginIds",
            recorded: [],
            ours: ["ada"],
            "Python sends two empty lists, which the service refuses; ours refuses them before it sends anything."
        ),
    ]
}
