import ClientTestSupport
import DescopeAuthLinks
import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

/// Every operation of the two clients, called with the same arguments.
struct LinkCall: Sendable, CustomTestStringConvertible {
    enum Feature: String, CaseIterable, Sendable {
        case magicLink, enchantedLink

        /// The delivery methods that the feature documents.
        var methods: [DeliveryMethod] { self == .magicLink ? [.email, .sms, .whatsapp] : [.email, .sms] }
    }

    enum Act: String, CaseIterable, Sendable {
        case signUp, signIn, signUpOrIn, verify, updateEmail, updatePhone, session
    }

    let feature: Feature
    let act: Act

    static let all = Feature.allCases.flatMap { feature in
        Act.allCases.map { LinkCall(feature: feature, act: $0) }.filter { $0.name != "magicLink.session" }
    }
    static let sending = all.filter { ![.verify, .session].contains($0.act) }

    static let loginId = "ada@example.com"
    static let token = "token-of-the-link"
    static let pendingRef = "reference-of-ada"
    static let refreshJwt = "refresh-token-of-ada"
    /// A response that every operation can read.
    static let answer = ScriptedTransport.Answer.json(
        #"{"maskedPhone":"+1******43","linkId":"42","pendingRef":"p","sessionJwt":"session-token-of-ada"}"#
    )

    var name: String { "\(feature).\(act)" }
    var testDescription: String { name }
    var isUpdate: Bool { [.updateEmail, .updatePhone].contains(act) }
    var takesMethod: Bool { [.signUp, .signIn, .signUpOrIn, .updatePhone].contains(act) }

    /// The secrets in its request, when a sign-in has a refresh token.
    var secrets: [String] {
        switch act {
        case .verify: [Self.token]
        case .session: [Self.pendingRef]
        case .signIn, .updateEmail, .updatePhone: [Self.refreshJwt]
        case .signUp, .signUpOrIn: []
        }
    }

    /// - Parameter refreshJwt: For a sign-in only; updates always send one.
    func make(
        _ client: DescopeClient,
        method: DeliveryMethod = .sms,
        loginId: String = Self.loginId,
        redirectURL: String? = nil,
        refreshJwt: String? = nil,
        providerId: String? = nil
    ) async throws {
        switch feature {
        case .magicLink: try await make(client.magicLink, method, loginId, redirectURL, refreshJwt, providerId)
        case .enchantedLink: try await make(client.enchantedLink, method, loginId, redirectURL, refreshJwt, providerId)
        }
    }

    private func make(
        _ links: MagicLinkClient,
        _ method: DeliveryMethod,
        _ loginId: String,
        _ page: String?,
        _ refreshJwt: String?,
        _ providerId: String?
    ) async throws {
        switch act {
        case .signUp:
            try await links.signUp(with: method, loginId: loginId, redirectURL: page, providerId: providerId)
        case .signIn:
            try await links.signIn(
                with: method,
                loginId: loginId,
                redirectURL: page,
                refreshJwt: refreshJwt,
                providerId: providerId
            )
        case .signUpOrIn:
            try await links.signUpOrIn(with: method, loginId: loginId, redirectURL: page, providerId: providerId)
        case .updateEmail:
            try await links.updateEmail(
                to: "new@example.com",
                loginId: loginId,
                redirectURL: page,
                refreshJwt: Self.refreshJwt,
                options: UpdateOptions(providerId: providerId)
            )
        case .updatePhone:
            try await links.updatePhone(
                to: "+12025550143",
                with: method,
                loginId: loginId,
                redirectURL: page,
                refreshJwt: Self.refreshJwt,
                options: UpdateOptions(providerId: providerId)
            )
        case .verify, .session: _ = try await links.verify(token: Self.token)
        }
    }

    private func make(
        _ links: EnchantedLinkClient,
        _ method: DeliveryMethod,
        _ loginId: String,
        _ page: String?,
        _ refreshJwt: String?,
        _ providerId: String?
    ) async throws {
        switch act {
        case .signUp:
            _ = try await links.signUp(with: method, loginId: loginId, redirectURL: page, providerId: providerId)
        case .signIn:
            _ = try await links.signIn(
                with: method,
                loginId: loginId,
                redirectURL: page,
                refreshJwt: refreshJwt,
                providerId: providerId
            )
        case .signUpOrIn:
            _ = try await links.signUpOrIn(with: method, loginId: loginId, redirectURL: page, providerId: providerId)
        case .updateEmail:
            _ = try await links.updateEmail(
                to: "new@example.com",
                loginId: loginId,
                redirectURL: page,
                refreshJwt: Self.refreshJwt,
                options: UpdateOptions(providerId: providerId)
            )
        case .updatePhone:
            _ = try await links.updatePhone(
                to: "+12025550143",
                with: method,
                loginId: loginId,
                redirectURL: page,
                refreshJwt: Self.refreshJwt,
                options: UpdateOptions(providerId: providerId)
            )
        case .verify: try await links.verify(token: Self.token)
        case .session: _ = try await links.session(Self.pendingRef)
        }
    }
}

/// The only request that a call makes.
func request(_ call: (DescopeClient) async throws -> Void) async throws -> APIRequest {
    try await request(answer: LinkCall.answer, call)
}
