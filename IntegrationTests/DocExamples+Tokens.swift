import Descope
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

// The code of Docs/Tokens.md, compiled and, but for the proofs, run. `DocCatalogTests` holds the two together.

/// Stands for a reader's provider. This one hands its work to ours, which keeps the promises.
private struct MyKeys: KeyProvider {
    let base: RemoteKeys

    init(_ fetch: @escaping @Sendable () async throws -> [JWK]) {
        base = RemoteKeys(clock: ManualClock()) {
            let listed: JSONValue = ["keys": .array(try await fetch().map(\.json))]
            return try JWKSet(json: Array(JSONEncoder().encode(listed)))
        }
    }

    func cachedKey(for keyId: String) -> VerificationKey? { base.cachedKey(for: keyId) }
    func key(for keyId: String) async throws -> VerificationKey { try await base.key(for: keyId) }
    func warmUp() async throws { try await base.warmUp() }
}

/// Stands for a reader's server.
private struct Shop {
    let client: DescopeClient

    func get(_ path: String, sessionJwt: Secret) async throws -> (status: Int, path: String) {
        do {
            _ = try await client.session.validate(sessionJwt, audience: ["shop"])
            return (200, path)
        } catch let error as DescopeError where error.isUnauthenticated {
            return (401, path)
        }
    }
}

/// Stands for the headers of a reader's request.
private struct Headers {
    subscript(_ name: String) -> String? { nil }
    subscript(values name: String) -> [String] { [] }
}

@Suite struct TokensPageTests {
    private let shop: Shop

    init() throws {
        let keys = try Self.minter.get().keys
        shop = Shop(client: try DescopeClient(projectId: "P2shop", transport: .scripted()).with(keys: keys))
    }

    // One for all: an RSA key takes a tenth of a second to make, and there are more than a hundred attacks.
    static let minter = Result { TokenMinter(projectId: "P2shop", keys: try FakeKeys()) }

    @Test(arguments: TokenAttack.allCases)
    func refused(_ attack: TokenAttack) async throws {
        let jwt = try Self.minter.get().token(for: attack, claims: ["aud": "shop"])
        #expect(try await shop.get("/orders", sessionJwt: jwt).status == 401)
    }

    @Test("and a good token is let in")
    func accepted() async throws {
        let jwt = try Self.minter.get().session(claims: ["aud": "shop"])
        #expect(try await shop.get("/orders", sessionJwt: jwt).status == 200)
    }

    @Test func conformance() async throws {
        let keys = [try FakeKeys(keyId: "a", algorithm: .es256), try FakeKeys(keyId: "b", algorithm: .edDSA)].map(\.jwk)
        try await KeyProviderConformance(keys: keys) { source in
            MyKeys {
                try await source.pass()  // the suite makes it fail or wait here
                return keys
            }
        }
        .verify()
    }
}

private func proofs(client: DescopeClient, headers: Headers) async throws -> ActiveSession {
    let request = DPoPRequest(proofs: headers[values: "DPoP"], method: "GET", url: "https://shop.example/orders")
    let tokens = client.session.tokens(
        authorization: headers["Authorization"],
        cookies: headers[values: "Cookie"],
        dpop: request
    )
    let session = try await client.session.validateAndRefresh(tokens)
    return session
}
