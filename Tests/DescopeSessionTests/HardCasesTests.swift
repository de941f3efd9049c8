import DescopeCore
import DescopeHTTP
import DescopeJWT
import DescopeModels
import DescopeSession
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct HardCasesTests {
    private static let keys = Result { try FakeKeys(algorithm: .es256) }

    private func setting(
        _ answers: ScriptedTransport.Answer...
    ) throws -> (client: DescopeClient, minter: TokenMinter, transport: ScriptedTransport) {
        let (keys, clock, transport) = (try Self.keys.get(), ManualClock(), ScriptedTransport(answers))
        let client = try DescopeClient(projectId: "P2test", transport: transport, clock: clock).with(keys: keys)
        return (client, TokenMinter(projectId: "P2test", keys: keys, clock: clock), transport)
    }

    // U+212A, the Kelvin sign, is to Swift the same letter as K; to the service it is another.
    @Test("names that only look alike grant nothing")
    func lookalikes() async throws {
        let (client, minter, _) = try setting()
        let token = try await client.session.validate(
            minter.session(claims: [
                "roles": ["\u{212A}ey-admin"], "permissions": ["caf\u{E9}"], "dct": "dct\u{212A}",
                "tenants": ["acme\u{212A}": ["roles": ["owner"]]],
            ])
        )
        #expect(token.hasRoles(["\u{212A}ey-admin"]))
        #expect(!token.hasRoles(["Key-admin"]))
        #expect(token.matchingRoles(["Key-admin"]).isEmpty)
        #expect(!token.hasPermissions(["cafe\u{301}"]))
        #expect(token.isMember(of: "acme\u{212A}"))
        #expect(!token.isMember(of: "acmeK"))
        #expect(!token.isMember(of: "dctK"))
    }

    @Test(
        "an empty tenant is nobody's, whatever the token says",
        arguments: [
            ["roles": ["admin"]], ["roles": ["admin"], "dct": ""],
            ["roles": ["admin"], "tenants": ["": ["roles": ["admin"]]]],
        ] as [[String: JSONValue]]
    )
    func emptyTenant(_ claims: [String: JSONValue]) async throws {
        let (client, minter, _) = try setting()
        let token = try await client.session.validate(minter.session(claims: claims))
        #expect(!token.isMember(of: ""))
        #expect(!token.hasRoles(["admin"], tenant: ""))
        #expect(!token.hasRoles([], tenant: ""))
    }

    @Test("own keys stay, whatever else a copy changes")
    func ownKeysStay() async throws {
        let (client, minter, transport) = try setting()
        let moved = try client.with {
            $0 = try DescopeConfiguration(projectId: "P2test", baseURL: "https://auth.example")
        }
        _ = try await moved.session.validate(minter.session())
        #expect(transport.sent.isEmpty)
    }

    @Test("the rotated refresh token comes with the error when the new session token is refused")
    func rotatedTokenInError() async throws {
        let (_, minter, _) = try setting()
        let (new, session) = (try minter.refresh(claims: ["jti": "new"]), try minter.session())
        let (client, _, _) = try setting(
            .json(#"{"sessionJwt":"\#(session.reveal())","refreshJwt":"\#(new.reveal())"}"#)
        )
        let error = await #expect(throws: DescopeError.self) {
            try await client.session.refresh(minter.refresh(), audience: ["app"])
        }
        #expect(error?.code == .newTokenRefused)
        #expect((error?.underlying as? DescopeError)?.code == .wrongAudience)
        #expect(error?.message.contains("app") == true)
        #expect(error?.refreshJwt?.reveal() == new.reveal())
        #expect(error.map { !"\($0)".contains(new.reveal()) } == true)
    }

    @Test(
        "odd values beside the tokens cost nobody the session",
        arguments: [
            #""sessionExpiration":1e300"#, #""sessionExpiration":"soon""#, #""cookieMaxAge":1e300"#,
            #""cookieMaxAge":"3600""#, #""cookiePath":{}"#,
            #""firstSeen":"yes""#,
            #""user":{"OAuth":{"google":null}}"#, #""user":{"userTenants":[{}]}"#, #""user":[]"#,
            #""cookieExpiration":-1"#,
            #""externalToken":{}"#,
        ]
    )
    func oddMembers(_ member: String) async throws {
        let (_, minter, _) = try setting()
        let session = try minter.session()
        let (client, _, _) = try setting(
            .json(#"{"sessionJwt":"\#(session.reveal())","sessionCookieDomain":"example.com",\#(member)}"#)
        )
        let signedIn = try await client.send(Endpoint<SignInResponse>("test", .post, "/v1/test"))
        #expect(signedIn.sessionJwt.reveal() == session.reveal())
        #expect(client.session.setCookies(for: signedIn).first?.reveal().contains("; Domain=example.com;") == true)
    }

    @Test("the refresh cookie lasts until its expiration when its age is not said")
    func expiration() async throws {
        let (client, _, _) = try setting(
            .json(
                #"{"sessionJwt":"s","refreshJwt":"r","cookieExpiration":\#(Int(ManualClock.defaultStart.timeIntervalSince1970) + 90)}"#
            )
        )
        let signedIn = try await client.send(Endpoint<SignInResponse>("test", .post, "/v1/test"))
        #expect(client.session.setCookies(for: signedIn).last?.reveal().contains("Max-Age=90;") == true)
    }

    @Test("a key list without a usable key says why")
    func unusableKeys() async throws {
        let (_, minter, _) = try setting()
        let client = try DescopeClient(
            projectId: "P2test",
            transport: .scripted(.json(#"{"keys":[{"kid":"k","kty":"RSA","alg":"RS256","n":"AQAB","e":"AQAB"}]}"#)),
            clock: ManualClock()
        )
        let error = await #expect(throws: DescopeError.self) { try await client.session.validate(minter.session()) }
        #expect(error?.code == .keysUnavailable)
        #expect(error?.message.contains("expected at least one usable key") == true)
        #expect(error?.message.contains("JWK 'k'") == true)
    }
}
