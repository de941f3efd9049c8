import DescopeCore
import DescopeCrypto
import DescopeJWT
import DescopeTesting
import Testing

/// Checking without waiting: `validateIfKeyIsCached`.
@Suite struct CachedKeyTests {
    @Test("nil until the keys have been fetched, then the token; nil again when they are too old")
    func remote() async throws {
        let setting = try Setting()
        let remote = RemoteKeys(clock: setting.clock) { [keys = setting.keys] in try JWKSet(json: bytes(keys.keySet)) }
        let validator = TokenValidator(projectId: Setting.project, keys: remote, clock: setting.clock)
        let token = try setting.token(["exp": .int(Setting.now + 1_000_000)])

        #expect(try validator.validateIfKeyIsCached(token) == nil)
        #expect(try await validator.validate(token).subject == "U2secretUser")
        #expect(try validator.validateIfKeyIsCached(token)?.subject == "U2secretUser")
        setting.clock.advance(by: .seconds(86_400))
        #expect(try validator.validateIfKeyIsCached(token) == nil)
        #expect(try await validator.validate(token).subject == "U2secretUser")
        #expect(try validator.validateIfKeyIsCached(token) != nil)
    }

    @Test("what needs no key is refused at once, whether keys are at hand or not")
    func malformed() throws {
        let remote = RemoteKeys(clock: ManualClock()) { throw DescopeError(.transport, message: "unreachable") }
        let validator = TokenValidator(projectId: Setting.project, keys: remote, clock: ManualClock())
        for text in ["a.b", "e30.e30.", String(repeating: "x", count: 20_000)] {
            let error = #expect(throws: DescopeError.self) { try validator.validateIfKeyIsCached(text) }
            #expect(error?.code == .malformedToken)
        }
        #expect(try validator.validateIfKeyIsCached(Setting().token()) == nil)
    }

    @Test("a secret, a text and a piece of a text are the same token")
    func spellings() async throws {
        let setting = try Setting()
        let text = try setting.token()
        #expect(try setting.validator().validateIfKeyIsCached(Secret(text)) != nil)
        #expect(try setting.validator().validateIfKeyIsCached(("x" + text).dropFirst()) != nil)
        #expect(try await setting.validator().validate(Secret(text)).subject == "U2secretUser")
    }

    @Test("keys that are known from the start need no waiting, and the first of two with the same id counts")
    func staticKeys() async throws {
        let (first, second) = (try Setting(), try Setting())
        func key(_ setting: Setting) throws -> VerificationKey {
            try VerificationKey(JWK(json: text(setting.keys.publicKey)))
        }
        func text(_ value: JSONValue) throws -> String { String(decoding: try bytes(value), as: UTF8.self) }

        let keys = StaticKeys([try key(first), try key(second)])
        let validator = TokenValidator(projectId: Setting.project, keys: keys, clock: first.clock)
        #expect(try validator.validateIfKeyIsCached(first.token()) != nil)
        await expectRefusal(.invalidSignature, of: try second.token(), by: validator)
        #expect(try await keys.key(for: "SK2fake").keyId == "SK2fake")
        let error = await #expect(throws: DescopeError.self) { try await keys.key(for: "SK2other") }
        #expect(error?.code == .unknownKey)
        #expect(StaticKeys([]).cachedKey(for: "SK2fake") == nil)
        let single = try StaticKeys(jwk: text(first.keys.publicKey))
        #expect(single.cachedKey(for: "SK2fake")?.algorithm == .edDSA)
        let refused = #expect(throws: DescopeError.self) { try StaticKeys(jwk: "not a key") }
        #expect(refused?.code == .unsuitableKey)
    }
}
