import DescopeCore
import DescopeJWT
import DescopeTesting
import TestVectors
import Testing

/// What Project Wycheproof has to say of JWS and JWK, asked of the validator itself.
///
/// The vectors' payloads are no claims of ours: a token counts as authentic when it is refused for nothing but those.
@Suite(.enabled(if: Wycheproof.isPresent, "\(Wycheproof.missing)"))
struct WycheproofTests {
    @Test(
        "signatures and keys are judged as the vectors say, but where we have decided otherwise",
        arguments: [
            "json_web_signature", "json_web_key", "json_web_crypto",
        ]
    )
    func judged(file: String) throws {
        let vectors = try Wycheproof.file(file, of: Group.self)
        var (count, authentic, decided) = (0, 0, 0)
        for group in vectors.testGroups {
            let key = group.public ?? group.private
            for test in group.tests {
                let (token, id) = (try test.text(), "\(file) \(test.tcId) (\(group.comment): \(test.comment))")
                let answer = try isAuthentic(token, with: key)
                if let expected = Self.decision(file, key, test, token) {
                    #expect(answer == expected, "\(id): we have decided otherwise than \(test.result)")
                    #expect(answer != (test.result == "valid"), "\(id): no decision needed")
                    decided += 1
                } else {
                    #expect(answer == (test.result == "valid"), "\(id): \(test.result)")
                }
                count += 1
                authentic += answer ? 1 : 0
            }
        }
        #expect(count == vectors.numberOfTests)
        print("Wycheproof \(file): \(count) cases, \(authentic) authentic, \(decided) judged otherwise by decision")
    }

    /// Our answer where it is not the vectors'; nil where it is.
    private static func decision(_ file: String, _ key: JSONValue, _ test: Group.Case, _ token: String) -> Bool? {
        guard test.result == "valid" else {
            // ROCA: a weakness of keys that one maker's chips generated. The service generates its own, and the list of
            // keys comes from it over TLS; a key is judged by type, size and exponent alone.
            return test.comment == "rejectsKeyWithRocaVulnerability" ? true : nil
        }
        let all = key["keys"]?.arrayValue ?? [key]
        // Shared secrets are never accepted, and encrypted tokens are not supported.
        if all.allSatisfy({ $0["kty"] == "oct" }) || test.jwe != nil { return false }
        // RFC 7520 as the vectors have it: a PS384 token under a key for PS256, and a key for `ES521`, which no
        // algorithm is called. The key's own algorithm is the one that counts.
        if ["PS256", "ES521"].contains(all.first?["alg"]), test.comment.hasPrefix("Figure") { return false }
        return nil
    }

    private func isAuthentic(_ token: String, with key: JSONValue) throws -> Bool {
        guard !token.isEmpty else { return false }
        let list: JSONValue = key["keys"] == nil ? ["keys": [key]] : key
        let keys = (try? JWKSet(json: bytes(list)))?.keys.values
        let validator = TokenValidator(
            projectId: "P2",
            keys: StaticKeys(Array(keys ?? [:].values)),
            clock: ManualClock()
        )
        do {
            return try validator.validateIfKeyIsCached(token) != nil
        } catch {
            return error.code == .malformedToken && error.message.contains("its claims cannot be read")
                || error.code == .missingClaim
        }
    }
}

/// The tokens of one key, or list of keys.
private struct Group: Decodable {
    let comment: String
    let `public`: JSONValue?
    let `private`: JSONValue
    let tests: [Case]

    struct Case: Decodable {
        let tcId: Int
        let comment: String
        let result: String
        let jws: JSONValue?
        let jwe: JSONValue?

        /// The token; where the vector has it as a JSON object, that object's text.
        func text() throws -> String {
            let value = try #require(jws ?? jwe)
            return try value.stringValue ?? String(decoding: bytes(value), as: UTF8.self)
        }
    }
}
