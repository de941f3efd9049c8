import ClientTestSupport
import DescopeAuthLinks
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

/// Arguments that are refused before anything is sent, errors of the service, and retries.
@Suite(.timeLimit(.minutes(5))) struct LinkRefusalTests {
    @Test("a blank login id", arguments: LinkCall.sending, blanks)
    func loginId(_ call: LinkCall, _ blank: String) async throws {
        let error = try await refusal { try await call.make($0, loginId: blank) }
        #expect((error.kind, error.code) == (.argument, .unusableArgument))
        #expect(error.message.hasPrefix("loginId: "))
        #expect(error.operation == call.name)
    }

    @Test("a blank method", arguments: LinkCall.sending.filter(\.takesMethod), blanks)
    func method(_ call: LinkCall, _ blank: String) async throws {
        let error = try await refusal { try await call.make($0, method: DeliveryMethod(rawValue: blank)) }
        #expect(error.code == .unusableArgument)
        #expect(error.message.hasPrefix("method: "))
    }

    @Test("a method that enchanted links do not support is refused; an unknown one is sent")
    func unfitMethod() async throws {
        for call in LinkCall.sending.filter(\.takesMethod) {
            if call.feature == .enchantedLink {
                for method in [DeliveryMethod.whatsapp, .voice, .im] {
                    let error = try await refusal { try await call.make($0, method: method) }
                    #expect(error.code == .unusableArgument)
                    #expect(error.message.hasPrefix("method: "))
                    #expect(error.message.hasSuffix("Pass .email or .sms."))
                }
            }
            let transport = ScriptedTransport(LinkCall.answer)
            try await call.make(client(transport), method: DeliveryMethod(rawValue: "pigeon"))
            #expect(transport.sent.first?.path.hasSuffix("/pigeon") == true)
        }
    }

    @Test("mfa in an update, which only one-time codes support")
    func mfa() async throws {
        let (options, refreshJwt) = (UpdateOptions(mfa: true), LinkCall.refreshJwt)
        let calls: [(DescopeClient) async throws -> Void] = [
            { try await $0.magicLink.updateEmail(to: "e@x", loginId: "ada", refreshJwt: refreshJwt, options: options) },
            {
                _ = try await $0.enchantedLink.updatePhone(
                    to: "1",
                    loginId: "ada",
                    refreshJwt: refreshJwt,
                    options: options
                )
            },
        ]
        for call in calls { #expect(try await refusal(call).message.hasPrefix("options: ")) }
    }

    @Test(
        "a token that is a link, a part of one, or has characters that no token has",
        arguments: [
            "https://app.example.com/verify?t=hush", "/verify?t=hush", "?t=hush", "t=hush", "hush&x=1", "hush hush",
            " hush", "hush\n", "hüsh",
        ]
    )
    func noToken(_ link: String) async throws {
        for call in [
            { _ = try await $0.magicLink.verify(token: link) }, { try await $0.enchantedLink.verify(token: link) },
        ] as [(DescopeClient) async throws -> Void] {
            let error = try await refusal(call)
            #expect(error.message.hasPrefix("token: ") && error.message.contains("?t="))
            #expect(!prints(error).contains(link))
            #expect(!prints(error).contains("hush"))
        }
    }

    @Test(
        "a page may have a fragment, a query and a port",
        arguments: [
            "https://app.example.com/#/verify", "https://app.example.com/verify?tab=1&next=t",
            "http://[::1]:8080/#?t=1",
            "com.example.app://verify",
        ]
    )
    func page(_ page: String) async throws {
        let transport = ScriptedTransport(LinkCall.answer)
        try await client(transport).magicLink.signUpOrIn(with: .email, loginId: "ada@example.com", redirectURL: page)
        #expect(transport.sent.first?.bodyJSON?["URI"] == .string(page))
    }

    static let badPages = [
        "app.example.com", "https://", "/verify", "https://:8443/verify", "https://app.example.com:65536/verify",
        "https://app.example.com:/verify", "https://app.example.com/verify?t=1", "https://app.example.com/verify?a=b&t",
    ]

    @Test("a page that is not an absolute URL, or has a token", arguments: LinkCall.sending, blanks + Self.badPages)
    func redirectURL(_ call: LinkCall, _ page: String) async throws {
        let error = try await refusal { try await call.make($0, redirectURL: page) }
        #expect(error.code == .unusableArgument)
        #expect(error.message.hasPrefix("redirectURL: "))
        #expect(error.operation == call.name)
    }

    @Test("a blank token, address or reference", arguments: blanks)
    func others(_ blank: String) async throws {
        let calls: [(name: String, call: (DescopeClient) async throws -> Void)] = [
            ("token", { _ = try await $0.magicLink.verify(token: blank) }),
            ("token", { try await $0.enchantedLink.verify(token: blank) }),
            ("pendingRef", { _ = try await $0.enchantedLink.session(blank) }),
            ("pendingRef", { _ = try await $0.enchantedLink.waitForSession(blank) }),
            ("pendingRef", { _ = try $0.enchantedLink.sessionStates(blank) }),
            ("email", { try await $0.magicLink.updateEmail(to: blank, loginId: "ada", refreshJwt: "r") }),
            ("phone", { try await $0.magicLink.updatePhone(to: blank, loginId: "ada", refreshJwt: "r") }),
            ("email", { _ = try await $0.enchantedLink.updateEmail(to: blank, loginId: "ada", refreshJwt: "r") }),
            ("phone", { _ = try await $0.enchantedLink.updatePhone(to: blank, loginId: "ada", refreshJwt: "r") }),
            ("refreshJwt", { try await $0.magicLink.updateEmail(to: "e", loginId: "ada", refreshJwt: blank) }),
            ("refreshJwt", { _ = try await $0.enchantedLink.updatePhone(to: "1", loginId: "ada", refreshJwt: blank) }),
            ("refreshJwt", { try await $0.magicLink.signIn(with: .sms, loginId: "ada", refreshJwt: blank) }),
        ]
        for (name, call) in calls {
            let error = try await refusal(call)
            #expect(error.code == (name == "refreshJwt" ? .missingToken : .unusableArgument))
            #expect(error.message.hasPrefix("\(name): "))
        }
    }

    @Test("a phone number update by email", arguments: LinkCall.all.filter { $0.act == .updatePhone })
    func phoneByEmail(_ call: LinkCall) async throws {
        let error = try await refusal { try await call.make($0, method: .email) }
        #expect(error.code == .unusableArgument)
        #expect(error.message.hasPrefix("method: "))
    }

    @Test("step-up and MFA without a refresh token", arguments: [LoginOptions(stepup: true), LoginOptions(mfa: true)])
    func missingRefreshToken(_ options: LoginOptions) async throws {
        let errors = [
            try await refusal { try await $0.magicLink.signIn(with: .email, loginId: "ada", options: options) },
            try await refusal { _ = try await $0.enchantedLink.signIn(loginId: "ada", options: options) },
        ]
        for error in errors { #expect((error.kind, error.code) == (.token, .missingRefreshJwt)) }
    }

    @Test(
        "errors of the service keep their code",
        arguments: LinkCall.all,
        [DescopeError.Code.linkTokenExpired, .userAlreadyExists, .userNotFound, .enchantedLinkPending]
    )
    func serviceErrors(_ call: LinkCall, _ code: DescopeError.Code) async throws {
        try await expectServiceError(code, from: call.name) { try await call.make($0) }
    }

    @Test("only fetching the session is retried when it may have reached the service", arguments: LinkCall.all)
    func notRepeated(_ call: LinkCall) async {
        await expectNotRepeated(unlessHarmless: call.act == .session, answer: LinkCall.answer) {
            try await call.make($0)
        }
    }

    @Test("a request that cannot have reached the service is retried", arguments: LinkCall.all)
    func repeated(_ call: LinkCall) async {
        await expectRepeated(answer: LinkCall.answer) { try await call.make($0) }
    }

    @Test(
        "no error shows a secret, even when the response repeats it",
        arguments: LinkCall.all.filter { !$0.secrets.isEmpty }
    )
    func noSecrets(_ call: LinkCall) async throws {
        // Its response is not read, so it cannot be unreadable.
        let readsAnswer = call.name != "enchantedLink.verify"
        try await expectSilence(about: call.secrets, from: call.name, readsAnswer: readsAnswer) {
            try await call.make($0, refreshJwt: LinkCall.refreshJwt)
        }
    }
}
