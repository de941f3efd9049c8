import DescopeCore
import DescopeEmulator
import DescopeTesting
import Testing

/// A new address that is to be a login id, and is another user's.
@Suite struct MergeTests {
    let ada = "ada@example.com"
    let grace = "grace@example.com"
    let phone = "+15555550123"

    @Test("a new address that is another's login id makes one user of two; which one stays can be said")
    func merge() async throws {
        for keepsOther in [false, true] {
            let project = try Project()
            try project.backend.addTenant(id: "acme", name: "Acme")
            let (adas, graces) = (try await project.signIn(ada), try await project.signIn(grace))
            try project.backend.setTenants(["acme": []], of: grace)
            let update: JSONValue = [
                "loginId": .string(ada), "email": .string(grace), "addToLoginIDs": true,
                "onMergeUseExisting": .bool(keepsOther),
            ]
            #expect(try await project.post("/v1/auth/otp/update/email", update, token: adas.refreshJwt).status == 200)
            // Nothing happens before the address is proven.
            #expect(project.backend.loginIds == [ada, grace])
            let merged = try await project.verify(ada)

            let (kept, gone) = keepsOther ? (graces, adas) : (adas, graces)
            let user = try #require(merged.body["user"])
            #expect(user["userId"] == kept.body["user"]?["userId"])
            #expect(
                user["loginIds"] == (keepsOther ? [.string(grace), .string(ada)] : [.string(ada), .string(grace)])
            )
            #expect((user["email"], user["verifiedEmail"]) == (.string(grace), true))
            #expect(user["userTenants"]?[0]?["tenantId"] == "acme")
            #expect(try await project.get("/v1/auth/me", token: merged.refreshJwt).status == 200)
            #expect(try await project.get("/v1/auth/me", token: kept.refreshJwt).status == 200)
            #expect(try await project.get("/v1/auth/me", token: gone.refreshJwt).status == 401)
            for loginId in [ada, grace] {
                let again = try await project.signIn(loginId)
                #expect(again.body["user"]?["userId"] == kept.body["user"]?["userId"])
            }
        }
    }

    @Test("the same with a phone that only the message tells", arguments: [false, true])
    func mergeByMessage(_ keepsOther: Bool) async throws {
        let project = try Project()
        let other: JSONValue = ["loginId": .string(phone), "phone": .string(phone), "verifiedPhone": true]
        let id = try #require(try await project.manage("/v1/mgmt/user/create", other).body["user"]?["userId"])
        let adas = try await project.signIn(ada)
        let update: JSONValue = [
            "loginId": .string(ada), "addToLoginIDs": true, "onMergeUseExisting": .bool(keepsOther),
        ]
        let begun = try await project.post("/v1/auth/notp/whatsapp/update", update, token: adas.refreshJwt)
        try project.backend.sendMessage(try #require(begun.body["redirectUrl"]?.stringValue), from: phone)
        let ref: JSONValue = ["pendingRef": begun.body["pendingRef"] ?? .null]
        let user = try await project.post("/v1/auth/notp/pending-session", ref).body["user"]
        #expect(user?["userId"] == (keepsOther ? id : adas.body["user"]?["userId"]))
        #expect((user?["phone"], user?["verifiedPhone"]) == (.string(phone), true))
        #expect(project.backend.loginIds.sorted() == [phone, ada])
    }

    @Test("without the wish for a login id two users may have one address, and stay two")
    func sharedAddress() async throws {
        let project = try Project()
        try project.backend.addUser(grace)
        let refreshJwt = try await project.signIn(ada).refreshJwt
        let update: JSONValue = ["loginId": .string(ada), "email": .string(grace), "onMergeUseExisting": true]
        _ = try await project.post("/v1/auth/otp/update/email", update, token: refreshJwt)
        #expect(try await project.verify(ada).body["user"]?["loginIds"] == [.string(ada)])
        #expect(project.backend.loginIds == [grace, ada])
    }

    @Test(
        "whoever goes by an address that they have not proven shares no user with its owner",
        arguments: [false, true]
    )
    func squatter(_ keepsOther: Bool) async throws {
        let project = try Project()
        let squat: JSONValue = ["loginId": .string(grace), "password": "Old+secret1"]
        let eve = try await project.post("/v1/auth/password/signup", squat)
        let refreshJwt = try await project.signIn(ada).refreshJwt
        let update: JSONValue = [
            "loginId": .string(ada), "email": .string(grace), "addToLoginIDs": true,
            "onMergeUseExisting": .bool(keepsOther),
        ]
        _ = try await project.post("/v1/auth/otp/update/email", update, token: refreshJwt)
        #expect(try await project.verify(ada).errorCode == "E062107")
        #expect(project.backend.loginIds == [grace, ada])
        #expect(try await project.get("/v1/auth/me", token: refreshJwt).body["email"] == .string(ada))
        #expect(try await project.get("/v1/auth/me", token: eve.refreshJwt).status == 200)
    }

    @Test(
        "of an invited user who never came, and whose address nobody vouches for, the login id is taken over",
        arguments: [false, true]
    )
    func invited(_ keepsOther: Bool) async throws {
        let project = try Project()
        let unproven: JSONValue = ["loginId": .string(grace), "phone": .string(phone), "verifiedEmail": false]
        let id = try #require(try await project.manage("/v1/mgmt/user/create", unproven).body["user"]?["userId"])
        let adas = try await project.signIn(ada)
        let update: JSONValue = [
            "loginId": .string(ada), "email": .string(grace), "addToLoginIDs": true,
            "onMergeUseExisting": .bool(keepsOther),
        ]
        _ = try await project.post("/v1/auth/otp/update/email", update, token: adas.refreshJwt)
        let answer = try await project.verify(ada)
        // Nobody has proven the invited user's phone: who stays must not be reached by it.
        #expect(answer.errorCode == (keepsOther ? "E062107" : nil))
        guard !keepsOther else { return }
        #expect(answer.body["user"]?["userId"] == adas.body["user"]?["userId"])
        #expect(answer.body["user"]?["userId"] != id)
        #expect(answer.body["user"]?["phone"] == "")
        #expect(answer.body["user"]?["loginIds"] == [.string(ada), .string(grace)])
    }

    @Test("with a disabled user nobody becomes one", arguments: [false, true])
    func mergeDisabled(_ keepsOther: Bool) async throws {
        let project = try Project()
        let create: JSONValue = ["loginId": .string(grace), "status": "disabled"]
        #expect(try await project.manage("/v1/mgmt/user/create", create).status == 200)
        let refreshJwt = try await project.signIn(ada).refreshJwt
        let update: JSONValue = [
            "loginId": .string(ada), "email": .string(grace), "addToLoginIDs": true,
            "onMergeUseExisting": .bool(keepsOther),
        ]
        _ = try await project.post("/v1/auth/otp/update/email", update, token: refreshJwt)
        #expect(try await project.verify(ada).status == 403)
        #expect(project.backend.loginIds == [grace, ada])
        #expect(try await project.get("/v1/auth/me", token: refreshJwt).body["email"] == .string(ada))
    }

    @Test("who has become one with another leaves nothing behind that signs in")
    func goneByMerge() async throws {
        let project = try Project()
        _ = try await project.signIn(grace)
        let adas = try await project.signIn(ada)
        try project.backend.setPassword("Old+secret1", of: grace)
        _ = try await project.post("/v1/auth/magiclink/signin/email", ["loginId": .string(grace)])
        let link = try #require(project.backend.outbox.lastToken(for: grace)?.reveal())
        let update: JSONValue = ["loginId": .string(ada), "email": .string(grace), "addToLoginIDs": true]
        _ = try await project.post("/v1/auth/otp/update/email", update, token: adas.refreshJwt)
        #expect(try await project.verify(ada).status == 200)

        #expect(try await project.post("/v1/auth/magiclink/verify", ["token": .string(link)]).status == 401)
        let password: JSONValue = ["loginId": .string(grace), "password": "Old+secret1"]
        #expect(try await project.post("/v1/auth/password/signin", password).status == 401)
    }
}
