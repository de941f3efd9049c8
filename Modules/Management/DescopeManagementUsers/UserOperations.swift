import DescopeHTTP

extension APIOperation {
    static let createUser = Self(management: "users.create", .post, "/v1/mgmt/user/create")
    static let createTestUser = Self(management: "users.createTestUser", .post, "/v1/mgmt/user/create/test")
    static let createUsers = Self(management: "users.createBatch", .post, "/v1/mgmt/user/create/batch")
    static let importUsers = Self(management: "users.importFile", .post, "/v1/mgmt/user/import")
    static let updateUser = Self(management: "users.update", .post, "/v1/mgmt/user/update")
    static let patchUser = Self(management: "users.patch", .patch, "/v1/mgmt/user/patch")
    static let patchUsers = Self(management: "users.patchBatch", .patch, "/v1/mgmt/user/patch/batch")
    static let deleteUser = Self(management: "users.delete", .post, "/v1/mgmt/user/delete")
    static let deleteUsers = Self(management: "users.deleteBatch", .post, "/v1/mgmt/user/delete/batch")
    static let deleteTestUsers = Self(management: "users.deleteAllTestUsers", .delete, "/v1/mgmt/user/test/delete/all")

    static let loadUser = Self(management: "users.load", .get, "/v1/mgmt/user")
    static let loadUsers = Self(management: "users.loadBatch", .post, "/v1/mgmt/users/load", .always)
    static let searchUsers = Self(management: "users.search", .post, "/v2/mgmt/user/search", .always)
    static let searchTestUsers = Self(management: "users.searchTestUsers", .post, "/v2/mgmt/user/search/test", .always)
    static let loadHistory = Self(management: "users.loadHistory", .post, "/v1/mgmt/user/history", .always)

    static let updateStatus = Self(management: "users.updateStatus", .post, "/v1/mgmt/user/update/status")
    static let updateLoginId = Self(management: "users.updateLoginId", .post, "/v1/mgmt/user/update/loginid")
    static let updateEmail = Self(management: "users.updateEmail", .post, "/v1/mgmt/user/update/email")
    static let updatePhone = Self(management: "users.updatePhone", .post, "/v1/mgmt/user/update/phone")
    static let updateNames = Self(management: "users.updateNames", .post, "/v1/mgmt/user/update/name")
    static let updatePicture = Self(management: "users.updatePicture", .post, "/v1/mgmt/user/update/picture")
    static let updateRecoveryEmail = Self(
        management: "users.updateRecoveryEmail",
        .post,
        "/v1/mgmt/user/update/recovery/email"
    )
    static let updateRecoveryPhone = Self(
        management: "users.updateRecoveryPhone",
        .post,
        "/v1/mgmt/user/update/recovery/phone"
    )
    static let updateCustomAttribute = Self(
        management: "users.updateCustomAttribute",
        .post,
        "/v1/mgmt/user/update/customAttribute"
    )
    static let updateImpersonationConsent = Self(
        management: "users.updateImpersonationConsent",
        .post,
        "/v1/mgmt/user/update/impersonationConsent"
    )

    static let setRoles = Self(management: "users.setRoles", .post, "/v1/mgmt/user/update/role/set")
    // The service has this operation at v1 too.
    static let addRoles = Self(management: "users.addRoles", .post, "/v2/mgmt/user/update/role/add")
    static let removeRoles = Self(management: "users.removeRoles", .post, "/v1/mgmt/user/update/role/remove")
    static let addTenant = Self(management: "users.addTenant", .post, "/v1/mgmt/user/update/tenant/add")
    static let removeTenant = Self(management: "users.removeTenant", .post, "/v1/mgmt/user/update/tenant/remove")
    static let setSSOApps = Self(management: "users.setSSOApps", .post, "/v1/mgmt/user/update/ssoapp/set")
    static let addSSOApps = Self(management: "users.addSSOApps", .post, "/v1/mgmt/user/update/ssoapp/add")
    static let removeSSOApps = Self(management: "users.removeSSOApps", .post, "/v1/mgmt/user/update/ssoapp/remove")
    static let addFamilies = Self(management: "users.addFamilies", .post, "/v1/mgmt/user/update/family/add")
    static let removeFamilies = Self(management: "users.removeFamilies", .post, "/v1/mgmt/user/update/family/remove")

