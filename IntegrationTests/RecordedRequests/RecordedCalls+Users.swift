import Descope

let recordedUsersCalls: [String: RecordedCall] = [
    "users.create": { try await $0.management.users.create($1.text("loginId"), $1.userDetails()) },
    "users.create, as an invitation": {
        try await $0.management.users.invite($1.text("loginId"), $1.userDetails(), invitation: $1.invitation())
    },
    "users.createTestUser": { try await $0.management.users.createTestUser($1.text("loginId"), $1.userDetails()) },
    "users.createBatch, as an invitation": {
        try await $0.management.users.inviteBatch($1.models("users"), invitation: $1.invitation())
    },
    "users.importFile": {
        try await $0.management.users.importFile(
            from: $1.text("source"),
            users: $1.bytes(ifAny: "users"),
            hashes: $1.bytes(ifAny: "hashes"),
            isDryRun: $1.bool(ifAny: "dryrun") ?? false
        )
    },
    "users.update": { try await $0.management.users.update($1.text("loginId"), $1.userDetails()) },
    "users.patch": { try await $0.management.users.patch($1.model()) },
    "users.patchBatch": { try await $0.management.users.patchBatch($1.models("users")) },
    "users.delete": { try await $0.management.users.delete($1.text("loginId")) },
    "users.delete, by id": { try await $0.management.users.delete(userId: $1.text("userId")) },
    "users.deleteBatch": { try await $0.management.users.deleteBatch(userIds: $1.list("userIds")) },
    "users.deleteAllTestUsers": { client, _ in try await client.management.users.deleteAllTestUsers() },

    "users.load": { _ = try await $0.management.users.load($1.text("loginId")) },
    "users.load, by id": { _ = try await $0.management.users.load(userId: $1.text("userId")) },
    "users.loadBatch": {
        _ = try await $0.management.users.loadBatch(
            userIds: $1.list("userIds"),
            includesInvalidUsers: $1.bool(ifAny: "includeInvalidUsers")
        )
    },
    "users.search": {
        _ = try await $0.management.users.search($1.model(), pageSize: $1.int(ifAny: "limit") ?? 100)
            .page($1.int(ifAny: "page") ?? 0)
    },
    "users.searchTestUsers": {
        _ = try await $0.management.users.searchTestUsers($1.model(), pageSize: $1.int(ifAny: "limit") ?? 100)
            .page($1.int(ifAny: "page") ?? 0)
    },
    "users.loadHistory": { _ = try await $0.management.users.loadHistory(userIds: $1.list("userIds")) },

    "users.updateStatus, activate": { try await $0.management.users.activate($1.text("loginId")) },
    "users.updateStatus, deactivate": { try await $0.management.users.deactivate($1.text("loginId")) },
    "users.updateLoginId": {
        try await $0.management.users.updateLoginId(to: $1.text(ifAny: "newLoginId"), loginId: $1.text("loginId"))
    },
    "users.updateEmail": {
        try await $0.management.users.updateEmail(
            to: $1.text(ifAny: "email"),
            loginId: $1.text("loginId"),
            isVerified: $1.bool(ifAny: "verified"),
            failsOnConflict: $1.bool(ifAny: "failOnConflict")
        )
    },
    "users.updatePhone": {
        try await $0.management.users.updatePhone(
            to: $1.text(ifAny: "phone"),
            loginId: $1.text("loginId"),
            isVerified: $1.bool(ifAny: "verified"),
            failsOnConflict: $1.bool(ifAny: "failOnConflict")
        )
    },
    "users.updateNames": {
        try await $0.management.users.updateNames(
            loginId: $1.text("loginId"),
            displayName: $1.change("displayName"),
            givenName: $1.change("givenName"),
            middleName: $1.change("middleName"),
            familyName: $1.change("familyName")
        )
    },
    "users.updatePicture": {
        try await $0.management.users.updatePicture(to: $1.text(ifAny: "picture"), loginId: $1.text("loginId"))
    },
    "users.updateRecoveryEmail": {
        try await $0.management.users.updateRecoveryEmail(
            to: $1.text(ifAny: "recoveryEmail"),
            loginId: $1.text("loginId"),
            isVerified: $1.bool(ifAny: "verified")
        )
    },
    "users.updateRecoveryPhone": {
        try await $0.management.users.updateRecoveryPhone(
            to: $1.text(ifAny: "recoveryPhone"),
            loginId: $1.text("loginId"),
            isVerified: $1.bool(ifAny: "verified")
        )
    },
    "users.updateCustomAttribute": {
        try await $0.management.users.updateCustomAttribute(
            $1.text("attributeKey"),
            to: $1.json("attributeVal"),
            loginId: $1.text("loginId")
        )
    },
    "users.setRoles": { try await $0.management.users.setRoles($1.list("roleNames"), loginId: $1.text("loginId")) },
    "users.setRoles, in a tenant": {
        try await $0.management.users.setRoles(
            $1.list("roleNames"),
            loginId: $1.text("loginId"),
            tenantId: $1.text("tenantId")
        )
    },
    "users.addRoles": { try await $0.management.users.addRoles($1.list("roleNames"), loginId: $1.text("loginId")) },
    "users.addRoles, in a tenant": {
        try await $0.management.users.addRoles(
            $1.list("roleNames"),
            loginId: $1.text("loginId"),
            tenantId: $1.text("tenantId")
        )
    },
    "users.removeRoles": {
        try await $0.management.users.removeRoles($1.list("roleNames"), loginId: $1.text("loginId"))
    },
    "users.removeRoles, in a tenant": {
        try await $0.management.users.removeRoles(
            $1.list("roleNames"),
            loginId: $1.text("loginId"),
            tenantId: $1.text("tenantId")
        )
    },
    "users.addTenant": { try await $0.management.users.addTenant($1.text("tenantId"), loginId: $1.text("loginId")) },
    "users.removeTenant": {
        try await $0.management.users.removeTenant($1.text("tenantId"), loginId: $1.text("loginId"))
    },
    "users.setSSOApps": { try await $0.management.users.setSSOApps($1.list("ssoAppIds"), loginId: $1.text("loginId")) },
    "users.addSSOApps": { try await $0.management.users.addSSOApps($1.list("ssoAppIds"), loginId: $1.text("loginId")) },
    "users.removeSSOApps": {
        try await $0.management.users.removeSSOApps($1.list("ssoAppIds"), loginId: $1.text("loginId"))
    },
    "users.addFamilies": {
        try await $0.management.users.addFamilies($1.models("familyAssociations"), loginId: $1.text("loginId"))
    },
    "users.removeFamilies": {
        try await $0.management.users.removeFamilies($1.list("familyIds"), loginId: $1.text("loginId"))
    },

    "users.setTemporaryPassword": {
        try await $0.management.users.setTemporaryPassword($1.text("password"), loginId: $1.text("loginId"))
    },
    "users.setActivePassword": {
        try await $0.management.users.setActivePassword($1.text("password"), loginId: $1.text("loginId"))
    },
    "users.setPassword": {
        try await $0.management.users.setPassword(
            $1.text("password"),
            loginId: $1.text("loginId"),
            isActive: $1.bool(ifAny: "setActive")
        )
    },
    "users.expirePassword": { try await $0.management.users.expirePassword($1.text("loginId")) },
    "users.listPasskeys": { _ = try await $0.management.users.listPasskeys($1.text("loginId")) },
    "users.removePasskey": {
        try await $0.management.users.removePasskey(credentialId: $1.text("credentialId"), loginId: $1.text("loginId"))
    },
    "users.removeAllPasskeys": { try await $0.management.users.removeAllPasskeys($1.text("loginId")) },
    "users.removeTOTPSeed": { try await $0.management.users.removeTOTPSeed($1.text("loginId")) },
    "users.removeRecoveryCodes": { try await $0.management.users.removeRecoveryCodes($1.text("loginId")) },
    "users.listTrustedDevices": { _ = try await $0.management.users.listTrustedDevices($1.list("identifiers")) },
    "users.removeTrustedDevices": {
        try await $0.management.users.removeTrustedDevices($1.list("deviceIds"), identifier: $1.text("identifier"))
    },
    "users.logOut": { try await $0.management.users.logOut($1.text("loginId")) },
    "users.logOut, by id": { try await $0.management.users.logOut(userId: $1.text("userId")) },
    "users.loadProviderToken": {
        _ = try await $0.management.users.loadProviderToken(
            $1.text("provider"),
            loginId: $1.text("loginId"),
            withRefreshToken: $1.bool(ifAny: "withRefreshToken"),
            forcesRefresh: $1.bool(ifAny: "forceRefresh")
        )
    },
    "users.generateEmbeddedLink": {
        _ = try await $0.management.users.generateEmbeddedLink(
            $1.text("loginId"),
            customClaims: $1.object(ifAny: "customClaims"),
            timeout: $1.int(ifAny: "timeout").map { .seconds($0) }
        )
    },
    "users.generateSignUpEmbeddedLink": {
        _ = try await $0.management.users.generateSignUpEmbeddedLink(
            $1.text("loginId"),
            user: $1.has("user") ? $1.model("user") : SignUpUser(),
            isEmailVerified: $1.bool(ifAny: "emailVerified"),
            isPhoneVerified: $1.bool(ifAny: "phoneVerified"),
            options: $1.testUserOptions(),
            timeout: $1.int(ifAny: "timeout").map { .seconds($0) }
        )
    },
    "users.generateOTPForTestUser": {
        _ = try await $0.management.users.generateOTPForTestUser(
            with: $1.method(),
            loginId: $1.text("loginId"),
            options: $1.testUserOptions()
        )
    },
    "users.generateMagicLinkForTestUser": {
        _ = try await $0.management.users.generateMagicLinkForTestUser(
            with: $1.method(),
            loginId: $1.text("loginId"),
            redirectURL: $1.text(ifAny: "uri"),
            options: $1.testUserOptions()
        )
    },
    "users.generateEnchantedLinkForTestUser": {
        _ = try await $0.management.users.generateEnchantedLinkForTestUser(
            loginId: $1.text("loginId"),
            redirectURL: $1.text(ifAny: "uri"),
            options: $1.testUserOptions()
        )
    },

    "users.loadCustomAttributes": { client, _ in _ = try await client.management.users.loadCustomAttributes() },
    "users.createCustomAttributes": { client, given in
        var attribute = CustomAttribute(try given.text("name"), .singleSelect)
        attribute.displayName = try given.text(ifAny: "displayName")
        attribute.options = try given.strings(ifAny: "options")?.map { CustomAttribute.Option($0) }
        try await client.management.users.createCustomAttributes([attribute])
    },
    "users.deleteCustomAttributes": { try await $0.management.users.deleteCustomAttributes([$1.text("name")]) },
    "users.loadFamilyScopedCustomAttributes": { client, _ in
        _ = try await client.management.users.loadFamilyScopedCustomAttributes()
    },
    "users.createFamilyScopedCustomAttributes": {
        try await $0.management.users.createFamilyScopedCustomAttributes($1.models("attributes"))
    },
    "users.deleteFamilyScopedCustomAttributes": {
        try await $0.management.users.deleteFamilyScopedCustomAttributes($1.list("names"))
    },
]

