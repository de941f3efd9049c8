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
        #expect(try await project.signIn().status == 200)
    }

    @Test("who does not exist cannot be disabled")
    func unknown() throws {
        let project = try Project()
        let refusal = #expect(throws: EmulatorRefusal.self) { try project.backend.setEnabled(false, of: "ada") }
        #expect(refusal?.code == "E112102")
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
                query: [QueryItem("loginId", id)]
            )
            #expect(user.body["user"]?["verifiedEmail"] == .bool(email), "\(id)")
            #expect(user.body["user"]?["verifiedPhone"] == .bool(phone), "\(id)")
        }
    }
}
