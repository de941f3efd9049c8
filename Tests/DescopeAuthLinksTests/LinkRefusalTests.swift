import ClientTestSupport
import DescopeAuthLinks
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

/// Arguments that are refused before anything is sent.
@Suite(.timeLimit(.minutes(5))) struct LinkRefusalTests {
    /// The operations of enchanted links that take a method.
    private static let enchanted: [@Sendable (EnchantedLinkClient, DeliveryMethod) async throws -> Void] = [
        { _ = try await $0.signUp(with: $1, loginId: "ada") }, { _ = try await $0.signIn(with: $1, loginId: "ada") },
        { _ = try await $0.signUpOrIn(with: $1, loginId: "ada") },
        { _ = try await $0.updatePhone(to: "1", with: $1, loginId: "ada", refreshJwt: "r") },
    ]

    @Test("a method that enchanted links do not support is refused; an unknown one is sent")
    func unfitMethod() async throws {
        for call in Self.enchanted {
            for method in [DeliveryMethod.whatsapp, .voice, .im] {
                let error = try await refusal { try await call($0.enchantedLink, method) }
                #expect(error.code == .unusableArgument)
                #expect(error.message.hasPrefix("method: "))
                #expect(error.message.hasSuffix("Pass .email or .sms."))
            }
            let request = try await request(answer: .json(#"{"linkId":"42","pendingRef":"p"}"#)) {
                try await call($0.enchantedLink, DeliveryMethod(rawValue: "pigeon"))
            }
            #expect(request.path.hasSuffix("/pigeon"))
        }
        for method in ["voice", "pigeon"] {
            let request = try await request(answer: .json("{}")) {
                try await $0.magicLink.signIn(with: DeliveryMethod(rawValue: method), loginId: "ada")
            }
            #expect(request.path.hasSuffix("/\(method)"))
        }
    }

    @Test("mfa in an update, which only one-time codes support")
    func mfa() async throws {
        let options = UpdateOptions(mfa: true)
        let calls: [(DescopeClient) async throws -> Void] = [
            { try await $0.magicLink.updateEmail(to: "e@x", loginId: "ada", refreshJwt: "r", options: options) },
            { _ = try await $0.enchantedLink.updatePhone(to: "1", loginId: "ada", refreshJwt: "r", options: options) },
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
        let request = try await request(answer: .json("{}")) {
            try await $0.magicLink.signUpOrIn(with: .email, loginId: "ada", redirectURL: page)
        }
        #expect(request.bodyJSON?["URI"] == .string(page))
    }

    @Test(
        "a page that is not an absolute URL, or has a token",
        arguments: [
            "app.example.com", "https://", "/verify", "https://:8443/verify", "https://app.example.com:65536/verify",
            "https://app.example.com:/verify", "https://app.example.com/verify?t=1",
            "https://app.example.com/verify?a=b&t",
        ]
    )
    func redirectURL(_ page: String) async throws {
        let calls: [(DescopeClient) async throws -> Void] = [
            { try await $0.magicLink.signUp(with: .email, loginId: "ada", redirectURL: page) },
            { try await $0.magicLink.updateEmail(to: "e", loginId: "ada", redirectURL: page, refreshJwt: "r") },
            { _ = try await $0.enchantedLink.signIn(loginId: "ada", redirectURL: page) },
            { _ = try await $0.enchantedLink.updatePhone(to: "1", loginId: "ada", redirectURL: page, refreshJwt: "r") },
        ]
        for call in calls {
            let error = try await refusal(call)
            #expect(error.code == .unusableArgument)
            #expect(error.message.hasPrefix("redirectURL: "))
        }
    }

    @Test("waiting refuses a blank reference", arguments: ["", " "])
    func blankReference(_ blank: String) async throws {
        let calls: [(EnchantedLinkClient) async throws -> Void] = [
            { _ = try await $0.waitForSession(blank) }, { _ = try $0.sessionStates(blank) },
        ]
        for call in calls {
            #expect(try await refusal { try await call($0.enchantedLink) }.message.hasPrefix("pendingRef: "))
        }
    }

    @Test("a phone number update by email")
    func phoneByEmail() async throws {
        let calls: [(DescopeClient) async throws -> Void] = [
            { try await $0.magicLink.updatePhone(to: "1", with: .email, loginId: "ada", refreshJwt: "r") },
            { _ = try await $0.enchantedLink.updatePhone(to: "1", with: .email, loginId: "ada", refreshJwt: "r") },
        ]
        for call in calls {
            let error = try await refusal(call)
            #expect(error.code == .unusableArgument)
            #expect(error.message.hasPrefix("method: "))
        }
    }

    @Test("step-up and MFA without a refresh token", arguments: [LoginOptions(stepup: true), LoginOptions(mfa: true)])
    func missingRefreshToken(_ options: LoginOptions) async throws {
        let errors = [
            try await refusal { try await $0.magicLink.signIn(with: .email, loginId: "ada", options: options) },
            try await refusal { _ = try await $0.enchantedLink.signIn(loginId: "ada", options: options) },
        ]
        for error in errors { #expect((error.kind, error.code) == (.token, .missingRefreshJwt)) }
    }
}
