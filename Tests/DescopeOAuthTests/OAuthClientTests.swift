import ClientTestSupport
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeOAuth
import DescopeTesting
import Testing

/// The one request that an operation sends.
func request(_ call: (OAuthClient) async throws -> Void) async throws -> APIRequest {
    try await request(answer: OAuthClientTests.response) { try await call($0.oauth) }
}

@Suite(.timeLimit(.minutes(5))) struct OAuthClientTests {
    static let url = "https://idp.example.com/authorize?state=state-of-the-start"
    /// A response that every operation can read.
    static let response = ScriptedTransport.Answer.json(
        """
        {"url":"\(url)","clientId":"client-1","stateId":"state-1","nonce":"nonce-1","implicit":true,"code":"code-1",\
        "sessionJwt":"session-token-of-ada"}
        """
    )

    /// The operations that return a URL, with all arguments that they have in common.
    typealias Start = @Sendable (OAuthClient, _ redirectURL: String?, LoginOptions, OAuthOptions) async throws -> Secret
    static let starts: [Start] = [
        { try await $0.start(with: .github, redirectURL: $1, options: $2, refreshJwt: "r", oauthOptions: $3) },
        { try await $0.startSignUp(with: .github, redirectURL: $1, options: $2, refreshJwt: "r", oauthOptions: $3) },
        { try await $0.startSignIn(with: .github, redirectURL: $1, options: $2, refreshJwt: "r", oauthOptions: $3) },
        { try await $0.startUpdate(with: .github, redirectURL: $1, refreshJwt: "r", options: $2, oauthOptions: $3) },
    ]

    @Test("a start without options sends the provider alone")
    func leastStart() async throws {
        for start in Self.starts {
            let request = try await request { _ = try await start($0, nil, LoginOptions(), OAuthOptions()) }
            #expect(request.query == [APIQueryItem("provider", "github")])
            #expect(request.bodyJSON == [:])
        }
    }

    @Test("the body of each other operation with the fewest arguments")
    func bodies() async throws {
        let oneTap: JSONValue = ["provider": "google", "idToken": "i", "nonce": "n"]
        let calls: [(body: JSONValue?, call: (OAuthClient) async throws -> Void)] = [
            (["code": "c"], { _ = try await $0.exchange(code: "c") }),
            (["provider": "google"], { _ = try await $0.startNative(with: .google) }),
            (
                ["provider": "google", "stateId": "s", "code": "c", "idToken": "i"],
                { _ = try await $0.finishNative(with: .google, stateId: "s", code: "c", idToken: "i") }
            ),
            (nil, { _ = try await $0.oneTapClientId(for: .google) }),
            (oneTap, { _ = try await $0.verifyOneTap(with: .google, idToken: "i", nonce: "n") }),
            (oneTap, { _ = try await $0.exchangeOneTap(with: .google, idToken: "i", nonce: "n") }),
        ]
        for (body, call) in calls { #expect(try await request(call).bodyJSON == body) }
    }

    @Test("providers are sent by name")
    func providers() async throws {
        let names = [
            (OAuthProvider.apple, "apple"), (.discord, "discord"), (.facebook, "facebook"), (.github, "github"),
            (.gitlab, "gitlab"), (.google, "google"), (.linkedin, "linkedin"), (.microsoft, "microsoft"),
            (.slack, "slack"), ("acme id", "acme id"), (OAuthProvider(rawValue: "x"), "x"),
        ]
        for (provider, name) in names {
            let request = try await request { _ = try await $0.start(with: provider) }
            #expect(request.query == [APIQueryItem("provider", name)])
        }
        let request = try await request { _ = try await $0.oneTapClientId(for: "a/b") }
        #expect(request.path == "/v1/auth/onetap/clientid/a%2Fb")
    }

    @Test("everything that a start can send")
    func full() async throws {
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
        let oauthOptions = OAuthOptions(loginHint: hint, prompt: [.login, .consent], initiatedEmail: email)
        for start in Self.starts {
            let request = try await request { _ = try await start($0, redirectURL, options, oauthOptions) }
            #expect(
                request.query == [
                    APIQueryItem("provider", "github"), APIQueryItem("redirectURL", redirectURL),
                    APIQueryItem("loginHint", hint), APIQueryItem("initiatedEmail", email),
                    APIQueryItem("prompt", "login"), APIQueryItem("prompt", "consent"),
                ]
            )
            #expect(
                request.url.contains("redirectURL=https%3A%2F%2Fapp.example.com%2Fcallback%3Fnext%3D%252Fhome%26x%3D1")
            )
            #expect(request.headers["authorization"] == "Bearer P2test:r")
            #expect(
                request.bodyJSON == [
                    "stepup": true, "mfa": true, "customClaims": ["plan": ["seats": 25, "beta": nil]],
                    "revokeOtherSessions": true, "revokeOtherSessionsTypes": ["oidc"], "templateId": "T1",
                    "templateOptions": ["app": "Acme"], "tenantId": "acme", "locale": "en-GB",
                ]
            )
        }
        let update = try await request {
            _ = try await $0.startUpdate(with: .github, refreshJwt: "r", allowAllMerge: true)
        }
        #expect(update.query == [APIQueryItem("provider", "github"), APIQueryItem("allowAllMerge", "true")])
    }

    @Test("the URL is returned unchanged, and does not print")
    func url() async throws {
        let url = try await client(.scripted(Self.response)).oauth.start(with: .google)
        #expect(url.reveal() == Self.url)
        #expect(!url.description.contains("state"))
    }

    @Test("native and One Tap operations send their options as loginOptions")
    func nestedOptions() async throws {
        let options = LoginOptions(customClaims: ["plan": "gold"])
        let native = try await request {
            _ = try await $0.startNative(with: .apple, options: options, implicit: true)
        }
        let nested: JSONValue = ["customClaims": ["plan": "gold"]]
        #expect(native.bodyJSON == ["provider": "apple", "implicit": true, "loginOptions": nested])
        for call in [
            { (oauth: OAuthClient) in
                _ = try await oauth.verifyOneTap(with: .google, idToken: "i", nonce: "n", options: options)
            },
            { (oauth: OAuthClient) in
                _ = try await oauth.exchangeOneTap(with: .google, idToken: "i", nonce: "n", options: options)
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
            _ = try await $0.finishNative(with: .apple, stateId: "s", code: "c", user: name)
        }
        #expect(byCode.bodyJSON == ["provider": "apple", "stateId": "s", "code": "c", "user": .string(name)])
        let byToken = try await request {
            _ = try await $0.finishNative(with: .apple, stateId: "s", idToken: "i")
        }
        #expect(byToken.bodyJSON == ["provider": "apple", "stateId": "s", "idToken": "i"])
    }

    @Test("a native start returns what the app needs")
    func startNative() async throws {
        let start = try await client(.scripted(Self.response)).oauth.startNative(with: .apple)
        #expect(start.clientId == "client-1")
        #expect(start.stateId.reveal() == "state-1")
        #expect(start.nonce?.reveal() == "nonce-1")
        #expect(start.implicit)
        let shown = prints(start)
        #expect(!shown.contains("state-1"))
        #expect(!shown.contains("nonce-1"))

        let bare = try await client(.scripted(.json(#"{"stateId":"s","clientId":null}"#))).oauth
            .startNative(with: .apple)
        #expect(bare.clientId == nil)
        #expect(bare.nonce == nil)
        #expect(!bare.implicit)
    }

    @Test("responses to One Tap operations")
    func oneTap() async throws {
        let oauth = try client(.scripted(Self.response, Self.response, Self.response)).oauth
        #expect(try await oauth.oneTapClientId(for: .google) == "client-1")
        #expect(try await oauth.verifyOneTap(with: .google, idToken: "i", nonce: "n").reveal() == "code-1")
        let signedIn = try await oauth.exchangeOneTap(with: .google, idToken: "i", nonce: "n")
        #expect(signedIn.sessionJwt.reveal() == "session-token-of-ada")
    }

    @Test("operations that sign in read the tokens from cookies when the body has none")
    func cookies() async throws {
        let calls: [(OAuthClient) async throws -> SignInResponse] = [
            { try await $0.exchange(code: "c") },
            { try await $0.finishNative(with: .apple, stateId: "s", idToken: "i") },
            { try await $0.exchangeOneTap(with: .google, idToken: "i", nonce: "n") },
        ]
        var headers: APIHeaders = ["Set-Cookie": "DS=s; Path=/; HttpOnly"]
        headers.append("Set-Cookie", "DSR=r; Path=/; HttpOnly")
        for call in calls {
            let oauth = try client(.scripted(.json(#"{"sessionJwt":"","user":{}}"#, headers: headers))).oauth
            let signedIn = try await call(oauth)
            #expect(signedIn.sessionJwt.reveal() == "s")
            #expect(signedIn.refreshJwt?.reveal() == "r")
        }
    }

    @Test("a response without the expected member")
    func unexpected() async throws {
        let calls: [(responses: [String], call: (OAuthClient) async throws -> Void)] = [
            (["{}", #"{"url":""}"#, #"{"url":null}"#, #"{"url":7}"#, "[]"], { _ = try await $0.start(with: .google) }),
            (["{}"], { _ = try await $0.startUpdate(with: .google, refreshJwt: "r") }),
            (["{}"], { _ = try await $0.exchange(code: "c") }),
            (
                [#"{"clientId":"c"}"#, #"{"stateId":""}"#, #"{"stateId":"s","nonce":7}"#],
                { _ = try await $0.startNative(with: .google) }
            ),
            (["{}", #"{"clientId":""}"#], { _ = try await $0.oneTapClientId(for: .google) }),
            (["{}"], { _ = try await $0.verifyOneTap(with: .google, idToken: "i", nonce: "n") }),
        ]
        for (responses, call) in calls {
            for response in responses {
                let oauth = try client(.scripted(.json(response))).oauth
                let error = await #expect(throws: DescopeError.self, "\(response)") { try await call(oauth) }
                #expect(error?.code == .unexpectedResponse, "\(response)")
            }
        }
    }
}
