import ClientTestSupport
import DescopeAuthOTP
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

/// Each field of the options ends at its own member of the body, and nowhere else.
@Suite(.timeLimit(.minutes(5))) struct OTPOptionsTests {
    private func body(_ call: (DescopeClient) async throws -> Void) async throws -> [String: JSONValue] {
        try #require(await request(call).bodyJSON?.objectValue)
    }

    @Test(
        "login options",
        arguments: [
            (LoginOptions(stepup: true), "stepup", true),
            (LoginOptions(stepup: false), "stepup", false),
            (LoginOptions(mfa: true), "mfa", true),
            (
                LoginOptions(customClaims: ["plan": ["seats": 25, "beta": nil]]), "customClaims",
                ["plan": ["seats": 25, "beta": nil]]
            ),
            (LoginOptions(revokeOtherSessions: true), "revokeOtherSessions", true),
            (LoginOptions(revokeOtherSessionsTypes: ["oidc"]), "revokeOtherSessionsTypes", ["oidc"]),
            (LoginOptions(templateId: "T1"), "templateId", "T1"),
            (LoginOptions(templateOptions: ["app": "Acme"]), "templateOptions", ["app": "Acme"]),
            (LoginOptions(tenantId: "acme"), "tenantId", "acme"),
            (LoginOptions(locale: "en-GB"), "locale", "en-GB"),
        ] as [(LoginOptions, String, JSONValue)]
    )
    func login(_ options: LoginOptions, _ member: String, _ value: JSONValue) async throws {
        let body = try await body {
            try await $0.otp.signIn(with: .email, loginId: "ada", options: options, refreshJwt: "r")
        }
        #expect(body["loginOptions"] == .object([member: value]))
    }

    @Test(
        "sign-up options",
        arguments: [
            (SignUpOptions(customClaims: ["plan": "free"]), "customClaims", ["plan": "free"]),
            (SignUpOptions(revokeOtherSessions: true), "revokeOtherSessions", true),
            (SignUpOptions(templateId: "T1"), "templateId", "T1"),
            (SignUpOptions(templateOptions: ["app": "Acme"]), "templateOptions", ["app": "Acme"]),
            (SignUpOptions(tenantId: "acme"), "tenantId", "acme"),
            (SignUpOptions(locale: "en-GB"), "locale", "en-GB"),
        ] as [(SignUpOptions, String, JSONValue)]
    )
    func signUp(_ options: SignUpOptions, _ member: String, _ value: JSONValue) async throws {
        for call in [
            { (client: DescopeClient) in _ = try await client.otp.signUp(with: .email, loginId: "ada", options: options)
            },
            { (client: DescopeClient) in
                _ = try await client.otp.signUpOrIn(with: .email, loginId: "ada", options: options)
            },
        ] {
            #expect(try await body(call)["loginOptions"] == .object([member: value]))
        }
    }

    @Test(
        "update options travel at the root",
        arguments: [
            (UpdateOptions(addToLoginIDs: true), "addToLoginIDs", true),
            (UpdateOptions(onMergeUseExisting: true), "onMergeUseExisting", true),
            (UpdateOptions(mfa: true), "mfa", true),
            (UpdateOptions(templateId: "T1"), "templateId", "T1"),
            (UpdateOptions(templateOptions: ["app": "Acme"]), "templateOptions", ["app": "Acme"]),
            (UpdateOptions(providerId: "PR1"), "providerId", "PR1"),
            (UpdateOptions(locale: "en-GB"), "locale", "en-GB"),
        ] as [(UpdateOptions, String, JSONValue)]
    )
    func update(_ options: UpdateOptions, _ member: String, _ value: JSONValue) async throws {
        let fixed: [String: JSONValue] = ["loginId": "ada", "addToLoginIDs": false, "onMergeUseExisting": false]
        let common = fixed.merging([member: value]) { $1 }
        let email = try await body {
            try await $0.otp.updateEmail(to: "e", loginId: "ada", refreshJwt: "r", options: options)
        }
        #expect(email == common.merging(["email": "e"]) { $1 })
        let phone = try await body {
            try await $0.otp.updatePhone(to: "1", loginId: "ada", refreshJwt: "r", options: options)
        }
        #expect(phone == common.merging(["phone": "1"]) { $1 })
    }
}
