import ClientTestSupport
import DescopeAuthNOTP
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite(.timeLimit(.minutes(5))) struct NOTPClientTests {
    /// A response that every operation can read.
    private static let answer = ScriptedTransport.Answer.json(
        #"{"pendingRef":"p","redirectUrl":"https://wa.me/1?text=secret","sessionJwt":"session-token-of-ada"}"#
    )
    private static let templates = NOTPTemplates(verifyTemplateId: "T1", successTemplateId: "T2", errorTemplateId: "T3")
    private static let templatesJSON: JSONValue = [
        "verifyTemplateId": "T1", "successTemplateId": "T2", "errorTemplateId": "T3",
    ]

    private func request(_ call: (NOTPClient) async throws -> Void) async throws -> APIRequest {
        try await ClientTestSupport.request(answer: Self.answer) { try await call($0.notp) }
    }

    @Test("the body of each operation, its templates as an object")
    func bodies() async throws {
        let templates = Self.templates
        let calls: [(body: [String: JSONValue], call: (NOTPClient) async throws -> Void)] = [
            (
                ["loginId": "1", "phone": "1", "user": ["phone": "1"]],
                { _ = try await $0.signUp(loginId: "1", templates: templates) }
            ),
            (["loginId": "1"], { _ = try await $0.signIn(loginId: "1", templates: templates) }),
            (["loginId": "1"], { _ = try await $0.signUpOrIn(loginId: "1", templates: templates) }),
            (
                ["loginId": "ada", "phone": "1", "addToLoginIDs": false, "onMergeUseExisting": false],
                { _ = try await $0.updatePhone(to: "1", loginId: "ada", refreshJwt: "r", templates: templates) }
            ),
        ]
        for (body, call) in calls {
            let expected = body.merging(["templates": Self.templatesJSON]) { $1 }
            #expect(try await request(call).bodyJSON == .object(expected))
        }
        #expect(try await request { _ = try await $0.session("p") }.bodyJSON == ["pendingRef": "p"])
    }

    @Test("the login id may be left out")
    func noLoginId() async throws {
        let calls: [(NOTPClient) async throws -> Void] = [
            { _ = try await $0.signUp() }, { _ = try await $0.signIn() }, { _ = try await $0.signUpOrIn() },
        ]
        for call in calls { #expect(try await request(call).bodyJSON == [:]) }
    }

    @Test(
        "a sign-up sends the user's own number if there is one",
        arguments: [
            ("ada", SignUpUser(phone: "+1"), "+1"), ("ada", SignUpUser(email: "e"), "ada"),
            (nil, SignUpUser(phone: "+1"), "+1"), (nil, SignUpUser(email: "e"), nil),
        ] as [(String?, SignUpUser, String?)]
    )
    func signUpPhone(_ loginId: String?, _ user: SignUpUser, _ phone: String?) async throws {
        let body = try await request { _ = try await $0.signUp(loginId: loginId, user: user) }.bodyJSON
        #expect(body?["phone"]?.stringValue == phone)
        #expect(body?["user"]?["phone"]?.stringValue == phone)
        #expect(body?["user"]?["email"]?.stringValue == user.email)
    }

    @Test("options and provider are sent")
    func options() async throws {
        let signUp = try await request {
            _ = try await $0.signUp(loginId: "1", options: SignUpOptions(locale: "fr"), providerId: "PR1")
        }
        let signUpOrIn = try await request {
            _ = try await $0.signUpOrIn(loginId: "1", options: SignUpOptions(locale: "fr"), providerId: "PR1")
        }
        let signIn = try await request {
            _ = try await $0.signIn(
                loginId: "1",
                options: LoginOptions(stepup: true, locale: "fr"),
                refreshJwt: "r",
                providerId: "PR1"
            )
        }
        #expect(signIn.headers["authorization"] == "Bearer P2test:r")
        #expect(signIn.bodyJSON?["loginOptions"]?["stepup"] == true)
        for request in [signUp, signUpOrIn, signIn] {
            #expect(request.bodyJSON?["loginOptions"]?["locale"] == "fr")
            #expect(request.bodyJSON?["providerId"] == "PR1")
        }
        let update = try await request {
            _ = try await $0.updatePhone(
                loginId: "ada",
                refreshJwt: "r",
                options: NOTPUpdateOptions(
                    addToLoginIDs: true,
                    onMergeUseExisting: true,
                    templateOptions: ["app": "Acme"],
                    providerId: "PR1",
                    locale: "fr"
                )
            )
        }
        #expect(
            update.bodyJSON == [
                "loginId": "ada", "addToLoginIDs": true, "onMergeUseExisting": true,
                "templateOptions": ["app": "Acme"], "providerId": "PR1", "locale": "fr",
            ]
        )
    }

    @Test("step-up and MFA without a refresh token", arguments: [LoginOptions(stepup: true), LoginOptions(mfa: true)])
    func missingRefreshToken(_ options: LoginOptions) async throws {
        let error = try await refusal { _ = try await $0.notp.signIn(loginId: "1", options: options) }
        #expect((error.kind, error.code) == (.token, .missingRefreshJwt))
    }

    @Test("waiting refuses a blank reference", arguments: ["", " "])
    func blankReference(_ blank: String) async throws {
        let calls: [(NOTPClient) async throws -> Void] = [
            { _ = try await $0.waitForSession(blank) }, { _ = try $0.sessionStates(blank) },
        ]
        for call in calls {
            #expect(try await refusal { try await call($0.notp) }.message.hasPrefix("pendingRef: "))
        }
    }

    @Test(
        "the response has the link, the image and the reference to wait with",
        arguments: [
            (#","image":"AQID""#, [1, 2, 3]), (#","image":"data:image/png;base64,AQID""#, [1, 2, 3]),
            (#","image":"""#, nil), (#","image":"?""#, nil), (#","image":7"#, nil), (#","image":null"#, nil), ("", nil),
        ] as [(String, [UInt8]?)]
    )
    func response(_ image: String, _ bytes: [UInt8]?) async throws {
        let json = #"{"pendingRef":"hush","redirectUrl":"https://wa.me/1?text=hush"\#(image)}"#
        let begun = try await client(.scripted(.json(json))).notp.signUpOrIn()
        #expect(begun.pendingRef.reveal() == "hush")
        #expect(begun.redirectURL.reveal() == "https://wa.me/1?text=hush")
        #expect(begun.image == bytes)
        #expect(!prints(begun).contains("hush"))
    }

    @Test(
        "a response without link or reference is refused",
        arguments: [
            (#"{"pendingRef":"p"}"#, "redirectUrl"), (#"{"pendingRef":"p","redirectUrl":""}"#, "redirectUrl"),
            (#"{"redirectUrl":"https://wa.me/1"}"#, "pendingRef"),
            (#"{"pendingRef":7,"redirectUrl":"https://wa.me/1"}"#, "pendingRef"),
        ]
    )
    func incomplete(_ json: String, _ missing: String) async throws {
        let error = await #expect(throws: DescopeError.self) {
            _ = try await client(.scripted(.json(json))).notp.signUpOrIn()
        }
        #expect(error?.code == .unexpectedResponse)
        #expect(error?.message.contains(missing) == true)
    }

    @Test("waits for the session, and shows the states of the wait")
    func waits() async throws {
        let (clock, pending) = (ManualClock(), ScriptedTransport.Answer.refusal(.notpPending, status: 401))
        let transport = ScriptedTransport(pending, pending, Self.answer, pending)
        let notp = try client(transport, clock: clock).notp
        try await clock.passingTime(within: .seconds(10)) {
            let signedIn = try await notp.waitForSession("reference-of-ada", every: .seconds(2))
            #expect(signedIn.sessionJwt.reveal() == "session-token-of-ada")
            #expect(clock.now == ManualClock.defaultStart.addingTimeInterval(6))
            #expect(Set(transport.sent.map(\.bodyJSON)) == [["pendingRef": "reference-of-ada"]])

            // Long enough that the clock never passes the timeout while a request is in flight.
            var states = try notp.sessionStates("reference-of-ada", timeout: .seconds(30)).makeAsyncIterator()
            guard case .pending = try await states.next() else { throw CancellationError() }
            transport.append(.refusal(.linkTokenExpired, status: 401))
            await #expect { try await states.next() } throws: { DescopeError.Code.linkTokenExpired ~= $0 }

            await #expect {
                try await notp.waitForSession("reference-of-ada", timeout: .seconds(0.5))
            } throws: {
                DescopeError.Code.signInTimedOut ~= $0
            }
            #expect(clock.now == ManualClock.defaultStart.addingTimeInterval(8.5))
            #expect(transport.sent.count == 5)
        }
    }
}
