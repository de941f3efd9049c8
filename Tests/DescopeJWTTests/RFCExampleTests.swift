import DescopeCore
import DescopeCrypto
import DescopeJWT
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The examples of RFC 7515 (JWS), RFC 7520 (JOSE's cookbook), RFC 7797 (unencoded payloads) and RFC 8037 (Ed25519),
/// those that we refuse by decision among them: see `Fixtures/README.md`.
@Suite struct RFCExampleTests {
    private struct Examples: Decodable {
        let keys: [KeyExample]
        let tokens: [TokenExample]
    }

    /// A key as it is printed, and either the algorithm that it is for or what its refusal speaks of.
    private struct KeyExample: Decodable {
        let source: String
        let jwk: JSONValue
        let algorithm: String?
        let says: String?
    }

    /// A token with its key, and either its payload or what its refusal is called and speaks of.
    private struct TokenExample: Decodable {
        let source: String
        let key: JSONValue?
        let token: JSONValue
        let payload: String?
        let code: String?
        let says: String?

        /// The token; where the example has it as a JSON object, that object's text.
        func text() throws -> String { try token.stringValue ?? String(decoding: bytes(token), as: UTF8.self) }

        func header() throws -> JSONValue {
            let encoded = try #require(text().split(separator: ".").first)
            return try JSONReader.parse(try #require(Base64URL.decode(String(encoded))))
        }

        /// Its key with what the RFC says beside it: an algorithm and an id, which ours need.
        func verificationKey() throws -> VerificationKey {
            let jwk = named(try #require(key), algorithm: try header()["alg"])
            return try VerificationKey(JWK(json: String(decoding: bytes(jwk), as: UTF8.self)))
        }
    }

    private static let sources = ["RFC 7515", "RFC 7520", "RFC 7797", "RFC 8037"]

    private let examples: Examples

    init() throws {
        examples = try JSONDecoder().decode(Examples.self, from: Data(Fixtures.read("rfc-examples.json")))
    }

    @Test("signed examples fit their key alone, the others are refused with a reason", arguments: sources)
    func tokens(of source: String) async throws {
        let signed = try examples.tokens.filter { $0.payload != nil }.map { ($0, try $0.verificationKey()) }
        var (good, refused) = (0, 0)
        for (example, key) in signed where example.source.hasPrefix(source) {
            let text = try example.text()
            for (_, other) in signed {
                let payload = try? JWS.payload(of: text, signedBy: other)
                let expected = other.jwk == key.jwk ? example.payload : nil
                #expect(payload.map { String(decoding: $0, as: UTF8.self) } == expected, "\(example.source)")
            }
            // A validator believes the signature, and refuses what is missing: a key id, or claims.
            let validator = TokenValidator(projectId: Setting.project, keys: StaticKeys([key]), clock: ManualClock())
            let error = await #expect(throws: DescopeError.self) { try await validator.validate(text) }
            #expect(error?.code == .malformedToken)
            let missing = try example.header()["kid"] == nil ? "a key id" : "its claims cannot be read"
            #expect(error?.message.contains(missing) == true, "\(example.source): \(error?.message ?? "")")
            good += 1
        }

        for example in examples.tokens where example.source.hasPrefix(source) {
            guard let code = example.code.map(DescopeError.Code.init), let says = example.says else { continue }
            let (text, asked) = (try example.text(), RecordingKeys(StaticKeys(signed.map(\.1))))
            let validator = TokenValidator(projectId: Setting.project, keys: asked, clock: ManualClock())
            await expectRefusal(code, of: text, by: validator, example.source)
            let error = await #expect(throws: DescopeError.self) { try await validator.validate(text) }
            #expect(error?.message.contains(says) == true, "\(example.source): \(error?.message ?? "")")
            #expect(asked.keyIds.isEmpty, "\(example.source)")
            for (_, key) in signed {
                #expect(throws: DescopeError.self) { try JWS.payload(of: text, signedBy: key) }
            }
            refused += 1
        }

        let keys = try judgedKeys(of: source)
        #expect(good + refused > 0)
        let cases = good + refused + keys
        print("\(source): \(cases) cases; tokens verified: \(good), refused: \(refused); keys judged: \(keys)")
    }

    /// Judges the keys that a standard prints, and counts them.
    private func judgedKeys(of source: String) throws -> Int {
        let keys = examples.keys.filter { $0.source.hasPrefix(source) }
        let neighbour = try Fixtures.jwk("SK2es256")
        for example in keys {
            let jwk = named(example.jwk)
            let set = try JWKSet(json: bytes(["keys": [jwk, neighbour]]))
            let key = set.keys[try #require(jwk["kid"]?.stringValue)]
            #expect(key?.algorithm.rawValue == example.algorithm, "\(example.source)")
            #expect(set.skipped.count == (example.says == nil ? 0 : 1), "\(example.source)")
            if let says = example.says {
                #expect(set.skipped.first?.contains(says) == true, "\(example.source): \(set.skipped)")
            }
            #expect(set.keys["SK2es256"] != nil)
        }
        return keys.count
    }

    @Test("there is no example that no test speaks of")
    func all() {
        #expect(examples.keys.count == 9)
        #expect(examples.tokens.count == 39)
        for source in examples.keys.map(\.source) + examples.tokens.map(\.source) {
            #expect(Self.sources.contains { source.hasPrefix($0) }, "\(source)")
        }
        #expect(examples.tokens.allSatisfy { ($0.payload == nil) == ($0.code != nil && $0.says != nil) })
        #expect(examples.keys.allSatisfy { ($0.algorithm == nil) == ($0.says != nil) })
    }
}

/// The id of a key that has none in its RFC.
private let givenId = "given by us"

/// A key with an id, and with an algorithm when there is one to give: in the RFCs not all have them.
private func named(_ jwk: JSONValue, algorithm: JSONValue? = nil) -> JSONValue {
    changing(jwk, ["kid": jwk["kid"] ?? .string(givenId), "alg": jwk["alg"] ?? algorithm])
}