extension RecordedArguments {
    fileprivate func userDetails() throws -> UserDetails { try model() }
    fileprivate func invitation() throws -> Invitation { try model(renaming: ["sendSms": "sendSMS"]) }
    fileprivate func testUserOptions() throws -> LoginOptions {
        has("loginOptions") ? try model("loginOptions") : LoginOptions()
    }
}

extension KnownDifference {
    private static let url: JSONValue = "https://app.example.com/invite?src=wire"
    private static let noInvitation = "Python passes on the URL of an invitation that it does not make."
    private static let typed = "Python passes on what it is given; the API's description wants numbers and objects."
    private static let ownNames = "Python writes its own names of the members, not the API's."

    static let users =
        creatingUsers + changingUsers

    private static let changingUsers =
        [
            ("users.updateEmail", "email"), ("users.updatePhone", "phone"), ("users.updatePicture", "picture"),
            ("users.updateLoginId", "newLoginId"),
        ].map { operation, name in
            let reason = "Python removes a value by null, ours by an empty text, as the API's description says."
            return KnownDifference(operation, "body.\(name)", recorded: .null, ours: "", reason)
        }
        + [
            ("users.updateEmail", "verified", .null), ("users.updateEmail", "failOnConflict", .null),
            ("users.updatePhone", "verified", .null), ("users.updatePhone", "failOnConflict", .null),
            ("users.updateRecoveryEmail", "verified", false), ("users.updateRecoveryPhone", "verified", false),
        ].map { (operation, name, recorded: JSONValue) in
            let reason = "Python spells out an argument that it is not given; absent, it is false as well."
            return KnownDifference(
                operation,
                "body.\(name)",
                recorded: recorded,
                ours: Difference.absent,
                reason
            )
        }
        + [("users.patch", "body"), ("users.patchBatch", "body.users.0")].map { operation, user in
            KnownDifference(
                operation,
                "\(user).userTenants.1.roleNames",
                recorded: [],
                ours: Difference.absent,
                "The list of memberships is replaced as a whole: one without roles has none."
            )
        }

