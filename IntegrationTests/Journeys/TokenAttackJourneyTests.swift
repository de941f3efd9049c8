import Descope
import DescopeEmulator
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct TokenAttackJourneyTests {
    /// What signs tokens as the emulated project does.
    private func minter(_ it: Journey) throws -> TokenMinter {
        let keyId = try #require(it.backend.publicKeys["keys"]?[0]?["kid"]?.stringValue)
        let keys = try FakeKeys(keyId: keyId, signingKey: Journey.signingKey.get())
        return TokenMinter(projectId: it.backend.projectId, keys: keys, clock: it.clock)
    }

    @Test("nobody gets in with a bad token, be it the first that the client sees or not", arguments: [false, true])
    func validate(_ isWarm: Bool) async throws {
        let it = try Journey()
        let minter = try minter(it)
        if isWarm {
            let signedIn = try await it.signUpOrIn()
            for _ in 0..<2 { _ = try await it.session.validate(signedIn.sessionJwt) }
        }
        for attack in TokenAttack.allCases where isWarm || !attack.needsKey {
            let jwt = try minter.token(for: attack, claims: ["aud": "shop"])
            let error = await #expect(throws: DescopeError.self, "\(attack)") {
                try await it.session.validate(jwt, audience: ["shop"])
            }
            #expect(error?.code == attack.code, "\(attack): \(error?.message ?? "")")
            #expect(error?.operation == "session.validate")
        }
        // Once for the good token, twice for those with unknown key ids: more are not made within a minute.
        #expect(try it.backend.requestCount("session.keys") == (isWarm ? 3 : 0))
        _ = try await it.session.validate(minter.session(claims: ["aud": "shop"]), audience: ["shop"])
    }

    @Test("a bad session token is not refreshed away, unless it is of no use to anybody")
    func validateAndRefresh() async throws {
        let it = try Journey()
        let (minter, signedIn) = (try minter(it), try await it.signUpOrIn())
        let (refreshJwt, userId) = (try #require(signedIn.refreshJwt), try #require(signedIn.user?.userId))
        let useless: [DescopeError.Code] = [
            .tokenExpired, .unknownKey, .malformedToken, .tokenTooLarge, .unsupportedAlgorithm, .wrongTokenKind,
        ]
        for attack in TokenAttack.allCases {
            let jwt = try minter.token(for: attack, claims: ["aud": "shop", "sub": .string(userId)])
            // RS256 with 2048 bits signs with 256 bytes: 342 characters. Fewer are a token that was cut off.
            let signature = jwt.reveal().split(separator: ".", omittingEmptySubsequences: false).last?.utf8.count ?? 0
            let helps = useless.contains(attack.code) || attack.code == .invalidSignature && signature < 342
            let requests = try it.backend.requestCount("session.refresh")
            // Refreshed tokens have no audience here: whether one was asked for is seen before.
            await expect(helps ? .newTokenRefused : attack.code) {
                _ = try await it.session.validateAndRefresh(
                    sessionJwt: jwt,
                    refreshJwt: refreshJwt,
                    audience: ["shop"]
                )
            }
            #expect(try it.backend.requestCount("session.refresh") == requests + (helps ? 1 : 0), "\(attack)")
        }
    }
}
