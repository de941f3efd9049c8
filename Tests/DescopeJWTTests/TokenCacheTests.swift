import DescopeCore
import DescopeCrypto
import DescopeJWT
import DescopeTesting
import Synchronization
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A validator that remembers good tokens judges like one that does not, and checks fewer signatures.
@Suite struct TokenCacheTests {
    private let setting: Setting
    private let crypto = CountingCrypto()
    private let keys: ChangingKeys

    init() throws {
        setting = try Setting()
        keys = ChangingKeys(try Self.keys(setting.keys, crypto))
    }

    private static func keys(_ keys: FakeKeys, _ crypto: CountingCrypto) throws -> StaticKeys {
        let text = String(decoding: try bytes(keys.publicKey), as: UTF8.self)
        return StaticKeys([try VerificationKey(JWK(json: text), crypto: crypto)])
    }

    private func validator(
        projectId: String = Setting.project,
        cookies: CookieNames = CookieNames(),
        capacity: Int = 100
    ) -> TokenValidator {
        TokenValidator(
            projectId: projectId,
            keys: keys,
            cookies: cookies,
            clock: setting.clock,
            cacheCapacity: capacity
        )
    }

    /// Validates a token, and expects that its signature was or was not checked for it.
    @discardableResult
    private func expectToken(
        _ token: String,
        _ validator: TokenValidator,
        checksSignature: Bool,
        as kind: TokenKind = .session,
        audience: [String] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> DescopeToken {
        let before = crypto.checks
        let found = try await validator.validate(token, as: kind, audience: audience)
        #expect(crypto.checks - before == (checksSignature ? 1 : 0), sourceLocation: sourceLocation)
        return found
    }

    @Test("the second time no signature is checked, and the token is the same in all that it says")
    func hit() async throws {
        let validator = validator()
        let claims: [String: JSONValue?] = [
            "iss": "https://api.descope.com/P2test", "dsub": "K2other", "cnf": ["jkt": "thumb"], "roles": ["editor"],
        ]
        let token = try setting.token(claims)
        let first = try await expectToken(token, validator, checksSignature: true)
        for _ in 0..<3 {
            let again = try await expectToken(token, validator, checksSignature: false)
            #expect(again.claims == first.claims)
            #expect(again.claims["roles"] == ["editor"])
            #expect(again.kind == first.kind)
            #expect(again.keyId == "SK2fake")
            #expect(again.subject == "K2other")
            #expect(again.issuer == "https://api.descope.com/P2test")
            #expect(again.projectId == Setting.project)
            #expect(again.proofKeyThumbprint == "thumb")
            #expect(again.expiresAt == first.expiresAt)
            #expect(again.issuedAt == first.issuedAt)
        }
        let atOnce = try validator.validateIfKeyIsCached(token)
        #expect(atOnce?.claims == first.claims)
        #expect(crypto.checks == 1)
    }

    @Test("without a cache each token is checked each time", arguments: [0, -1])
    func off(capacity: Int) async throws {
        let validator = validator(capacity: capacity)
        let token = try setting.token()
        for _ in 0..<3 { try await expectToken(token, validator, checksSignature: true) }
    }

    @Test("a token that differs in one byte, wherever it is, is judged as if there were no cache")
    func oneByte() async throws {
        let (warm, cold) = (validator(), validator(capacity: 0))
        let token = try setting.token()
        try await expectToken(token, warm, checksSignature: true)
        var bytes = Array(token.utf8)
        for index in bytes.indices {
            let good = bytes[index]
            bytes[index] = good == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let changed = String(decoding: bytes, as: UTF8.self)
            var codes: [DescopeError.Code?] = []
            for validator in [warm, warm, cold] {
                let error = await #expect(throws: DescopeError.self) { try await validator.validate(changed) }
                codes.append(error?.code)
            }
            #expect(codes[0] != nil && Set(codes).count == 1, "byte \(index)")
            bytes[index] = good
        }
        for changed in [token + "A", String(token.dropLast()), " " + token, token + "\n", token + "=", ""] {
            let error = #expect(throws: DescopeError.self) { try warm.validateIfKeyIsCached(changed) }
            #expect(error != nil)
        }
        try await expectToken(token, warm, checksSignature: false)
    }

    @Test("a token that was refused is not remembered as anything")
    func refused() async throws {
        let validator = validator()
        let forged = try Setting().token()
        for _ in 0..<3 { await expectRefusal(.invalidSignature, of: forged, by: validator) }
        #expect(crypto.checks == 6)
        let expired = try setting.token(["exp": .int(Setting.now - 100)])
        for _ in 0..<3 { await expectRefusal(.tokenExpired, of: expired, by: validator) }
        #expect(crypto.checks == 12)
    }

    @Test("an expired token is refused, and what lies between its end and the leeway is checked afresh")
    func expiry() async throws {
        let validator = validator()
        let token = try setting.token(["exp": .int(Setting.now + 60)])
        try await expectToken(token, validator, checksSignature: true)
        setting.clock.advance(by: .milliseconds(59_999))
        try await expectToken(token, validator, checksSignature: false)
        setting.clock.advance(by: .milliseconds(1))
        for _ in 0..<2 { try await expectToken(token, validator, checksSignature: true) }
        setting.clock.advance(by: .milliseconds(4_999))
        try await expectToken(token, validator, checksSignature: true)
        setting.clock.advance(by: .milliseconds(1))
        await expectRefusal(.tokenExpired, of: token, by: validator)
        // It was dropped when its time had come: setting the clock back does not bring it back.
        setting.clock.set(to: setting.clock.now - 60)
        try await expectToken(token, validator, checksSignature: true)
    }

    @Test("a clock that is set back makes a token one from the future", arguments: ["nbf", "iat"])
    func setBack(claim: String) async throws {
        let validator = validator()
        let token = try setting.token([claim: .int(Setting.now)])
        try await expectToken(token, validator, checksSignature: true)
        setting.clock.set(to: setting.clock.now - 5)
        try await expectToken(token, validator, checksSignature: false)
        setting.clock.set(to: setting.clock.now - 1)
        await expectRefusal(.tokenNotYetValid, of: token, by: validator)
        setting.clock.advance(by: .seconds(1))
        try await expectToken(token, validator, checksSignature: false)
    }

    @Test("a key that is gone takes its tokens with it", arguments: [true, false])
    func rotation(hasGenerations: Bool) async throws {
        keys.hasGenerations.withLock { $0 = hasGenerations }
        let validator = validator()
        let token = try setting.token()
        let same = try Self.keys(setting.keys, crypto)
        for _ in 0..<2 {
            try await expectToken(token, validator, checksSignature: true)
            for _ in 0..<2 { try await expectToken(token, validator, checksSignature: false) }

            keys.change(to: StaticKeys([]))
            let gone = await #expect(throws: DescopeError.self) { try await validator.validate(token) }
            #expect(gone?.code == .unknownKey)
            #expect(try validator.validateIfKeyIsCached(token) == nil)

            keys.change(to: try Self.keys(FakeKeys(algorithm: .edDSA), crypto))
            await expectRefusal(.invalidSignature, of: token, by: validator)
            keys.change(to: try Self.keys(FakeKeys(algorithm: .es256), crypto))
            await expectRefusal(.unsupportedAlgorithm, of: token, by: validator)
            keys.change(to: same)
        }
    }

    @Test("a key that was made anew is another key, though it says the same")
    func sameKeyAnew() async throws {
        let validator = validator()
        let token = try setting.token()
        try await expectToken(token, validator, checksSignature: true)
        keys.change(to: try Self.keys(setting.keys, crypto))
        try await expectToken(token, validator, checksSignature: true)
        try await expectToken(token, validator, checksSignature: false)
    }

    @Test("a remembered token is still not meant for everybody")
    func audience() async throws {
        let validator = validator()
        let token = try setting.token(["aud": ["shop", "blog"]])
        try await expectToken(token, validator, checksSignature: true)
        await expectRefusal(.wrongAudience, of: token, by: validator, audience: ["bank"])
        // Its audience had not been read yet.
        try await expectToken(token, validator, checksSignature: true, audience: ["shop"])
        for asked in [["shop"], ["blog"], ["bank", "blog"], []] {
            try await expectToken(token, validator, checksSignature: false, audience: asked)
        }
        // The first letter spelt as two, which only looks alike.
        for asked in [["bank"], ["shop "], ["s\u{68}\u{300}op"]] {
            await expectRefusal(.wrongAudience, of: token, by: validator, audience: asked)
        }
        let toNobody = try setting.token(["aud": nil])
        try await expectToken(toNobody, validator, checksSignature: true)
        await expectRefusal(.wrongAudience, of: toNobody, by: validator, audience: ["shop"])
    }

    @Test("a remembered token of one kind is none of the other")
    func kind() async throws {
        let validator = validator()
        let session = try setting.token()
        let refresh = try setting.token(["drn": "DSR"])
        try await expectToken(session, validator, checksSignature: true)
        try await expectToken(refresh, validator, checksSignature: true, as: .refresh)
        await expectRefusal(.wrongTokenKind, of: session, by: validator, as: .refresh)
        await expectRefusal(.wrongTokenKind, of: refresh, by: validator)
        try await expectToken(session, validator, checksSignature: false)
        try await expectToken(refresh, validator, checksSignature: false, as: .refresh)
        // One that does not say may be either.
        let silent = try setting.token(["drn": nil])
        try await expectToken(silent, validator, checksSignature: true)
        try await expectToken(silent, validator, checksSignature: false, as: .refresh)
    }

    @Test("validators that share a cache judge by their own project, cookies and leeway")
    func shared() async throws {
        let cache = TokenCache(capacity: 100)
        func validator(_ projectId: String, _ cookies: CookieNames = CookieNames(), leeway: Duration = .seconds(5))
            -> TokenValidator
        {
            TokenValidator(
                projectId: projectId,
                keys: keys,
                leeway: leeway,
                cookies: cookies,
                clock: setting.clock,
                familiarTokens: FamiliarTokens(),
                cache: cache
            )
        }
        let token = try setting.token(["nbf": .int(Setting.now + 3)])
        try await expectToken(token, validator(Setting.project), checksSignature: true)
        await expectRefusal(.wrongIssuer, of: token, by: validator("P2other"))
        let swapped = CookieNames(session: "SDS", refresh: "DS")
        await expectRefusal(.wrongTokenKind, of: token, by: validator(Setting.project, swapped))
        await expectRefusal(.tokenNotYetValid, of: token, by: validator(Setting.project, leeway: .zero))
        try await expectToken(token, validator(Setting.project), checksSignature: false)
    }

    @Test("it holds as many as it was told to, and forgets the ones that came first", arguments: [1, 10, 300, 1000])
    func bounded(capacity: Int) async throws {
        let cache = TokenCache(capacity: capacity)
        let validator = TokenValidator(
            projectId: Setting.project,
            keys: keys,
            leeway: .seconds(5),
            cookies: CookieNames(),
            clock: setting.clock,
            familiarTokens: FamiliarTokens(),
            cache: cache
        )
        for index in 0..<3 * capacity + 50 {
            try await expectToken(setting.token(["n": .int(Int64(index))]), validator, checksSignature: true)
        }
        // Rows of four, sixteen shelves of them when it is large.
        #expect(cache.count <= (capacity < 256 ? (capacity + 3) / 4 * 4 : capacity + 64))
        #expect(cache.count >= capacity / 2)
        let last = try setting.token(["n": .int(Int64(3 * capacity + 49))])
        try await expectToken(last, validator, checksSignature: false)
        try await expectToken(setting.token(["n": 0]), validator, checksSignature: true)
    }

    @Test("long tokens take the place of several: the memory is bounded, and the newest is remembered")
    func boundedBytes() async throws {
        // Each as long as a user's of 120 tenants. What 64 common tokens take, 10 KiB each, is 640 KiB.
        let (cache, count) = (TokenCache(capacity: 64), 40)
        let validator = TokenValidator(
            projectId: Setting.project,
            keys: keys,
            leeway: .seconds(5),
            cookies: CookieNames(),
            clock: setting.clock,
            maximumTokenBytes: 1 << 20,
            familiarTokens: FamiliarTokens(),
            cache: cache
        )
        func token(_ number: Int, bytes: Int = 24_000) throws -> String {
            try setting.token(["n": .int(Int64(number)), "x": .string(String(repeating: "x", count: bytes))])
        }
        for number in 0..<count {
            try await expectToken(token(number), validator, checksSignature: true)
            // One that has just come is there.
            try await expectToken(token(number), validator, checksSignature: false)
            // Ten times their length, and 1 KiB: 243 KB.
            #expect(cache.count <= 2)
        }
        try await expectToken(token(0), validator, checksSignature: true)
        // One that is longer than all of it is not kept, and drives no other out.
        let kept = cache.count
        let longest = try token(count, bytes: 100_000)
        for _ in 0..<2 { try await expectToken(longest, validator, checksSignature: true) }
        #expect(cache.count == kept)
        // What goes by itself makes room: after that as many fit as before.
        setting.clock.advance(by: .seconds(601))
        let claims: [String: JSONValue?] = ["exp": .int(Setting.now + 1200)]
        for number in 0..<200 {
            let small = try setting.token(claims.merging(["n": .int(Int64(number))]) { $1 })
            try await expectToken(small, validator, checksSignature: true)
        }
        #expect(cache.count > 50)
    }

    @Test("claims are read once, for all copies of a token and each time it comes again")
    func sharedClaims() async throws {
        // A text this long does not lie in its variable, so that its place tells whether it was read again.
        @Sendable func place(_ token: DescopeToken) -> UnsafeRawPointer? {
            token["x"]?.stringValue?.utf8.withContiguousStorageIfAvailable { UnsafeRawPointer($0.baseAddress) } ?? nil
        }
        let jwt = try setting.token(["x": .string(String(repeating: "x", count: 100))])
        let validator = validator()
        let first = try await validator.validate(jwt)
        let copy = first
        let places = [place(first), place(copy), place(try await validator.validate(jwt)), place(first)]
        #expect(places[0] != nil && Set(places).count == 1)
        // By many at the same time, too.
        let another = try setting.token(["x": .string(String(repeating: "y", count: 100))])
        let found = await withTaskGroup(of: UInt?.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    guard let token = try? await validator.validate(another) else { return nil }
                    return place(token).map { UInt(bitPattern: $0) }
                }
            }
            return await group.reduce(into: Set<UInt?>()) { $0.insert($1) }
        }
        #expect(!found.contains(nil))
        // Some may have validated it before it was remembered; whoever comes later finds the one that stayed.
        let late = place(try await validator.validate(another))
        #expect(place(try await validator.validate(another)) == late)
    }

    @Test("while keys change under many who ask, nobody gets a token whose key is not there")
    func concurrency() async throws {
        let validator = validator()
        let tokens = try (0..<20).map { try setting.token(["n": .int($0)]) }
        let mine = try Self.keys(setting.keys, crypto)
        let others = try Self.keys(FakeKeys(algorithm: .edDSA), crypto)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for round in 0..<50 {
                group.addTask { [keys] in keys.change(to: round.isMultiple(of: 2) ? others : mine) }
                for token in tokens {
                    group.addTask {
                        do { _ = try await validator.validate(token) } catch let error as DescopeError {
                            #expect(error.code == .invalidSignature)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        keys.change(to: others)
        for token in tokens { await expectRefusal(.invalidSignature, of: token, by: validator) }
        keys.change(to: mine)
        for token in tokens { #expect(try await validator.validate(token).subject == "U2secretUser") }
    }
}
