import DescopeCore
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
            Self.interpolated(secret), "\(secret as Any)", "\(Optional(secret) as Any)", String(describing: secret),
            String(reflecting: secret),
            secret.debugDescription,
            "\(owner)", String(reflecting: owner), "\([secret])", "\(["k": secret])", "\((secret, 1))", dumped,
            "\(Mirror(reflecting: secret).children.map(\.value))",
        ]
        for text in all { #expect(!text.contains("hush")) }
        #expect(Self.interpolated(secret) == "<secret>")
        #expect(secret.reveal() == "hush-hush")
    }

    // The compiler warns of an interpolated secret, but not in what is deprecated itself.
    private static func interpolated(_ secret: Secret) -> String {
        (Interpolation.self as any SecretText.Type).text(secret)
    }

    /// Ways in which a secret stands in what an app encodes, and the path to it that the error names.
    private static let owners: [(any Encodable & Sendable, path: String)] = [
        (Secret("hush-hush"), ""),
        (Owner(name: "ada", token: "hush-hush"), "token"),
        (["ada": Owner(name: "ada", token: "hush-hush")], "ada.token"),
        (["list": [Secret("hush-hush")]], "list.0"),
        (["a": Secret("hush-hush")] as [String: Secret?], "a"),
        (["user": ["refreshJwt": Secret("")]], "user.refreshJwt"),
    ]

    @Test("encoding a secret throws, and says where it is and what to do", arguments: owners.indices)
    func encodes(_ index: Int) throws {
        let (owner, path) = Self.owners[index]
        for encoder in [JSONEncoder(), Self.encoderOfAnApp()] {
            let error = #expect(throws: EncodingError.self) { try encoder.encode(owner) }
            guard case .invalidValue(let value, let context) = error else {
                Issue.record("expected invalidValue, found \(String(describing: error))")
                continue
            }
            #expect(value is Secret)
            #expect(
                context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".") == path
            )
            #expect(context.debugDescription.contains("reveal()"))
            #expect(!"\(context) \(value)".contains("hush"))
        }
    }

    /// One with settings and user info of its own.
    private static func encoderOfAnApp() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .prettyPrinted
        encoder.keyEncodingStrategy = .useDefaultKeys
        if let key = CodingUserInfoKey(rawValue: "app") { encoder.userInfo[key] = "an app's own" }
        return encoder
    }

    @Test("what an app reveals is encoded as it is")
    func encodesRevealed() throws {
        let json = try JSONEncoder().encode(["sessionJwt": Secret("hush-hush").reveal()])
        #expect(String(decoding: json, as: UTF8.self) == #"{"sessionJwt":"hush-hush"}"#)
    }

    @Test("what stands for it cannot be read back")
    func placeholder() throws {
        let stored = try JSONEncoder().encode(["refreshJwt": Self.interpolated("r")])
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

/// Interpolates as an app would that has not read the warning.
private enum Interpolation: SecretText {
    @available(*, deprecated)
    static func text(_ secret: Secret) -> String { "\(secret)" }
}

private protocol SecretText {
    static func text(_ secret: Secret) -> String
}
