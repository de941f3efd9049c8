import DescopeCore
import DescopeEmulator
import DescopeHTTP
import DescopeTesting
import Testing

/// Small things that the service does and that a client could come to rely on.
@Suite struct FidelityTests {
    @Test("nobody signs in by a user id", arguments: ["signin", "verify"])
    func userId(_ operation: String) async throws {
        let project = try Project()
        let id = try project.backend.addUser("ada@example.com")
        var body: [String: JSONValue] = ["loginId": .string(id)]
        if operation == "verify" { body["code"] = "123456" }
        #expect(try await project.post("/v1/auth/otp/\(operation)/email", .object(body)).errorCode == "E062108")
    }

    @Test("the cookie lives as long as its token, also after a refresh")
    func cookieAge() async throws {
        let project = try Project { $0.refreshLifetime = .seconds(100) }
        let signedIn = try await project.signIn()
        #expect(signedIn.body["cookieMaxAge"] == 100)
        project.clock.advance(by: .seconds(60))
        #expect(try await project.post("/v1/auth/refresh", token: signedIn.refreshJwt).body["cookieMaxAge"] == 40)
    }

    @Test("nor does it end before its token between two seconds")
    func cookieAgeBetweenSeconds() async throws {
        let project = try Project { $0.refreshLifetime = .seconds(100) }
        let signedIn = try await project.signIn()
        project.clock.advance(by: .milliseconds(60_300))
        // The token expires 39.7 s from now, and both count in whole seconds.
        #expect(try await project.post("/v1/auth/refresh", token: signedIn.refreshJwt).body["cookieMaxAge"] == 40)
    }

    @Test("a tenant's name is its own")
    func tenantName() async throws {
        let project = try Project()
        try project.backend.addTenant(id: "a", name: "Acme")
        #expect(try await project.manage("/v1/mgmt/tenant/create", ["name": "Acme"]).errorCode == "E011004")
    }

    @Test("the older path of role/add and the other spelling of loginId are taken")
    func spellings() async throws {
        let project = try Project()
        try project.backend.addRole("staff")
        #expect(try await project.manage("/v1/mgmt/user/create", ["identifier": "ada@example.com"]).status == 200)
        let add: JSONValue = ["loginId": "ada@example.com", "roleNames": ["staff"]]
        let added = try await project.manage("/v1/mgmt/user/update/role/add", add)
        #expect(added.body["user"]?["roleNames"] == ["staff"])
        let loaded = try await project.send(
            .get,
            "/v1/mgmt/user",
            bearer: StrictnessTests.management,
            query: [APIQueryItem("identifier", "ada@example.com")]
        )
        #expect(loaded.status == 200)
        #expect(try await project.manage("/v1/mgmt/user/create", [:]).errorCode == "E011002")
    }

    private static let signUpOrIn: [(path: String, body: [String: JSONValue])] = [
        ("otp/signup-in/email", ["loginId": "ada@example.com"]),
        ("otp/signup-in/sms", ["loginId": "+15555550123"]),
        ("magiclink/signup-in/email", ["loginId": "ada@example.com"]),
        ("enchantedlink/signup-in/email", ["loginId": "ada@example.com"]),
        ("notp/whatsapp/signup-in", ["loginId": "+15555550123"]),
        ("webauthn/signup-in/start", ["loginId": "ada@example.com", "origin": "https://app.example.com"]),
    ]

    @Test("SDKs send stepup and mfa to sign up or in: false says nothing, true needs a session", arguments: signUpOrIn)
    func furtherFactors(_ path: String, _ body: [String: JSONValue]) async throws {
        let project = try Project()
        for (options, status) in [
            (["stepup": false, "mfa": false], 200), (["stepup": true], 400), (["mfa": true], 400),
        ] as [(JSONValue, Int)] {
            let answer = try await project.post(
                "/v1/auth/\(path)",
                .object(body.merging(["loginOptions": options]) { $1 })
            )
            #expect(answer.status == status, "\(options)")
        }
    }

    @Test("strings that are not set are empty, and not null")
    func emptyStrings() async throws {
        let project = try Project()
        let user = try await project.manage("/v1/mgmt/user/create", ["loginId": "ada"]).body["user"]
        for name in ["email", "phone", "name", "givenName", "middleName", "familyName", "picture", "recoveryEmail"] {
            #expect(user?[name] == "", "\(name)")
        }
        #expect((user?["externalIds"], user?["consentExpiration"]) == (["ada"], 0))
        let role = try await project.manage("/v1/mgmt/role/create", ["name": "staff"]).body
        #expect((role["tenantId"], role["description"]) == ("", ""))
        let tenant = try await project.manage("/v1/mgmt/tenant/create", ["name": "Acme"]).body["id"]?.stringValue ?? ""
        let loaded = try await project.load("/v1/mgmt/tenant", "id", tenant).body
        #expect((loaded["parent"], loaded["roleInheritance"]) == ("", ""))
    }

