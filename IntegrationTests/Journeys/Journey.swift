import Descope
import DescopeEmulator
import DescopeTesting
import Testing

/// A project in memory, a client of it, and the clock that both go by.
struct Journey {
    /// One for all: making it takes a while. Each project gives it an id of its own.
    static let signingKey = Result { try FakeKeys().signingKey }

    let clock = ManualClock()
    let backend: EmulatorBackend
    let client: DescopeClient

    /// - Parameters:
    ///   - settings: How the project is set up.
    ///   - configure: How the client is, besides.
    init(
        settings: (inout EmulatorSettings) -> Void = { _ in },
        configure: (inout DescopeConfiguration) -> Void = { _ in }
    ) throws {
        var project = EmulatorSettings()
        settings(&project)
        backend = try EmulatorBackend(clock: clock, settings: project, signingKey: Self.signingKey.get())
        client = try Self.client(backend, clock).with(configure)
    }

    /// Continues a project where another one was.
    init(restoring snapshot: EmulatorSnapshot, middleware: [any HTTPMiddleware]) throws {
        backend = try EmulatorBackend(restoring: snapshot, clock: clock)
        client = try Self.client(backend, clock, middleware)
    }

    private static func client(
        _ backend: EmulatorBackend,
        _ clock: ManualClock,
        _ middleware: [any HTTPMiddleware] = []
    ) throws -> DescopeClient {
        try DescopeClient(
            projectId: backend.projectId,
            managementKey: backend.managementKey,
            transport: .emulator(backend),
            middleware: middleware,
            clock: clock
        )
        .with { $0.retry.delays = [.zero, .zero, .zero] }
    }

    var session: SessionClient { client.session }
    var otp: OTPClient { client.otp }

    /// The newest code that was sent to a user.
    func code(_ loginId: String) throws -> Secret { try #require(backend.outbox.lastCode(for: loginId)) }

    /// A code that is not the one that was sent.
    func wrongCode(_ loginId: String) throws -> String { try code(loginId).reveal() == "000000" ? "000001" : "000000" }

    /// Signs a user up, or in when there is one, with the code that was sent.
    func signUpOrIn(_ loginId: String = "ada@example.com") async throws -> SignInResponse {
        try await otp.signUpOrIn(with: .email, loginId: loginId)
        return try await otp.verify(with: .email, loginId: loginId, code: try code(loginId))
    }

    /// The token of the newest link that was sent to a user.
    func token(_ loginId: String) throws -> Secret { try #require(backend.outbox.lastToken(for: loginId)) }

    /// Does `work` while time passes as soon as somebody waits for it.
    ///
    /// - Parameter pause: The longest pause that is waited for. Only who waits no longer is woken. So a request's limit
    ///   of 60 s is never passed over, and the end of a wait only when it is no further away than a pause: the wait
    ///   would end there anyway.
    func driving<Value>(
        within pause: Duration = .seconds(1),
        _ work: () async throws -> Value
    ) async throws -> Value {
        try await clock.passingTime(within: pause, work)
    }

    /// Expects a session of the user who has signed in, which can be refreshed until it is logged out, and not after.
    func expectSessionAndLogOut(_ signedIn: SignInResponse, by ways: String...) async throws {
        let token = try await session.validate(signedIn.sessionJwt)
        #expect(token.subject == signedIn.user?.userId)
        #expect(token.authenticationMethods == ways)
        let refreshed = try await session.refresh(try #require(signedIn.refreshJwt))
        #expect(refreshed.token.subject == token.subject)
        try await expectLogOut(try #require(refreshed.refreshJwt))
    }

    /// Logs a session out, and expects that it cannot be refreshed any more.
    func expectLogOut(_ refreshJwt: Secret) async throws {
        try await session.logOut(refreshJwt)
        await expect(.tokenInvalidatedByLogout) { _ = try await session.refresh(refreshJwt) }
    }
}

/// The same token with its claims changed and its signature kept.
func tampered(_ jwt: Secret) throws -> Secret {
    var parts = jwt.reveal().split(separator: ".").map(String.init)
    try #require(parts.count == 3)
    var claims = Array(parts[1])
    claims[20] = claims[20] == "A" ? "B" : "A"
    parts[1] = String(claims)
    return Secret(parts.joined(separator: "."))
}

/// Expects an error with that code.
func expect(
    _ code: DescopeError.Code,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ work: () async throws -> Void
) async {
    await #expect(sourceLocation: sourceLocation) { try await work() } throws: { code ~= $0 }
}

/// Expects the emulator to refuse, with that code, what a user does past the client: to follow a link, to send a
/// message.
func expectRefusal(
    _ code: DescopeError.Code,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ work: () throws -> Void
) {
    let refusal = #expect(throws: EmulatorRefusal.self, sourceLocation: sourceLocation) { try work() }
    #expect(refusal?.code == code.rawValue, sourceLocation: sourceLocation)
}
