import ClientTestSupport
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

    /// What it sends that must not show, when a sign-in has a refresh token.
    var secrets: [String] {
        switch self {
        case .verify: [Self.code]
        case .signIn, .updateEmail, .updatePhone: [Self.refreshJwt]
        case .signUp, .signUpOrIn: []
        }
    }

    /// - Parameter refreshJwt: That of a sign-in; an update has one anyway.
    func make(
        _ client: DescopeClient,
        method: DeliveryMethod = .sms,
        loginId: String = Self.loginId,
        refreshJwt: String? = nil
    ) async throws {
        let otp = client.otp
        switch self {
        case .signUp: try await otp.signUp(with: method, loginId: loginId)
        case .signIn: try await otp.signIn(with: method, loginId: loginId, refreshJwt: refreshJwt)
        case .signUpOrIn: try await otp.signUpOrIn(with: method, loginId: loginId)
        case .verify: _ = try await otp.verify(with: method, loginId: loginId, code: Self.code)
        case .updateEmail:
            try await otp.updateEmail(to: "new@example.com", loginId: loginId, refreshJwt: Self.refreshJwt)
        case .updatePhone:
            try await otp.updatePhone(to: "+12025550143", with: method, loginId: loginId, refreshJwt: Self.refreshJwt)
        }
    }
}

/// The one request that a call makes.
func request(_ call: (DescopeClient) async throws -> Void) async throws -> APIRequest {
    try await request(answer: OTPCall.answer, call)
}
