import Descope
import DescopeTesting
import Testing

/// Texts of requests that are made to keep a server busy: a character that is as long as its text. What Swift does with
/// characters of strings that are not ASCII takes the square of their length.
@Suite struct HostileTextTests {
    // Of two classes, in the order that normalizing has to change.
    private static let marks = ["\u{301}", "\u{323}"].map { String(repeating: $0, count: 60_000) }.joined()
    private static let before = marks + "://a?b&c"
    private static let after = "https://a/" + marks

    struct Use: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let use: @Sendable (DescopeClient, String) async throws -> Void

        init(_ what: String, _ use: @escaping @Sendable (DescopeClient, String) async throws -> Void) {
            testDescription = what
            self.use = use
        }
    }

    static let uses = [
        Use("a session token") { _ = try await $0.session.validate($1) },
        Use("a refresh token") { _ = try await $0.session.refresh($1) },
        Use("an Authorization header") { _ = $0.session.tokens(authorization: $1) },
        Use("a token in an Authorization header") {
            _ = try await $0.session.validate($0.session.tokens(authorization: "Bearer \($1)"))
        },
        Use("a cookie's name") { _ = $0.session.tokens(authorization: nil, cookies: ["\($1)=a"]) },
        Use("a cookie") {
            _ = try await $0.session.validateAndRefresh($0.session.tokens(authorization: nil, cookies: ["DS=\($1)"]))
        },
        Use("a request's URL") { _ = DPoPRequest(proofs: [], method: "GET", url: $1).url },
        Use("a request's scheme") {
            _ = DPoPRequest(proofs: [], method: "GET", scheme: $1, host: "a", target: "/").url
        },
        Use("a Host header") { _ = DPoPRequest(proofs: [], method: "GET", scheme: "https", host: $1, target: "/").url },
        Use("a request's target") {
            _ = DPoPRequest(proofs: [], method: "GET", scheme: "https", host: "a", target: "/\($1)").url
        },
        Use("forwarded headers") {
            let request = DPoPRequest(
                proofs: [],
                method: "GET",
                scheme: "https",
                host: "a",
                target: "/",
                forwardedProto: $1,
                forwardedHost: $1
            )
            _ = request.url
        },
        Use("a magic link's token") { _ = try await $0.magicLink.verify(token: $1) },
        Use("an enchanted link's token") { try await $0.enchantedLink.verify(token: $1) },
        Use("an enchanted link's pending reference") { _ = try await $0.enchantedLink.session($1) },
        Use("a page's origin") { _ = try await $0.passkeys.startSignIn(loginId: "ada@example.com", origin: $1) },
        Use("a passkey's response") { _ = try await $0.passkeys.finishSignIn(transactionId: $1, response: $1) },
        Use("a code") { _ = try await $0.otp.verify(with: .email, loginId: $1, code: $1) },
        Use("a password") { _ = try await $0.password.signIn(loginId: $1, password: $1) },
        Use("an authenticator's code") { _ = try await $0.totp.verify(loginId: $1, code: $1) },
        Use("an authorization code") { _ = try await $0.oauth.exchange(code: $1) },
        Use("an access key") { _ = try await $0.session.exchange(accessKey: $1) },
        Use("a redirect URL") {
            try await $0.magicLink.signIn(with: .email, loginId: "ada@example.com", redirectURL: $1)
        },
        Use("a base URL") { _ = try BaseURL($1) },
    ]

    // By characters it takes three minutes and more; by bytes a second, or some on a busy machine.
    @Test("no text costs more than its length is worth", .timeLimit(.minutes(2)), arguments: uses)
    func use(_ use: Use) async throws {
        let transport = ScriptedTransport(
            Array(repeating: .json(#"{"errorCode":"E011001","errorDescription":"no"}"#, status: 400), count: 4)
        )
        let client = try DescopeClient(projectId: "P2test", transport: transport).with { $0.retry = .never }
        for text in [Self.marks, Self.before, Self.after] {
            do { try await use.use(client, text) } catch {}
        }
    }
}
