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
        "what the calls send, and where to",
        arguments: [
            (
                .signUp, "whatsapp/signup",
                ["loginId": "+12025550143", "phone": "+12025550143", "user": ["phone": "+12025550143"]]
            ),
            (.signIn, "whatsapp/signin", ["loginId": "+12025550143", "loginOptions": [:]]),
            (.signUpOrIn, "whatsapp/signup-in", ["loginId": "+12025550143", "loginOptions": [:]]),
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

    @Test(
        "without a login id none is sent",
        arguments: [
            (.signUp, ["user": [:]]), (.signIn, ["loginOptions": [:]]), (.signUpOrIn, ["loginOptions": [:]]),
        ] as [(NOTPCall, JSONValue)]
    )
    func anybody(_ call: NOTPCall, _ body: JSONValue) async throws {
        #expect(try await request { try await call.make($0, loginId: nil) }.bodyJSON == body)
    }

    @Test(
        "a sign-up's number is the user's own, where they have one",
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

    @Test("templates travel as an object", arguments: NOTPCall.allCases.filter { $0 != .session })
    func templates(_ call: NOTPCall) async throws {
        let templates = NOTPTemplates(verifyTemplateId: "T1", successTemplateId: "T2", errorTemplateId: "T3")
        #expect(
            try await request { try await call.make($0, templates: templates) }.bodyJSON?["templates"]
                == ["verifyTemplateId": "T1", "successTemplateId": "T2", "errorTemplateId": "T3"]
        )
    }

    @Test("options and provider")
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
        "the answer has the link, the image and what to wait with",
        arguments: [
            (#","image":"AQID""#, [1, 2, 3]), (#","image":"data:image/png;base64,AQID""#, [1, 2, 3]),
            (#","image":"""#, nil), (#","image":"?""#, nil), (#","image":7"#, nil), (#","image":null"#, nil), ("", nil),
        ] as [(String, [UInt8]?)]
    )
    func answer(_ image: String, _ bytes: [UInt8]?) async throws {
        let json = #"{"pendingRef":"hush","redirectUrl":"https://wa.me/1?text=hush"\#(image)}"#
        let begun = try await client(.scripted(.json(json))).notp.signUpOrIn()
        #expect(begun.pendingRef.reveal() == "hush")
        #expect(begun.redirectURL.reveal() == "https://wa.me/1?text=hush")
        #expect(begun.image == bytes)
        #expect(!prints(begun).contains("hush"))
    }

    @Test("waits for the session, and says what the wait found")
    func waits() async throws {
        let (clock, pending) = (ManualClock(), ScriptedTransport.Answer.refusal(.notpPending, status: 401))
        let transport = ScriptedTransport(pending, pending, NOTPCall.answer, pending)
        let notp = try client(transport, clock: clock).notp
        try await clock.passingTime(within: .seconds(10)) {
            let signedIn = try await notp.waitForSession(NOTPCall.pendingRef, every: .seconds(2))
            #expect(signedIn.sessionJwt.reveal() == "session-token-of-ada")
            #expect(clock.now == ManualClock.defaultStart.addingTimeInterval(6))
            #expect(Set(transport.sent.map(\.bodyJSON)) == [["pendingRef": "reference-of-ada"]])

            // Long enough that time never passes over the end of the wait while a request is under way.
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
