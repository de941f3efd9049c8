import ClientTestSupport
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeSSO
import DescopeTesting
import Testing

/// Both paths of the service take the same operations.
@Suite(.timeLimit(.minutes(5))) struct SSOClientTests {
    /// One of the two paths.
    enum Path: String, CaseIterable, Sendable {
        case sso, saml

        func of(_ client: DescopeClient) -> SSOClient { self == .sso ? client.sso : client.saml }
    }

    static let url = "https://idp.example.com/authorize?state=state-of-the-start"
    static let response = ScriptedTransport.Answer.json(#"{"url":"\#(url)","sessionJwt":"session-token-of-ada"}"#)
    static let code = "code-of-the-redirect"
    static let refreshJwt = "refresh-token-of-ada"

    @Test("a start without options", arguments: Path.allCases, ["acme", "ada@acme.example"])
    func leastStart(_ path: Path, _ tenant: String) async throws {
        let request = try await request(answer: Self.response) { _ = try await path.of($0).start(tenant: tenant) }
        #expect(request.method == .post)
        #expect(request.path == "/v1/auth/\(path)/authorize")
        #expect(request.query == [APIQueryItem("tenant", tenant)])
        #expect(request.headers["authorization"] == "Bearer P2test")
        #expect(request.bodyJSON == [:])
    }

    @Test("everything that a start can send", arguments: Path.allCases)
    func fullStart(_ path: Path) async throws {
        let redirectURL = "https://app.example.com/callback?next=%2Fhome&x=1"
        let request = try await request(answer: Self.response) {
            _ = try await path.of($0).start(
                tenant: "acme",
                redirectURL: redirectURL,
                options: LoginOptions(
                    stepup: true,
                    mfa: true,
                    customClaims: ["plan": ["seats": 25, "beta": nil]],
                    revokeOtherSessions: true,
                    revokeOtherSessionsTypes: ["oidc"],
                    templateId: "T1",
                    templateOptions: ["app": "Acme"],
                    tenantId: "acme",
                    locale: "en-GB"
                ),
                refreshJwt: Self.refreshJwt,
                ssoOptions: SSOOptions(
                    ssoId: "okta",
                    loginHint: "ada+1@acme.example",
                    prompt: [.login, .selectAccount],
                    forceAuthn: true,
                    initiatedEmail: "ada@acme.example"
                )
            )
        }
        #expect(
            request.query == [
                APIQueryItem("tenant", "acme"), APIQueryItem("redirectURL", redirectURL), APIQueryItem("ssoId", "okta"),
                APIQueryItem("loginHint", "ada+1@acme.example"), APIQueryItem("forceAuthn", "true"),
                APIQueryItem("initiatedEmail", "ada@acme.example"), APIQueryItem("prompt", "login"),
                APIQueryItem("prompt", "select_account"),
            ]
        )
        #expect(request.headers["authorization"] == "Bearer P2test:refresh-token-of-ada")
        #expect(
            request.bodyJSON == [
                "stepup": true, "mfa": true, "customClaims": ["plan": ["seats": 25, "beta": nil]],
                "revokeOtherSessions": true, "revokeOtherSessionsTypes": ["oidc"], "templateId": "T1",
                "templateOptions": ["app": "Acme"], "tenantId": "acme", "locale": "en-GB",
            ]
        )
    }

    @Test("the URL is returned unchanged, and does not print", arguments: Path.allCases)
    func url(_ path: Path) async throws {
        let url = try await path.of(client(.scripted(Self.response))).start(tenant: "acme")
        #expect(url.reveal() == Self.url)
        #expect(!url.description.contains("state"))
    }

    @Test("an exchange sends the code", arguments: Path.allCases)
    func exchange(_ path: Path) async throws {
        let request = try await request(answer: Self.response) { _ = try await path.of($0).exchange(code: Self.code) }
        #expect(request.method == .post)
        #expect(request.path == "/v1/auth/\(path)/exchange")
        #expect(request.query.isEmpty)
        #expect(request.headers["authorization"] == "Bearer P2test")
        #expect(request.bodyJSON == ["code": .string(Self.code)])
    }

    @Test("an exchange returns the response of the identity provider", arguments: Path.allCases)
    func idpResponse(_ path: Path) async throws {
        let json = #"""
            {"sessionJwt":"s","refreshJwt":"r","tenantSSOID":"okta","idpResponse":{"idpGroups":["eng"],
            "idpSAMLAttributes":{"dept":"R&D"},"idpOIDCClaims":{"acr":1},"samlResponse":"<Assertion/>","newMember":1}}
            """#
        let signedIn = try await path.of(client(.scripted(.json(json)))).exchange(code: Self.code)
        #expect(signedIn.tenantSSOId == "okta")
        let said = try #require(signedIn.idpResponse)
        #expect(said.groups == ["eng"])
        #expect(said.samlAttributes == ["dept": "R&D"])
        #expect(said.oidcClaims == ["acr": 1])
        #expect(said.samlResponse?.reveal() == "<Assertion/>")
        #expect(said.oidcResponse == nil)
        #expect(!"\(signedIn)".contains("Assertion"))
    }

    @Test(
        "an odd response of the identity provider does not cost the session",
        arguments: [
            #"{"sessionJwt":"s"}"#, #"{"sessionJwt":"s","tenantSSOID":"","idpResponse":null}"#,
            #"{"sessionJwt":"s","tenantSSOID":7,"idpResponse":"?"}"#,
            #"{"sessionJwt":"s","idpResponse":{"idpGroups":7}}"#,
        ]
    )
    func oddIdpResponse(_ json: String) async throws {
        let signedIn = try await client(.scripted(.json(json))).sso.exchange(code: Self.code)
        #expect(signedIn.sessionJwt.reveal() == "s")
        #expect(signedIn.idpResponse?.groups ?? [] == [])
        #expect(signedIn.tenantSSOId == nil)
    }

    @Test("an exchange reads the tokens from cookies when the body has none", arguments: Path.allCases)
    func cookies(_ path: Path) async throws {
        var headers: APIHeaders = ["Set-Cookie": "DS=s; Path=/; HttpOnly"]
        headers.append("Set-Cookie", "DSR=r; Path=/; HttpOnly")
        let signedIn = try await path.of(client(.scripted(.json(#"{"sessionJwt":""}"#, headers: headers))))
            .exchange(code: Self.code)
        #expect(signedIn.sessionJwt.reveal() == "s")
        #expect(signedIn.refreshJwt?.reveal() == "r")
    }

    @Test(
        "redirect URLs that no code can be appended to are refused",
        arguments: Path.allCases,
        ["/signed-in", "https://", "https://app.example.com/#part", "https://ada@app.example.com/", "https://a.b/ c"]
    )
    func redirectURL(_ path: Path, _ url: String) async throws {
        let error = try await refusal { _ = try await path.of($0).start(tenant: "acme", redirectURL: url) }
        #expect(error.code == .unusableArgument)
        #expect(error.message.hasPrefix("redirectURL: "))
    }

    @Test(
        "step-up and MFA without a refresh token are refused",
        arguments: Path.allCases,
        [LoginOptions(stepup: true), LoginOptions(mfa: true)]
    )
    func missingRefreshToken(_ path: Path, _ options: LoginOptions) async throws {
        let error = try await refusal { _ = try await path.of($0).start(tenant: "acme", options: options) }
        #expect(error.code == .missingRefreshJwt)
    }
}
