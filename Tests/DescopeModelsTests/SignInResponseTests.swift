import DescopeCore
import DescopeModels
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct SignInResponseTests {
    @Test("a full answer")
    func everything() throws {
        let answer = try decode(
            SignInResponse.self,
            """
            {"sessionJwt":"s","refreshJwt":"r","cookieDomain":"example.com","cookiePath":"/","cookieMaxAge":2592000,
            "cookieExpiration":1702592000,"cookieName":"R","sessionCookieName":"S","sessionCookieDomain":"app.example.com",
            "user":{"userId":"U1"},"firstSeen":true,"sessionExpiration":1700000600,"externalToken":"e",
            "claims":{"x":1},"trustedDeviceJwt":"t","nextRefreshSeconds":300}
            """
        )
        #expect(answer.sessionJwt.reveal() == "s")
        #expect(answer.refreshJwt?.reveal() == "r")
        #expect(answer.externalToken?.reveal() == "e")
        #expect(answer.user?.userId == "U1")
        #expect(answer.firstSeen == true)
        #expect(answer.sessionExpiresAt == Date(timeIntervalSince1970: 1_700_000_600))
        var cookies = CookieSettings()
        (cookies.cookieDomain, cookies.cookiePath, cookies.cookieMaxAge) = ("example.com", "/", 2_592_000)
        (cookies.cookieExpiration, cookies.cookieName, cookies.sessionCookieName) = (1_702_592_000, "R", "S")
        cookies.sessionCookieDomain = "app.example.com"
        #expect(answer.cookies == cookies)
    }

    @Test(
        "a session token is enough; the rest is absent, null, empty or zero",
        arguments: [
            #"{"sessionJwt":"s"}"#,
            #"{"sessionJwt":"s","refreshJwt":"","externalToken":"","sessionExpiration":0}"#,
            #"{"sessionJwt":"s","refreshJwt":null,"user":null,"firstSeen":null,"cookieMaxAge":null,"sessionExpiration":null}"#,
        ]
    )
    func little(_ json: String) throws {
        let answer = try decode(SignInResponse.self, json)
        #expect(answer.refreshJwt == nil)
        #expect(answer.user == nil)
        #expect(answer.firstSeen == nil)
        #expect(answer.externalToken == nil)
        #expect(answer.sessionExpiresAt == nil)
        #expect(answer.cookies == CookieSettings())
    }

    @Test(
        "without a session token there is no session",
        arguments: [
            "{}", #"{"sessionJwt":""}"#, #"{"sessionJwt":null,"refreshJwt":"r"}"#, "[]", "null", #"{"sessionJwt":7}"#,
        ]
    )
    func none(_ json: String) {
        let tokens = TokenCookies(lines: [], names: CookieNames())
        #expect((try? decode(SignInResponse.self, json))?.with(tokens) == nil)
    }

    @Test(
        "tokens are read from cookies where the body has none",
        arguments: [
            (#"{}"#, "cs", "cr"), (#"{"sessionJwt":"","refreshJwt":null}"#, "cs", "cr"),
            (#"{"sessionJwt":"s"}"#, "s", "cr"),
            (#"{"refreshJwt":"r"}"#, "cs", "r"), (#"{"sessionJwt":"s","refreshJwt":"r"}"#, "s", "r"),
        ]
    )
    func cookies(_ json: String, _ session: String, _ refresh: String) throws {
        let answer = try signIn(json, cookies: ["DS=cs; HttpOnly", "DSR=cr; HttpOnly"])
        #expect(answer.sessionJwt.reveal() == session)
        #expect(answer.refreshJwt?.reveal() == refresh)
    }

    private func signIn(_ json: String, cookies: [String]) throws -> SignInResponse {
        let tokens = TokenCookies(lines: cookies, names: CookieNames())
        return try #require(try decode(SignInResponse.self, json).with(tokens))
    }

    @Test("tokens that cannot be read are an error, cookies or not", arguments: ["sessionJwt", "refreshJwt"])
    func oddTokens(_ name: String) {
        for odd in ["7", "[]", "{}", "true"] {
            #expect(throws: JSONFailure.self) {
                try signIn(#"{"\#(name)":\#(odd)}"#, cookies: ["DS=cs; HttpOnly", "DSR=cr; HttpOnly"])
            }
        }
    }

    @Test("no token shows when it is printed")
    func silent() throws {
        let answer = try decode(
            SignInResponse.self,
            #"{"sessionJwt":"hush-s","refreshJwt":"hush-r","externalToken":"hush-e","user":{"userId":"U1"}}"#
        )
        var shown = "\(answer) \(String(reflecting: answer))"
        dump(answer, to: &shown)
        #expect(!shown.contains("hush"))
        #expect(shown.contains("U1"))
    }
}