    static let setTemporaryPassword = Self(
        management: "users.setTemporaryPassword",
        .post,
        "/v1/mgmt/user/password/set/temporary"
    )
    static let setActivePassword = Self(
        management: "users.setActivePassword",
        .post,
        "/v1/mgmt/user/password/set/active"
    )
    static let setPassword = Self(management: "users.setPassword", .post, "/v1/mgmt/user/password/set")
    static let expirePassword = Self(management: "users.expirePassword", .post, "/v1/mgmt/user/password/expire")
    static let listPasskeys = Self(management: "users.listPasskeys", .post, "/v1/mgmt/user/passkeys/list", .always)
    static let importPasskeys = Self(management: "users.importPasskeys", .post, "/v1/mgmt/user/passkeys/import")
    static let removePasskey = Self(management: "users.removePasskey", .post, "/v1/mgmt/user/passkey/delete")
    static let removeAllPasskeys = Self(management: "users.removeAllPasskeys", .post, "/v1/mgmt/user/passkeys/delete")
    static let removeTOTPSeed = Self(management: "users.removeTOTPSeed", .post, "/v1/mgmt/user/totp/delete")
    static let removeRecoveryCodes = Self(
        management: "users.removeRecoveryCodes",
        .post,
        "/v1/mgmt/user/recovery-codes/delete"
    )
    static let listTrustedDevices = Self(
        management: "users.listTrustedDevices",
        .post,
        "/v1/mgmt/user/trusteddevices/list",
        .always
    )
    static let removeTrustedDevices = Self(
        management: "users.removeTrustedDevices",
        .post,
        "/v1/mgmt/user/trusteddevices/remove"
    )
    static let logOutUser = Self(management: "users.logOut", .post, "/v1/mgmt/user/logout")
    // With `forceRefresh` the service may use up a refresh token of the provider.
    static let loadProviderToken = Self(
        management: "users.loadProviderToken",
        .get,
        "/v1/mgmt/user/provider/token",
        .ifUnsent
    )

    static let generateEmbeddedLink = Self(
        management: "users.generateEmbeddedLink",
        .post,
        "/v1/mgmt/user/signin/embeddedlink"
    )
    static let generateSignUpEmbeddedLink = Self(
        management: "users.generateSignUpEmbeddedLink",
        .post,
        "/v1/mgmt/user/signup/embeddedlink"
    )
    static let generateOTP = Self(management: "users.generateOTPForTestUser", .post, "/v1/mgmt/tests/generate/otp")
    static let generateMagicLink = Self(
        management: "users.generateMagicLinkForTestUser",
        .post,
        "/v1/mgmt/tests/generate/magiclink"
    )
    static let generateEnchantedLink = Self(
        management: "users.generateEnchantedLinkForTestUser",
        .post,
        "/v1/mgmt/tests/generate/enchantedlink"
    )

    static let loadCustomAttributes = Self(
        management: "users.loadCustomAttributes",
        .get,
        "/v1/mgmt/user/customattributes"
    )
    static let createCustomAttributes = Self(
        management: "users.createCustomAttributes",
        .post,
        "/v1/mgmt/user/customattribute/create"
    )
    static let deleteCustomAttributes = Self(
        management: "users.deleteCustomAttributes",
        .post,
        "/v1/mgmt/user/customattribute/delete"
    )
    static let loadFamilyScopedCustomAttributes = Self(
        management: "users.loadFamilyScopedCustomAttributes",
        .get,
        "/v1/mgmt/user/families/customattributes"
    )
    static let createFamilyScopedCustomAttributes = Self(
        management: "users.createFamilyScopedCustomAttributes",
        .post,
        "/v1/mgmt/user/families/customattribute/create"
    )
    static let deleteFamilyScopedCustomAttributes = Self(
        management: "users.deleteFamilyScopedCustomAttributes",
        .post,
        "/v1/mgmt/user/families/customattribute/delete"
    )
}
