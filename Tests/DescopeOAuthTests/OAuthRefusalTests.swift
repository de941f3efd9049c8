import ClientTestSupport
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeOAuth
import DescopeTesting
import Testing

/// Arguments that are refused before anything is sent.
@Suite(.timeLimit(.minutes(5))) struct OAuthRefusalTests {
    @Test(
        "a redirect URL that no code can be appended to",
        arguments: [
            "/signed-in", "app.example.com/signed-in", "//app.example.com", "https:app.example.com",
            "https://", "https:///signed-in", "https://:443/", "https://?x=1", "://app.example.com",
            "1https://app.example.com", "https://app.example.com/a b", "https://app.example.com/\n",
            "https://app.example.com/#part", "https://ada@app.example.com/", "https://app.example.com\\@evil.example",
            "https://app.example.com/ä", "javascript:alert(1)", "javascript://app.example.com/%0Aalert(1)",
            "file:///etc", "https://app.example.com/<x>",
        ]
    )
    func redirectURL(_ url: String) async throws {
        for start in OAuthClientTests.starts {
            let error = try await refusal { _ = try await start($0.oauth, url, LoginOptions(), OAuthOptions()) }
            #expect((error.kind, error.code) == (.argument, .unusableArgument))
            #expect(error.message.hasPrefix("redirectURL: "))
        }
    }

    @Test(
        "redirect URLs that are fine",
        arguments: [
            "https://app.example.com", "https://app.example.com:8443/a?b=c%20d&e=%2F", "http://localhost:3000/cb",
            "http://[::1]:3000/", "com.example.app://signed-in", "myapp:///signed-in", "HTTPS://APP.EXAMPLE.COM/",
        ]
    )
    func goodRedirectURL(_ url: String) async throws {
        let request = try await request { _ = try await $0.start(with: .google, redirectURL: url) }
        #expect(request.query.contains(APIQueryItem("redirectURL", url)))
    }

    @Test("a native finish with neither code nor id token")
    func finishNative() async throws {
        let error = try await refusal { _ = try await $0.oauth.finishNative(with: .apple, stateId: "s") }
        #expect(error.code == .unusableArgument)
        #expect(error.message.hasPrefix("code: "))
    }

    static let furtherFactors = [LoginOptions(stepup: true), LoginOptions(mfa: true)]

    @Test("step-up and MFA without a refresh token", arguments: furtherFactors)
    func missingRefreshToken(_ options: LoginOptions) async throws {
        let calls: [(DescopeClient) async throws -> Void] = [
            { _ = try await $0.oauth.start(with: .google, options: options) },
            { _ = try await $0.oauth.startSignUp(with: .google, options: options) },
            { _ = try await $0.oauth.startSignIn(with: .google, options: options) },
        ]
        for call in calls {
            let error = try await refusal(call)
            #expect(error.code == .missingRefreshJwt)
            #expect(error.message.hasPrefix("refreshJwt: "))
        }
    }

    @Test("step-up and MFA in operations that take no refresh token", arguments: furtherFactors)
    func noFurtherFactor(_ options: LoginOptions) async throws {
        let calls: [(DescopeClient) async throws -> Void] = [
            { _ = try await $0.oauth.startNative(with: .apple, options: options) },
            { _ = try await $0.oauth.verifyOneTap(with: .google, idToken: "i", nonce: "n", options: options) },
            { _ = try await $0.oauth.exchangeOneTap(with: .google, idToken: "i", nonce: "n", options: options) },
        ]
        for call in calls {
            let error = try await refusal(call)
            #expect(error.code == .unusableArgument)
            #expect(error.message.hasPrefix("options: "))
        }
    }
}
