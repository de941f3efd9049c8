import DescopeHTTP

extension APIOperation {
    static let createFamily = Self(management: "families.create", .post, "/v1/mgmt/family/create")
    static let patchFamily = Self(management: "families.patch", .post, "/v1/mgmt/family/update")
    static let deleteFamily = Self(management: "families.delete", .post, "/v1/mgmt/family/delete")
    static let searchFamilies = Self(management: "families.search", .post, "/v1/mgmt/family/search", .always)

    static let createDependent = Self(
        management: "families.createDependent",
        .post,
        "/v1/mgmt/family/dependent/create"
    )
    static let deleteDependent = Self(
        management: "families.deleteDependent",
        .post,
        "/v1/mgmt/family/dependent/delete"
    )
    static let impersonateDependent = Self(
        management: "families.impersonateDependent",
        .post,
        "/v1/mgmt/family/impersonate"
    )
    static let stopImpersonation = Self(
        management: "families.stopImpersonation",
        .post,
        "/v1/mgmt/family/impersonate/stop"
    )

    static let loadFamilySettings = Self(management: "families.loadSettings", .get, "/v1/mgmt/family/settings")
    static let configureFamilySettings = Self(
        management: "families.configureSettings",
        .post,
        "/v1/mgmt/family/settings"
    )
    static let loadFamilyAttributes = Self(
        management: "families.loadCustomAttributes",
        .get,
        "/v1/mgmt/family/customattributes"
    )
    static let createFamilyAttributes = Self(
        management: "families.createCustomAttributes",
        .post,
        "/v1/mgmt/family/customattribute/create"
    )
    static let deleteFamilyAttributes = Self(
        management: "families.deleteCustomAttributes",
        .post,
        "/v1/mgmt/family/customattribute/delete"
    )
}
