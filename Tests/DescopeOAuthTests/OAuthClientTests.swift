import ClientTestSupport
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeOAuth
import DescopeTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct OAuthClientTests {
    @Test("each operation has its own path, verb and credentials", arguments: OAuthCall.allCases)
    func pathAndCredentials(_ call: OAuthCall) async throws {
        let request = try await request { try await call.make($0) }
        #expect(request.path == call.path)
        #expect(request.method == (call == .oneTapClientId ? .get : .post))
        let bearer = call == .startUpdate ? "Bearer P2test:refresh-token-of-ada" : "Bearer P2test"
        #expect(request.headers["authorization"] == bearer)
        #expect(request.query == (OAuthCall.starts.contains(call) ? [APIQueryItem("provider", "google")] : []))
    }

    @Test(
        "what is sent, as the contract names it",
        arguments: [
            (.start, [:]), (.startSignUp, [:]), (.startSignIn, [:]), (.startUpdate, [:]),
            (.exchange, ["code": "code-of-the-redirect"]),
            (.startNative, ["provider": "google"]),
            (
                .finishNative,
                [
                    "provider": "google", "stateId": "state-of-the-start", "code": "code-of-the-redirect",
                    "idToken": "id-token-of-ada",
                ]
            ),
            (.oneTapClientId, nil),
            (.verifyOneTap, ["provider": "google", "idToken": "id-token-of-ada", "nonce": "nonce-of-the-page"]),
            (.exchangeOneTap, ["provider": "google", "idToken": "id-token-of-ada", "nonce": "nonce-of-the-page"]),
        ] as [(OAuthCall, JSONValue?)]
    )
    func body(_ call: OAuthCall, _ body: JSONValue?) async throws {
        #expect(try await request { try await call.make($0) }.bodyJSON == body)
    }

    @Test("providers are sent by name")
    func providers() async throws {
        let names = [
            (OAuthProvider.apple, "apple"), (.discord, "discord"), (.facebook, "facebook"), (.github, "github"),
            (.gitlab, "gitlab"), (.google, "google"), (.linkedin, "linkedin"), (.microsoft, "microsoft"),
            (.slack, "slack"), ("acme id", "acme id"), (OAuthProvider(rawValue: "x"), "x"),
        ]
        for (provider, name) in names {
            let request = try await request { _ = try await $0.oauth.start(with: provider) }
            #expect(request.query == [APIQueryItem("provider", name)])
        }
        let request = try await request { _ = try await $0.oauth.oneTapClientId(for: "a/b") }
        #expect(request.path == "/v1/auth/onetap/clientid/a%2Fb")
    }

    @Test("everything that a start can send", arguments: OAuthCall.starts)
    func full(_ call: OAuthCall) async throws {
        let redirectURL = "https://app.example.com/callback?next=%2Fhome&x=1"
        let options = LoginOptions(
            stepup: true,
            mfa: true,
            customClaims: ["plan": ["seats": 25, "beta": nil]],
            revokeOtherSessions: true,
            revokeOtherSessionsTypes: ["oidc"],
            templateId: "T1",
            templateOptions: ["app": "Acme"],
            tenantId: "acme",
            locale: "en-GB"
        )
        let (hint, email) = ("ada+1@example.com", "ada@example.com")
        let prompt: [LoginPrompt] = [.login, .consent]
        let request = try await request { client in
            let oauth = client.oauth
            switch call {
            case .startSignUp:
                _ = try await oauth.startSignUp(
                    with: .github,
                    redirectURL: redirectURL,
                    options: options,
                    refreshJwt: OAuthCall.refreshJwt,
                    oauthOptions: OAuthOptions(loginHint: hint, prompt: prompt, initiatedEmail: email)
                )
            case .startSignIn:
                _ = try await oauth.startSignIn(
                    with: .github,
                    redirectURL: redirectURL,
                    options: options,
                    refreshJwt: OAuthCall.refreshJwt,
                    oauthOptions: OAuthOptions(loginHint: hint, prompt: prompt, initiatedEmail: email)
                )
            case .startUpdate:
                _ = try await oauth.startUpdate(
                    with: .github,
                    redirectURL: redirectURL,
                    refreshJwt: OAuthCall.refreshJwt,
                    options: options,
                    allowAllMerge: true,
                    oauthOptions: OAuthOptions(loginHint: hint, prompt: prompt, initiatedEmail: email)
                )
            default:
                _ = try await oauth.start(
                    with: .github,
                    redirectURL: redirectURL,
                    options: options,
                    refreshJwt: OAuthCall.refreshJwt,
                    oauthOptions: OAuthOptions(loginHint: hint, prompt: prompt, initiatedEmail: email)
                )
            }
        }
        var query = [
            APIQueryItem("provider", "github"), APIQueryItem("redirectURL", redirectURL),
            APIQueryItem("loginHint", hint), APIQueryItem("initiatedEmail", email),
        ]
        if call == .startUpdate { query.append(APIQueryItem("allowAllMerge", "true")) }
        query += [APIQueryItem("prompt", "login"), APIQueryItem("prompt", "consent")]
        #expect(request.query == query)
        #expect(request.url.contains("redirectURL=https%3A%2F%2Fapp.example.com%2Fcallback%3Fnext%3D%252Fhome%26x%3D1"))
        #expect(request.headers["authorization"] == "Bearer P2test:refresh-token-of-ada")
        #expect(
            request.bodyJSON == [
                "stepup": true, "mfa": true, "customClaims": ["plan": ["seats": 25, "beta": nil]],
                "revokeOtherSessions": true, "revokeOtherSessionsTypes": ["oidc"], "templateId": "T1",
                "templateOptions": ["app": "Acme"], "tenantId": "acme", "locale": "en-GB",
            ]
        )
    }

    @Test("the URL is returned unchanged, and does not print")
    func url() async throws {
        let url = try await client(.scripted(OAuthCall.response)).oauth.start(with: .google)
        #expect(url.reveal() == OAuthCall.url)
        #expect(!url.description.contains("state"))
    }

    @Test("native and One Tap operations send their options as loginOptions")
    func nestedOptions() async throws {
        let options = LoginOptions(customClaims: ["plan": "gold"])
        let native = try await request {
            _ = try await $0.oauth.startNative(with: .apple, options: options, implicit: true)
        }
        let nested: JSONValue = ["customClaims": ["plan": "gold"]]
        #expect(native.bodyJSON == ["provider": "apple", "implicit": true, "loginOptions": nested])
        for call in [
            { (client: DescopeClient) in
                _ = try await client.oauth.verifyOneTap(with: .google, idToken: "i", nonce: "n", options: options)
            },
            { (client: DescopeClient) in
                _ = try await client.oauth.exchangeOneTap(with: .google, idToken: "i", nonce: "n", options: options)
            },
        ] {
            let body = try await request(call).bodyJSON
            #expect(body == ["provider": "google", "idToken": "i", "nonce": "n", "loginOptions": nested])
        }
    }

    @Test("a native finish sends the code or the id token, and the name from Apple")
    func finishNative() async throws {
        let name = #"{"name":{"firstName":"Ada"}}"#
        let byCode = try await request {
            _ = try await $0.oauth.finishNative(with: .apple, stateId: "s", code: "c", user: name)
        }
        #expect(byCode.bodyJSON == ["provider": "apple", "stateId": "s", "code": "c", "user": .string(name)])
        let byToken = try await request {
            _ = try await $0.oauth.finishNative(with: .apple, stateId: "s", idToken: "i")
        }
        #expect(byToken.bodyJSON == ["provider": "apple", "stateId": "s", "idToken": "i"])
    }

    @Test("a native start returns what the app needs")
    func startNative() async throws {
        let start = try await client(.scripted(OAuthCall.response)).oauth.startNative(with: .apple)
        #expect(start.clientId == "client-1")
        #expect(start.stateId.reveal() == OAuthCall.stateId)
        #expect(start.nonce?.reveal() == OAuthCall.nonce)
        #expect(start.implicit)
        let shown = prints(start)
        #expect(!shown.contains(OAuthCall.stateId))
        #expect(!shown.contains(OAuthCall.nonce))

        let bare = try await client(.scripted(.json(#"{"stateId":"s","clientId":null}"#))).oauth
            .startNative(with: .apple)
        #expect(bare.clientId == nil)
        #expect(bare.nonce == nil)
        #expect(!bare.implicit)
    }

    @Test("responses to One Tap operations")
    func oneTap() async throws {
        let oauth = try client(.scripted(OAuthCall.response, OAuthCall.response, OAuthCall.response)).oauth
        #expect(try await oauth.oneTapClientId(for: .google) == "client-1")
        #expect(try await oauth.verifyOneTap(with: .google, idToken: "i", nonce: "n").reveal() == OAuthCall.code)
        let signedIn = try await oauth.exchangeOneTap(with: .google, idToken: "i", nonce: "n")
        #expect(signedIn.sessionJwt.reveal() == "session-token-of-ada")
    }

    @Test(
        "operations that sign in read the tokens from cookies when the body has none",
        arguments: [OAuthCall.exchange, .finishNative, .exchangeOneTap]
    )
    func cookies(_ call: OAuthCall) async throws {
        var headers: APIHeaders = ["Set-Cookie": "DS=s; Path=/; HttpOnly"]
        headers.append("Set-Cookie", "DSR=r; Path=/; HttpOnly")
        let oauth = try client(.scripted(.json(#"{"sessionJwt":"","user":{}}"#, headers: headers))).oauth
        let signedIn =
            switch call {
            case .finishNative: try await oauth.finishNative(with: .apple, stateId: "s", idToken: "i")
            case .exchangeOneTap: try await oauth.exchangeOneTap(with: .google, idToken: "i", nonce: "n")
            default: try await oauth.exchange(code: "c")
            }
        #expect(signedIn.sessionJwt.reveal() == "s")
        #expect(signedIn.refreshJwt?.reveal() == "r")
    }

    @Test(
        "a response without the expected member",
        arguments: [
            (.start, "{}"), (.start, #"{"url":""}"#), (.start, #"{"url":null}"#), (.start, #"{"url":7}"#),
            (.start, "[]"), (.startUpdate, "{}"), (.exchange, "{}"), (.startNative, #"{"clientId":"c"}"#),
            (.startNative, #"{"stateId":""}"#), (.startNative, #"{"stateId":"s","nonce":7}"#),
            (.oneTapClientId, "{}"), (.oneTapClientId, #"{"clientId":""}"#), (.verifyOneTap, "{}"),
        ] as [(OAuthCall, String)]
    )
    func unexpected(_ call: OAuthCall, _ json: String) async throws {
        let client = try client(.scripted(.json(json)))
        let error = await #expect(throws: DescopeError.self) { try await call.make(client) }
        #expect(error?.code == .unexpectedResponse)
    }
}
