import DescopeCore
import DescopeJWT
import DescopeTesting
import Testing

/// The media type in a token's header (`typ`): a project signs tokens for other purposes with the same keys (RFC 8725,
/// §3.11).
@Suite struct TokenTypeTests {
    private let setting: Setting

    init() throws { setting = try Setting() }

    private func token(_ member: String, _ kind: TokenKind) throws -> String {
        let header = #"\#(setting.plainHeader.dropLast())\#(member)}"#
        let cookie = kind == .session ? "DS" : "DSR"
        return try setting.token(
            header: header,
            payload: #"{"iss":"P2test","sub":"U2secretUser","drn":"\#(cookie)","exp":\#(Setting.now + 600)}"#
        )
    }

    // RFC 7519, 5.1; RFC 9068, 2.1; in any case (RFC 2045, 5.1), `application/` before it or not (RFC 7515, 4.1.9).
    @Test(
        "types of session and refresh tokens",
        arguments: [
            nil, "JWT", "jwt", "Jwt", "at+jwt", "AT+JWT", "At+Jwt", "application/jwt", "application/JWT",
            "application/at+jwt", "Application/AT+JWT", #"\u004aWT"#,
        ],
        [TokenKind.session, .refresh]
    )
    func taken(_ type: String?, _ kind: TokenKind) async throws {
        let (validator, token) = (setting.validator(), try token(type.map { #","typ":"\#($0)""# } ?? "", kind))
        for _ in 0..<3 { #expect(try await validator.validate(token, as: kind).subject == "U2secretUser") }
    }

    @Test(
        "tokens for other purposes, and types that nobody knows",
        arguments: [
            // OpenID Connect Back-Channel Logout 1.0; RFC 8417; the identity assertion grant; RFC 9449, 9101, 9701.
            "logout+jwt", "secevent+jwt", "oauth-id-jag+jwt", "dpop+jwt", "oauth-authz-req+jwt",
            "token-introspection+jwt", "client-authentication+jwt", "vc+jwt", "dc+sd-jwt", "kb+jwt", "id+jwt", "rt+jwt",
            "LOGOUT+JWT", "application/logout+jwt", "application/dpop+jwt",
            // Near misses.
            "", " ", "JWT ", " JWT", "JWS", "JWE", "JOSE", "JOSE+JSON", "jwt+at", "at-jwt", "at jwt", "at+jwt;x=1",
            "at+jwt,JWT", "text/jwt", "application/", "application/application/jwt", "applicationjwt", "/jwt", "jwt/",
            #"JWT\u0000"#, "JWT\u{301}", "JW\u{FF34}", "J\u{200B}WT", "at\u{FF0B}jwt", #"at\u000bjwt"#, "ａｔ+jwt",
        ],
        [TokenKind.session, .refresh]
    )
    func refused(_ type: String, _ kind: TokenKind) async throws {
        try await expectRefused(#","typ":"\#(type)""#, kind)
    }

    @Test("types that are no strings", arguments: ["5", "null", "true", "[]", "{}", #"["JWT"]"#, #"{"JWT":"JWT"}"#])
    func noString(_ value: String) async throws {
        try await expectRefused(#","typ":\#(value)"#, .session)
    }

    private func expectRefused(_ member: String, _ kind: TokenKind) async throws {
        let warm = setting.validator()
        _ = try await warm.validate(token("", kind), as: kind)
        let asked = setting.asked.keyIds.count
        for validator in [setting.validator(), warm, warm] {
            await expectRefusal(.wrongTokenKind, of: try token(member, kind), by: validator, as: kind, member)
        }
        // Before any key is looked for.
        #expect(setting.asked.keyIds.count == asked)
    }
}
