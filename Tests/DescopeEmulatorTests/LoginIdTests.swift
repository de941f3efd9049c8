import DescopeCore
import Testing

@testable import DescopeEmulator

@Suite struct LoginIdTests {
    struct Pair: Sendable {
        let first: String
        let second: String
        /// Whether they are one login id: by default, without regard to case, without regard to composition, and
        /// without regard to either.
        let isSame: [Bool]
    }

    static let pairs = [
        Pair(first: "ada@example.com", second: "ada@example.com", isSame: [true, true, true, true]),
        Pair(first: "ada@example.com", second: "Ada@Example.com", isSame: [false, true, false, true]),
        Pair(first: "\u{e9}ve@example.com", second: "e\u{301}ve@example.com", isSame: [false, false, true, true]),
        Pair(first: "\u{e9}ve@example.com", second: "E\u{301}ve@example.com", isSame: [false, false, false, true]),
        Pair(first: "ada@example.com", second: "adam@example.com", isSame: [false, false, false, false]),
    ]

    @Test("the outbox compares login ids as the project does")
    func outbox() async throws {
        let project = try Project { $0.loginIds.ignoresLetterCase = true }
        try project.backend.addUser("Ada@Example.com")
        let sent = try await project.post("/v1/auth/otp/signin/email", ["loginId": "ADA@example.com"])
        #expect(sent.status == 200)
        #expect(project.backend.outbox.lastCode(for: "ada@EXAMPLE.com") != nil)
        #expect(project.backend.outbox.lastMessage(for: "Ada@Example.com")?.loginId == "ADA@example.com")
    }

    @Test("equal keys have equal hashes, whatever they are compared by")
    func hashes() {
        let keys = ["a", "\u{e9}", "e\u{301}"].flatMap { text in
            [TextKey(text), TextKey(text, isCanonical: true)]
        }
        for (a, b) in keys.flatMap({ a in keys.map { (a, $0) } }) where a == b { #expect(a.hashValue == b.hashValue) }
        #expect(Set(keys).count == 5)
    }

    @Test("login ids are compared as the project says, by default by their bytes", arguments: pairs, 0..<4)
    func compared(_ pair: Pair, _ setting: Int) async throws {
        let project = try Project {
            $0.loginIds.ignoresLetterCase = setting & 1 != 0
            $0.loginIds.comparesCanonically = setting & 2 != 0
        }
        let isSame = pair.isSame[setting]
        let (first, second) = (JSONValue.string(pair.first), JSONValue.string(pair.second))
        func create(_ body: JSONValue) async throws -> Answer { try await project.manage("/v1/mgmt/user/create", body) }
        let user = try await create(["loginId": first]).body["user"]
        let signIn = try await project.post("/v1/auth/otp/signin/email", ["loginId": second])
        #expect(signIn.errorCode == (isSame ? nil : "E062108"))
        #expect(try await project.load("/v1/mgmt/user", "loginId", pair.second).body["user"] == (isSame ? user : nil))
        #expect(try await create(["loginId": second]).errorCode == (isSame ? "E062107" : nil))

        // One user has them once; the first spelling stays.
        _ = try await project.manage("/v1/mgmt/user/delete", ["loginId": second])
        _ = try await project.manage("/v1/mgmt/user/delete", ["loginId": first])
        let both = try await create(["loginId": first, "additionalLoginIds": [second]]).body["user"]?["loginIds"]
        #expect(both?.stringsValue.count == (isSame ? 1 : 2))
        #expect(both?[0]?.stringValue?.utf8.elementsEqual(pair.first.utf8) == true)
    }
}
