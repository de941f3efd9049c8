import DescopeAuthNOTP
import DescopeCore
import DescopeHTTP
import DescopeTesting
import Testing

/// Every call of the client, made with the same arguments.
enum NOTPCall: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case signUp, signIn, signUpOrIn, updatePhone, session

    static let loginId = "+12025550143"
    static let pendingRef = "reference-of-ada"
    static let refreshJwt = "refresh-token-of-ada"
    /// Answers every call.
    static let answer = ScriptedTransport.Answer.json(
        #"{"pendingRef":"p","redirectUrl":"https://wa.me/1?text=secret","sessionJwt":"session-token-of-ada"}"#
    )

    var testDescription: String { rawValue }
    var name: String { "notp.\(rawValue)" }

    func make(_ notp: NOTPClient, loginId: String? = Self.loginId, templates: NOTPTemplates? = nil) async throws {
        switch self {
        case .signUp: _ = try await notp.signUp(loginId: loginId, templates: templates)
        case .signIn: _ = try await notp.signIn(loginId: loginId, templates: templates)
        case .signUpOrIn: _ = try await notp.signUpOrIn(loginId: loginId, templates: templates)
        case .updatePhone:
            _ = try await notp.updatePhone(
                to: "+12025550199",
                loginId: loginId ?? "",
                refreshJwt: Self.refreshJwt,
                templates: templates
            )
        case .session: _ = try await notp.session(Self.pendingRef)
        }
    }
}

/// A client for a script, which waits for nothing but what the test moves the clock for.
func client(_ transport: some HTTPTransport, clock: ManualClock = ManualClock()) throws -> DescopeClient {
    try DescopeClient(projectId: "P2test", transport: transport, clock: clock)
        .with { $0.retry.delays = [.zero, .zero, .zero] }
}
