import DescopeCore
import DescopeEmulator
import DescopeHTTP
import DescopeJWT
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The emulator behind a client, as an app's tests use it.
@Suite struct ClientTests {
    struct Tokens: Decodable, Sendable {
        var sessionJwt: String
        var refreshJwt: String
    }

    let ada = "ada@example.com"

    private func client(of project: Project, authManagementKey: String? = nil) throws -> DescopeClient {
        var configuration = try DescopeConfiguration(
            projectId: Project.projectId,
            managementKey: Project.managementKey,
            authManagementKey: authManagementKey
        )
        configuration.retry.delays = [.zero]
        return DescopeClient(configuration, transport: .emulator(project.backend), clock: project.clock)
    }

    private func signIn(_ client: DescopeClient, to project: Project) async throws -> Tokens {
        _ = try await client.send(
            Endpoint<NoContent>("otp.signUpOrIn", .post, "/v1/auth/otp/signup-in/email", body: ["loginId": ada])
        )
        let code = try #require(project.backend.outbox.lastCode(for: ada))
        return try await client.send(
            Endpoint<Tokens>(
                "otp.verify",
                .post,
                "/v1/auth/otp/verify/\("email")",
                body: ["loginId": ada, "code": code]
            )
        )
    }

    private func validator(of project: Project) throws -> TokenValidator {
        let keys = try JWKSet(json: project.backend.publicKeys.json)
        return TokenValidator(
            projectId: Project.projectId,
            keys: StaticKeys(Array(keys.keys.values)),
            clock: project.clock
        )
    }

    @Test(
        "tokens hold for a validator until their time is up, with either issuer",
        arguments: [EmulatorSettings.Issuer.projectId, .url("https://api.descope.com")]
    )
    func tokens(_ issuer: EmulatorSettings.Issuer) async throws {
        let project = try Project { $0.issuer = issuer }
        let tokens = try await signIn(client(of: project), to: project)
        let validator = try validator(of: project)
        let session = try await validator.validate(tokens.sessionJwt)
        #expect(session.kind == .session)
        #expect(session.expiresAt == project.clock.now.addingTimeInterval(600))
        #expect(session.refreshExpiresAt == project.clock.now.addingTimeInterval(30 * 24 * 3600))
        #expect(try await validator.validate(tokens.refreshJwt, as: .refresh).subject == session.subject)
        await #expect { try await validator.validate(tokens.refreshJwt) } throws: {
            DescopeError.Code.wrongTokenKind ~= $0
        }

        project.clock.advance(by: .seconds(606))
        await #expect { try await validator.validate(tokens.sessionJwt) } throws: {
            DescopeError.Code.tokenExpired ~= $0
        }
    }

    @Test("a token of a key that is no longer listed is unknown")
    func goneKey() async throws {
        let project = try Project()
        let tokens = try await signIn(client(of: project), to: project)
        try project.backend.rotateSigningKey(keepsOld: false)
        let validator = try validator(of: project)
        await #expect { try await validator.validate(tokens.sessionJwt) } throws: { DescopeError.Code.unknownKey ~= $0 }
    }

    @Test("the service's codes reach the caller")
    func refusals() async throws {
        let project = try Project()
        let client = try client(of: project)
        let calls: [(Endpoint<NoContent>, DescopeError.Code, Int)] = [
            (Endpoint("nowhere", .get, "/v1/nowhere"), .badRequest, 404),
            (Endpoint("verb", .put, "/v1/auth/me"), .badRequest, 405),
            (Endpoint("empty", .post, "/v1/auth/otp/signup/email", body: [:]), .missingArguments, 400),
            (Endpoint("typo", .post, "/v1/auth/otp/signup/email", body: ["loginID": "a"]), .invalidRequest, 400),
            (Endpoint("nobody", .post, "/v1/auth/otp/signin/email", body: ["loginId": "a"]), .userNotFound, 400),
            (Endpoint("odd", .post, "/v1/auth/otp/signin/\("a/../b")", body: ["loginId": "a"]), .invalidArguments, 400),
            (Endpoint("me", .get, "/v1/auth/me", credentials: .refreshJwt("a.b.c")), .invalidArguments, 401),
            (
                Endpoint(
                    "load",
                    .get,
                    "/v1/mgmt/user",
                    query: [APIQueryItem("loginId", "a&b=c")],
                    credentials: .management
                ), .managedUserNotFound, 400
            ),
        ]
        for (call, code, status) in calls {
            let error = await #expect(throws: DescopeError.self) { try await client.send(call) }
            #expect(error?.code == code, "\(call)")
            #expect(error?.status == status, "\(call)")
        }
    }

    @Test("the client repeats what failed for a moment, and is told of it when it lasts")
    func faults() async throws {
        let project = try Project()
        let client = try client(of: project)
        let call = Endpoint<NoContent>("session.keys", .get, "/v2/keys/\(Project.projectId)", credentials: .none)
        try project.backend.failNext("session.keys", with: .cannotConnect)
        _ = try await client.send(call)
        #expect(try project.backend.requestCount("session.keys") == 2)
        try project.backend.failNext("session.keys", with: .status(503), times: 2)
        let error = await #expect(throws: DescopeError.self) { try await client.send(call) }
        #expect(error?.status == 503)
        #expect(try project.backend.requestCount("session.keys") == 4)
    }

    @Test("a project closed to the public lets in a client that has the key", arguments: ["K2auth", nil])
    func authManagementKey(_ key: String?) async throws {
        let project = try Project { $0.authManagementKey = "K2auth" }
        let client = try client(of: project, authManagementKey: key)
        guard key != nil else {
            await #expect(throws: DescopeError.self) { try await signIn(client, to: project) }
            return
        }
        let refreshJwt = Secret(try await signIn(client, to: project).refreshJwt)
        _ = try await client.send(
            Endpoint<NoContent>("session.me", .get, "/v1/auth/me", credentials: .refreshJwt(refreshJwt))
        )
        _ = try await client.send(
            Endpoint<NoContent>("license.load", .get, "/v1/mgmt/license", credentials: .management)
        )
    }
}