    @Test("modifiedTime is the time of the newest change")
    func modifiedTime() async throws {
        let project = try Project()
        for id in ["a", "b"] { try project.backend.addTenant(id: id, name: id) }
        try project.backend.addRole("staff")
        let email: JSONValue = ["loginId": "ada", "email": "ada@example.com"]
        let created = try await project.manage("/v1/mgmt/user/create", email).body["user"]?["createdTime"]?.intValue
        func modified() async throws -> Int64? {
            let user = try await project.load("/v1/mgmt/user", "loginId", "ada").body["user"]
            #expect(user?["createdTime"]?.intValue == created)
            return user?["modifiedTime"]?.intValue
        }
        #expect(try await modified() == created)
        for (path, members) in [
            ("tenant/add", ["tenantId": "a"]), ("tenant/remove", ["tenantId": "a"]), ("role/set", ["roleNames": []]),
            ("role/add", ["roleNames": ["staff"]]),
        ] as [(String, [String: JSONValue])] {
            let before = try #require(await modified())
            project.clock.advance(by: .seconds(7))
            #expect(try await modified() == before)
            let body = JSONValue.object(members.merging(["loginId": "ada"]) { $1 })
            _ = try await project.manage("/v1/mgmt/user/update/\(path)", body)
            #expect(try await modified() == before + 7, "\(path)")
        }
        // The first sign-in verifies the address, and makes an invited user an enabled one; the second changes nothing.
        let before = try #require(await modified())
        for change: Int64 in [5, 5] {
            project.clock.advance(by: .seconds(5))
            #expect(try await project.signIn("ada").status == 200)
            #expect(try await modified() == before + change)
        }
    }

