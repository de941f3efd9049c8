import Descope
import DescopeEmulator
import DescopeTesting
import Synchronization
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Administrators' tasks with users, roles and permissions, from the client to the emulator and back.
@Suite(.timeLimit(.minutes(5))) struct UserManagementJourneyTests {
    private let it: Journey
    private var users: UserAdmin { it.client.management.users }
    private var roles: RoleAdmin { it.client.management.roles }

    init() throws {
        it = try Journey()
        try it.backend.addTenant(id: "acme", name: "Acme")
        try it.backend.addRole("viewer")
        try it.backend.addRole("editor")
    }

    /// The claims of a new session of a user.
    private func session(_ loginId: String) async throws -> DescopeToken {
        try await it.otp.signIn(with: .email, loginId: loginId)
        let signedIn = try await it.otp.verify(with: .email, loginId: loginId, code: it.code(loginId))
        return try await it.session.validate(signedIn.sessionJwt)
    }

    @Test("a user is created, found, patched, updated and deleted")
    func lifecycle() async throws {
        let created = try await users.create(
            "ada@example.com",
            UserDetails {
                ($0.displayName, $0.phone) = ("Ada", "+12025550143")
                $0.tenants = [TenantMembership("acme", roleNames: ["viewer"])]
            }
        )
        #expect((created.name, created.status, created.verifiedEmail) == ("Ada", .invited, true))
        #expect(created.userTenants.map(\.roleNames) == [["viewer"]])
        let userId = try #require(created.userId)
        #expect(try await users.load("ada@example.com") == users.load(userId: userId))

        let patched = try await users.patch(
            UserPatch("ada@example.com") {
                $0.familyName = .set("Lovelace")
                $0.phone = .clear
            }
        )
        #expect((patched.name, patched.familyName, patched.phone) == ("Ada", "Lovelace", nil))

        let updated = try await users.update("ada@example.com", UserDetails { $0.email = "ada@example.com" })
        #expect((updated.name, updated.familyName, updated.userTenants) == (nil, nil, []))

        try await users.delete("ada@example.com")
        await #expect(throws: DescopeError.self) { try await users.load(userId: userId) }
        await #expect(throws: DescopeError.self) { try await users.delete(userId: userId) }
    }

    @Test("a user who is deactivated cannot sign in, and can after the activation")
    func status() async throws {
        try await users.create("ada@example.com")
        _ = try await session("ada@example.com")
        #expect(try await users.deactivate("ada@example.com").status == .disabled)
        await #expect(throws: DescopeError.self) { try await session("ada@example.com") }
        try await users.activate("ada@example.com")
        _ = try await session("ada@example.com")
    }

    @Test("roles in the project and in a tenant are in the next session, and a deleted role is not")
    func rolesOfUsers() async throws {
        try await it.client.management.permissions.create(NewPermission("Publish", description: "May publish"))
        try await roles.create(NewRole("publisher", permissionNames: ["Publish"]))
        try await users.create("ada@example.com")
        try await users.addRoles(["editor"], loginId: "ada@example.com")
        try await users.addTenant("acme", loginId: "ada@example.com")
        try await users.setRoles(["publisher", "viewer"], loginId: "ada@example.com", tenantId: "acme")
        let before = try await session("ada@example.com")
        #expect(before.hasRoles(["editor"]))
        #expect(before.hasRoles(["publisher", "viewer"], tenant: "acme"))
        #expect(before.hasPermissions(["Publish"], tenant: "acme"))

        let role = try #require(try await roles.search(RoleSearch { $0.names = ["publisher"] }).first)
        var renamed = RoleUpdate(role)
        renamed.newName = "author"
        try await roles.update(renamed)
        #expect(try await session("ada@example.com").hasRoles(["author"], tenant: "acme"))

        try await roles.delete("author")
        try await users.removeRoles(["editor"], loginId: "ada@example.com")
        let after = try await session("ada@example.com")
        #expect(!after.hasRoles(["editor"]))
        #expect(!after.hasRoles(["author"], tenant: "acme"))
        #expect(after.hasRoles(["viewer"], tenant: "acme"))
        #expect(try await users.load("ada@example.com").userTenants.first?.roleNames == ["viewer"])
    }

    @Test("users are created in bulk, with failures in the middle, and found page by page")
    func bulk() async throws {
        try await users.create("user42@example.com")
        try it.backend.failNext("user.createBatch", with: .status(429, headers: ["Retry-After": "1"]))
        let counts = Mutex<[Int]>([])
        let outcome = try await it.driving {
            await users.bulkCreate((0..<95).map { NewUser("user\($0)@example.com") }, batchSize: 10) { step in
                counts.withLock { $0.append(step.count) }
            }
        }
        #expect(outcome.isComplete)
        #expect(outcome.failures.map(\.input.loginId) == ["user42@example.com"])
        #expect(outcome.successCount == 94)
        #expect(counts.withLock { $0.count == 10 && $0.last == 95 })

        var found: Set<String> = []
        for try await user in users.search(UserSearch { $0.sort = [.ascending("createdTime")] }, pageSize: 20) {
            found.formUnion(user.loginIds)
        }
        #expect(found == Set((0..<95).map { "user\($0)@example.com" }))
        #expect(try await users.search(pageSize: 20).page(4).elements.count == 15)
    }

    @Test("any operation that takes a list is sent in batches")
    func bulkDeletion() async throws {
        let created = await users.bulkCreate((0..<55).map { NewUser("user\($0)@example.com") })
        #expect(created.successCount == 55)
        var ids: [String] = []
        for try await user in users.search() { ids += user.userId.map { [$0] } ?? [] }
        try it.backend.failNext("user.deleteBatch", with: .refusal(.invalidArguments))
        let (users, failed) = (users, ids.prefix(10))
        let outcome = await it.client.management.bulk(ids, batchSize: 10, concurrency: 1) {
            try await users.deleteBatch(userIds: $0)
        }
        #expect((outcome.successCount, outcome.isComplete) == (45, true))
        #expect(outcome.failures.map(\.input) == Array(failed))
        #expect(try await users.search().page(0).total == 10)
    }

    @Test("a user that cannot be sent does not keep back the others, and of two with one login id the first is created")
    func bulkFailures() async throws {
        var invalid = NewUser("eve@example.com")
        invalid.details.tenants = [TenantMembership(" ")]
        var unhashed = NewUser("kim@example.com")
        unhashed.hashedPassword = .bcrypt("")
        let inputs = [
            NewUser("ada@example.com"), NewUser(" "), NewUser("bob@example.com"), NewUser("ada@example.com"), invalid,
            NewUser("grace@example.com", UserDetails { $0.roleNames = [" "] }), unhashed,
        ]
        let outcome = await users.bulkCreate(inputs)
        #expect(outcome.isComplete)
        #expect(outcome.successCount == 2)
        #expect(outcome.failures.map(\.index) == [1, 3, 4, 5, 6])
        let errors = outcome.failures.compactMap { $0.error as? DescopeError }
        let unusable = DescopeError.Code.unusableArgument
        #expect(errors.map(\.code) == [unusable, .userNotCreated, unusable, unusable, unusable])
        #expect(errors.first?.message == "loginId: expected a non-empty string, found only white space.")
        #expect(errors.dropFirst(2).first?.message.hasPrefix("userTenants.0.tenantId: ") == true)
        #expect(errors.dropLast().last?.message.hasPrefix("roleNames.0: ") == true)
        #expect(errors.last?.message.contains("hash is not blank") == true)
        _ = try await users.load("ada@example.com")
    }

    @Test("a user that a batch's response does not name is no success")
    func unnamedUsers() async throws {
        let transport = ScriptedTransport(
            .json(
                #"{"createdUsers":[{"loginIds":["ADA@example.com"]}],"failedUsers":[{"failure":"no","user":{"loginIds":["Bob@example.com"]}}]}"#
            )
        )
        let client = try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport)
        let inputs = ["ada@example.com", "bob@example.com", "eve@example.com"].map { NewUser($0) }
        let outcome = await client.management.users.bulkCreate(inputs)
        #expect(outcome.successCount == 1)
        #expect(outcome.failures.map(\.index) == [1, 2])
        #expect(outcome.failures.map { ($0.error as? DescopeError)?.code } == [.userNotCreated, .userOutcomeUnknown])
    }

    @Test("users who are invited again by their ids are found in a batch's response, with their errors")
    func usersById() async throws {
        let response: JSONValue = [
            "createdUsers": [
                ["userId": "U1", "loginIds": ["ada@example.com"]],
                ["userId": "U2", "loginIds": ["bob@example.com", "+12025550143"]],
                ["userId": "U3", "loginIds": ["eve@example.com"]], ["userId": "U4", "loginIds": ["eli@example.com"]],
            ],
            "failedUsers": [["failure": "no", "user": ["userId": "U5", "loginIds": ["kim@example.com"]]]],
            "additionalErrors": [
                "BOB@example.com": "bounced", "U3": "no address", "+12025550143": "no number",
                "Zoe@example.com": "taken",
            ],
        ]
        let transport = ScriptedTransport(.json(response.description))
        let client = try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport)
        let inputs = ["U1", "U2", "U3", "eli@example.com", "U5", "zoe@example.com"].map { NewUser($0) }
        let outcome = await client.management.users.bulkCreate(inputs, invitation: Invitation(sendsEmail: true))
        #expect(outcome.successCount == 2)
        #expect(outcome.failures.map(\.index) == [1, 2, 4, 5])
        #expect(
            outcome.failures.map { ($0.error as? DescopeError)?.code } == [
                .userNotInvited, .userNotInvited, .userNotCreated, .userNotCreated,
            ]
        )
        let messages = outcome.failures.map { ($0.error as? DescopeError)?.message }
        #expect(messages == ["bounced", "no address", "no", "taken"])
    }

    @Test(
        "users are found by their addresses for recovery",
        arguments: [
            (UserSearch { $0.recoveryEmails = ["ada@example.org", "eve@example.org"] }, ["ada"]),
            (UserSearch { $0.recoveryPhones = ["+12025550199"] }, ["bob"]),
            (UserSearch { $0.hasVerifiedRecoveryEmail = true }, ["ada"]),
            (UserSearch { $0.hasVerifiedRecoveryPhone = false }, ["ada", "eve"]),
        ] as [(UserSearch, [String])]
    )
    func recoveryAddresses(_ search: UserSearch, _ found: [String]) async throws {
        try await users.create(
            "ada",
            UserDetails { ($0.recoveryEmail, $0.isRecoveryEmailVerified) = ("ada@example.org", true) }
        )
        try await users.create(
            "bob",
            UserDetails { ($0.recoveryPhone, $0.isRecoveryPhoneVerified) = ("+12025550199", true) }
        )
        try await users.create("eve")
        #expect(try await users.search(search).page(0).elements.flatMap(\.loginIds).sorted() == found)
    }

    @Test("users are invited in bulk, and invited again")
    func bulkInvitation() async throws {
        let inputs = (0..<15).map { number in
            NewUser("user\(number)@example.com", UserDetails { $0.email = "user\(number)@example.com" })
        }
        let invitation = Invitation(url: "https://app.example.com/welcome", sendsEmail: true)
        for count in [15, 30] {
            let outcome = await users.bulkCreate(inputs, invitation: invitation, batchSize: 10)
            #expect(outcome.isComplete && outcome.failures.isEmpty)
            #expect(it.backend.outbox.messages.count == count)
        }
        let again = await users.bulkCreate(inputs)
        #expect(again.failures.count == 15)
        #expect(it.backend.outbox.messages.count == 30)
    }

    @Test("an invitation says whether it has created the user")
    func invitedAgain() async throws {
        for isNew in [true, false] {
            let invited = try await users.invite("ada@example.com", UserDetails { $0.email = "ada@example.com" })
            #expect((invited.user.loginIds, invited.isNew) == (["ada@example.com"], isNew))
        }
    }

    @Test("addresses for recovery are set with a new user, patched, and cleared by an update")
    func recoveryAddresses() async throws {
        var user = try await users.create(
            "ada@example.com",
            UserDetails {
                ($0.recoveryEmail, $0.isRecoveryEmailVerified) = ("ada@example.org", true)
                $0.recoveryPhone = "+1-202-555-0144"
            }
        )
        #expect((user.recoveryEmail, user.verifiedRecoveryEmail) == ("ada@example.org", true))
        #expect((user.recoveryPhone, user.verifiedRecoveryPhone) == ("+12025550144", false))
        user = try await users.patch(
            UserPatch("ada@example.com") {
                ($0.recoveryEmail, $0.isRecoveryPhoneVerified) = (.set("countess@example.org"), true)
            }
        )
        #expect((user.recoveryEmail, user.verifiedRecoveryEmail) == ("countess@example.org", false))
        #expect((user.recoveryPhone, user.verifiedRecoveryPhone) == ("+12025550144", true))
        user = try await users.patch(UserPatch("ada@example.com") { $0.recoveryPhone = .clear })
        #expect((user.recoveryPhone, user.verifiedRecoveryPhone) == (nil, false))
        user = try await users.update("ada@example.com", UserDetails { $0.displayName = "Ada" })
        #expect(user.recoveryEmail == nil)

        let details = SignUpUser(recoveryEmail: "grace@example.org", recoveryPhone: "+12025550145")
        let link = try await users.generateSignUpEmbeddedLink("grace@example.com", user: details)
        let grace = try await it.client.magicLink.verify(token: link.token).user
        #expect((grace?.recoveryEmail, grace?.recoveryPhone) == ("grace@example.org", "+12025550145"))
        let eve = try await it.client.management.jwt.signUp("eve@example.com", user: details).user
        #expect((eve?.recoveryEmail, eve?.recoveryPhone) == ("grace@example.org", "+12025550145"))
    }

    @Test("a user who is signed up by management belongs to tenants, one of which the session is for")
    func selectedTenant() async throws {
        try it.backend.addTenant(id: "umbrella", name: "Umbrella")
        let jwt = it.client.management.jwt
        let tenants = [TenantMembership("acme", roleNames: ["editor"]), TenantMembership("umbrella")]
        let options = ManagementSignUpOptions(selectedTenantId: "acme", tenants: tenants)
        let signedUp = try await it.session.validate(
            jwt.signUp("ada@example.com", options: options).sessionJwt
        )
        #expect(signedUp.currentTenant == "acme")
        #expect(signedUp.hasRoles(["editor"], tenant: "acme"))
        let other = ManagementSignInOptions { $0.selectedTenantId = "umbrella" }
        let signedIn = try await it.session.validate(jwt.signIn("ada@example.com", options: other).sessionJwt)
        #expect(signedIn.currentTenant == "umbrella")
        let again = try await jwt.signUpOrIn(
            "ada@example.com",
            options: ManagementSignUpOptions(selectedTenantId: "umbrella")
        )
        #expect(try await it.session.validate(again.sessionJwt).currentTenant == "umbrella")
        await expect(.invalidArguments) {
            _ = try await jwt.signIn(
                "ada@example.com",
                options: ManagementSignInOptions { $0.selectedTenantId = "initech" }
            )
        }
    }

    @Test("passwords are brought along, as they are and as hashes; a temporary one has to be replaced")
    func passwords() async throws {
        // PBKDF2-HMAC-SHA-256 with 1 iteration of the salt "salt": the second test vector's family of RFC 7914, 11.
        let salt = Array("salt".utf8)
        let hash: [UInt8] = [
            0x55, 0xac, 0x04, 0x6e, 0x56, 0xe3, 0x08, 0x9f, 0xec, 0x16, 0x91, 0xc2, 0x25, 0x44, 0xb6, 0x05,
            0xf9, 0x41, 0x85, 0x21, 0x6d, 0xde, 0x04, 0x65, 0xe6, 0x8b, 0x9d, 0x57, 0xc2, 0x0d, 0xac, 0xbc,
        ]
        var hashed = NewUser("grace@example.com")
        hashed.hashedPassword = .pbkdf2(hash: hash, salt: salt, iterations: 1, digest: .sha256)
        let result = try await users.createBatch([NewUser("ada@example.com", password: "correct horse 1A!"), hashed])
        #expect(result.createdUsers.count == 2)
        _ = try await it.client.password.signIn(loginId: "ada@example.com", password: "correct horse 1A!")
        _ = try await it.client.password.signIn(loginId: "grace@example.com", password: "passwd")

        try await users.setTemporaryPassword("Temp-1234", loginId: "ada@example.com")
        await #expect(throws: DescopeError.self) {
            try await it.client.password.signIn(loginId: "ada@example.com", password: "Temp-1234")
        }
        _ = try await it.client.password.replace(
            loginId: "ada@example.com",
            oldPassword: "Temp-1234",
            newPassword: "Staple-5678"
        )
        _ = try await it.client.password.signIn(loginId: "ada@example.com", password: "Staple-5678")
    }

    @Test("an embedded link signs a user in, and a test user's code is generated")
    func links() async throws {
        try await users.create("ada@example.com")
        let link = try await users.generateEmbeddedLink("ada@example.com", timeout: .seconds(60))
        let signedIn = try await it.client.magicLink.verify(token: link.token)
        #expect(signedIn.user?.loginIds == ["ada@example.com"])

        try await users.createTestUser("tester", UserDetails { $0.email = "tester@example.com" })
        let otp = try await users.generateOTPForTestUser(with: .email, loginId: "tester")
        _ = try await it.otp.verify(with: .email, loginId: "tester", code: otp.code)
        var all: [String] = []
        for try await user in users.searchTestUsers() { all += user.loginIds }
        #expect(all == ["tester"])
        try await users.deleteAllTestUsers()
        await #expect(throws: DescopeError.self) { try await users.load("tester") }
    }

    @Test("custom attributes are defined, set and read as a type of the app's")
    func customAttributes() async throws {
        struct Attributes: Decodable, Equatable {
            var department: String?
            var level: Int?
        }
        try await users.createCustomAttributes([
            CustomAttribute("department", .text), CustomAttribute("level", .number),
        ])
        try await users.create("ada@example.com", UserDetails { $0.customAttributes = ["department": "R&D"] })
        let user = try await users.updateCustomAttribute("level", to: 7, loginId: "ada@example.com")
        #expect(try user.customAttributes(as: Attributes.self) == Attributes(department: "R&D", level: 7))
        #expect(throws: DecodingError.self) { try user.customAttributes(as: [String: Int].self) }
        #expect(try await users.deleteCustomAttributes(["level"]).map(\.name) == ["department"])
    }

    @Test("sessions are ended by management, and an invitation is sent")
    func sessions() async throws {
        let signedIn = try await it.signUpOrIn("ada@example.com")
        try await users.logOut("ada@example.com")
        await expect(.tokenInvalidatedByLogout) {
            _ = try await it.session.refresh(try #require(signedIn.refreshJwt))
        }
        try await users.invite(
            "grace@example.com",
            UserDetails { $0.email = "grace@example.com" },
            invitation: Invitation(url: "https://app.example.com/welcome", sendsEmail: true)
        )
        let message = try #require(it.backend.outbox.messages.last)
        #expect((message.loginId, message.method) == ("grace@example.com", "email"))
    }
}
