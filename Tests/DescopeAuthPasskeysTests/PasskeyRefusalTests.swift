import ClientTestSupport
import DescopeAuthPasskeys
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

/// Arguments that are refused before anything is sent.
@Suite(.timeLimit(.minutes(5))) struct PasskeyRefusalTests {
    @Test(
        "a malformed origin",
        arguments: [
            "app.example.com", "https://", "https://app.example.com/", "https://app.example.com/signin",
            "https://app.example.com?a=b", "https://app.example.com#a", "https://ada@app.example.com",
            "app.example.com:8443", "localhost:3000", "https:app.example.com", "javascript:x",
            "HTTPS://app.example.com",
            "https://App.example.com", "ftp://app.example.com", "https://app.example.com:443",
            "http://localhost:80", "https://app.example.com:", "https://app.example.com:65536", "https://:8443",
        ]
    )
    func origin(_ origin: String) async throws {
        for start in starts {
            let error = try await refusal { try await start($0.passkeys, origin, PasskeyOptions()) }
            #expect(error.code == .unusableArgument)
            #expect(error.message.hasPrefix("origin: "))
        }
    }

    @Test(
        "an app's origin, one on localhost, and one with a port",
        arguments: ["android:apk-key-hash:abc", "http://localhost:3000", "https://app.example.com:8443"]
    )
    func goodOrigin(_ origin: String) async throws {
        let request = try await request { _ = try await $0.startSignIn(loginId: "ada", origin: origin) }
        #expect(request.bodyJSON?["origin"] == .string(origin))
    }

    @Test(
        "step-up and MFA without a refresh token",
        arguments: [LoginOptions(stepup: true), LoginOptions(mfa: true)],
        ["ada", nil]
    )
    func missingRefreshToken(_ options: LoginOptions, _ loginId: String?) async throws {
        let error = try await refusal {
            _ = try await $0.passkeys.startSignIn(loginId: loginId, origin: "https://o", options: options)
        }
        #expect(error.code == .missingRefreshJwt)
        #expect(error.message.hasPrefix("refreshJwt: "))
    }
}
