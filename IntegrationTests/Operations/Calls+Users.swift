import Descope
import DescopeEmulator
import DescopeTesting

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Call {
    static let users: [Call] = creatingUsers + findingUsers + changingUsers + userCredentials

    private static let creatingUsers: [Call] = [
        .management("users.create") { try await $0.users.create($1("loginId"), .everything) },
        .management("users.create, as an invitation") {
            try await $0.users.invite($1("loginId"), .everything, invitation: .everything)
        },
        .management("users.createTestUser") { try await $0.users.createTestUser($1("loginId"), .everything) },
        .management("users.createBatch, with everything", sendsHiddenSecrets: true) { management, given in
            // Only the service knows whether these may be blank.
            var user = NewUser(given("users.0.loginId"), .everything, password: "correct horse")
            (user.totpSeed, user.createdAt) = ("JBSWY3DPEHPK3PXP", Date(timeIntervalSince1970: 1_700_000_000))
            user.hashedPassword = .bcrypt("$2a$10$hash")
            try await management.users.createBatch([user])
        },
        .management("users.createBatch", sendsHiddenSecrets: true) { management, _ in
            try await management.users.createBatch(HashedPassword.each.map(NewUser.init(hash:)))
        },
        .management("users.createBatch, as an invitation") {
            try await $0.users.inviteBatch([NewUser($1("users.0.loginId"), .everything)], invitation: .everything)
        },
        .management("users.importFile", sendsHiddenSecrets: true) {
            try await $0.users.importFile(
                from: $1("source"),
                users: Array(#"[{"email":"eve@example.com"}]"#.utf8),
                hashes: Array("[]".utf8),
                isDryRun: true
            )
        },
        .management("users.update") { try await $0.users.update($1("loginId"), .everything) },
        .management("users.patch") { try await $0.users.patch(.everything($1("loginId"))) },
        .management("users.patchBatch") { management, _ in
            try await management.users.patchBatch([
                .everything("ada@example.com"), UserPatch("bob") { $0.phone = .clear },
            ])
        },
        .management("users.delete") { try await $0.users.delete($1("loginId")) },
        .management("users.delete, by id") { try await $0.users.delete(userId: $1("userId")) },
        .management("users.deleteBatch") {
            try await $0.users.deleteBatch(userIds: [$1("userIds.0"), $1("userIds.1")])
        },
        .management("users.deleteAllTestUsers") { management, _ in try await management.users.deleteAllTestUsers() },
    ]

    private static let findingUsers: [Call] = [
        .management("users.load") { _ = try await $0.users.load($1("loginId")) },
        .management("users.load, by id") { _ = try await $0.users.load(userId: $1("userId")) },
        .management("users.loadBatch") {
            _ = try await $0.users.loadBatch(userIds: [$1("userIds.0")], includesInvalidUsers: true)
        },
        .management("users.search") { management, _ in
            _ = try await management.users.search(.everything, pageSize: 50).page(2)
        },
        .management("users.searchTestUsers") { management, _ in
            _ = try await management.users.searchTestUsers(.everything).page(0)
        },
        .management("users.loadHistory") {
            _ = try await $0.users.loadHistory(userIds: [$1("userIds.0"), $1("userIds.1")])
        },
        .management("users.loadCustomAttributes") { management, _ in
            _ = try await management.users.loadCustomAttributes()
        },
        .management("users.createCustomAttributes") { management, _ in
            try await management.users.createCustomAttributes([.everything])
        },
        .management("users.deleteCustomAttributes") { management, _ in
            try await management.users.deleteCustomAttributes(["level"])
        },
        .management("users.loadFamilyScopedCustomAttributes") { management, _ in
            _ = try await management.users.loadFamilyScopedCustomAttributes()
        },
        .management("users.createFamilyScopedCustomAttributes") { management, _ in
            try await management.users.createFamilyScopedCustomAttributes([CustomAttribute("allergies", .text)])
        },
        .management("users.deleteFamilyScopedCustomAttributes") { management, _ in
            try await management.users.deleteFamilyScopedCustomAttributes(["bed"])
        },
    ]

    private static let changingUsers: [Call] = [
        .management("users.updateStatus") { try await $0.users.updateStatus(to: .enabled, loginId: $1("loginId")) },
        .management("users.updateStatus, activate") { try await $0.users.activate($1("loginId")) },
        .management("users.updateStatus, deactivate") { try await $0.users.deactivate($1("loginId")) },
        .management("users.updateLoginId") {
            try await $0.users.updateLoginId(to: $1("newLoginId"), loginId: $1("loginId"))
        },
        .management("users.updateEmail") {
            try await $0.users.updateEmail(
                to: $1("email"),
                loginId: $1("loginId"),
                isVerified: true,
                failsOnConflict: true
            )
        },
        .management("users.updateEmail, to none") { try await $0.users.updateEmail(to: nil, loginId: $1("loginId")) },
        .management("users.updatePhone") {
            try await $0.users.updatePhone(
                to: $1("phone"),
                loginId: $1("loginId"),
                isVerified: true,
                failsOnConflict: true
            )
        },
        .management("users.updateNames") {
            try await $0.users.updateNames(
                loginId: $1("loginId"),
                displayName: .set($1("displayName")),
                givenName: .set($1("givenName")),
                middleName: .clear,
                familyName: .set($1("familyName"))
            )
        },
        .management("users.updatePicture") {
            try await $0.users.updatePicture(to: $1("picture"), loginId: $1("loginId"))
        },
        .management("users.updateRecoveryEmail") {
            try await $0.users.updateRecoveryEmail(to: $1("recoveryEmail"), loginId: $1("loginId"), isVerified: true)
        },
        .management("users.updateRecoveryPhone") {
            try await $0.users.updateRecoveryPhone(to: $1("recoveryPhone"), loginId: $1("loginId"), isVerified: true)
        },
        .management("users.updateCustomAttribute") {
            try await $0.users.updateCustomAttribute($1("attributeKey"), to: 7, loginId: $1("loginId"))
        },
        .management("users.updateCustomAttribute, to none") {
            try await $0.users.updateCustomAttribute($1("attributeKey"), to: .null, loginId: $1("loginId"))
        },
        .management("users.updateImpersonationConsent") {
            try await $0.users.updateImpersonationConsent(to: 1, loginId: $1("loginId"))
        },
        .management("users.setRoles") {
            try await $0.users.setRoles(["editor"], loginId: $1("loginId"), tenantId: $1("tenantId"))
        },
        .management("users.addRoles") {
            try await $0.users.addRoles(["editor"], loginId: $1("loginId"), tenantId: $1("tenantId"))
        },
        .management("users.removeRoles") {
            try await $0.users.removeRoles(["editor"], loginId: $1("loginId"), tenantId: $1("tenantId"))
        },
        .management("users.addTenant") { try await $0.users.addTenant($1("tenantId"), loginId: $1("loginId")) },
        .management("users.removeTenant") { try await $0.users.removeTenant($1("tenantId"), loginId: $1("loginId")) },
        .management("users.setSSOApps") { try await $0.users.setSSOApps(["crm"], loginId: $1("loginId")) },
        .management("users.addSSOApps") { try await $0.users.addSSOApps(["crm"], loginId: $1("loginId")) },
        .management("users.removeSSOApps") { try await $0.users.removeSSOApps(["crm"], loginId: $1("loginId")) },
        .management("users.addFamilies") { try await $0.users.addFamilies([.everything], loginId: $1("loginId")) },
        .management("users.removeFamilies") { try await $0.users.removeFamilies(["F1"], loginId: $1("loginId")) },
    ]

    private static let userCredentials: [Call] = [
        .management("users.setTemporaryPassword", readsNothing: true) {
            try await $0.users.setTemporaryPassword($1.secret("password"), loginId: $1("loginId"))
        },
        .management("users.setActivePassword", readsNothing: true) {
            try await $0.users.setActivePassword($1.secret("password"), loginId: $1("loginId"))
        },
        .management("users.setPassword", readsNothing: true) {
            try await $0.users.setPassword($1.secret("password"), loginId: $1("loginId"), isActive: true)
        },
        .management("users.expirePassword") { try await $0.users.expirePassword($1("loginId")) },
        .management("users.listPasskeys") { _ = try await $0.users.listPasskeys($1("loginId")) },
        .management("users.importPasskeys") {
            try await $0.users.importPasskeys([.descopeSample], loginId: $1("loginId"))
        },
        .management("users.importPasskeys, from Auth0") {
            try await $0.users.importPasskeys([.auth0Sample], loginId: $1("loginId"))
        },
        .management("users.removePasskey") {
            try await $0.users.removePasskey(credentialId: $1("credentialId"), loginId: $1("loginId"))
        },
        .management("users.removeAllPasskeys") { try await $0.users.removeAllPasskeys($1("loginId")) },
        .management("users.removeTOTPSeed") { try await $0.users.removeTOTPSeed($1("loginId")) },
        .management("users.removeRecoveryCodes") { try await $0.users.removeRecoveryCodes($1("loginId")) },
        .management("users.listTrustedDevices") { management, _ in
            _ = try await management.users.listTrustedDevices(["ada@example.com"])
        },
        .management("users.removeTrustedDevices") {
            try await $0.users.removeTrustedDevices([$1("deviceIds.0")], identifier: $1("identifier"))
        },
        .management("users.logOut") { try await $0.users.logOut($1("loginId"), sessionTypes: ["web"]) },
        .management("users.logOut, by id") { try await $0.users.logOut(userId: $1("userId")) },
        .management("users.loadProviderToken") {
            _ = try await $0.users.loadProviderToken(
                $1("provider"),
                loginId: $1("loginId"),
                withRefreshToken: true,
                forcesRefresh: false
            )
        },
        .management("users.generateEmbeddedLink") {
            _ = try await $0.users.generateEmbeddedLink(
                $1("loginId"),
                customClaims: ["plan": "gold"],
                timeout: .seconds(300)
            )
        },
        .management("users.generateSignUpEmbeddedLink") {
            _ = try await $0.users.generateSignUpEmbeddedLink(
                $1("loginId"),
                user: .everything,
                isEmailVerified: true,
                isPhoneVerified: true,
                options: LoginOptions(customClaims: ["plan": "gold"]),
                timeout: .seconds(300)
            )
        },
        .management("users.generateOTPForTestUser") {
            _ = try await $0.users.generateOTPForTestUser(
                with: .email,
                loginId: $1("loginId"),
                options: LoginOptions(customClaims: ["plan": "gold"])
            )
        },
        .management("users.generateMagicLinkForTestUser") {
            _ = try await $0.users.generateMagicLinkForTestUser(
                with: .embedded,
                loginId: $1("loginId"),
                redirectURL: $1("URI"),
                options: LoginOptions(customClaims: ["plan": "gold"])
            )
        },
        .management("users.generateEnchantedLinkForTestUser") {
            _ = try await $0.users.generateEnchantedLinkForTestUser(
                loginId: $1("loginId"),
                redirectURL: $1("URI"),
                options: LoginOptions(customClaims: ["plan": "gold"])
            )
        },
    ]

    /// Prepares a project for these calls.
    ///
    /// - Returns: The arguments that they are given there.
    static func prepareUsers(_ it: Journey) async throws -> [String: String] {
        let users = it.client.management.users
        try await users.createCustomAttributes([CustomAttribute("level", .number)])
        let ada = try await it.signUpOrIn()
        let bob = try await users.create(
            "bob",
            UserDetails {
                ($0.roleNames, $0.tenants) = (["support"], [TenantMembership("acme")])
            }
        )
        try await users.createTestUser("test@example.com")
        _ = try await users.addTenant("acme", loginId: "ada@example.com")
        _ = try await users.updatePhone(to: "+12025550100", loginId: "ada@example.com", isVerified: true)
        try it.backend.setPassword("Hush-hush-1815", of: "ada@example.com")
        let device = try it.backend.addTrustedDevice("Phone", of: "ada@example.com")
        let google = try await it.client.oauth.startUpdate(with: .google, refreshJwt: ada.refreshJwt ?? "")
        let identity = EmulatorIdentityProvider.Identity(email: "ada@example.com", subject: "1815")
        let code = try it.backend.identityProvider.signIn(at: google, as: identity).code
        _ = try await it.client.oauth.exchange(code: code ?? "")
        let key = TestAuthenticator()
        let origin = "https://app.example.com"
        let passkey = try await it.client.passkeys.startUpdate(
            loginId: "ada@example.com",
            origin: origin,
            refreshJwt: ada.refreshJwt ?? ""
        )
        try await it.client.passkeys.finishUpdate(
            transactionId: passkey.transactionId,
            response: key.create(passkey.options, origin: origin)
        )
        let credentialId = try await users.listPasskeys("ada@example.com").first?.id
        var arguments = [
            "refreshJwt": ada.refreshJwt?.reveal() ?? "", "userId": ada.user?.userId ?? "",
            "password": "Hush-hush-1815", "oldPassword": "Hush-hush-1815", "newPassword": "Hush-hush-1852",
            "users.userIds.0": ada.user?.userId ?? "", "users.userIds.1": bob.userId ?? "",
            "users.deviceIds.0": device, "users.identifier": "ada@example.com",
            "users.credentialId": credentialId ?? "",
            "users.provider": "google", "users.attributeKey": "level", "users.source": "auth0",
            "users.picture": "https://app.example.com/ada.png", "users.recoveryEmail": "ada@home.example",
            "users.recoveryPhone": "+12025550199",
        ]
        for name in ["create", "createTestUser", "generateSignUpEmbeddedLink"] {
            arguments["users.\(name).loginId"] = "new@example.com"
        }
        for name in ["OTP", "MagicLink", "EnchantedLink"] {
            arguments["users.generate\(name)ForTestUser.loginId"] = "test@example.com"
        }
        return arguments
    }

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedUsers: [Unbounded] = [
        Unbounded("users.createBatch", "users") { _ = try await $0.users.createBatch([]) },
        Unbounded("users.createBatch", "users.1.loginId") {
            _ = try await $0.users.createBatch([NewUser("a"), NewUser("")])
        },
        Unbounded("users.createBatch", "users") { _ = try await $0.users.inviteBatch([]) },
        Unbounded("users.patchBatch", "users") { _ = try await $0.users.patchBatch([]) },
        Unbounded("users.deleteBatch", "userIds") { try await $0.users.deleteBatch(userIds: []) },
        Unbounded("users.deleteBatch", "userIds.0") { try await $0.users.deleteBatch(userIds: [" "]) },
        Unbounded("users.loadBatch", "userIds") { _ = try await $0.users.loadBatch(userIds: []) },
        Unbounded("users.loadHistory", "userIds") { _ = try await $0.users.loadHistory(userIds: []) },
        Unbounded("users.loadHistory", "userIds.1") { _ = try await $0.users.loadHistory(userIds: ["U1", ""]) },
        Unbounded("users.search", "pageSize") { _ = try await $0.users.search(pageSize: 0).page(0) },
        Unbounded("users.search", "pageSize") { _ = try await $0.users.search(pageSize: 1001).page(0) },
        Unbounded("users.search", "tenantIds") {
            _ = try await $0.users.search(UserSearch { $0.tenantIds = [] }).page(0)
        },
        Unbounded("users.logOut", "sessionTypes") { try await $0.users.logOut("ada", sessionTypes: []) },
        Unbounded("users.logOut", "sessionTypes") { try await $0.users.logOut(userId: "U1", sessionTypes: []) },
        Unbounded("users.createBatch", "users.0.createdTime") {
            var user = NewUser("ada")
            user.createdAt = Date(timeIntervalSince1970: 0)
            _ = try await $0.users.createBatch([user])
        },
        Unbounded("users.search", "page") { _ = try await $0.users.search().page(-1) },
        Unbounded("users.addRoles", "roleNames") { try await $0.users.addRoles([], loginId: "ada") },
        Unbounded("users.removeRoles", "roleNames") { try await $0.users.removeRoles([], loginId: "ada") },
        Unbounded("users.addSSOApps", "ssoAppIds") { try await $0.users.addSSOApps([], loginId: "ada") },
        Unbounded("users.removeSSOApps", "ssoAppIds") { try await $0.users.removeSSOApps([], loginId: "ada") },
        Unbounded("users.addFamilies", "familyAssociations") { try await $0.users.addFamilies([], loginId: "ada") },
        Unbounded("users.removeFamilies", "familyIds") { try await $0.users.removeFamilies([], loginId: "ada") },
        Unbounded("users.importPasskeys", "devices") { try await $0.users.importPasskeys([], loginId: "ada") },
        Unbounded("users.listTrustedDevices", "identifiers") { _ = try await $0.users.listTrustedDevices([]) },
        Unbounded("users.removeTrustedDevices", "deviceIds") {
            try await $0.users.removeTrustedDevices([], identifier: "ada")
        },
        Unbounded("users.createCustomAttributes", "attributes") { _ = try await $0.users.createCustomAttributes([]) },
        Unbounded("users.deleteCustomAttributes", "names") { _ = try await $0.users.deleteCustomAttributes([]) },
        Unbounded("users.createFamilyScopedCustomAttributes", "attributes") {
            _ = try await $0.users.createFamilyScopedCustomAttributes([])
        },
        Unbounded("users.deleteFamilyScopedCustomAttributes", "names") {
            _ = try await $0.users.deleteFamilyScopedCustomAttributes([])
        },
        Unbounded("users.generateEmbeddedLink", "timeout") {
            _ = try await $0.users.generateEmbeddedLink("ada", timeout: .milliseconds(1500))
        },
        Unbounded("users.generateEmbeddedLink", "timeout") {
            _ = try await $0.users.generateEmbeddedLink("ada", timeout: .seconds(-1))
        },
    ]
}

extension Model {
    private static let flags = [
        "verifiedEmail": "isEmailVerified", "verifiedPhone": "isPhoneVerified", "userTenants": "tenants",
        "familyAssociations": "families", "test": "isTest",
        "verifiedRecoveryEmail": "isRecoveryEmailVerified", "verifiedRecoveryPhone": "isRecoveryPhoneVerified",
    ]

    static let users: [Model] = [
        Model(UserDetails.self, "management.user.create", renamed: flags),
        Model(NewUser.self, "BatchUser", renamed: flags.merging(["seed": "totpSeed"]) { $1 }, grouped: "details"),
        Model(
            UserPatch.self,
            "PatchUser",
            renamed: flags.merging(["additionalIdentifiers": "additionalLoginIds", "scim": "isFromSCIM"]) { $1 }
        ),
        Model(TenantMembership.self, "AssociatedTenant"),
        Model(FamilyAssociation.self, "FamilyAssociation", renamed: ["familyScopedAttributes": "attributes"]),
        Model(
            Invitation.self,
            "management.user.create",
            renamed: ["inviteUrl": "url", "sendMail": "sendsEmail", "sendSMS": "sendsSMS"]
        ),
        Model(InvitedUser.self, "management.user.create response", renamed: ["created": "isNew"]),
        Model(
            UserSearch.self,
            "management.user.search",
            renamed: [
                "includeSubTenants": "includesSubtenants", "withTestUser": "includesTestUsers",
                "testUsersOnly": "onlyTestUsers", "fromCreatedTime": "createdFrom", "toCreatedTime": "createdTo",
                "fromModifiedTime": "modifiedFrom", "toModifiedTime": "modifiedTo",
                "verifiedEmail": "hasVerifiedEmail", "verifiedPhone": "hasVerifiedPhone", "password": "hasPassword",
                "verifiedRecoveryEmail": "hasVerifiedRecoveryEmail",
                "verifiedRecoveryPhone": "hasVerifiedRecoveryPhone",
                "totp": "hasTOTP", "webauthn": "hasPasskey", "scim": "isFromSCIM", "scimOnly": "onlySCIM",
                "ssoOnly": "onlySSO", "dependent": "isDependent", "tempLockReasons": "temporaryLockReasons",
            ]
        ),
        Model(RoleCondition.self, "RolesList", renamed: ["and": "needsAll"]),
        Model(UserBatchResult.self, "UsersBatchResponse"), Model(UserPatchResult.self, "PatchUserBatchResponse"),
        Model(FailedUser.self, "UserFailed"), Model(UserImportResult.self, "UserImportResponse"),
        Model(UserImportResult.Failure.self, "UserImportFailure"), Model(UserPasskey.self, "UserPasskey"),
        Model(
            UserTrustedDevice.self,
            "UserTrustedDevice",
            renamed: ["lastLoginTime": "lastSignedInAt", "expirationTime": "expiresAt"]
        ),
        Model(ProviderToken.self, "ProviderTokenResponse", renamed: ["expiration": "expiresAt"]),
        Model(EmbeddedLink.self, "management.user.generateEmbeddedLink response"),
        Model(TestUserOTP.self, "management.user.generateOTPForTestUser response"),
        Model(TestUserLink.self, "management.user.generateEnchantedLinkForTestUser response"),
        Model(ImportedPasskey.self, "WebauthnImportDevice"),
        Model(
            ImportedPasskey.Credential.self,
            "WebauthnImportDescope",
            renamed: ["backupEligible": "isBackupEligible", "backupState": "isBackedUp"]
        ),
        Model(ImportedPasskey.Auth0Credential.self, "WebauthnImportAuth0"),
        Model(CustomAttribute.self, "CustomAttribute", renamed: ["editable": "isEditable"]),
        Model(CustomAttribute.Option.self, "CustomAttributeOption"),
    ]
}

// MARK: - All that can be sent

extension UserDetails {
    fileprivate static let everything = UserDetails {
        ($0.email, $0.isEmailVerified, $0.phone, $0.isPhoneVerified) = ("ada@example.com", true, "+12025550143", true)
        ($0.recoveryEmail, $0.isRecoveryEmailVerified) = ("ada@example.org", true)
        ($0.recoveryPhone, $0.isRecoveryPhoneVerified) = ("+12025550144", false)
        ($0.displayName, $0.givenName, $0.middleName, $0.familyName) = ("Ada Lovelace", "Ada", "King", "Lovelace")
        ($0.picture, $0.roleNames) = ("https://app.example.com/ada.png", ["editor"])
        $0.tenants = [TenantMembership("acme", roleNames: ["editor"])]
        $0.families = [.everything]
        ($0.customAttributes, $0.additionalLoginIds) = (["level": 7], ["ada"])
        ($0.ssoAppIds, $0.status, $0.isTest) = (["crm"], .enabled, true)
    }
}

extension FamilyAssociation {
    fileprivate static let everything = FamilyAssociation("F1", roleNames: ["parent"], attributes: ["chores": 3])
}

extension UserPatch {
    fileprivate static func everything(_ loginId: String) -> UserPatch {
        UserPatch(loginId) {
            ($0.email, $0.isEmailVerified) = (.set("ada@example.com"), true)
            ($0.phone, $0.isPhoneVerified) = (.set("+12025550143"), true)
            ($0.recoveryEmail, $0.isRecoveryEmailVerified) = (.set("ada@example.org"), true)
            ($0.recoveryPhone, $0.isRecoveryPhoneVerified) = (.clear, false)
            ($0.displayName, $0.givenName) = (.set("Ada Lovelace"), .set("Ada"))
            ($0.middleName, $0.familyName) = (.clear, .set("Lovelace"))
            ($0.picture, $0.roleNames) = (.clear, .set(["editor"]))
            ($0.tenants, $0.families) = (.set([TenantMembership("acme")]), .clear)
            ($0.customAttributes, $0.additionalLoginIds) = (.set(["level": 7]), .set(["ada"]))
            ($0.ssoAppIds, $0.status) = (.set(["crm"]), .enabled)
            ($0.isFromSCIM, $0.isTest) = (false, true)
        }
    }
}

extension Invitation {
    fileprivate static let everything = Invitation(
        url: "https://app.example.com/invite",
        sendsEmail: true,
        sendsSMS: false,
        templateId: "T1",
        templateOptions: ["greeting": "Hello"],
        locale: "de"
    )
}

extension UserSearch {
    fileprivate static let everything = UserSearch {
        ($0.tenantIds, $0.includesSubtenants, $0.roleNames) = (["acme"], true, ["editor"])
        ($0.tenantRoleIds, $0.tenantRoleNames) = (["acme": .all(["R1", "R2"])], ["acme": .any(["editor"])])
        ($0.text, $0.loginIds, $0.userIds) = ("ada", ["ada"], ["U1"])
        ($0.emails, $0.phones, $0.statuses) = (["ada@example.com"], ["+12025550143"], [.enabled])
        ($0.recoveryEmails, $0.recoveryPhones) = (["ada@example.org"], ["+12025550199"])
        ($0.hasVerifiedRecoveryEmail, $0.hasVerifiedRecoveryPhone) = (true, false)
        ($0.ssoAppIds, $0.customAttributes) = (["crm"], ["level": 7])
        ($0.includesTestUsers, $0.onlyTestUsers) = (true, false)
        let time = Date(timeIntervalSince1970: 1_700_000_000)
        ($0.createdFrom, $0.createdTo, $0.modifiedFrom, $0.modifiedTo) = (time, time, time, time)
        ($0.hasVerifiedEmail, $0.hasVerifiedPhone, $0.hasPassword) = (true, true, true)
        ($0.hasTOTP, $0.hasPasskey, $0.isFromSCIM, $0.onlySCIM, $0.onlySSO) = (true, true, false, false, false)
        ($0.isDependent, $0.familyIds) = (false, ["F1"])
        ($0.lockReasons, $0.temporaryLockReasons) = ([.password], [.recoveryCodes])
        $0.sort = [.descending("createdTime")]
    }
}

extension HashedPassword {
    /// One of each form.
    fileprivate static let each: [HashedPassword] = [
        .bcrypt("$2a$10$hash"),
        .argon2(hash: [1], salt: [2], iterations: 3, memory: 4096, threads: 1, type: "argon2id"),
        .firebase(hash: [1], salt: [2], saltSeparator: [3], signerKey: [4], memory: 14, rounds: 8),
        .pbkdf2(hash: [1], salt: [2], iterations: 27500, digest: .sha256), .django("pbkdf2_sha256$1$a$AAAA"),
        .phpass(hash: "a", salt: "b", iterations: 8, digest: .md5), .md5("00"),
        .sha(String(repeating: "00", count: 64), digest: .sha512, salt: "01"), .buddyauth("bcrypt+sha512$x"),
        .bach(hash: "a", key: "b"),
    ]
}

extension NewUser {
    fileprivate init(hash: HashedPassword) {
        self.init("\(hash.json.count)@example.com")
        hashedPassword = hash
    }
}

extension ImportedPasskey {
    /// A COSE key for ES256: the base point of P-256, which is on the curve.
    private static let coseKey =
        "pQECAyYgASFYIGsX0fLhLEJH+Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWIlggT+NC4v4af5uO5+tKfA+eFivOM1drMV7Oy7ZAaDe/UfU="

    fileprivate static let descopeSample = ImportedPasskey(
        descope: Credential {
            ($0.credentialId, $0.rpId, $0.publicKey) = ("AQID", "example.com", coseKey)
            ($0.attestationType, $0.aaguid, $0.transports) = ("none", "a1", ["usb"])
            ($0.isBackupEligible, $0.isBackedUp) = (true, false)
        }
    )
    fileprivate static let auth0Sample = ImportedPasskey(
        auth0: Auth0Credential {
            ($0.keyId, $0.rpId, $0.publicKey) = ("BAUG", "example.com", coseKey)
            ($0.aaguid, $0.transports, $0.credentialDeviceType) = ("a1", ["usb"], "multi_device")
            ($0.credentialBackedUp, $0.userHandle) = (true, "u1")
        }
    )
}

extension CustomAttribute {
    fileprivate static let everything = CustomAttribute("grade", .singleSelect) {
        ($0.options, $0.displayName, $0.defaultValue) = ([Option("first", label: "First")], "Grade", "first")
        ($0.viewPermissions, $0.editPermissions) = (["View"], ["Edit"])
    }
}
