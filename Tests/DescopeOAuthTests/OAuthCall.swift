import ClientTestSupport
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeOAuth
import DescopeTesting
import Testing

/// Every operation of the client, with sample arguments.
enum OAuthCall: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case start, startSignUp, startSignIn, startUpdate, exchange, startNative, finishNative
    case oneTapClientId, verifyOneTap, exchangeOneTap

    /// The operations that return a URL.
    static let starts: [Self] = [.start, .startSignUp, .startSignIn, .startUpdate]

    static let code = "code-of-the-redirect"
    static let refreshJwt = "refresh-token-of-ada"
    static let idToken = "id-token-of-ada"
    static let stateId = "state-of-the-start"
    static let nonce = "nonce-of-the-page"
    static let url = "https://idp.example.com/authorize?state=state-of-the-start"
    /// A response that every operation can read.
    static let response = ScriptedTransport.Answer.json(
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

    /// The secrets that it sends, which no error may show. A start is made with a refresh token.
    var secrets: [String] {
        switch self {
        case .start, .startSignUp, .startSignIn, .startUpdate: [Self.refreshJwt]
        case .exchange: [Self.code]
        case .finishNative: [Self.stateId, Self.idToken, Self.code]
        case .verifyOneTap, .exchangeOneTap: [Self.idToken, Self.nonce]
        case .startNative, .oneTapClientId: []
        }
    }

    /// Whether it is retried when the service may have received it.
    var isRetryable: Bool {
        Self.starts.contains(self) || [.startNative, .oneTapClientId].contains(self)
    }

    /// - Parameter refreshJwt: The refresh token of a sign-in; an update always has one.
    func make(
        _ client: DescopeClient,
        with provider: OAuthProvider = .google,
        redirectURL: String? = nil,
        refreshJwt: String? = nil
    ) async throws {
        let oauth = client.oauth
        switch self {
        case .start:
            _ = try await oauth.start(with: provider, redirectURL: redirectURL, refreshJwt: refreshJwt)
        case .startSignUp:
            _ = try await oauth.startSignUp(with: provider, redirectURL: redirectURL, refreshJwt: refreshJwt)
        case .startSignIn:
            _ = try await oauth.startSignIn(with: provider, redirectURL: redirectURL, refreshJwt: refreshJwt)
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

/// The one request that an operation sends.
func request(_ call: (DescopeClient) async throws -> Void) async throws -> APIRequest {
    try await request(answer: OAuthCall.response, call)
}
