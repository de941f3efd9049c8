import DescopeJWT
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

// The code of DescopeJWT's catalog page, compiled and run. `DocCatalogTests` holds the two together.

/// Validates the tokens in requests. Make one per process.
struct Gatekeeper: Sendable {
    let tokens: TokenValidator
    let proofs = DPoPValidator(replayStore: InMemoryReplayStore())

    /// `fetch` gets `/v2/keys/{projectId}` from the service, and throws unless the status is 200.
    init(projectId: String, fetch: @escaping @Sendable () async throws -> [UInt8]) {
        let keys = RemoteKeys { try JWKSet(json: try await fetch()) }
        tokens = TokenValidator(projectId: projectId, keys: keys, cacheCapacity: 4096)
    }

    /// The user's id, or the status of the response.
    func userId(sessionJwt: Secret, dpop: DPoPRequest?) async throws -> (userId: String?, status: Int) {
        do {
            let token = try await tokens.validate(sessionJwt, audience: ["shop"])
            // Does nothing when the token is not bound to a key.
            try await proofs.validate(dpop, for: token, jwt: sessionJwt)
            return (token.subject, 200)
        } catch let error as DescopeError {
            // 401 when the token must not be trusted, 503 when it could not be checked.
            return (nil, error.httpStatus)
        }
    }
}

@Suite struct GatekeeperTests {
    @Test("a good token is let in, a bound one with its proof, a forged one not, and without keys nothing is said")
    func answers() async throws {
        let minter = TokenMinter(projectId: "P2shop", keys: try FakeKeys(algorithm: .es256))
        let listed = Array(try JSONEncoder().encode(minter.keys.keySet))
        let keeper = Gatekeeper(projectId: "P2shop") { listed }
        let good = try minter.session(userId: "U2ada", claims: ["aud": "shop"])
        #expect(try await keeper.userId(sessionJwt: good, dpop: nil) == ("U2ada", 200))

        let prover = try DPoPProver()
        let bound = try minter.session(userId: "U2ada", claims: prover.binding.merging(["aud": "shop"]) { $1 })
        #expect(try await keeper.userId(sessionJwt: bound, dpop: nil) == (nil, 401))
        let url = "https://shop.example/orders"
        let request = DPoPRequest(proofs: [try prover.proof("GET", url, for: bound)], method: "GET", url: url)
        #expect(try await keeper.userId(sessionJwt: bound, dpop: request) == ("U2ada", 200))

        let forged = TokenMinter(projectId: "P2shop", keys: try FakeKeys(algorithm: .es256))
        #expect(try await keeper.userId(sessionJwt: forged.session(), dpop: nil) == (nil, 401))
        let keyless = Gatekeeper(projectId: "P2shop") { throw CancellationError() }
        #expect(try await keyless.userId(sessionJwt: good, dpop: nil) == (nil, 503))
    }
}
