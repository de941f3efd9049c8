import DescopeCore
import DescopeCrypto
import DescopeJWT
import DescopeTesting
import Synchronization
import Testing

/// A validator that has seen good tokens judges the next ones as one that has seen none.
@Suite struct FamiliarTokenTests {
    private let setting: Setting
    private let warm: TokenValidator

    init() async throws {
        setting = try Setting()
        warm = setting.validator()
        for token in [try setting.token(), try setting.token(payload: setting.payload(#""x":1"#))] {
            for _ in 0..<2 { _ = try await warm.validate(token) }
        }
    }

    /// Expects the same refusal, word for word, of a validator that knows tokens like this one.
    private func expectSameRefusal(
        _ code: DescopeError.Code,
        of token: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        let cold = setting.validator()
        var messages: Set<String> = []
        for validator in [cold, warm, warm] {
            await expectRefusal(code, of: token, by: validator, audience: ["shop"], sourceLocation: sourceLocation)
            do { _ = try await validator.validate(token, audience: ["shop"]) } catch {
                messages.insert((error as? DescopeError)?.message ?? "\(error)")
            }
        }
        #expect(messages.count == 1, sourceLocation: sourceLocation)
    }

    @Test("changed parts behind a known header")
    func parts() async throws {
        let pieces = try setting.token(["aud": "shop"]).split(separator: ".").map(String.init)
        let (header, payload, signature) = (pieces[0], pieces[1], pieces[2])
        for rest in [
            "", ".", ".\(payload)", ".\(payload).\(signature).", ".\(payload).\(signature).AAAA",
            ".\(payload).\(signature).AAAA.AAAA", ".\(payload)=.\(signature)", ".\(payload).\(signature)=",
            ".\(payload) .\(signature)", ". \(payload).\(signature)", ".\(payload).\(signature)\n", ".\(payload).\u{0}",
            ".\(payload),\(signature)", ".\(payload)~\(signature)", ".\(payload)=\(signature)",
            ".\(payload) \(signature)",
            ".\(payload)\n\(signature)", ".\(payload)\u{0}\(signature)", ".\(payload):\(signature)",
            ".A.\(signature)", ".\(payload).A", ".\(payload).\(signature)é", "\(payload).\(signature)",
        ] { await expectSameRefusal(.malformedToken, of: header + rest) }
        for rest in ["..", ".\(payload).", "..\(signature)", ".\(payload).AAAA", ".\(header).\(signature)"] {
            await expectSameRefusal(.invalidSignature, of: header + rest)
        }
        await expectSameRefusal(.malformedToken, of: String(header.dropLast(2)) + ".\(payload).\(signature)")
        await expectSameRefusal(.malformedToken, of: header + header + ".\(payload).\(signature)")
        let tooLong = "\(header).\(String(repeating: "A", count: 64 << 10)).\(signature)"
        await expectSameRefusal(.tokenTooLarge, of: tooLong)
    }

    @Test(
        "other claims behind a known header",
        arguments: [
            (["iss": "P2other"], .wrongIssuer), (["iss": "https://x.example/P2other"], .wrongIssuer),
            (["iss": nil], .missingClaim), (["drn": "DSR"], .wrongTokenKind), (["exp": 1], .tokenExpired),
            (["exp": nil], .missingClaim),
            (["nbf": 9_999_999_999], .tokenNotYetValid), (["iat": 9_999_999_999], .tokenNotYetValid),
            (["aud": "blog"], .wrongAudience), (["aud": nil], .wrongAudience), (["sub": ""], .missingClaim),
            (["exp": "soon"], .malformedToken),
        ] as [([String: JSONValue?], DescopeError.Code)]
    )
    func claims(changes: [String: JSONValue?], code: DescopeError.Code) async throws {
        await expectSameRefusal(code, of: try setting.token(["aud": "shop"].merging(changes) { $1 }))
    }

    @Test("payloads that are no claims behind a known header", arguments: ["", "[]", "{}x", #"{"a":1,"a":1}"#, "{"])
    func payloads(_ payload: String) async throws {
        await expectSameRefusal(.malformedToken, of: try setting.token(payload: payload))
    }

    @Test("another known form of issuer is still taken, and a strange one is not, in any order")
    func issuers() async throws {
        let forms = ["P2test", "https://a.example/P2test", "https://b.example/v1/apps/P2test/T2acme"]
        for issuer in forms + forms.reversed() {
            #expect(try await warm.validate(setting.token(["iss": .string(issuer)])).issuer == issuer)
            for strange in ["P2other", issuer.replacing("P2test", with: "P2tesu"), issuer + "/"] {
                await expectRefusal(.wrongIssuer, of: try setting.token(["iss": .string(strange)]), by: warm, strange)
            }
        }
    }

    @Test("the known issuer, spelt otherwise or as the beginning of another")
    func spellings() async throws {
        func token(_ issuer: String) throws -> String {
            let rest = #""sub":"U2secretUser","drn":"DS","exp":\#(Setting.now + 600)"#
            return try setting.token(payload: #"{"iss":\#(issuer),\#(rest)}"#)
        }
        for good in [#""P2test""#, #" "P2test" "#, #""P2\u0074est""#, #""\u0050\u0032test""#] {
            #expect(try await warm.validate(token(good)).issuer == Setting.project)
        }
        for wrong in [
            #""P2testx""#, #""P2test ""#, #""P2tes""#, #""P2test\"""#, #""P2test\u0000""#, #""""#, #""P2TEST""#,
        ] {
            await expectRefusal(.wrongIssuer, of: try token(wrong), by: warm, wrong)
        }
        for broken in [#""P2test"#, #""P2test"x"#, "P2test", "5", "null", #"["P2test"]"#, #""P2test","iss":"P2test""#] {
            await expectRefusal(.malformedToken, of: try token(broken), by: warm, broken)
        }
    }

    @Test("a token that was refused makes nothing known")
    func refusedFirst() async throws {
        let validator = setting.validator()
        let header: [String: JSONValue] = ["x": "new"]
        let strange = try setting.token(["iss": "P2other"], header: header)
        for _ in 0..<3 { await expectRefusal(.wrongIssuer, of: strange, by: validator) }
        // The same header and issuer, signed by somebody else.
        let mallory = try Setting()
        for _ in 0..<3 {
            for changes in [["iss": "P2other"], [:]] as [[String: JSONValue?]] {
                await expectRefusal(.invalidSignature, of: try mallory.token(changes, header: header), by: validator)
            }
        }
        _ = try await validator.validate(setting.token(header: header))
        await expectRefusal(.wrongIssuer, of: strange, by: validator)
        await expectRefusal(.invalidSignature, of: try mallory.token(header: header), by: validator)
    }

    @Test("many headers, one after the other and at once")
    func many() async throws {
        for round in 0..<3 {
            for index in 0..<20 {
                let header: [String: JSONValue] = ["x": .string("T\(index)")]
                _ = try await warm.validate(setting.token(["round": .int(Int64(round))], header: header))
                await expectRefusal(.wrongIssuer, of: try setting.token(["iss": "P2other"], header: header), by: warm)
            }
        }
        let tokens = try (0..<20).map { try setting.token(header: ["x": .string("T\($0)")]) }
        let accepted = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<400 { group.addTask { (try? await warm.validate(tokens[index % 20])) != nil } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(accepted == 400)
    }

    /// A key that is at hand until it is taken away; from then on whoever waits for it is counted.
    private final class DistantKey: KeyProvider {
        private let key: VerificationKey?
        private let state = Mutex((isNear: true, fetches: 0))

        init(_ keys: FakeKeys) { key = keys.cachedKey(for: keys.keyId) }

        var fetches: Int { state.withLock(\.fetches) }
        func takeAway() { state.withLock { $0.isNear = false } }

        func cachedKey(for keyId: String) -> VerificationKey? { state.withLock(\.isNear) ? key : nil }

        func key(for keyId: String) async throws -> VerificationKey {
            state.withLock { $0.fetches += 1 }
            return try #require(key)
        }
    }

    @Test("what only begins like a known token makes no keys be fetched")
    func malformedRest() async throws {
        let keys = DistantKey(setting.keys)
        let validator = TokenValidator(projectId: Setting.project, keys: keys, clock: setting.clock)
        let token = try setting.token()
        _ = try await validator.validate(token)
        keys.takeAway()

        let pieces = token.split(separator: ".").map(String.init)
        let (header, payload, signature) = (pieces[0], pieces[1], pieces[2])
        for rest in [
            "", ".", ".\(payload)", ".\(payload).\(signature).AAAA", ".\(payload).\(signature).AAAA.AAAA",
            ".\(payload)=.\(signature)", ".\(payload).\(signature)=", ".!.\(signature)", ".\(payload).!",
            ".\(payload).é", ".A.\(signature)", ".\(payload).A",
        ] {
            let error = await #expect(throws: DescopeError.self) { try await validator.validate(header + rest) }
            #expect(error?.code == .malformedToken, "\(rest)")
        }
        #expect(keys.fetches == 0)
        _ = try await validator.validate(token)
        #expect(keys.fetches == 1)
    }

    @Test("what is known of a header holds for the key that is there now")
    func rotation() async throws {
        let keys = ChangingKeys(setting.keys)
        let validator = TokenValidator(projectId: Setting.project, keys: keys, clock: setting.clock)
        let token = try setting.token()
        _ = try await validator.validate(token)

        keys.change(to: try FakeKeys(algorithm: .edDSA))
        await expectRefusal(.invalidSignature, of: token, by: validator)
        keys.change(to: try FakeKeys(algorithm: .es256))
        await expectRefusal(.unsupportedAlgorithm, of: token, by: validator)
        keys.change(to: StaticKeys([]))
        let error = await #expect(throws: DescopeError.self) { try await validator.validate(token) }
        #expect(error?.code == .unknownKey)
        #expect(try validator.validateIfKeyIsCached(token) == nil)
        keys.change(to: setting.keys)
        _ = try await validator.validate(token)
    }
}
