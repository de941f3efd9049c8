import DescopeHTTP

extension APIOperation {
    static let createTenant = Self(management: "tenants.create", .post, "/v1/mgmt/tenant/create")
    static let updateTenant = Self(management: "tenants.update", .post, "/v1/mgmt/tenant/update")
    static let patchTenant = Self(management: "tenants.patch", .patch, "/v1/mgmt/tenant/patch")
    static let deleteTenant = Self(management: "tenants.delete", .post, "/v1/mgmt/tenant/delete")
    static let loadTenant = Self(management: "tenants.load", .get, "/v1/mgmt/tenant")
    static let loadTenants = Self(management: "tenants.loadAll", .get, "/v1/mgmt/tenant/all")
    static let searchTenants = Self(management: "tenants.search", .post, "/v1/mgmt/tenant/search", .always)
    static let setDefaultRoles = Self(
        management: "tenants.setDefaultRoles",
        .post,
        "/v1/mgmt/tenant/updateDefaultRoles"
    )

    static let loadTenantSettings = Self(management: "tenants.loadSettings", .get, "/v1/mgmt/tenant/settings")
    static let updateTenantSettings = Self(management: "tenants.updateSettings", .post, "/v1/mgmt/tenant/settings")

    static let generateSSOConfigurationLink = Self(
        management: "tenants.generateSSOConfigurationLink",
        .post,
        "/v2/mgmt/tenant/adminlinks/sso/generate"
    )
    static let sendSSOConfigurationLink = Self(
        management: "tenants.sendSSOConfigurationLink",
        .post,
        "/v1/mgmt/tenant/adminlinks/sso/send"
    )
    static let loadSSOConfigurationLink = Self(
        management: "tenants.loadSSOConfigurationLink",
        .post,
        "/v1/mgmt/tenant/adminlinks/sso/authenticated",
        .always
    )
    static let revokeSSOConfigurationLink = Self(
        management: "tenants.revokeSSOConfigurationLink",
        .post,
        "/v1/mgmt/tenant/adminlinks/sso/revoke"
    )
    static let removeSSOUserSuffix = Self(
        management: "tenants.removeSSOUserSuffix",
        .post,
        "/v1/mgmt/tenant/sso-user-remove"
    )

    static let loadPasswordSettings = Self(management: "passwordSettings.load", .get, "/v1/mgmt/password/settings")
    static let updatePasswordSettings = Self(management: "passwordSettings.update", .post, "/v1/mgmt/password/settings")

    static let loadGroups = Self(management: "groups.loadAll", .post, "/v1/mgmt/group/all", .always)
    static let loadGroupsOfMembers = Self(
        management: "groups.loadAllOfMembers",
        .post,
        "/v1/mgmt/group/member/all",
        .always
    )
    static let loadGroupMembers = Self(management: "groups.loadMembers", .post, "/v1/mgmt/group/members", .always)
}
