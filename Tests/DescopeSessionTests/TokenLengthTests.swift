import DescopeCore
import DescopeHTTP
import DescopeJWT
import DescopeSession
import DescopeTesting
import Testing

/// Users with many tenants have long tokens: they sign in, and their requests and refreshes work as everybody's.
@Suite(.timeLimit(.minutes(5))) struct TokenLengthTests {
    /// A user's tenants, with eight permissions in each.
    private func tenants(_ count: Int) -> [String: JSONValue] {
        let permissions = (0..<8).map { JSONValue.string("documents.area\($0).read") }
        let tenants = (0..<count).map { ("T2tenant\($0)", ["permissions": .array(permissions)] as JSONValue) }
        return ["tenants": .object(Dictionary(uniqueKeysWithValues: tenants))]
    }

    @Test("from no tenants to more than the limit allows", arguments: [0, 1, 48, 49, 50, 120, 200, 300, 1000])
    func many(_ count: Int) async throws {
        let it = try Fixture()
        let claims = tenants(count)
        let jwt = try it.mint.session(claims: claims)
        let length = jwt.reveal().utf8.count
        for _ in 0..<2 {
            guard length <= 65_536 else {
                let error = await #expect(throws: DescopeError.self) { try await it.session.validate(jwt) }
                #expect(error?.code == .tokenTooLarge)
                #expect(error?.message.contains("at most 65536 bytes, found \(length)") == true)
                #expect(error?.message.contains("maximumTokenBytes") == true)
                continue
            }
            #expect(count < 300)
            let token = try await it.session.validate(jwt)
            #expect(token.tenants.count == count)
            guard count > 0 else { continue }
            let last = "T2tenant\(count - 1)"
            #expect(token.hasPermissions(["documents.area7.read"], tenant: last))
            #expect(!token.hasPermissions(["documents.area8.read"], tenant: last))
            #expect(!token.isMember(of: "T2tenant\(count)"))
        }
    }

    @Test("the limit is the configuration's, for both tokens", arguments: [1 << 10, 16 << 10, 1 << 20])
    func limit(_ limit: Int) async throws {
        let it = try Fixture { $0.maximumTokenBytes = limit }
        let claims = tenants(120)
        let (session, refresh) = (try it.mint.session(claims: claims), try it.mint.refresh(claims: claims))
        #expect(session.reveal().utf8.count > 16 << 10)
        it.transport.append(it.signedIn(session))
        let refuses = limit < 1 << 20
        for call in [
            { _ = try await it.session.validate(session) }, { _ = try await it.session.refresh(refresh) },
        ] as [() async throws -> Void] {
            do {
                try await call()
                #expect(!refuses)
            } catch let error as DescopeError {
                #expect(refuses)
                #expect(error.code == .tokenTooLarge)
                #expect(error.isUnauthenticated)
            }
        }
        #expect(it.transport.sent.count == (refuses ? 0 : 1))
        let short = try it.mint.session()
        _ = try await it.session.validate(short)
    }

    @Test("a refresh that brings too long a token says which setting helps, and keeps the refresh token")
    func refreshed() async throws {
        let it = try Fixture { $0.maximumTokenBytes = 16 << 10 }
        it.transport.append(it.signedIn(try it.mint.session(claims: tenants(120)), refreshJwt: "hush-rotated"))
        let error = await #expect(throws: DescopeError.self) { try await it.session.refresh(it.mint.refresh()) }
        #expect(error?.code == .newTokenRefused)
        #expect((error?.underlying as? DescopeError)?.code == .tokenTooLarge)
        #expect(error?.message.contains("at most 16384 bytes") == true)
        #expect(error?.message.contains("maximumTokenBytes of the configuration") == true)
        #expect(error?.message.contains("in between") == false)
        #expect(error?.refreshJwt?.reveal() == "hush-rotated")
        #expect(error?.isUnauthenticated == false)
    }

    @Test(
        "a new token that is out of time says both times, and that the clock is wrong",
        arguments: [
            (
                ["exp": 1_767_225_000, "iat": 1_767_224_400],
                "expired at 2025-12-31T23:50:00Z; this machine's clock says 2026-01-01T00:00:00Z, 600 s later"
            ),
            (
                ["exp": 1_767_226_800, "iat": 1_767_226_200],
                "was issued at 2026-01-01T00:10:00Z; this machine's clock says 2026-01-01T00:00:00Z, 600 s earlier"
            ),
        ] as [([String: JSONValue], String)]
    )
    func clock(_ claims: [String: JSONValue], _ expected: String) async throws {
        let it = try Fixture()
        let jwt = try it.mint.session(claims: claims)
        it.transport.append(it.signedIn(jwt))
        let error = await #expect(throws: DescopeError.self) { try await it.session.refresh(it.mint.refresh()) }
        #expect(error?.code == .newTokenRefused)
        #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("this machine's clock is wrong: set it right") == true)
    }
}
