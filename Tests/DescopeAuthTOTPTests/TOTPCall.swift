import ClientTestSupport
import DescopeAuthTOTP
import DescopeCore
import DescopeHTTP
import DescopeTesting
import Testing

/// Every operation of the client, called with the same arguments.
enum TOTPCall: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case signUp = "totp.signUp"
    case update = "totp.update"
    case verify = "totp.verify"
    case generateRecoveryCodes = "totp.generateRecoveryCodes"
    case signIn = "totp.signIn"

    static let loginId = "ada@example.com"
    static let code = "314159"
    static let refreshJwt = "refresh-token-of-ada"
    /// A response that every operation can read. The image is only the start of a PNG file.
    static let answer = ScriptedTransport.Answer.json(
        #"""
        {"key":"JBSWY3DPEHPK3PXP","provisioningURL":"otpauth://totp/a?secret=JBSWY3DPEHPK3PXP","image":"iVBORw0K",
        "sessionJwt":"session-token-of-ada","codes":[{"code":"AAAA"},{"code":"BBBB"}]}
        """#
    )

    var testDescription: String { rawValue }

    var takesRefreshToken: Bool { self == .update || self == .generateRecoveryCodes }

    /// The secrets in its request, when a sign-in has a refresh token.
    var secrets: [String] {
        switch self {
        case .signUp: []
        case .update, .generateRecoveryCodes: [Self.refreshJwt]
        case .verify, .signIn: [Self.code, Self.refreshJwt]
        }
    }

    /// - Parameter refreshJwt: For a sign-in only; operations that change the user always send one.
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

/// The only request that a call makes.
func request(_ call: (DescopeClient) async throws -> Void) async throws -> APIRequest {
    try await request(answer: TOTPCall.answer, call)
}
