import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeOAuth
import DescopeTesting
import Testing

/// Every call of the client, made with the same arguments.
enum OAuthCall: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case start, startSignUp, startSignIn, startUpdate, exchange, startNative, finishNative
    case oneTapClientId, verifyOneTap, exchangeOneTap

    /// Those that answer with a URL.
    static let starts: [Self] = [.start, .startSignUp, .startSignIn, .startUpdate]

    static let code = "code-of-the-redirect"
    static let refreshJwt = "refresh-token-of-ada"
    static let idToken = "id-token-of-ada"
    static let stateId = "state-of-the-start"
    static let nonce = "nonce-of-the-page"
    static let url = "https://idp.example.com/authorize?state=state-of-the-start"
    /// Answers every call.
    static let answer = ScriptedTransport.Answer.json(
        """
        {"url":"\(url)","clientId":"client-1","stateId":"\(stateId)","nonce":"\(nonce)","implicit":true,"code":"\(code)",\
        "sessionJwt":"session-token-of-ada"}
        """
    )

    var testDescription: String { rawValue }

    var path: String {
        switch self {
        case .start: "/v1/auth/oauth/authorize"
        case .startSignUp: "/v1/auth/oauth/authorize/signup"
        case .startSignIn: "/v1/auth/oauth/authorize/signin"
        case .startUpdate: "/v1/auth/oauth/authorize/update"
        case .exchange: "/v1/auth/oauth/exchange"
        case .startNative: "/v1/auth/oauth/native/start"
        case .finishNative: "/v1/auth/oauth/native/finish"
        case .oneTapClientId: "/v1/auth/onetap/clientid/google"
        case .verifyOneTap: "/v1/auth/onetap/idtoken/verify"
        case .exchangeOneTap: "/v1/auth/onetap/idtoken/exchange"
        }
    }

    /// What it sends that must not show.
    var secrets: [String] {
        switch self {
        case .exchange: [Self.code]
        case .startUpdate: [Self.refreshJwt]
        case .finishNative: [Self.stateId, Self.idToken, Self.code]
        case .verifyOneTap, .exchangeOneTap: [Self.idToken, Self.nonce]
        default: []
        }
    }

    /// Whether the same again does no harm.
    var isRepeatable: Bool {
        Self.starts.contains(self) || [.startNative, .oneTapClientId].contains(self)
    }

    func make(_ oauth: OAuthClient, with provider: OAuthProvider = .google, redirectURL: String? = nil) async throws {
        switch self {
        case .start: _ = try await oauth.start(with: provider, redirectURL: redirectURL)
        case .startSignUp: _ = try await oauth.startSignUp(with: provider, redirectURL: redirectURL)
        case .startSignIn: _ = try await oauth.startSignIn(with: provider, redirectURL: redirectURL)
        case .startUpdate:
            _ = try await oauth.startUpdate(with: provider, redirectURL: redirectURL, refreshJwt: Self.refreshJwt)
        case .exchange: _ = try await oauth.exchange(code: Self.code)
        case .startNative: _ = try await oauth.startNative(with: provider)
        case .finishNative:
            _ = try await oauth.finishNative(
                with: provider,
                stateId: Self.stateId,
                code: Self.code,
                idToken: Self.idToken
            )
        case .oneTapClientId: _ = try await oauth.oneTapClientId(for: provider)
        case .verifyOneTap:
            _ = try await oauth.verifyOneTap(with: provider, idToken: Self.idToken, nonce: Self.nonce)
        case .exchangeOneTap:
            _ = try await oauth.exchangeOneTap(with: provider, idToken: Self.idToken, nonce: Self.nonce)
        }
    }
}

/// A client for a script, which waits for nothing.
func client(_ transport: some HTTPTransport) throws -> DescopeClient {
    try DescopeClient(projectId: "P2test", transport: transport, clock: ManualClock())
        .with { $0.retry.delays = [.zero, .zero, .zero] }
}

/// The one request that a call makes.
func request(
    answer: ScriptedTransport.Answer = OAuthCall.answer,
    _ call: (OAuthClient) async throws -> Void
) async throws -> APIRequest {
    try await ScriptedTransport.withScript(answer) { transport in
        try await call(client(transport).oauth)
        return try #require(transport.sent.first)
    }
}
