import ClientTestSupport
import DescopeAuthTOTP
import DescopeCore
import DescopeHTTP
import DescopeTesting
import Testing

/// Every call of the client, made with the same arguments.
enum TOTPCall: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case signUp = "totp.signUp"
    case update = "totp.update"
    case verify = "totp.verify"
    case generateRecoveryCodes = "totp.generateRecoveryCodes"
    case signIn = "totp.signIn"

    static let loginId = "ada@example.com"
    static let code = "314159"
    static let refreshJwt = "refresh-token-of-ada"
    /// Answers every call. The image is no real one.
    static let answer = ScriptedTransport.Answer.json(
        #"""
        {"key":"JBSWY3DPEHPK3PXP","provisioningURL":"otpauth://totp/a?secret=JBSWY3DPEHPK3PXP","image":"iVBORw0K",
        "sessionJwt":"session-token-of-ada","codes":[{"code":"AAAA"},{"code":"BBBB"}]}
        """#
    )

    var testDescription: String { rawValue }

    var takesRefreshToken: Bool { self == .update || self == .generateRecoveryCodes }

    /// What it sends that must not show, when a sign-in has a refresh token.
    var secrets: [String] {
        switch self {
        case .signUp: []
        case .update, .generateRecoveryCodes: [Self.refreshJwt]
        case .verify, .signIn: [Self.code, Self.refreshJwt]
        }
    }

    /// - Parameter refreshJwt: That of a sign-in; what changes the user has one anyway.
    func make(_ client: DescopeClient, loginId: String = Self.loginId, refreshJwt: String? = nil) async throws {
        let totp = client.totp
        switch self {
        case .signUp: _ = try await totp.signUp(loginId: loginId)
        case .update: _ = try await totp.update(loginId: loginId, refreshJwt: Self.refreshJwt)
        case .verify: _ = try await totp.verify(loginId: loginId, code: Self.code, refreshJwt: refreshJwt)
        case .generateRecoveryCodes:
            _ = try await totp.generateRecoveryCodes(loginId: loginId, refreshJwt: Self.refreshJwt)
        case .signIn:
            _ = try await totp.signIn(loginId: loginId, recoveryCode: Self.code, refreshJwt: refreshJwt)
        }
    }
}

/// The one request that a call makes.
func request(_ call: (DescopeClient) async throws -> Void) async throws -> APIRequest {
    try await request(answer: TOTPCall.answer, call)
}
