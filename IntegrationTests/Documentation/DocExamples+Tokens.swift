import Descope
import DescopeEmulator
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

// The code of Docs/Tokens.md, compiled and, but for proofs and keys from elsewhere, run. `DocCatalogTests` holds the
// two together.

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
        let minter = try Self.minter.get()
        let client = try DescopeClient(projectId: "P2shop", transport: .scripted(), clock: ManualClock())
        shop = Shop(client: client.with(keys: minter.keys))
    }

    // One for all: an RSA key takes a tenth of a second to make, and there are more than a hundred attacks.
    static let minter = Result { TokenMinter(projectId: "P2shop", keys: try FakeKeys(), clock: ManualClock()) }

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

@Suite struct HandlerPageTests {
    private func tokens(_ signedIn: SignInResponse) -> RequestTokens {
        RequestTokens(sessionJwt: signedIn.sessionJwt, refreshJwt: signedIn.refreshJwt)
    }

    @Test("a log-out clears the cookies, unless the session lives on")
    func logOuts() async throws {
        let it = try Journey { $0.rotatesRefreshTokens = true }
        let client = it.client.with { $0.retry = .never }
        let (good, ended) = (tokens(try await it.signUpOrIn()), tokens(try await it.signUpOrIn("eve@example.com")))
        try await it.session.logOut(try #require(ended.refreshJwt))
        let faults: [(EmulatorFault, Int)] = [(.status(500), 503), (.cannotConnect, 503), (.status(429), 429)]
        for (fault, status) in faults {
            try it.backend.failNext("session.logOut", with: fault)
            let answer = try await logOut(client: client, tokens: good)
            #expect((answer.status, answer.setCookies.count) == (status, 0))
        }
        let requests = try it.backend.requestCount("session.logOut")
        for tokens in [good, ended, RequestTokens(), RequestTokens(refreshJwt: "garbage")] {
            let answer = try await logOut(client: client, tokens: tokens)
            #expect(answer.status == 200)
            #expect(answer.setCookies.count == 2 && answer.setCookies.allSatisfy { $0.contains("Max-Age=0") })
        }
        #expect(try it.backend.requestCount("session.logOut") == requests + 2)
        await expect(.tokenInvalidatedByLogout) { _ = try await it.session.refresh(try #require(good.refreshJwt)) }

        let expired = tokens(try await it.signUpOrIn())
        it.clock.advance(by: .seconds(60 * 86_400))
        let answer = try await logOut(client: client, tokens: expired)
        #expect((answer.status, answer.setCookies.count) == (200, 2))
        #expect(try it.backend.requestCount("session.logOut") == requests + 2)
    }

    @Test("a handler answers 401 for its sender's faults, 503 for others, and loses no refreshed session")
    func handlers() async throws {
        let it = try Journey { $0.rotatesRefreshTokens = true }
        let client = it.client.with { $0.retry = .never }
        let signedIn = try await it.signUpOrIn()
        #expect(try await handler(client: client, tokens: tokens(signedIn)).setCookies.isEmpty)
        #expect(try await handler(client: client, tokens: RequestTokens()).status == 401)
        let refreshAlone = RequestTokens(refreshJwt: signedIn.refreshJwt)
        try it.backend.failNext("session.refresh", with: .status(500))
        #expect(try await handler(client: client, tokens: refreshAlone).status == 503)
        let refreshed = try await handler(client: client, tokens: refreshAlone)
        #expect((refreshed.status, refreshed.setCookies.count) == (200, 2))
        #expect(try await handler(client: client, tokens: refreshAlone).status == 401)
    }
}

/// Stands for where a reader's servers keep their keys.
private struct Vault {
    func read(_ name: String) async throws -> [UInt8] { [] }
}

private func keysFromElsewhere(vault: Vault) async throws -> DescopeClient {
    // The JSON of `{"keys":[…]}`, from wherever your servers keep it.
    let keys = RemoteKeys { try JWKSet(json: try await vault.read("descope-keys.json")) }
    let client = try DescopeClient(projectId: "P2shop").with(keys: keys)
    return client
}

private func keysOfAFile() throws -> DescopeClient {
    let json = try String(contentsOfFile: "descope-keys.json", encoding: .utf8)
    let keys = StaticKeys(try JWKSet(json: Array(json.utf8)))
    let client = try DescopeClient(projectId: "P2shop").with(keys: keys)
    return client
}

/// Stands for a web framework's response.
private struct Response {
    let status: Int
    let setCookies: [String]
}

private func handler(client: DescopeClient, tokens: RequestTokens) async throws -> Response {
    let session: ActiveSession
    do {
        session = try await client.session.validateAndRefresh(tokens)
    } catch let error as DescopeError {
        // A cookie only when the refresh was granted before something failed: without it the user would be signed out.
        let cookies = client.session.setCookies(for: error).map { $0.reveal() }
        return Response(status: error.httpStatus, setCookies: cookies)
    }
    // They belong into every answer from here on, errors too: with rotation the refresh token that came is dead by now.
    let cookies = client.session.setCookies(for: session).map { $0.reveal() }
    return Response(status: 200, setCookies: cookies)
}

private func logOut(client: DescopeClient, tokens: RequestTokens) async throws -> Response {
    do {
        let settings = try await client.session.logOut(tokens)
        return Response(status: 200, setCookies: client.session.clearingCookies(settings).map { $0.reveal() })
    } catch let error as DescopeError where error.isUnauthenticated {
        // The session has ended or expired before, or there was none. Fill in the domains and path of the project's
        // cookies if they are not the usual ones.
        let settings = CookieSettings()
        return Response(status: 200, setCookies: client.session.clearingCookies(settings).map { $0.reveal() })
    } catch let error as DescopeError {
        // It lives on at the service: the browser keeps its cookies, so that the user can try again.
        return Response(status: error.httpStatus, setCookies: [])
    }
}

/// Stands for a reader's logger.
private struct Logger {
    func info(_ message: String) {}
}

private func readOrders(client: DescopeClient, tokens: RequestTokens, logger: Logger) async throws -> AccessToken {
    let access = try await client.session.validateAccessToken(
        tokens,
        audience: ["https://mcp.shop.example"],
        scopes: ["orders.read"]
    )
    logger.info("\(access.clientId ?? "a client") reads orders for \(access.subject)")
    return access
}

func wwwAuthenticate(_ error: DescopeError, scopes: String, scheme: RequestTokens.Scheme) -> String? {
    guard [401, 403].contains(error.httpStatus) else { return nil }
    let proofCodes: [DescopeError.Code?] = [.missingProof, .invalidProof, .replayedProof]
    let needsProof = proofCodes.contains(error.code)
    let reason: String? =
        if error.httpStatus == 403 {
            #"error="insufficient_scope", scope="\#(scopes)""#
        } else if error.code == .missingToken {
            // No error code for a request that brought no token.
            nil
        } else {
            needsProof ? #"error="invalid_dpop_proof""# : #"error="invalid_token""#
        }
    // A token that is bound to a key belongs to the scheme DPoP, whichever scheme it came with.
    guard scheme == .dpop || needsProof else { return ["Bearer", reason].compactMap(\.self).joined(separator: " ") }
    let parameters = [reason, #"algs="ES256 EdDSA RS256""#].compactMap(\.self)
    return "DPoP " + parameters.joined(separator: ", ")
}

@Suite struct AccessTokensPageTests {
    @Test("who may read orders, and what others are told")
    func orders() async throws {
        let minter = TokenMinter(projectId: "P2shop", keys: try FakeKeys(algorithm: .es256))
        let client = try DescopeClient(projectId: "P2shop", transport: .scripted()).with(keys: minter.keys)
        func read(_ jwt: Secret?) async throws -> String {
            try await readOrders(client: client, tokens: RequestTokens(sessionJwt: jwt), logger: Logger()).subject
        }
        func jwt(_ claims: [String: JSONValue] = [:]) throws -> Secret {
            let agentic: [String: JSONValue] = [
                "iss": "https://api.descope.com/v1/apps/agentic/P2shop/MS2", "aud": "https://mcp.shop.example",
                "scope": "orders.read",
            ]
            return try minter.session(userId: "U2ada", claims: agentic.merging(claims) { $1 })
        }
        #expect(try await read(jwt()) == "U2ada")
        let forged = TokenMinter(projectId: "P2shop", keys: try FakeKeys(algorithm: .es256))
        let bound = try jwt(["cnf": ["jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"]])
        let bearer: [(Secret?, Int, String?)] = [
            (try jwt(["scope": "openid"]), 403, #"Bearer error="insufficient_scope", scope="orders.read""#),
            (try jwt(["aud": "https://mcp.blog.example"]), 401, #"Bearer error="invalid_token""#),
            (try forged.session(), 401, #"Bearer error="invalid_token""#), (nil, 401, "Bearer"),
            (bound, 401, #"DPoP error="invalid_dpop_proof", algs="ES256 EdDSA RS256""#),
        ]
        let dpop: [(Secret?, Int, String?)] = [
            (try jwt(), 401, #"DPoP error="invalid_token", algs="ES256 EdDSA RS256""#),
            (try jwt(["aud": "blog"]), 401, #"DPoP error="invalid_token", algs="ES256 EdDSA RS256""#),
            (bound, 401, #"DPoP error="invalid_dpop_proof", algs="ES256 EdDSA RS256""#),
            (nil, 401, #"DPoP algs="ES256 EdDSA RS256""#),
        ]
        for (scheme, rows) in [(RequestTokens.Scheme.bearer, bearer), (.dpop, dpop)] {
            for (jwt, status, header) in rows {
                let tokens = RequestTokens(sessionJwt: jwt, scheme: scheme)
                let error = try #require(
                    await #expect(throws: DescopeError.self) {
                        try await readOrders(client: client, tokens: tokens, logger: Logger())
                    }
                )
                #expect(error.httpStatus == status)
                #expect(wwwAuthenticate(error, scopes: "orders.read", scheme: scheme) == header)
            }
        }
        let keyless = DescopeError(.key, code: .keysUnavailable, message: "No.")
        #expect(wwwAuthenticate(keyless, scopes: "orders.read", scheme: .bearer) == nil)
    }
}

private func keysOfATest(clock: ManualClock) async throws -> RemoteKeys {
    let fakeKeys = try FakeKeys()
    let keys = RemoteKeys(clock: clock) { try JWKSet([fakeKeys.jwk]) }
    return keys
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
