import DescopeSession
import DescopeTesting
import Testing

// The code of DescopeTesting's catalog page, compiled and run. `DocCatalogTests` holds the two together.

@Suite struct OrderTests {
    // Shared, because generating an RSA key takes a tenth of a second.
    static let keys = Result { try FakeKeys() }

    let clock = ManualClock()
    let minter: TokenMinter
    let client: DescopeClient

    init() throws {
        let keys = try Self.keys.get()
        minter = TokenMinter(projectId: "P2shop", keys: keys, clock: clock)
        // The script is empty: any request to the service would fail.
        client = try DescopeClient(projectId: "P2shop", transport: .scripted(), clock: clock).with(keys: keys)
    }

    /// Stands for the authorization code of your server.
    func mayReadOrders(_ sessionJwt: Secret) async throws -> Bool {
        let token = try await client.session.validate(sessionJwt, audience: ["shop"])
        return token.hasPermissions(["orders.read"])
    }

    @Test func goodToken() async throws {
        let reader = try minter.session(claims: ["aud": "shop", "permissions": ["orders.read"]])
        #expect(try await mayReadOrders(reader))
        let other = try minter.session(claims: ["aud": "shop"])
        #expect(try await !mayReadOrders(other))

        clock.advance(by: .seconds(605))
        await #expect {
            _ = try await mayReadOrders(reader)
        } throws: {
            DescopeError.Code.tokenExpired ~= $0
        }
    }

    @Test(arguments: TokenAttack.allCases)
    func badToken(_ attack: TokenAttack) async throws {
        let jwt = try minter.token(for: attack, claims: ["aud": "shop", "permissions": ["orders.read"]])
        let error = await #expect(throws: DescopeError.self) { try await mayReadOrders(jwt) }
        #expect(error?.isUnauthenticated == true)
    }

    /// Stands for a server of agents and MCP clients.
    func mayReadOrders(accessJwt: Secret) async throws -> AccessToken {
        let audience = ["https://mcp.shop.example"]
        return try await client.session.validateAccessToken(accessJwt, audience: audience, scopes: ["orders.read"])
    }

    @Test func accessToken() async throws {
        let agent = AccessToken.Actor(subject: "UD2agent")
        let jwt = try minter.access(
            audience: ["https://mcp.shop.example"],
            scopes: ["orders.read"],
            actors: [agent]
        )
        #expect(try await mayReadOrders(accessJwt: jwt).actors == [agent])
        let other = try minter.access(audience: ["https://mcp.blog.example"], scopes: ["orders.read"])
        let error = await #expect(throws: DescopeError.self) { try await mayReadOrders(accessJwt: other) }
        #expect(error?.code == .wrongAudience)
    }
}
