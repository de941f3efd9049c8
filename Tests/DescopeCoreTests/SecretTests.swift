import DescopeCore
import Synchronization
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct SecretTests {
    private struct Owner: Codable {
        var name: String
        var token: Secret
        var tokens: [String: Secret] = [:]
    }

    private let owner = Owner(name: "ada", token: "hush-hush", tokens: ["a": "hush-hush"])

    @Test("a secret prints in no way that Swift has")
    func prints() {
        let secret = Secret("hush-hush")
        var dumped = ""
        dump(secret, to: &dumped)
        dump(owner, to: &dumped)
        dump([secret], to: &dumped)
        let all = [
            "\(secret)", "\(Optional(secret) as Any)", String(describing: secret), String(reflecting: secret),
            secret.debugDescription,
            "\(owner)", String(reflecting: owner), "\([secret])", "\(["k": secret])", "\((secret, 1))", dumped,
            "\(Mirror(reflecting: secret).children.map(\.value))",
        ]
        for text in all { #expect(!text.contains("hush")) }
        #expect("\(secret)" == "<secret>")
        #expect(secret.reveal() == "hush-hush")
    }

    @Test("encoding its owner writes no secret")
    func encodes() throws {
        let json = String(decoding: try JSONEncoder().encode(owner), as: UTF8.self)
        #expect(!json.contains("hush"))
        #expect(json.contains("<secret>"))
    }

    @Test("an encoder that carries a collector writes secrets and notes them")
    func collects() throws {
        let collector = SecretCollector()
        let encoder = JSONEncoder()
        encoder.userInfo[try #require(CodingUserInfoKey.secretCollector)] = collector
        let json = try JSONScanner.parse([UInt8](try encoder.encode(owner)))
        #expect(json["token"] == "hush-hush")
        #expect(collector.secrets.withLock { $0.map { $0.reveal() } } == ["hush-hush", "hush-hush"])
    }

    @Test("what stands for it cannot be read back")
    func placeholder() throws {
        let stored = try JSONEncoder().encode(["refreshJwt": Secret("r")])
        let error = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([String: Secret].self, from: stored)
        }
        #expect("\(try #require(error))".contains("reveal()"))
    }

    @Test("it decodes from a text, and from nothing else")
    func decodes() throws {
        let owner = try JSONDecoder().decode(Owner.self, from: Data(#"{"name":"ada","token":"t1","tokens":{}}"#.utf8))
        #expect(owner.token.reveal() == "t1")
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Owner.self, from: Data(#"{"name":"ada","token":1,"tokens":{}}"#.utf8))
        }
    }

    @Test("texts of all kinds can be passed for one")
    func converts() {
        let values: [any SecretConvertible] = ["abc", Secret("abc"), "xabc".dropFirst()]
        #expect(values.map { $0.asSecret.reveal() } == ["abc", "abc", "abc"])
        #expect(Secret("").isEmpty)
        #expect(!Secret(" ").isEmpty)
    }
}
