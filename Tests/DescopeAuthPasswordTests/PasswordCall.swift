import ClientTestSupport
import DescopeAuthPassword
import DescopeCore
import DescopeHTTP
import DescopeTesting
import Testing

/// Every operation of the client, with the same arguments.
enum PasswordCall: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case signUp, signIn, sendReset, update, replace, policy

    static let loginId = "ada@example.com"
    static let password = "Old+secret1"
    static let newPassword = "New+secret2"
    static let refreshJwt = "refresh-token-of-ada"
    /// A response that every operation reads.
    static let answer = ScriptedTransport.Answer.json(#"{"sessionJwt":"session-token-of-ada"}"#)

    var testDescription: String { rawValue }

    /// The secrets in its request.
    var secrets: [String] {
        switch self {
        case .signUp, .signIn: [Self.password]
        case .replace: [Self.password, Self.newPassword]
        case .update: [Self.newPassword, Self.refreshJwt]
        case .sendReset, .policy: []
        }
    }

    func make(_ client: DescopeClient, loginId: String = Self.loginId) async throws {
        let password = client.password
        switch self {
        case .signUp: _ = try await password.signUp(loginId: loginId, password: Self.password)
        case .signIn: _ = try await password.signIn(loginId: loginId, password: Self.password)
        case .sendReset: try await password.sendReset(loginId: loginId)
        case .update:
            try await password.update(loginId: loginId, newPassword: Self.newPassword, refreshJwt: Self.refreshJwt)
        case .replace:
            _ = try await password.replace(
                loginId: loginId,
                oldPassword: Self.password,
                newPassword: Self.newPassword
            )
        case .policy: _ = try await password.policy()
        }
    }
}

/// The one request that an operation sends.
func request(_ call: (DescopeClient) async throws -> Void) async throws -> APIRequest {
    try await request(answer: PasswordCall.answer, call)
}
