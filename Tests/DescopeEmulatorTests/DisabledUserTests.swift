import DescopeCore
import DescopeEmulator
import DescopeHTTP
import Testing

@Suite struct DisabledUserTests {
    @Test("a user who is disabled neither signs in nor refreshes, until they are enabled again")
    func disabled() async throws {
        let project = try Project()
        let refreshJwt = try await project.signIn().refreshJwt
        try project.backend.setEnabled(false, of: "ada@example.com")
        #expect(try await project.signIn().status == 403)
        #expect(try await project.post("/v1/auth/refresh", token: refreshJwt).status == 403)
        try project.backend.setEnabled(true, of: "ada@example.com")
        #expect(try await project.post("/v1/auth/refresh", token: refreshJwt).status == 200)
        #expect(try await project.signIn().body["user"]?["status"] == "enabled")

        let invited = try await project.manage("/v1/mgmt/user/create", ["loginId": "eve@example.com"])
        #expect(invited.body["user"]?["status"] == "invited")
        for (isEnabled, status) in [(false, "disabled"), (true, "invited")] as [(Bool, JSONValue)] {
            try project.backend.setEnabled(isEnabled, of: "eve@example.com")
            let user = try await project.send(
                .get,
                "/v1/mgmt/user",
                bearer: StrictnessTests.management,
                query: [APIQueryItem("loginId", "eve@example.com")]
            )
            #expect(user.body["user"]?["status"] == status)
        }
    }

    @Test(
        "the refresh token of a disabled user is good for nothing but a log-out",
        arguments: [
            ("/v1/auth/me", nil), ("/v1/auth/me/history", nil), ("/v1/auth/me/tenants", [:]),
            ("/v1/auth/tenant/select", ["tenant": "acme"]),
            ("/v1/auth/password/update", ["loginId": "ada@example.com", "newPassword": "New+secret1"]),
            ("/v1/auth/totp/update", ["loginId": "ada@example.com"]),
            ("/v1/auth/recovery-codes", ["loginId": "ada@example.com"]),
            ("/v1/auth/otp/update/email", ["loginId": "ada@example.com", "email": "new@example.com"]),
            ("/v1/auth/otp/signin/email", ["loginId": "ada@example.com", "loginOptions": ["stepup": true]]),
            ("/v1/auth/webauthn/update/start", ["loginId": "ada@example.com", "origin": "https://app.example.com"]),
            ("/v1/outbound/oauth/connect", ["appId": "calendar"]),
        ] as [(String, JSONValue?)]
    )
    func shutOut(_ path: String, _ body: JSONValue?) async throws {
        let project = try Project()
        try project.backend.addTenant(id: "acme", name: "Acme")
        project.backend.addOutboundApp("calendar")
        try project.backend.addUser("ada@example.com", tenants: ["acme": []])
        let refreshJwt = try await project.signIn().refreshJwt
        let messages = project.backend.outbox.messages.count
        func send() async throws -> Answer {
            if let body {
                try await project.post(path, body, token: refreshJwt)
            } else {
                try await project.get(path, token: refreshJwt)
            }
        }
        try project.backend.setEnabled(false, of: "ada@example.com")
        #expect(try await send().status == 403)
        #expect(project.backend.outbox.messages.count == messages)
        try project.backend.setEnabled(true, of: "ada@example.com")
        #expect(try await send().status == 200)
    }

    @Test("and for a log-out it is")
    func logOut() async throws {
        let project = try Project()
        let refreshJwt = try await project.signIn().refreshJwt
        try project.backend.setEnabled(false, of: "ada@example.com")
        #expect(try await project.post("/v1/auth/logout", token: refreshJwt).status == 200)
        try project.backend.setEnabled(true, of: "ada@example.com")
        #expect(try await project.post("/v1/auth/refresh", token: refreshJwt).errorCode == "E064001")
    }

    @Test("who does not exist cannot be disabled")
    func unknown() throws {
        let project = try Project()
        let refusal = #expect(throws: EmulatorRefusal.self) { try project.backend.setEnabled(false, of: "ada") }
        #expect(refusal?.code == "E112102")
    }

    @Test("whom management makes has proven the address that is the login id, unless it says otherwise")
    func managed() async throws {
        let project = try Project()
        for (id, email, phone) in [("ada@example.com", true, false), ("+12025550144", false, true)] {
            let user = try await project.manage("/v1/mgmt/user/create", ["loginId": .string(id)]).body["user"]
            #expect(user?["verifiedEmail"] == .bool(email) && user?["verifiedPhone"] == .bool(phone), "\(id)")
        }
        let unproven: JSONValue = ["loginId": "+12025550145", "verifiedPhone": false]
        #expect(try await project.manage("/v1/mgmt/user/create", unproven).body["user"]?["verifiedPhone"] == false)
    }

    @Test("whom the backend adds has proven the address that is the login id, and no other")
    func provenAddress() async throws {
        let project = try Project()
        try project.backend.addUser("ada@example.com", phone: "+12025550143")
        try project.backend.addUser("grace", email: "grace@example.com")
        try project.backend.addUser("+12025550144")
        for (id, email, phone) in [
            ("ada@example.com", true, false), ("grace", false, false), ("+12025550144", false, true),
        ] {
            let user = try await project.send(
                .get,
                "/v1/mgmt/user",
                bearer: StrictnessTests.management,
                query: [APIQueryItem("loginId", id)]
            )
            #expect(user.body["user"]?["verifiedEmail"] == .bool(email), "\(id)")
            #expect(user.body["user"]?["verifiedPhone"] == .bool(phone), "\(id)")
        }
    }
}
