import ClientTestSupport
import DescopeAuthNOTP
import DescopeCore
import DescopeHTTP
import DescopeTesting
import Testing

/// Every operation of the client, called with the same arguments.
enum NOTPCall: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case signUp, signIn, signUpOrIn, updatePhone, session

    static let loginId = "+12025550143"
    static let pendingRef = "reference-of-ada"
    static let refreshJwt = "refresh-token-of-ada"
    /// A response that every operation can read.
    static let answer = ScriptedTransport.Answer.json(
        #"{"pendingRef":"p","redirectUrl":"https://wa.me/1?text=secret","sessionJwt":"session-token-of-ada"}"#
    )

    var testDescription: String { rawValue }
    var name: String { "notp.\(rawValue)" }

    /// The secrets in its request, when a sign-in has a refresh token.
    var secrets: [String] {
        switch self {
        case .session: [Self.pendingRef]
        case .signIn, .updatePhone: [Self.refreshJwt]
        case .signUp, .signUpOrIn: []
        }
    }

    /// - Parameter refreshJwt: For a sign-in only; updates always send one.
    func make(
        _ client: DescopeClient,
        loginId: String? = Self.loginId,
        refreshJwt: String? = nil,
        templates: NOTPTemplates = NOTPTemplates()
    ) async throws {
        let notp = client.notp
        switch self {
        case .signUp: _ = try await notp.signUp(loginId: loginId, templates: templates)
        case .signIn: _ = try await notp.signIn(loginId: loginId, refreshJwt: refreshJwt, templates: templates)
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

/// The only request that a call makes.
func request(_ call: (DescopeClient) async throws -> Void) async throws -> APIRequest {
    try await request(answer: NOTPCall.answer, call)
}
