import Descope

extension Call {
    static let tenants: [Call] = [
        .management("tenants.create") {
            try await $0.tenants.create(.everything($1("name")), id: $1("id"), parentId: $1("parent"))
        },
        .management("tenants.update") { try await $0.tenants.update($1("id"), .everything($1("name"))) },
        .management("tenants.patch") { management, given in
            let patch = TenantPatch(given("id")) {
                ($0.name, $0.selfProvisioningDomains) = (.set(given("name")), .set(["acme.com"]))
                ($0.customAttributes, $0.isDisabled) = (.set(["plan": "pro"]), false)
                ($0.enforcesSSO, $0.ssoExclusions) = (true, .clear)
                ($0.federatedAppIds, $0.roleInheritance) = (.set(["A1"]), .standard)
            }
            try await management.tenants.patch(patch)
        },
        .management("tenants.delete") { try await $0.tenants.delete($1("id"), cascades: true) },
        .management("tenants.load") { _ = try await $0.tenants.load($1("id")) },
        .management("tenants.loadAll") { management, _ in _ = try await management.tenants.loadAll() },
        .management("tenants.search") { management, given in
            let search = TenantSearch {
                ($0.ids, $0.names, $0.selfProvisioningDomains) = (["acme"], ["Acme"], ["acme.com"])
                ($0.customAttributes, $0.authType, $0.parentId) = (["plan": "pro"], .saml, given("parentTenantId"))
                ($0.ssoDomains, $0.onlyTopLevel) = (["acme.com"], true)
            }
            _ = try await management.tenants.search(search)
        },
        .management("tenants.setDefaultRoles") { try await $0.tenants.setDefaultRoles(["editor"], id: $1("id")) },
        .management("tenants.setDefaultRoles, to none") { try await $0.tenants.setDefaultRoles([], id: $1("id")) },
        .management("tenants.loadSettings") { _ = try await $0.tenants.loadSettings($1("id")) },
        .management("tenants.updateSettings") { try await $0.tenants.updateSettings($1("tenantId"), .everything) },
        .management("tenants.generateSSOConfigurationLink") {
            _ = try await $0.tenants.generateSSOConfigurationLink(
                tenantId: $1("tenantId"),
                ssoId: $1("ssoId"),
                lifetime: .seconds(86_400),
                email: $1("email"),
                templateId: $1("templateId"),
                actorId: $1("actorId")
            )
        },
        .management("tenants.sendSSOConfigurationLink") {
            try await $0.tenants.sendSSOConfigurationLink(
                tenantId: $1("tenantId"),
                email: $1("email"),
                ssoId: $1("ssoId")
            )
        },
        .management("tenants.loadSSOConfigurationLink") {
            _ = try await $0.tenants.loadSSOConfigurationLink(tenantId: $1("tenantId"))
        },
        .management("tenants.revokeSSOConfigurationLink") {
            try await $0.tenants.revokeSSOConfigurationLink(tenantId: $1("tenantId"), ssoId: $1("ssoId"))
        },
        .management("tenants.removeSSOUserSuffix") {
            try await $0.tenants.removeSSOUserSuffix(tenantId: $1("tenantId"))
        },

        .management("passwordSettings.load") { _ = try await $0.passwordSettings.load(tenantId: $1("tenantId")) },
        .management("passwordSettings.load, of the project") { management, _ in
            _ = try await management.passwordSettings.loadProject()
        },
        .management("passwordSettings.update") {
            let settings = PasswordSettings { ($0.isEnabled, $0.minLength) = (true, 12) }
            try await $0.passwordSettings.update(settings, tenantId: $1("tenantId"))
        },
        .management("passwordSettings.update, of the project") { management, _ in
            try await management.passwordSettings.updateProject(PasswordSettings { $0.minLength = 12 })
        },
        .management("passwordSettings.update, with everything") {
            try await $0.passwordSettings.update(.everything, tenantId: $1("tenantId"))
        },

        .management("groups.loadAll") {
            _ = try await $0.groups.loadAll(tenantId: $1("tenantId"), ssoId: $1("ssoId"))
        },
        .management("groups.loadAllOfMembers") {
            _ = try await $0.groups.loadAllOfMembers(
                loginIds: [$1("loginIds.0")],
                userIds: [$1("userIds.0")],
                tenantId: $1("tenantId"),
                ssoId: $1("ssoId")
            )
        },
        .management("groups.loadAllOfMembers, by user ids") {
            _ = try await $0.groups.loadAllOfMembers(userIds: [$1("userIds.0")], tenantId: $1("tenantId"))
        },
        .management("groups.loadMembers") {
            _ = try await $0.groups.loadMembers($1("groupId"), tenantId: $1("tenantId"), ssoId: $1("ssoId"))
        },
    ]

