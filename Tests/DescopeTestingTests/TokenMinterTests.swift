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

@Suite struct TokenMinterTests {
    private func minter(_ algorithm: SignatureAlgorithm = .edDSA) throws -> TokenMinter {
        TokenMinter(projectId: "P2test", keys: try FakeKeys(algorithm: algorithm), clock: ManualClock())
    }

    private func validator(_ minter: TokenMinter) -> TokenValidator {
        TokenValidator(projectId: "P2test", keys: minter.keys, clock: ManualClock())
    }

    @Test("tokens of every algorithm are good for their own keys alone", arguments: SignatureAlgorithm.supported)
    func algorithms(_ algorithm: SignatureAlgorithm) async throws {
        let minter = try minter(algorithm)
        #expect(minter.keys.signingKey.algorithm == algorithm)

        // The keys as an endpoint lists them, and as a configuration has them.
        let listed = try JWKSet(json: minter.keys.keySet.json)
        let single = try StaticKeys(jwk: String(decoding: minter.keys.publicKey.json, as: UTF8.self))
        for keys: any KeyProvider in [minter.keys, StaticKeys(listed), single] {
            let validator = TokenValidator(projectId: "P2test", keys: keys, clock: ManualClock())
            let session = try await validator.validate(minter.session())
            #expect(session.kind == .session)
            #expect(session.keyId == "SK2fake")
            #expect(try await validator.validate(minter.refresh(), as: .refresh).kind == .refresh)
        }
        let others = try self.minter(algorithm)
        await #expect { try await self.validator(minter).validate(others.session()) } throws: {
            DescopeError.Code.invalidSignature ~= $0
        }
    }

    @Test("a token says what it is told to, and when it was made")
    func claims() async throws {
        let minter = try minter()
        let jwt = try minter.session(
            userId: "U2ada",
            lifetime: .seconds(60),
            claims: ["amr": ["sms"], "roles": ["editor"], "iss": "https://api.descope.com/P2test"]
        )
        let token = try await validator(minter).validate(jwt)
        #expect(token.subject == "U2ada")
        #expect(token.issuer == "https://api.descope.com/P2test")
        #expect(token.authenticationMethods == ["sms"])
        #expect(token["roles"] == ["editor"])
        #expect(token.issuedAt == ManualClock.defaultStart)
        #expect(token.expiresAt == ManualClock.defaultStart + 60)
    }

    @Test("a token may have expired when it is made")
    func expired() async throws {
        let minter = try minter()
        await #expect { try await self.validator(minter).validate(minter.session(lifetime: .seconds(-6))) } throws: {
            DescopeError.Code.tokenExpired ~= $0
        }
        _ = try await validator(minter).validate(minter.session(lifetime: .seconds(-4)))
    }

    @Test(
        "a lifetime beyond what a token can write ends at its bounds",
        arguments: [(.seconds(Int64.max), 253_402_300_799), (.seconds(Int64.min), 0)] as [(Duration, Int64)]
    )
    func bounds(_ lifetime: Duration, _ end: Int64) throws {
        let jwt = try minter().session(lifetime: lifetime).reveal()
        let payload = try #require(Base64URL.decode(String(jwt.split(separator: ".")[1])))
        #expect(try JSONReader.parse(payload)["exp"] == .int(end))
    }

    @Test(
        "an access token says whom it is for, what it allows and who acts, whoever has issued it",
        arguments: [
            (.project, "P2test", true), (.application(), "https://api.descope.com/v1/apps/P2test", true),
            (.application(tenant: "T2acme"), "https://api.descope.com/v1/apps/P2test/T2acme", true),
            (.agent(), "https://api.descope.com/v1/apps/agentic/P2test/MS2test", false),
            (.agent(server: "MS2shop"), "https://api.descope.com/v1/apps/agentic/P2test/MS2shop", false),
        ] as [(TokenMinter.AccessTokenIssuer, String, Bool)]
    )
    func access(_ issuer: TokenMinter.AccessTokenIssuer, _ claim: String, _ isSession: Bool) async throws {
        let minter = try minter()
        let actors = [AccessToken.Actor(subject: "UDagent", clientId: "UD1"), .init(subject: "UDearlier", issuer: "i")]
        let jwt = try minter.access(
            audience: ["shop", "blog"],
            scopes: ["orders.read", "orders.write"],
            subject: "U2ada",
            clientId: "UDclient",
            actors: actors,
            issuer: issuer,
            lifetime: .seconds(60),
            claims: ["plan": "pro"]
        )
        let access = try await validator(minter).validateAccessToken(jwt, audience: ["blog"], scopes: ["orders.read"])
        #expect((access.subject, access.clientId, access.actors) == ("U2ada", "UDclient", actors))
        #expect((access.audience, access.scopes) == (["shop", "blog"], ["orders.read", "orders.write"]))
        #expect((access.token.issuer, access.token["plan"]) == (claim, "pro"))
        #expect(access.expiresAt == ManualClock.defaultStart + 60)
        let session = try? await validator(minter).validate(jwt)
        #expect((session != nil) == isSession)
    }

    @Test("an access token of which little is said, and one that has expired")
    func barestAccess() async throws {
        let minter = try minter()
        let jwt = try minter.access(audience: ["shop"], clientId: nil)
        let access = try await validator(minter).validateAccessToken(jwt, audience: ["shop"])
        #expect(access.clientId == nil && access.scopes.isEmpty && access.actors.isEmpty)
        #expect(access.token["aud"] == "shop")
        let expired = try minter.access(audience: ["shop"], lifetime: .seconds(-6))
        await #expect { try await self.validator(minter).validateAccessToken(expired, audience: ["shop"]) } throws: {
            DescopeError.Code.tokenExpired ~= $0
        }
    }

    @Test("a token of claims alone says nothing else")
    func barest() async throws {
        let minter = try minter()
        let jwt = try minter.token(
            claims: ["iss": "P2test", "sub": "U2ada", "exp": 4_102_444_800],
            header: ["kid": "SK2other", "typ": "at+jwt"]
        )
        let parts = jwt.reveal().split(separator: ".").compactMap { Base64URL.decode(String($0)) }
        #expect(try JSONReader.parse(parts[0]) == ["alg": "EdDSA", "kid": "SK2other", "typ": "at+jwt"])
        #expect(try JSONReader.parse(parts[1]) == ["iss": "P2test", "sub": "U2ada", "exp": 4_102_444_800])
    }
}
