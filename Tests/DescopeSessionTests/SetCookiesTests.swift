import DescopeCore
import DescopeModels
import DescopeSession
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite(.timeLimit(.minutes(1))) struct SetCookiesTests {
    private func signedIn(_ json: String) throws -> SignInResponse {
        try JSONDecoder().decode(SignInResponse.self, from: Data(json.utf8))
    }

    /// What the service answers, what is asked for, and the headers: the session's and the refresh token's.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var settings = ""
        var options: @Sendable () throws -> CookieOptions = { .standard }
        let expected: [String]
    }

    private static let usual = "HttpOnly; Secure; SameSite=Strict"

    static let rows = [
        Row(testDescription: "nothing said", expected: ["DS=s; Path=/; \(usual)", "DSR=r; Path=/; \(usual)"]),
        Row(
            testDescription: "the project's settings",
            settings:
                #","cookieDomain":"example.com","sessionCookieDomain":"app.example.com","cookiePath":"/app","cookieMaxAge":2592000"#,
            expected: [
                "DS=s; Path=/app; Domain=app.example.com; \(usual)",
                "DSR=r; Path=/app; Domain=example.com; Max-Age=2592000; \(usual)",
            ]
        ),
        Row(
            testDescription: "the session cookie lasts as long as its token",
            settings: #","sessionExpiration":1767226200"#,
            expected: ["DS=s; Path=/; Max-Age=600; \(usual)", "DSR=r; Path=/; \(usual)"]
        ),
        Row(
            testDescription: "for 400 days at most (RFC 6265bis)",
            settings: #","sessionExpiration":1e300"#,
            expected: ["DS=s; Path=/; Max-Age=34560000; \(usual)", "DSR=r; Path=/; \(usual)"]
        ),
        Row(
            testDescription: "the refresh cookie lasts until its expiration when its age is not said",
            settings: #","cookieExpiration":1767225690"#,
            expected: ["DS=s; Path=/; \(usual)", "DSR=r; Path=/; Max-Age=90; \(usual)"]
        ),
        Row(
            testDescription: "a session that is over",
            settings: #","sessionExpiration":1767225599"#,
            expected: ["DS=s; Path=/; Max-Age=0; \(usual)", "DSR=r; Path=/; \(usual)"]
        ),
        Row(
            testDescription: "names of the project's own",
            settings: #","cookieName":"MYDSR","sessionCookieName":"MYDS""#,
            expected: ["MYDS=s; Path=/; \(usual)", "MYDSR=r; Path=/; \(usual)"]
        ),
        Row(
            testDescription: "empty settings say nothing",
            settings:
                #","cookieName":"","sessionCookieName":"","cookieDomain":"","cookiePath":"","cookieMaxAge":0,"sessionExpiration":0"#,
            expected: ["DS=s; Path=/; \(usual)", "DSR=r; Path=/; \(usual)"]
        ),
        Row(
            testDescription: "options win over settings",
            settings: #","cookieDomain":"example.com","sessionCookieDomain":"example.com","cookiePath":"/app""#,
            options: { try CookieOptions(sameSite: .lax, domain: "other.example", path: "/x") },
            expected: [
                "DS=s; Path=/x; Domain=other.example; HttpOnly; Secure; SameSite=Lax",
                "DSR=r; Path=/x; Domain=other.example; HttpOnly; Secure; SameSite=Lax",
            ]
        ),
        Row(
            testDescription: "other sites too",
            options: { try CookieOptions(sameSite: .none) },
            expected: [
                "DS=s; Path=/; HttpOnly; Secure; SameSite=None", "DSR=r; Path=/; HttpOnly; Secure; SameSite=None",
            ]
        ),
        Row(
            testDescription: "refresh token alone",
            options: { try CookieOptions(includesSession: false) },
            expected: ["DSR=r; Path=/; \(usual)"]
        ),
    ]

    @Test("the headers that hand new tokens over", arguments: rows)
    func headers(_ row: Row) throws {
        let it = try Fixture()
        let signedIn = try signedIn(#"{"sessionJwt":"s","refreshJwt":"r"\#(row.settings)}"#)
        let cookies = it.session.setCookies(for: signedIn, options: try row.options())
        #expect(cookies.map { $0.reveal() } == row.expected)
    }

    @Test(
        "odd values beside the tokens cost nobody the session, nor what else is said of the cookies",
        arguments: [
            #""sessionExpiration":"soon""#, #""cookieMaxAge":1e300"#, #""cookieMaxAge":"3600""#, #""cookiePath":{}"#,
            #""cookieExpiration":-1"#, #""firstSeen":"yes""#, #""user":{"OAuth":{"google":null}}"#,
            #""user":{"userTenants":[{}]}"#, #""user":[]"#, #""externalToken":{}"#,
        ]
    )
    func oddMembers(_ member: String) throws {
        let json = #"{"sessionJwt":"s","refreshJwt":"r","sessionCookieDomain":"example.com",\#(member)}"#
        let cookies = try Fixture().session.setCookies(for: signedIn(json))
        #expect(
            cookies.map { $0.reveal() } == [
                "DS=s; Path=/; Domain=example.com; \(Self.usual)", "DSR=r; Path=/; \(Self.usual)",
            ]
        )
    }

    @Test("without a refresh token there is one header")
    func sessionAlone() throws {
        let cookies = try Fixture().session.setCookies(for: signedIn(#"{"sessionJwt":"s"}"#))
        #expect(cookies.map { $0.reveal() } == ["DS=s; Path=/; \(Self.usual)"])
    }

    @Test("names of the client's configuration")
    func configuredNames() throws {
        let it = try Fixture { $0.cookies = CookieNames(session: "A", refresh: "B") }
        let cookies = try it.session.setCookies(for: signedIn(#"{"sessionJwt":"s","refreshJwt":"r"}"#)).map {
            $0.reveal()
        }
        #expect(cookies == ["A=s; Path=/; \(Self.usual)", "B=r; Path=/; \(Self.usual)"])
        let cleared = it.session.clearingCookies(CookieSettings()).map { $0.reveal() }
        #expect(cleared == ["A=; Path=/; Max-Age=0; \(Self.usual)", "B=; Path=/; Max-Age=0; \(Self.usual)"])
    }

    @Test("a refreshed session sets its cookies, one that was good does not")
    func activeSession() async throws {
        let it = try Fixture()
        let (old, new) = (try it.mint.session(), try it.mint.session(lifetime: .seconds(300)))
        it.transport.append(it.signedIn(new, refreshJwt: "rotated"))
        let refreshed = try await it.session.refresh(it.mint.refresh())
        #expect(
            it.session.setCookies(for: refreshed).map { $0.reveal() } == [
                "DS=\(new.reveal()); Path=/; Max-Age=300; \(Self.usual)", "DSR=rotated; Path=/; \(Self.usual)",
            ]
        )
        let good = try await it.session.validateAndRefresh(sessionJwt: old, refreshJwt: "r")
        #expect(it.session.setCookies(for: good).isEmpty)
    }

    @Test("clearing cookies")
    func clearing() throws {
        let session = try Fixture().session
        #expect(
            session.clearingCookies(CookieSettings()).map { $0.reveal() } == [
                "DS=; Path=/; Max-Age=0; \(Self.usual)", "DSR=; Path=/; Max-Age=0; \(Self.usual)",
            ]
        )
        let options = try CookieOptions(sameSite: .lax, domain: "d", path: "/p")
        let attributes = "Path=/p; Domain=d; Max-Age=0; HttpOnly; Secure; SameSite=Lax"
        #expect(
            session.clearingCookies(CookieSettings(), options: options).map { $0.reveal() } == [
                "DS=; \(attributes)", "DSR=; \(attributes)",
            ]
        )
    }

    @Test("cookies are cleared where the log-out says they were")
    func clearingWhereTheyWere() throws {
        var settings = CookieSettings()
        (settings.cookieDomain, settings.sessionCookieDomain, settings.cookiePath) = ("r.example", "s.example", "/app")
        (settings.cookieName, settings.sessionCookieName, settings.cookieMaxAge) = ("R", "S", 60)
        #expect(
            try Fixture().session.clearingCookies(settings).map { $0.reveal() } == [
                "S=; Path=/app; Domain=s.example; Max-Age=0; \(Self.usual)",
                "R=; Path=/app; Domain=r.example; Max-Age=0; \(Self.usual)",
            ]
        )
    }

    static let attempts = [
        "a; HttpOnly=no", "a;b", "a\r\nSet-Cookie: DS=evil", "a\nb", "a b", "a,b", "a\"b", "a\\b", "a\u{0}b",
        "a\u{7F}b", "é", " a",
    ]

    @Test(
        "nothing breaks out of an attribute: the service's is dropped, the app's own refused by name",
        arguments: attempts
    )
    func injectedAttributes(_ attempt: String) throws {
        var settings = CookieSettings()
        (settings.cookieDomain, settings.sessionCookieDomain, settings.cookiePath) = (attempt, attempt, attempt)
        let it = try Fixture()
        let expected = ["DS=; Path=/; Max-Age=0; \(Self.usual)", "DSR=; Path=/; Max-Age=0; \(Self.usual)"]
        #expect(it.session.clearingCookies(settings).map { $0.reveal() } == expected)
        for (name, make) in [
            ("domain", { try CookieOptions(domain: attempt) }), ("path", { try CookieOptions(path: "/" + attempt) }),
            ("domain", { try CookieOptions(domain: "") }),
            ("domain", { try CookieOptions(domain: "https://example.com") }),
            ("domain", { try CookieOptions(domain: "example.com:8443") }),
            ("domain", { try CookieOptions(domain: "example.com/app") }), ("path", { try CookieOptions(path: "app") }),
        ] as [(String, () throws -> CookieOptions)] {
            let error = #expect(throws: DescopeError.self) { try make() }
            #expect(error?.code == .unusableArgument)
            #expect(error?.message.hasPrefix("\(name): ") == true)
        }
    }

    @Test("nothing breaks out of a name: such a cookie is dropped", arguments: attempts + ["a=b"])
    func injectedNames(_ attempt: String) throws {
        var settings = CookieSettings()
        settings.cookieName = attempt
        let it = try Fixture()
        #expect(it.session.clearingCookies(settings).map { $0.reveal() } == ["DS=; Path=/; Max-Age=0; \(Self.usual)"])
        settings = CookieSettings()
        settings.sessionCookieName = attempt
        #expect(it.session.clearingCookies(settings).map { $0.reveal() } == ["DSR=; Path=/; Max-Age=0; \(Self.usual)"])
    }

    @Test("nothing breaks out of a token: such a cookie is dropped", arguments: attempts)
    func injectedTokens(_ attempt: String) throws {
        let json: JSONValue = ["sessionJwt": .string(attempt), "refreshJwt": "r"]
        let answer = try JSONDecoder().decode(SignInResponse.self, from: JSONEncoder().encode(json))
        let cookies = try Fixture().session.setCookies(for: answer)
        #expect(cookies.map { $0.reveal() } == ["DSR=r; Path=/; \(Self.usual)"])
    }

    @Test("header values hold tokens, so they do not print")
    func silent() throws {
        let cookies = try Fixture().session.setCookies(for: signedIn(#"{"sessionJwt":"hush-s","refreshJwt":"hush-r"}"#))
        var shown = "\(cookies)"
        dump(cookies, to: &shown)
        #expect(cookies.count == 2)
        #expect(!shown.contains("hush"))
    }
}