    @Test(
        "what a sign-up says of the user stays",
        arguments: ["otp", "magiclink", "enchantedlink", "password", "totp"]
    )
    func signUpDetails(_ way: String) async throws {
        let project = try Project()
        let details: [String: JSONValue] = [
            "name": "Ada Lovelace", "givenName": "Ada", "middleName": "Augusta", "familyName": "Lovelace",
            "recoveryEmail": "ada@home.example", "recoveryPhone": "+15555550199",
        ]
        var body: [String: JSONValue] = ["loginId": "ada@example.com", "user": .object(details)]
        if way == "password" { body["password"] = "Analytical-1" }
        let sendsMessage = way != "password" && way != "totp"
        let path = "/v1/auth/\(way)/signup\(sendsMessage ? "/email" : "")"
        #expect(try await project.post(path, .object(body)).status == 200)
        let user = try await project.load("/v1/mgmt/user", "loginId", "ada@example.com").body["user"]
        for (name, value) in details { #expect(user?[name] == value, "\(name)") }
        #expect((user?["verifiedRecoveryEmail"], user?["verifiedRecoveryPhone"]) == (false, false))
    }

    @Test("both spellings of the SSO applications, each status, and what says who may be given a role are kept")
    func kept() async throws {
        let project = try Project()
        for (spelling, loginId) in [("ssoAppIds", "ada"), ("ssoAppIDs", "eve")] {
            let body: JSONValue = ["loginId": .string(loginId), spelling: ["SA2crm"]]
            let user = try await project.manage("/v1/mgmt/user/create", body).body["user"]
            #expect(user?["ssoAppIds"] == ["SA2crm"])
        }
        for status in ["enabled", "disabled", "invited", "expired"] {
            let body: JSONValue = ["loginId": .string(status), "status": .string(status)]
            #expect(try await project.manage("/v1/mgmt/user/create", body).body["user"]?["status"] == .string(status))
        }
        let role = try await project.manage("/v1/mgmt/role/create", ["name": "a", "default": true, "private": true])
        #expect((role.body["default"], role.body["private"]) == (true, true))
    }

    @Test("a role is deleted by its id, too")
    func roleById() async throws {
        let project = try Project()
        try project.backend.addTenant(id: "acme", name: "Acme")
        let create: JSONValue = ["name": "staff", "tenantId": "acme"]
        for _ in 0..<2 {
            let id = try #require(try await project.manage("/v1/mgmt/role/create", create).body["id"])
            #expect(try await project.manage("/v1/mgmt/role/delete", ["id": id, "tenantId": "acme"]).body == [:])
            #expect(try await project.manage("/v1/mgmt/role/delete", ["id": id]).errorCode == "E011004")
        }
        #expect(try await project.manage("/v1/mgmt/role/delete", ["tenantId": "acme"]).errorCode == "E011002")
    }

    @Test("a test user's code and link can be embedded instead of sent")
    func embedded() async throws {
        let project = try Project()
        try project.backend.addUser("ada@example.com", isTest: true)
        let body: JSONValue = ["loginId": "ada@example.com", "deliveryMethod": "Embedded"]
        let otp = try await project.manage("/v1/mgmt/tests/generate/otp", body)
        #expect(Set(otp.body.objectValue.map { Array($0.keys) } ?? []) == ["loginId", "code"])
        let link = try await project.manage("/v1/mgmt/tests/generate/magiclink", body)
        let token = try #require(link.body["link"]?.stringValue?.split(separator: "=").last)
        let signedIn = try await project.post("/v1/auth/magiclink/verify", ["token": .string(String(token))])
        #expect(signedIn.status == 200)
        let lowercase: JSONValue = ["loginId": "ada@example.com", "deliveryMethod": "embedded"]
        #expect(try await project.manage("/v1/mgmt/tests/generate/otp", lowercase).errorCode == "E011004")
    }

    @Test("Python's SDK leaves out the delivery method of a new phone number's link")
    func phoneWithoutMethod() async throws {
        let project = try Project()
        let refreshJwt = try await project.signIn().refreshJwt
        let body: JSONValue = ["loginId": "ada@example.com", "phone": "+1-555-555-0123", "addToLoginIDs": true]
        let sent = try await project.post("/v1/auth/magiclink/update/phone", body, token: refreshJwt)
        #expect(sent.body["maskedPhone"]?.stringValue?.hasSuffix("23") == true)
        let message = try #require(project.backend.outbox.lastMessage(for: "ada@example.com"))
        #expect((message.method, message.address) == ("sms", "+15555550123"))
        let token = try #require(project.backend.outbox.lastToken(for: "ada@example.com")).reveal()
        let signedIn = try await project.post("/v1/auth/magiclink/verify", ["token": .string(token)])
        #expect(signedIn.body["user"]?["phone"] == "+15555550123")
        #expect(try await project.post("/v1/auth/magiclink/update/phone", body).status == 401)
    }

    @Test("a user's own tenants have three members")
    func ownTenants() async throws {
        let project = try Project()
        let create: JSONValue = ["name": "Acme", "id": "acme", "customAttributes": ["plan": "pro"], "authType": "saml"]
        #expect(try await project.manage("/v1/mgmt/tenant/create", create).status == 200)
        try project.backend.addUser("ada@example.com", tenants: ["acme": []])
        let refreshJwt = try await project.signIn().refreshJwt
        let tenants = try await project.post("/v1/auth/me/tenants", [:], token: refreshJwt).body["tenants"]
        #expect(tenants == [["id": "acme", "name": "Acme", "customAttributes": ["plan": "pro"]]])
    }

    @Test("an operation that is not emulated is refused by its name, an unknown path is not")
    func notEmulated() async throws {
        let project = try Project()
        let emulated = Set(Route.all.map(\.shape.id))
        let others = OperationShape.all.values.filter { !emulated.contains($0.id) }
        #expect(!others.isEmpty)
        var unnamed: [String] = []
        for shape in others {
            let path = shape.path.split(separator: "/").map { $0.hasPrefix("{") ? "x" : $0 }.joined(separator: "/")
            let answer = try await project.send(APIMethod(rawValue: shape.method), "/" + path)
            let message = answer.body["errorMessage"]?.stringValue ?? ""
            if answer.status != 404 || answer.errorCode != "E011001" || !message.contains("\(shape.id),") {
                unnamed.append(shape.id)
            }
        }
        #expect(unnamed == [])
        let unknown = try await project.post("/v1/mgmt/user/crate", [:])
        #expect((unknown.status, unknown.body["errorMessage"]) == (404, "no operation has this path"))
    }
}

extension Project {
    /// Loads one thing, for management.
    func load(_ path: String, _ name: String, _ value: String) async throws -> Answer {
        try await send(.get, path, bearer: StrictnessTests.management, query: [APIQueryItem(name, value)])
    }
}
