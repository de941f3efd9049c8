import DescopeAuthOTP
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

/// Every call of the client, made with the same arguments.
enum OTPCall: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case signUp, signIn, signUpOrIn, verify, updateEmail, updatePhone

    static let loginId = "ada@example.com"
    static let code = "314159"
    static let refreshJwt = "refresh-token-of-ada"
    /// Answers every call.
    static let answer = ScriptedTransport.Answer.json(
        #"{"maskedPhone":"+1******43","sessionJwt":"session-token-of-ada"}"#
    )

    var testDescription: String { rawValue }

    var takesMethod: Bool { self != .updateEmail }

    func make(_ otp: OTPClient, method: DeliveryMethod = .sms, loginId: String = Self.loginId) async throws {
        switch self {
        case .signUp: try await otp.signUp(with: method, loginId: loginId)
        case .signIn: try await otp.signIn(with: method, loginId: loginId)
        case .signUpOrIn: try await otp.signUpOrIn(with: method, loginId: loginId)
        case .verify: _ = try await otp.verify(with: method, loginId: loginId, code: Self.code)
        case .updateEmail:
            try await otp.updateEmail(to: "new@example.com", loginId: loginId, refreshJwt: Self.refreshJwt)
        case .updatePhone:
            try await otp.updatePhone(to: "+12025550143", with: method, loginId: loginId, refreshJwt: Self.refreshJwt)
        }
    }
}

/// A client for a script, which waits for nothing.
func client(_ transport: some HTTPTransport) throws -> DescopeClient {
    try DescopeClient(projectId: "P2test", transport: transport, clock: ManualClock())
        .with { $0.retry.delays = [.zero, .zero, .zero] }
}
