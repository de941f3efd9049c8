import ClientTestSupport
import DescopeAuthPassword
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct PasswordClientTests {
    private func request(_ call: (PasswordClient) async throws -> Void) async throws -> APIRequest {
        try await ClientTestSupport.request(answer: .json(#"{"sessionJwt":"s"}"#)) { try await call($0.password) }
    }

    @Test("the body of each operation without optional arguments")
    func fewest() async throws {
        let calls: [(body: JSONValue?, call: (PasswordClient) async throws -> Void)] = [
            (["loginId": "ada", "password": "p"], { _ = try await $0.signUp(loginId: "ada", password: "p") }),
            (["loginId": "ada", "password": "p"], { _ = try await $0.signIn(loginId: "ada", password: "p") }),
            (["loginId": "ada"], { try await $0.sendReset(loginId: "ada") }),
            (
                ["loginId": "ada", "newPassword": "q"],
                { try await $0.update(loginId: "ada", newPassword: "q", refreshJwt: "r") }
            ),
            (
                ["loginId": "ada", "oldPassword": "p", "newPassword": "q"],
                { _ = try await $0.replace(loginId: "ada", oldPassword: "p", newPassword: "q") }
            ),
            (nil, { _ = try await $0.policy() }),
        ]
        for (body, call) in calls { #expect(try await request(call).bodyJSON == body) }
    }

    @Test("a sign-up's user, options and provider")
    func signUp() async throws {
        let request = try await request {
            _ = try await $0.signUp(
                loginId: "ada",
                password: "p",
                user: SignUpUser(name: "Ada", email: "ada@example.com"),
                options: SignUpOptions(customClaims: ["plan": "free"]),
                providerId: "PR1"
            )
        }
        #expect(
            request.bodyJSON == [
                "loginId": "ada", "password": "p", "user": ["name": "Ada", "email": "ada@example.com"],
                "loginOptions": ["customClaims": ["plan": "free"]], "providerId": "PR1",
            ]
        )
    }

    @Test("a sign-in's options and provider")
    func signIn() async throws {
        let request = try await request {
            _ = try await $0.signIn(
                loginId: "ada",
                password: "p",
                options: LoginOptions(revokeOtherSessions: true, tenantId: "acme"),
                providerId: "PR1"
            )
        }
        #expect(
            request.bodyJSON == [
                "loginId": "ada", "password": "p",
                "loginOptions": ["revokeOtherSessions": true, "tenantId": "acme"], "providerId": "PR1",
            ]
        )
    }

    @Test("a reset's redirect and options")
    func reset() async throws {
        let request = try await request {
            try await $0.sendReset(
                loginId: "ada",
                redirectURL: "https://app.example.com/reset",
                options: PasswordResetOptions(
                    templateId: "T1",
                    templateOptions: ["app": "Acme"],
                    providerId: "PR1",
                    locale: "en-GB"
                )
            )
        }
        #expect(
            request.bodyJSON == [
                "loginId": "ada", "redirectUrl": "https://app.example.com/reset", "templateId": "T1",
                "templateOptions": ["app": "Acme"], "providerId": "PR1", "locale": "en-GB",
            ]
        )
    }

    @Test("a replacement sends whether to end other sessions")
    func replace() async throws {
        let request = try await request {
            _ = try await $0.replace(
                loginId: "ada",
                oldPassword: "p",
                newPassword: "q",
                options: PasswordReplaceOptions(revokeOtherSessions: true, revokeOtherSessionsTypes: ["oidc"])
            )
        }
        #expect(
            request.bodyJSON == [
                "loginId": "ada", "oldPassword": "p", "newPassword": "q", "revokeOtherSessions": true,
                "revokeOtherSessionsTypes": ["oidc"],
            ]
        )
    }

    @Test("a redirect URL that is not absolute", arguments: ["/reset", "javascript://app"])
    func redirectURL(_ url: String) async throws {
        let error = try await refusal { try await $0.password.sendReset(loginId: "ada", redirectURL: url) }
        #expect(error.message.hasPrefix("redirectURL: "))
    }

    @Test("a sign-in refuses step-up and MFA", arguments: [LoginOptions(stepup: true), LoginOptions(mfa: true)])
    func stepup(_ options: LoginOptions) async throws {
        let error = try await refusal {
            _ = try await $0.password.signIn(loginId: "ada", password: "p", options: options)
        }
        #expect(error.code == .unusableArgument)
        #expect(error.message.hasPrefix("options: "))
    }

    @Test("a password is sent unchanged, with its white space", arguments: [" ", " a b\t", "pässwörd 🔑", #""\"#])
    func unchanged(_ password: String) async throws {
        let request = try await request { _ = try await $0.signIn(loginId: "ada", password: password) }
        #expect(request.bodyJSON?["password"] == .string(password))
    }

    @Test("the operations that return a session")
    func session() async throws {
        let answer = ScriptedTransport.Answer.json(
            #"{"sessionJwt":"s","refreshJwt":"r","user":{"userId":"U1"},"firstSeen":true}"#
        )
        let password = try client(.scripted(answer, answer, answer)).password
        for signedIn in [
            try await password.signUp(loginId: "ada", password: "p"),
            try await password.signIn(loginId: "ada", password: "p"),
            try await password.replace(loginId: "ada", oldPassword: "p", newPassword: "q"),
        ] {
            #expect(signedIn.sessionJwt.reveal() == "s")
            #expect(signedIn.refreshJwt?.reveal() == "r")
            #expect(signedIn.user?.userId == "U1")
        }
    }

    @Test(
        "a reset returns what was sent, and to which address",
        arguments: [
            (
                #"{"resetMethod":"magiclink","maskedEmail":"a***@example.com"}"#, .magicLink, "a***@example.com", nil,
                nil
            ),
            (#"{"resetMethod":"enchantedlink","pendingRef":"ref","linkId":"42"}"#, .enchantedLink, nil, "ref", "42"),
            (#"{"resetMethod":"otp"}"#, .otp, nil, nil, nil),
            (#"{"resetMethod":"pigeon","more":1}"#, PasswordReset.Method(rawValue: "pigeon"), nil, nil, nil),
            (#"{"resetMethod":"","maskedEmail":7,"pendingRef":"","linkId":null}"#, nil, nil, nil, nil),
            ("{}", nil, nil, nil, nil),
        ] as [(String, PasswordReset.Method?, String?, String?, String?)]
    )
    func resetResponse(
        _ json: String,
        _ method: PasswordReset.Method?,
        _ address: String?,
        _ pendingRef: String?,
        _ linkId: String?
    ) async throws {
        let reset = try await client(.scripted(.json(json))).password.sendReset(loginId: "ada")
        #expect(reset.method == method)
        #expect(reset.maskedEmail == address)
        #expect(reset.pendingRef?.reveal() == pendingRef)
        #expect(reset.linkId == linkId)
    }

    @Test("a reset's reference does not print")
    func silentReset() async throws {
        let answer = ScriptedTransport.Answer.json(#"{"resetMethod":"enchantedlink","pendingRef":"reference-of-ada"}"#)
        let reset = try await client(.scripted(answer)).password.sendReset(loginId: "ada")
        #expect(!prints(reset).contains("reference-of-ada"))
    }

    @Test("a reference that cannot be read is an error")
    func unreadableReset() async throws {
        let password = try client(.scripted(.json(#"{"resetMethod":"enchantedlink","pendingRef":7}"#))).password
        await #expect { try await password.sendReset(loginId: "ada") } throws: {
            DescopeError.Code.unexpectedResponse ~= $0
        }
    }

    @Test("the policy, complete or in part")
    func policy() async throws {
        let password = try client(
            .scripted(
                .json(
                    #"{"minLength":8,"lowercase":true,"uppercase":false,"number":true,"nonAlphanumeric":true,"strengthScore":3,"strengthScoreEnabled":true}"#
                ),
                .json(#"{"minLength":6,"uppercase":null,"lowercase":"odd","strengthScore":[]}"#)
            )
        ).password
        let whole = try await password.policy()
        #expect(whole.minLength == 8)
        #expect((whole.lowercase, whole.uppercase, whole.number, whole.nonAlphanumeric) == (true, false, true, true))
        #expect((whole.strengthScoreEnabled, whole.strengthScore) == (true, 3))
        let part = try await password.policy()
        #expect(part.minLength == 6)
        #expect((part.lowercase, part.uppercase, part.number, part.nonAlphanumeric) == (false, false, false, false))
        #expect((part.strengthScoreEnabled, part.strengthScore) == (false, nil))
    }

    @Test("the response to an update may be empty", arguments: ["", "{}"])
    func emptyResponse(_ body: String) async throws {
        try await client(.scripted(.bytes(Array(body.utf8)))).password
            .update(loginId: "ada", newPassword: "q", refreshJwt: "r")
    }
}
