import ClientTestSupport
import DescopeAuthPasskeys
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

/// Each property of the options is written as its own member of the body, and as no other.
@Suite(.timeLimit(.minutes(5))) struct PasskeyOptionsTests {
    @Test(
        "passkey options",
        arguments: [
            (PasskeyOptions(attestation: PasskeyOptions.Attestation.none), "attestation", "none"),
            (PasskeyOptions(attestation: .indirect), "attestation", "indirect"),
            (PasskeyOptions(attestation: .direct), "attestation", "direct"),
            (PasskeyOptions(userVerification: .preferred), "userVerification", "preferred"),
            (PasskeyOptions(userVerification: .required), "userVerification", "required"),
            (PasskeyOptions(userVerification: .discouraged), "userVerification", "discouraged"),
            (PasskeyOptions(extensionsJSON: #"{"a":1}"#), "extensionsJSON", #"{"a":1}"#),
            (
                PasskeyOptions(authenticatorSelection: .init(authenticatorAttachment: .any)),
                "authenticatorSelection", ["authenticatorAttachment": "any"]
            ),
            (
                PasskeyOptions(authenticatorSelection: .init(authenticatorAttachment: .platform)),
                "authenticatorSelection", ["authenticatorAttachment": "platform"]
            ),
            (
                PasskeyOptions(authenticatorSelection: .init(authenticatorAttachment: .crossPlatform)),
                "authenticatorSelection", ["authenticatorAttachment": "crossplatform"]
            ),
            (
                PasskeyOptions(authenticatorSelection: .init(residentKey: .discouraged)),
                "authenticatorSelection", ["residentKey": "discouraged"]
            ),
            (
                PasskeyOptions(authenticatorSelection: .init(residentKey: .preferred)),
                "authenticatorSelection", ["residentKey": "preferred"]
            ),
            (
                PasskeyOptions(authenticatorSelection: .init(residentKey: .required)),
                "authenticatorSelection", ["residentKey": "required"]
            ),
            (
                PasskeyOptions(authenticatorSelection: .init(userVerification: .init(rawValue: "new"))),
                "authenticatorSelection", ["userVerification": "new"]
            ),
        ] as [(PasskeyOptions, String, JSONValue)]
    )
    func passkey(_ options: PasskeyOptions, _ member: String, _ value: JSONValue) async throws {
        for start in starts {
            let body = try await request { try await start($0, "https://o", options) }.bodyJSON
            #expect(body?["passkeyOptions"] == .object([member: value]))
        }
    }

    @Test(
        "sign-up options",
        arguments: [
            (SignUpOptions(customClaims: ["plan": "free"]), "customClaims", ["plan": "free"]),
            (SignUpOptions(revokeOtherSessions: true), "revokeOtherSessions", true),
            (SignUpOptions(tenantId: "acme"), "tenantId", "acme"),
        ] as [(SignUpOptions, String, JSONValue)]
    )
    func signUp(_ options: SignUpOptions, _ member: String, _ value: JSONValue) async throws {
        let signUp = try await request {
            _ = try await $0.startSignUp(loginId: "a", origin: "https://o", options: options)
        }
        #expect(signUp.bodyJSON?["loginOptions"] == .object([member: value]))
        let either = try await request {
            _ = try await $0.startSignUpOrIn(loginId: "a", origin: "https://o", options: options)
        }
        #expect(either.bodyJSON?["loginOptions"] == .object([member: value]))
    }

    @Test(
        "login options",
        arguments: [
            (LoginOptions(mfa: true), "mfa", true), (LoginOptions(stepup: false), "stepup", false),
            (LoginOptions(customClaims: ["plan": "free"]), "customClaims", ["plan": "free"]),
            (LoginOptions(revokeOtherSessions: true), "revokeOtherSessions", true),
            (LoginOptions(tenantId: "acme"), "tenantId", "acme"),
        ] as [(LoginOptions, String, JSONValue)]
    )
    func login(_ options: LoginOptions, _ member: String, _ value: JSONValue) async throws {
        let request = try await request {
            _ = try await $0.startSignIn(
                loginId: "a",
                origin: "https://o",
                options: options,
                refreshJwt: "refresh"
            )
        }
        #expect(request.bodyJSON?["loginOptions"] == .object([member: value]))
    }
}
