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
    @Test(
        "the path, body and credentials of each operation",
        arguments: [
            (
                .signUp, "whatsapp/signup",
                ["loginId": "+12025550143", "phone": "+12025550143", "user": ["phone": "+12025550143"]]
            ),
            (.signIn, "whatsapp/signin", ["loginId": "+12025550143"]),
            (.signUpOrIn, "whatsapp/signup-in", ["loginId": "+12025550143"]),
            (
                .updatePhone, "whatsapp/update",
                [
                    "loginId": "+12025550143", "phone": "+12025550199", "addToLoginIDs": false,
                    "onMergeUseExisting": false,
                ]
            ),
            (.session, "pending-session", ["pendingRef": "reference-of-ada"]),
        ] as [(NOTPCall, String, JSONValue)]
    )
    func requests(_ call: NOTPCall, _ path: String, _ body: JSONValue) async throws {
        let request = try await request { try await call.make($0) }
        #expect((request.method, request.path) == (.post, "/v1/auth/notp/\(path)"))
        #expect(request.query.isEmpty)
        #expect(request.bodyJSON == body)
        let isUpdate = call == .updatePhone
        #expect(request.headers["authorization"] == "Bearer P2test" + (isUpdate ? ":refresh-token-of-ada" : ""))
    }

    @Test("the login id may be left out", arguments: [NOTPCall.signUp, .signIn, .signUpOrIn])
    func noLoginId(_ call: NOTPCall) async throws {
        #expect(try await request { try await call.make($0, loginId: nil) }.bodyJSON == [:])
    }

    @Test(
        "a sign-up sends the user's own number if there is one",
        arguments: [
            ("ada", SignUpUser(phone: "+1"), "+1"), ("ada", SignUpUser(email: "e"), "ada"),
            (nil, SignUpUser(phone: "+1"), "+1"), (nil, SignUpUser(email: "e"), nil),
        ] as [(String?, SignUpUser, String?)]
    )
    func signUpPhone(_ loginId: String?, _ user: SignUpUser, _ phone: String?) async throws {
        let body = try await request { _ = try await $0.notp.signUp(loginId: loginId, user: user) }.bodyJSON
        #expect(body?["phone"]?.stringValue == phone)
        #expect(body?["user"]?["phone"]?.stringValue == phone)
        #expect(body?["user"]?["email"]?.stringValue == user.email)
    }

    @Test("templates are sent as an object", arguments: NOTPCall.allCases.filter { $0 != .session })
    func templates(_ call: NOTPCall) async throws {
        let templates = NOTPTemplates(verifyTemplateId: "T1", successTemplateId: "T2", errorTemplateId: "T3")
        #expect(
            try await request { try await call.make($0, templates: templates) }.bodyJSON?["templates"]
                == ["verifyTemplateId": "T1", "successTemplateId": "T2", "errorTemplateId": "T3"]
        )
    }

    @Test("options and provider are sent")
    func options() async throws {
        let signUp = try await request {
            _ = try await $0.notp.signUp(loginId: "1", options: SignUpOptions(locale: "fr"), providerId: "PR1")
        }
        let signUpOrIn = try await request {
            _ = try await $0.notp.signUpOrIn(loginId: "1", options: SignUpOptions(locale: "fr"), providerId: "PR1")
        }
        let signIn = try await request {
            _ = try await $0.notp.signIn(
                loginId: "1",
                options: LoginOptions(stepup: true, locale: "fr"),
                refreshJwt: NOTPCall.refreshJwt,
                providerId: "PR1"
            )
        }
        #expect(signIn.headers["authorization"] == "Bearer P2test:refresh-token-of-ada")
        #expect(signIn.bodyJSON?["loginOptions"]?["stepup"] == true)
        for request in [signUp, signUpOrIn, signIn] {
            #expect(request.bodyJSON?["loginOptions"]?["locale"] == "fr")
            #expect(request.bodyJSON?["providerId"] == "PR1")
        }
        let update = try await request {
            _ = try await $0.notp.updatePhone(
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
        let transport = ScriptedTransport(pending, pending, NOTPCall.answer, pending)
        let notp = try client(transport, clock: clock).notp
        try await clock.passingTime(within: .seconds(10)) {
            let signedIn = try await notp.waitForSession(NOTPCall.pendingRef, every: .seconds(2))
            #expect(signedIn.sessionJwt.reveal() == "session-token-of-ada")
            #expect(clock.now == ManualClock.defaultStart.addingTimeInterval(6))
            #expect(Set(transport.sent.map(\.bodyJSON)) == [["pendingRef": "reference-of-ada"]])

            // Long enough that the clock never passes the timeout while a request is in flight.
            var states = try notp.sessionStates(NOTPCall.pendingRef, timeout: .seconds(30)).makeAsyncIterator()
            guard case .pending = try await states.next() else { throw CancellationError() }
            transport.append(.refusal(.linkTokenExpired, status: 401))
            await #expect { try await states.next() } throws: { DescopeError.Code.linkTokenExpired ~= $0 }

            await #expect {
                try await notp.waitForSession(NOTPCall.pendingRef, timeout: .seconds(0.5))
            } throws: {
                DescopeError.Code.signInTimedOut ~= $0
            }
            #expect(clock.now == ManualClock.defaultStart.addingTimeInterval(8.5))
            #expect(transport.sent.count == 5)
        }
    }
}