    /// Prepares a project for these calls.
    ///
    /// - Returns: The arguments that they are given there.
    static func prepareTenants(_ it: Journey) async throws -> [String: String] {
        let tenants = it.client.management.tenants
        try await tenants.create(TenantDetails("Parent"), id: "parent")
        _ = try await tenants.generateSSOConfigurationLink(tenantId: "acme")
        return ["tenants.id": "acme", "tenants.create.id": "new", "tenants.parent": "parent"]
    }

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedTenants: [Unbounded] = [
        Unbounded("tenants.setDefaultRoles", "defaultRoles.1") {
            try await $0.tenants.setDefaultRoles(["editor", " "], id: "acme")
        },
        Unbounded("tenants.generateSSOConfigurationLink", "expireTime") {
            _ = try await $0.tenants.generateSSOConfigurationLink(tenantId: "acme", lifetime: .milliseconds(1500))
        },
        Unbounded("tenants.updateSettings", "refreshTokenExpiration") { management in
            let settings = TenantSettings { $0.refreshTokenLifetime = .seconds(90) }
            try await management.tenants.updateSettings("acme", settings)
        },
        Unbounded("tenants.updateSettings", "inactivityTime") { management in
            try await management.tenants.updateSettings("acme", TenantSettings { $0.inactivityLimit = .zero })
        },
        Unbounded("tenants.updateSettings", "domains.0") { management in
            try await management.tenants.updateSettings("acme", TenantSettings { $0.domains = [" "] })
        },
        Unbounded("passwordSettings.update", "minLength") { management in
            try await management.passwordSettings.updateProject(PasswordSettings { $0.minLength = -1 })
        },
        Unbounded("passwordSettings.update", "reuseAmount") { management in
            try await management.passwordSettings.updateProject(PasswordSettings { $0.reuseAmount = 1 << 31 })
        },
        Unbounded("passwordSettings.update", "tempLockDuration") { management in
            let settings = PasswordSettings { $0.temporaryLockDuration = .seconds(30) }
            try await management.passwordSettings.updateProject(settings)
        },
        Unbounded("groups.loadAllOfMembers", "loginIds") { _ = try await $0.groups.loadAllOfMembers(tenantId: "acme") },
        Unbounded("groups.loadAllOfMembers", "userIds.0") {
            _ = try await $0.groups.loadAllOfMembers(userIds: [" "], tenantId: "acme")
        },
    ]
}

extension Model {
    private static let renamedTenant = [
        "enforceSSO": "enforcesSSO", "enforceSSOExclusions": "ssoExclusions", "disabled": "isDisabled",
    ]

