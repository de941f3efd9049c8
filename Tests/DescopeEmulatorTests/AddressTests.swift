import DescopeCore
import DescopeEmulator
import DescopeHTTP
import DescopeTesting
import Testing

/// What counts as an e-mail address or a phone number.
@Suite struct AddressTests {
    static let noPhones = ["ada@example.com", "abc", "5555550123", "+", "+1x", "+15555\u{301}550123"]
    static let noEmails = ["ada", "@", "ada@", "@example.com", "ada lovelace@example.com", "+15555550123"]

    /// A call that says where a user is to be reached, and the member that says so.
    struct Place: Sendable, CustomTestStringConvertible {
        let path: String
        let member: String
        var isNested = false
        var more: [String: JSONValue] = [:]

        var testDescription: String { "\(path) \(member)" }

        func body(_ address: String) -> JSONValue {
            var body = more
            body["loginId"] = "ada"
            if isNested { body["user"] = [member: .string(address)] } else { body[member] = .string(address) }
            return .object(body)
        }

        static func all(_ method: String, _ member: String) -> [Place] {
            ["otp", "magiclink", "enchantedlink"].flatMap { feature in
                [
                    Place(path: "\(feature)/signup/\(method)", member: member),
                    Place(path: "\(feature)/signup/\(method)", member: member, isNested: true),
                ]
            }
        }

        /// Where no message goes to what is said.
        static func quiet(_ member: String) -> [Place] {
            [
                Place(path: "password/signup", member: member, isNested: true, more: ["password": "Old+secret1"]),
                Place(path: "totp/signup", member: member, isNested: true),
                Place(
                    path: "webauthn/signup/start",
                    member: member,
                    isNested: true,
                    more: ["origin": "https://app.example.com"]
                ),
            ]
        }
    }

    static let phonePlaces =
        Place.all("sms", "phone") + [
            Place(path: "otp/signup/voice", member: "voice"), Place(path: "otp/signup/whatsapp", member: "whatsapp"),
            Place(path: "otp/signup/whatsapp", member: "whatsApp"),
            Place(path: "notp/whatsapp/signup", member: "phone"),
            Place(path: "notp/whatsapp/signup", member: "phone", isNested: true),
        ]

    @Test("no message goes to a phone that is none", arguments: phonePlaces)
    func refusedPhone(_ place: Place) async throws {
        for phone in Self.noPhones { try await expectRefused(place, phone) }
    }

    @Test(
        "one that no message goes to is kept as it was written",
        arguments: Place.quiet("phone") + [
            Place(path: "otp/signup/email", member: "phone", isNested: true, more: ["email": "ada@example.com"]),
            Place(path: "magiclink/signup/email", member: "phone", more: ["email": "ada@example.com"]),
        ]
    )
    func quietPhone(_ place: Place) async throws {
        let project = try Project()
        #expect(try await project.post("/v1/auth/\(place.path)", place.body("212-555-1234")).status == 200)
        guard !place.path.hasPrefix("webauthn") else { return }
        let user = try await project.send(
            .get,
            "/v1/mgmt/user",
            bearer: StrictnessTests.management,
            query: [APIQueryItem("loginId", "ada")]
        )
        #expect(user.body["user"]?["phone"] == "212-555-1234")
        // And none goes to it later.
        #expect(try await project.post("/v1/auth/otp/signin/sms", ["loginId": "ada"]).errorCode == "E011004")
    }

    @Test(
        "nor does anybody have an e-mail address that is none",
        arguments: Place.all("email", "email") + Place.quiet("email")
    )
    func refusedEmail(_ place: Place) async throws {
        for email in Self.noEmails { try await expectRefused(place, email) }
    }

    private func expectRefused(_ place: Place, _ address: String) async throws {
        let project = try Project()
        let answer = try await project.post("/v1/auth/\(place.path)", place.body(address))
        #expect((answer.status, answer.errorCode) == (400, "E011004"), "\(address)")
        #expect(project.backend.outbox.messages.isEmpty)
        #expect(project.backend.loginIds.isEmpty)
    }

    @Test("a sign-up by message without a login id says no less about its phone", arguments: ["phone", "user"])
    func noLoginId(_ member: String) async throws {
        let body: JSONValue = member == "phone" ? ["phone": "abc"] : ["user": ["phone": "abc"]]
        #expect(try await Project().post("/v1/auth/notp/whatsapp/signup", body).errorCode == "E011004")
    }

    @Test("a message comes from a phone", arguments: AddressTests.noPhones)
    func sender(_ phone: String) async throws {
        let project = try Project()
        let begun = try await project.post("/v1/auth/notp/whatsapp/signup-in", [:])
        let link = try #require(begun.body["redirectUrl"]?.stringValue)
        #expect(throws: EmulatorRefusal.self) { try project.backend.sendMessage(link, from: phone) }
        #expect(project.backend.loginIds.isEmpty)
    }

    @Test(
        "no user is moved to what is no address",
        arguments: [
            ("otp/update/email", "email"), ("magiclink/update/email", "email"), ("enchantedlink/update/email", "email"),
            ("otp/update/phone/sms", "phone"), ("magiclink/update/phone/whatsapp", "phone"),
            ("enchantedlink/update/phone/sms", "phone"), ("notp/whatsapp/update", "phone"),
        ]
    )
    func updates(_ path: String, _ member: String) async throws {
        let project = try Project()
        let refreshJwt = try await project.signIn().refreshJwt
        let count = project.backend.outbox.messages.count
        for address in member == "phone" ? Self.noPhones : Self.noEmails {
            let body: JSONValue = ["loginId": "ada@example.com", member: .string(address)]
            let answer = try await project.post("/v1/auth/\(path)", body, token: refreshJwt)
            #expect((answer.status, answer.errorCode) == (400, "E011004"), "\(address)")
        }
        #expect(project.backend.outbox.messages.count == count)
    }

    @Test("management and a test's own set-up are held to the same")
    func setUp() async throws {
        let project = try Project()
        for phone in Self.noPhones {
            let body: JSONValue = ["loginId": "ada", "phone": .string(phone)]
            #expect(try await project.manage("/v1/mgmt/user/create", body).errorCode == "E011004")
            #expect(throws: EmulatorRefusal.self) { try project.backend.addUser("ada", phone: phone) }
        }
        for email in Self.noEmails {
            let body: JSONValue = ["loginId": "ada", "email": .string(email)]
            #expect(try await project.manage("/v1/mgmt/user/create", body).errorCode == "E011004")
            #expect(throws: EmulatorRefusal.self) { try project.backend.addUser("ada", email: email) }
        }
        #expect(project.backend.loginIds.isEmpty)
    }

    @Test("a phone is reached however it was written when its user signed up with a password")
    func asWritten() async throws {
        let project = try Project()
        let signUp: JSONValue = ["loginId": "ada", "password": "Old+secret1", "user": ["phone": "+1-555-555-0123"]]
        #expect(try await project.post("/v1/auth/password/signup", signUp).body["user"]?["phone"] == "+1-555-555-0123")
        let begun = try await project.post("/v1/auth/notp/whatsapp/signin", ["loginId": "ada"])
        let link = try #require(begun.body["redirectUrl"]?.stringValue)
        try project.backend.sendMessage(link, from: "+15555550123")
        let ref: JSONValue = ["pendingRef": begun.body["pendingRef"] ?? .null]
        #expect(try await project.post("/v1/auth/notp/pending-session", ref).body["user"]?["verifiedPhone"] == true)
    }
}
