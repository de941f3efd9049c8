import ClientTestSupport
import DescopeAuthPasskeys
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

/// Every operation of the client, with the same arguments.
enum PasskeyCall: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case startSignUp, finishSignUp, startSignIn, finishSignIn, startSignUpOrIn, startUpdate, finishUpdate

    static let starts: [Self] = [.startSignUp, .startSignIn, .startSignUpOrIn, .startUpdate]
    static let finishes: [Self] = [.finishSignUp, .finishSignIn, .finishUpdate]

    static let loginId = "ada@example.com"
    static let origin = "https://app.example.com"
    static let refreshJwt = "refresh-token-of-ada"
    static let transactionId = "TX2-of-ada"
    static let response = #"{"id":"cred","type":"public-key"}"#
    /// A response that every operation reads.
    static let answer = ScriptedTransport.Answer.json(
        #"{"transactionId":"TX2","options":"{}","create":true,"sessionJwt":"session-token-of-ada"}"#
    )

    var testDescription: String { rawValue }

    /// The secrets in its request, when a sign-in carries a refresh token.
    var secrets: [String] {
        switch self {
        case .startSignIn, .startUpdate: [Self.refreshJwt]
        case .finishSignUp, .finishSignIn, .finishUpdate: [Self.transactionId, Self.response]
        case .startSignUp, .startSignUpOrIn: []
        }
    }

    /// - Parameter refreshJwt: Nil: a sign-in carries none, an update the usual one.
    func make(
        _ client: DescopeClient,
        loginId: String = Self.loginId,
        origin: String = Self.origin,
        refreshJwt: String? = nil,
        transactionId: String = Self.transactionId,
        response: String = Self.response
    ) async throws {
        let passkeys = client.passkeys
        switch self {
        case .startSignUp: _ = try await passkeys.startSignUp(loginId: loginId, origin: origin)
        case .startSignIn:
            _ = try await passkeys.startSignIn(loginId: loginId, origin: origin, refreshJwt: refreshJwt)
        case .startSignUpOrIn: _ = try await passkeys.startSignUpOrIn(loginId: loginId, origin: origin)
        case .startUpdate:
            _ = try await passkeys.startUpdate(
                loginId: loginId,
                origin: origin,
                refreshJwt: refreshJwt ?? Self.refreshJwt
            )
        case .finishSignUp: _ = try await passkeys.finishSignUp(transactionId: transactionId, response: response)
        case .finishSignIn: _ = try await passkeys.finishSignIn(transactionId: transactionId, response: response)
        case .finishUpdate: try await passkeys.finishUpdate(transactionId: transactionId, response: response)
        }
    }
}

/// The one request that an operation sends.
func request(_ call: (DescopeClient) async throws -> Void) async throws -> APIRequest {
    try await request(answer: PasskeyCall.answer, call)
}