    static let tenants: [Model] = [
        Model(
            Descope.Tenant.self,
            "Tenant",
            renamed: renamedTenant.merging(["parent": "parentId", "successors": "descendantIds"]) { $1 }
        ),
        Model(TenantDetails.self, "management.tenant.update", renamed: renamedTenant),
        Model(TenantPatch.self, "management.tenant.patch", renamed: renamedTenant),
        Model(
            TenantSearch.self,
            "management.tenant.searchAll",
            renamed: [
                "tenantIds": "ids", "tenantNames": "names", "tenantSelfProvisioningDomains": "selfProvisioningDomains",
                "parentTenantId": "parentId", "tenantSSODomains": "ssoDomains", "topLevelOnly": "onlyTopLevel",
            ]
        ),
        Model(
            TenantSettings.self,
            "management.tenant.configureSettings",
            renamed: [
                "enabled": "isSessionEnabled", "enableInactivity": "isInactivityEnabled",
                "JITDisabled": "isJITDisabled", "ssoSetupSuiteSettings": "ssoSetupSuite",
                "enforceSSO": "enforcesSSO", "enforceSSOExclusions": "ssoExclusions",
            ]
        ),
        Model(TenantSettings.SSOSetupSuite.self, "SSOSetupSuiteSettings", renamed: ["enabled": "isEnabled"]),
        Model(TenantSettings.SSOSetupSuite.DisabledFeatures.self, "SSOSetupSuiteDisabledFeatures"),
        Model(
            PasswordSettings.self,
            "PasswordSettings",
            renamed: [
                "enabled": "isEnabled", "lowercase": "requiresLowercase", "uppercase": "requiresUppercase",
                "anyLetter": "requiresLetter", "number": "requiresNumber",
                "nonAlphanumeric": "requiresNonAlphanumeric", "disallowEmailMatch": "forbidsEmailAddress",
                "enablePasswordStrength": "requiresStrength", "passwordStrengthScore": "strengthScore",
                "expiration": "isExpirationEnabled", "reuse": "forbidsReuse", "lock": "isLockEnabled",
                "tempLock": "isTemporaryLockEnabled", "tempLockAttempts": "temporaryLockAttempts",
                "tempLockDuration": "temporaryLockDuration",
            ]
        ),
        Model(DirectoryGroup.self, "Group", renamed: ["display": "displayName", "members": "users"]),
        Model(DirectoryGroup.Member.self, "GroupMember", renamed: ["display": "displayName"]),
    ]
}

extension TenantDetails {
    /// A tenant with all that can be sent.
    fileprivate static func everything(_ name: String) -> TenantDetails {
        TenantDetails(name) {
            ($0.selfProvisioningDomains, $0.customAttributes) = (["acme.com"], ["plan": "pro"])
            ($0.enforcesSSO, $0.ssoExclusions, $0.isDisabled) = (true, ["U2ada"], false)
            ($0.roleInheritance, $0.federatedAppIds, $0.authType) = (.userOnly, ["A1"], .saml)
        }
    }
}

extension TenantSettings {
    fileprivate static let everything = TenantSettings {
        ($0.isSessionEnabled, $0.isInactivityEnabled, $0.isJITDisabled) = (true, true, false)
        ($0.domains, $0.selfProvisioningDomains, $0.authType) = (["acme.com"], ["acme.org"], .oidc)
        ($0.refreshTokenLifetime, $0.sessionTokenLifetime) = (.seconds(28 * 86_400), .seconds(600))
        ($0.stepupTokenLifetime, $0.inactivityLimit) = (.seconds(3600), .seconds(86_400))
        ($0.enforcesSSO, $0.ssoExclusions, $0.federatedAppIds) = (true, ["U2ada"], ["A1"])
        $0.ssoSetupSuite = SSOSetupSuite(isEnabled: true, styleId: "brand", disabledFeatures: .init { $0.scim = true })
    }
}

extension PasswordSettings {
    fileprivate static let everything = PasswordSettings {
        ($0.isEnabled, $0.minLength, $0.requiresLowercase, $0.requiresUppercase) = (true, 12, true, true)
        ($0.requiresLetter, $0.requiresNumber, $0.requiresNonAlphanumeric) = (true, true, false)
        ($0.disallowedCharacters, $0.forbidsEmailAddress) = (" ", true)
        ($0.requiresStrength, $0.strengthScore) = (true, 3)
        ($0.isExpirationEnabled, $0.expirationWeeks, $0.forbidsReuse, $0.reuseAmount) = (true, 12, true, 5)
        ($0.isLockEnabled, $0.lockAttempts) = (true, 10)
        ($0.isTemporaryLockEnabled, $0.temporaryLockAttempts) = (true, 3)
        $0.temporaryLockDuration = .seconds(600)
    }
}
