import ClientTestSupport
import DescopeAuthPassword
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct PasswordClientTests {
    @Test(
        "the request of each operation without optional arguments",
        arguments: [
            (.signUp, "/v1/auth/password/signup", ["loginId": "ada@example.com", "password": "Old+secret1"]),
            (.signIn, "/v1/auth/password/signin", ["loginId": "ada@example.com", "password": "Old+secret1"]),
            (.sendReset, "/v1/auth/password/reset", ["loginId": "ada@example.com"]),
            (.update, "/v1/auth/password/update", ["loginId": "ada@example.com", "newPassword": "New+secret2"]),
            (
                .replace, "/v1/auth/password/replace",
                ["loginId": "ada@example.com", "oldPassword": "Old+secret1", "newPassword": "New+secret2"]
            ),
            (.policy, "/v1/auth/password/policy", nil),
        ] as [(PasswordCall, String, JSONValue?)]
    )
    func fewest(_ call: PasswordCall, _ path: String, _ body: JSONValue?) async throws {
        let request = try await request { try await call.make($0) }
        #expect(request.method == (call == .policy ? .get : .post))
        #expect(request.path == path)
        #expect(request.query.isEmpty)
        #expect(request.bodyJSON == body)
    }

    @Test("an update carries the refresh token, the others the project id only", arguments: PasswordCall.allCases)
    func credentials(_ call: PasswordCall) async throws {
        let request = try await request { try await call.make($0) }
        let expected = call == .update ? "Bearer P2test:refresh-token-of-ada" : "Bearer P2test"
        #expect(request.headers["authorization"] == expected)
    }

    @Test("a sign-up's user, options and provider")
    func signUp() async throws {
        let request = try await request {
            _ = try await $0.password.signUp(
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
            _ = try await $0.password.signIn(
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
            try await $0.password.sendReset(
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
            _ = try await $0.password.replace(
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

    @Test("a password is sent unchanged, with its white space", arguments: [" ", " a b\t", "pässwörd 🔑", #""\"#])
    func unchanged(_ password: String) async throws {
        let request = try await request { _ = try await $0.password.signIn(loginId: "ada", password: password) }
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
