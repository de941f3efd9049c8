import ClientTestSupport
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeSSO
import DescopeTesting
import Testing

/// Both addresses of the service take the same calls.
@Suite(.timeLimit(.minutes(5))) struct SSOClientTests {
    /// One of the two.
    enum Address: String, CaseIterable, Sendable {
        case sso, saml

        func of(_ client: DescopeClient) -> SSOClient { self == .sso ? client.sso : client.saml }
    }

    static let url = "https://idp.example.com/authorize?state=state-of-the-start"
    static let answer = ScriptedTransport.Answer.json(#"{"url":"\#(url)","sessionJwt":"session-token-of-ada"}"#)
    static let code = "code-of-the-redirect"
    static let refreshJwt = "refresh-token-of-ada"

    @Test("the least that a start says", arguments: Address.allCases, ["acme", "ada@acme.example"])
    func leastStart(_ address: Address, _ tenant: String) async throws {
        let request = try await request(answer: Self.answer) { _ = try await address.of($0).start(tenant: tenant) }
        #expect(request.method == .post)
        #expect(request.path == "/v1/auth/\(address)/authorize")
        #expect(request.query == [APIQueryItem("tenant", tenant)])
        #expect(request.headers["authorization"] == "Bearer P2test")
        #expect(request.bodyJSON == [:])
    }

    @Test("everything that a start may say", arguments: Address.allCases)
    func fullStart(_ address: Address) async throws {
        let redirectURL = "https://app.example.com/callback?next=%2Fhome&x=1"
        let request = try await request(answer: Self.answer) {
            _ = try await address.of($0).start(
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

    @Test("the URL comes back whole, and does not print", arguments: Address.allCases)
    func url(_ address: Address) async throws {
        let url = try await address.of(client(.scripted(Self.answer))).start(tenant: "acme")
        #expect(url.reveal() == Self.url)
        #expect(!url.description.contains("state"))
    }

    @Test("an exchange sends the code", arguments: Address.allCases)
    func exchange(_ address: Address) async throws {
        let request = try await request(answer: Self.answer) { _ = try await address.of($0).exchange(code: Self.code) }
        #expect(request.method == .post)
        #expect(request.path == "/v1/auth/\(address)/exchange")
        #expect(request.query.isEmpty)
        #expect(request.headers["authorization"] == "Bearer P2test")
        #expect(request.bodyJSON == ["code": .string(Self.code)])
    }

    @Test("an exchange says what the identity provider said", arguments: Address.allCases)
    func idpResponse(_ address: Address) async throws {
        let json = #"""
            {"sessionJwt":"s","refreshJwt":"r","tenantSSOID":"okta","idpResponse":{"idpGroups":["eng"],
            "idpSAMLAttributes":{"dept":"R&D"},"idpOIDCClaims":{"acr":1},"samlResponse":"<Assertion/>","newMember":1}}
            """#
        let signedIn = try await address.of(client(.scripted(.json(json)))).exchange(code: Self.code)
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
        "what the identity provider said never costs the user the session",
        arguments: [
            #"{"sessionJwt":"s"}"#, #"{"sessionJwt":"s","tenantSSOID":"","idpResponse":null}"#,
            #"{"sessionJwt":"s","tenantSSOID":7,"idpResponse":"?"}"#,
            #"{"sessionJwt":"s","idpResponse":{"idpGroups":7}}"#,
        ]
    )
    func oddIdpResponse(_ json: String) async throws {
        let signedIn = try await client(.scripted(.json(json))).sso.exchange(code: Self.code)
        #expect(signedIn.sessionJwt.reveal() == "s")
        #expect(signedIn.idpResponse == nil)
        #expect(signedIn.tenantSSOId == nil)
    }

    @Test("an exchange takes the tokens from cookies where the body has none", arguments: Address.allCases)
    func cookies(_ address: Address) async throws {
        var headers: APIHeaders = ["Set-Cookie": "DS=s; Path=/; HttpOnly"]
        headers.append("Set-Cookie", "DSR=r; Path=/; HttpOnly")
        let signedIn = try await address.of(client(.scripted(.json(#"{"sessionJwt":""}"#, headers: headers))))
            .exchange(code: Self.code)
        #expect(signedIn.sessionJwt.reveal() == "s")
        #expect(signedIn.refreshJwt?.reveal() == "r")
    }

    @Test("blank arguments are refused before anything is sent", arguments: Address.allCases, blanks)
    func blank(_ address: Address, _ blank: String) async throws {
        let calls: [(name: String, call: (SSOClient) async throws -> Void)] = [
            ("tenant", { _ = try await $0.start(tenant: blank) }),
            ("redirectURL", { _ = try await $0.start(tenant: "acme", redirectURL: blank) }),
            ("refreshJwt", { _ = try await $0.start(tenant: "acme", refreshJwt: blank) }),
            ("code", { _ = try await $0.exchange(code: blank) }),
        ]
        for (name, call) in calls {
            let error = try await refusal { try await call(address.of($0)) }
            #expect(error.code == (name == "refreshJwt" ? .missingToken : .unusableArgument))
            #expect(error.message.hasPrefix("\(name): "))
            #expect(error.operation.hasPrefix("\(address)."))
        }
    }

    @Test(
        "so are redirect URLs that no code can be appended to",
        arguments: Address.allCases,
        ["/signed-in", "https://", "https://app.example.com/#part", "https://ada@app.example.com/", "https://a.b/ c"]
    )
    func redirectURL(_ address: Address, _ url: String) async throws {
        let error = try await refusal { _ = try await address.of($0).start(tenant: "acme", redirectURL: url) }
        #expect(error.code == .unusableArgument)
        #expect(error.message.hasPrefix("redirectURL: "))
    }

    @Test(
        "so are step-up and MFA without a refresh token",
        arguments: Address.allCases,
        [LoginOptions(stepup: true), LoginOptions(mfa: true)]
    )
    func missingRefreshToken(_ address: Address, _ options: LoginOptions) async throws {
        let error = try await refusal { _ = try await address.of($0).start(tenant: "acme", options: options) }
        #expect(error.code == .missingRefreshJwt)
    }

    @Test(
        "a start is sent again after any outage, an exchange only when it cannot have arrived",
        arguments: Address.allCases
    )
    func repeats(_ address: Address) async {
        let start = { (client: DescopeClient) in _ = try await address.of(client).start(tenant: "acme") }
        await expectRepeated(answer: Self.answer, start)
        await expectNotRepeated(unlessHarmless: true, answer: Self.answer, start)
        let exchange = { (client: DescopeClient) in _ = try await address.of(client).exchange(code: Self.code) }
        await expectRepeated(answer: Self.answer, exchange)
        await expectNotRepeated(answer: Self.answer, exchange)
    }

    @Test("the service's refusals come with their codes, and without what was sent", arguments: Address.allCases)
    func serviceErrors(_ address: Address) async throws {
        let calls: [(name: String, secret: String, call: (DescopeClient) async throws -> Void)] = [
            (
                "start", Self.refreshJwt,
                { _ = try await address.of($0).start(tenant: "acme", refreshJwt: Self.refreshJwt) }
            ),
            ("exchange", Self.code, { _ = try await address.of($0).exchange(code: Self.code) }),
        ]
        for (name, secret, call) in calls {
            try await expectServiceError(.invalidArguments, from: "\(address).\(name)", call)
            try await expectSilence(about: [secret], from: "\(address).\(name)", call)
        }
    }
}
