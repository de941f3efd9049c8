import DescopeAuthPasskeys
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

/// Every call of the client, made with the same arguments.
enum PasskeyCall: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case startSignUp, finishSignUp, startSignIn, finishSignIn, startSignUpOrIn, startUpdate, finishUpdate

    static let starts: [Self] = [.startSignUp, .startSignIn, .startSignUpOrIn, .startUpdate]
    static let finishes: [Self] = [.finishSignUp, .finishSignIn, .finishUpdate]

    static let loginId = "ada@example.com"
    static let origin = "https://app.example.com"
    static let refreshJwt = "refresh-token-of-ada"
    static let transactionId = "TX2-of-ada"
    static let response = #"{"id":"cred","type":"public-key"}"#
    /// Answers every call.
    static let answer = ScriptedTransport.Answer.json(
        #"{"transactionId":"TX2","options":"{}","create":true,"sessionJwt":"session-token-of-ada"}"#
    )

    var testDescription: String { rawValue }

    func make(
        _ passkeys: PasskeyClient,
        loginId: String = Self.loginId,
        origin: String = Self.origin,
        refreshJwt: String = Self.refreshJwt,
        transactionId: String = Self.transactionId,
        response: String = Self.response
    ) async throws {
        switch self {
        case .startSignUp: _ = try await passkeys.startSignUp(loginId: loginId, origin: origin)
        case .startSignIn: _ = try await passkeys.startSignIn(loginId: loginId, origin: origin)
        case .startSignUpOrIn: _ = try await passkeys.startSignUpOrIn(loginId: loginId, origin: origin)
        case .startUpdate:
            _ = try await passkeys.startUpdate(loginId: loginId, origin: origin, refreshJwt: refreshJwt)
        case .finishSignUp: _ = try await passkeys.finishSignUp(transactionId: transactionId, response: response)
        case .finishSignIn: _ = try await passkeys.finishSignIn(transactionId: transactionId, response: response)
        case .finishUpdate: try await passkeys.finishUpdate(transactionId: transactionId, response: response)
        }
    }
}

/// A client for a script, which waits for nothing.
func client(_ transport: some HTTPTransport) throws -> DescopeClient {
    try DescopeClient(projectId: "P2test", transport: transport, clock: ManualClock())
        .with { $0.retry.delays = [.zero, .zero, .zero] }
}

/// The one request that a call makes.
func request(_ call: (PasskeyClient) async throws -> Void) async throws -> APIRequest {
    try await ScriptedTransport.withScript(PasskeyCall.answer) { transport in
        try await call(client(transport).passkeys)
        return try #require(transport.sent.first)
    }
}
