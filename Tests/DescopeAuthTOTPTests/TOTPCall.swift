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
    var takesCode: Bool { self == .verify || self == .signIn }

    func make(_ totp: TOTPClient, loginId: String = Self.loginId) async throws {
        switch self {
        case .signUp: _ = try await totp.signUp(loginId: loginId)
        case .update: _ = try await totp.update(loginId: loginId, refreshJwt: Self.refreshJwt)
        case .verify: _ = try await totp.verify(loginId: loginId, code: Self.code)
        case .generateRecoveryCodes:
            _ = try await totp.generateRecoveryCodes(loginId: loginId, refreshJwt: Self.refreshJwt)
        case .signIn: _ = try await totp.signIn(loginId: loginId, recoveryCode: Self.code)
        }
    }
}

/// A client for a script, which waits for nothing.
func client(_ transport: some HTTPTransport) throws -> DescopeClient {
    try DescopeClient(projectId: "P2test", transport: transport, clock: ManualClock())
        .with { $0.retry.delays = [.zero, .zero, .zero] }
}