    private static let creatingUsers =
        ["users.create", "users.createTestUser"].flatMap { operation in
            [
                KnownDifference(operation, "body.inviteUrl", recorded: url, noInvitation),
                KnownDifference(operation, "arguments.inviteUrl", recorded: url, noInvitation),
            ]
        }
        + ["users.search", "users.searchTestUsers"].map { operation in
            KnownDifference(operation, "body.limit", recorded: 0, ours: 100, "0 is the service's default: 100.")
        }
        + [
            ("familyName", "family_name", "Copeland"), ("givenName", "given_name", "Desmond"),
            ("middleName", "middle_name", "Quincy"),
        ].flatMap { (ours, recorded, value: JSONValue) in
            [
                KnownDifference(
                    "users.generateSignUpEmbeddedLink",
                    "body.user.\(ours)",
                    recorded: .null,
                    ours: value,
                    ownNames
                ),
                KnownDifference("users.generateSignUpEmbeddedLink", "body.user.\(recorded)", recorded: value, ownNames),
            ]
        }
        + [
            ("body.attributes.0.type", "singleselect", 4), ("arguments.type", "singleselect", .null),
            ("body.attributes.0.options.0", "first", ["value": "first"]),
            ("body.attributes.0.options.1", "second", ["value": "second"]),
            ("body.attributes.0.required", true, .null), ("arguments.required", true, .null),
        ].map { KnownDifference("users.createCustomAttributes", $0, recorded: $1, ours: $2, typed) }
}
