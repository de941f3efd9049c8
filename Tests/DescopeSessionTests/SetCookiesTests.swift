import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeSession
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite(.timeLimit(.minutes(5))) struct SetCookiesTests {
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
                "DS=; Path=/app; Max-Age=0; \(usual)",
                "DS=s; Path=/app; Domain=app.example.com; \(usual)",
                "DSR=; Path=/app; Max-Age=0; \(usual)",
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
            testDescription: "other names than the configured ones: what is written is read",
            settings: #","cookieName":"MYDSR","sessionCookieName":"MYDS""#,
            expected: ["DS=s; Path=/; \(usual)", "DSR=r; Path=/; \(usual)"]
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
                "DS=; Path=/x; Max-Age=0; HttpOnly; Secure; SameSite=Lax",
                "DS=s; Path=/x; Domain=other.example; HttpOnly; Secure; SameSite=Lax",
                "DSR=; Path=/x; Max-Age=0; HttpOnly; Secure; SameSite=Lax",
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
            expected: ["DS=; Path=/; Max-Age=0; \(usual)", "DSR=r; Path=/; \(usual)"]
        ),
        Row(
            testDescription: "refresh token alone, where the cookies have domains",
            settings: #","cookieDomain":"example.com","sessionCookieDomain":"app.example.com","cookiePath":"/app""#,
            options: { try CookieOptions(includesSession: false) },
            expected: [
                "DS=; Path=/app; Max-Age=0; \(usual)",
                "DS=; Path=/app; Domain=app.example.com; Max-Age=0; \(usual)",
                "DSR=; Path=/app; Max-Age=0; \(usual)",
                "DSR=r; Path=/app; Domain=example.com; \(usual)",
            ]
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
            #""sessionExpiration":"soon""#, #""cookieMaxAge":1e300"#, #""cookieMaxAge":"x""#, #""cookiePath":{}"#,
            #""cookieExpiration":-1"#, #""firstSeen":"yes""#, #""user":{"OAuth":{"google":null}}"#,
            #""user":{"userTenants":[{}]}"#, #""user":[]"#, #""externalToken":{}"#,
        ]
    )
    func oddMembers(_ member: String) throws {
        let json = #"{"sessionJwt":"s","refreshJwt":"r","sessionCookieDomain":"example.com",\#(member)}"#
        let cookies = try Fixture().session.setCookies(for: signedIn(json))
        #expect(
            cookies.map { $0.reveal() } == [
                "DS=; Path=/; Max-Age=0; \(Self.usual)", "DS=s; Path=/; Domain=example.com; \(Self.usual)",
                "DSR=r; Path=/; \(Self.usual)",
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
        // The standard names are read, too.
        #expect(cleared == ["A", "DS", "B", "DSR"].map { "\($0)=; Path=/; Max-Age=0; \(Self.usual)" })
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

    // MARK: - Cookies for new tokens alone

    /// What a refresh answers beside the session token; `<sent>` stands for the refresh token that was sent.
    static let unchanged = [
        "", #","refreshJwt":"""#, #","refreshJwt":null"#, #","refreshJwt":"<sent>""#,
        #","cookieDomain":"","cookiePath":"/","cookieMaxAge":0,"cookieExpiration":0"#,
        #","refreshJwt":"<sent>","cookieMaxAge":0,"cookieExpiration":0"#, #","refreshJwt":"","cookiePath":"/app""#,
    ]

    @Test(
        "a refresh token that stays in use gets no new cookie, which would replace the lasting one",
        arguments: unchanged
    )
    func unchangedRefreshToken(_ members: String) async throws {
        let it = try Fixture()
        let sent = try it.mint.refresh()
        let text = members.split(separator: "<sent>", omittingEmptySubsequences: false).joined(separator: sent.reveal())
        func answer(_ jwt: Secret) { it.transport.append(.json(#"{"sessionJwt":"\#(jwt.reveal())"\#(text)}"#)) }
        let calls: [@Sendable () async throws -> ActiveSession] = [
            { try await it.session.refresh(sent) },
            { try await it.session.validateAndRefresh(sessionJwt: nil, refreshJwt: sent) },
            { try await it.session.selectTenant("acme", refreshJwt: sent) },
            {
                let session = try await it.session.validateAndRefresh(sessionJwt: it.mint.session(), refreshJwt: sent)
                return try await it.session.selectTenant("acme", in: session)
            },
        ]
        for call in calls {
            let jwt = try it.mint.session()
            answer(jwt)
            let session = try await call()
            #expect(session.refreshJwt?.reveal() == sent.reveal())
            let cookies = it.session.setCookies(for: session).map { $0.reveal() }
            #expect(cookies.count == 1 && cookies.allSatisfy { $0.hasPrefix("DS=\(jwt.reveal()); ") })
            let none = try CookieOptions(includesSession: false)
            #expect(
                it.session.setCookies(for: session, options: none).map { $0.reveal() }
                    == [
                        "DS=; Path=/; Max-Age=0; \(Self.usual)"
                    ].map { $0.replacing("Path=/;", with: members.contains("/app") ? "Path=/app;" : "Path=/;") }
            )

            answer(try it.mint.session(lifetime: .seconds(-6)))
            let error = try #require(await #expect(throws: DescopeError.self) { try await call() })
            #expect((error.code, error.refreshJwt?.reveal()) == (.newTokenRefused, sent.reveal()))
            #expect(it.session.setCookies(for: error).isEmpty)
        }
        try it.transport.verify()
    }

    @Test("a new refresh token keeps its cookie's settings when a second call in the same request brings none")
    func twoCalls() async throws {
        let it = try Fixture()
        let jwt = try it.mint.session()
        it.transport.append(
            .json(#"{"sessionJwt":"\#(jwt.reveal())","refreshJwt":"R1","cookieMaxAge":90,"cookiePath":"/app"}"#)
        )
        let refreshed = try await it.session.refresh(it.mint.refresh())
        let refreshCookie = "DSR=R1; Path=/app; Max-Age=90; \(Self.usual)"

        it.transport.append(.json(#"{"sessionJwt":"\#(jwt.reveal())","cookieMaxAge":0}"#))
        let moved = try await it.session.selectTenant("acme", in: refreshed)
        #expect(
            it.session.setCookies(for: moved).map { $0.reveal() } == [
                "DS=\(jwt.reveal()); Path=/; Max-Age=600; \(Self.usual)", refreshCookie,
            ]
        )
        it.transport.append(.json(#"{"sessionJwt":"\#(try it.mint.session(lifetime: .seconds(-6)).reveal())"}"#))
        let error = try #require(
            await #expect(throws: DescopeError.self) { try await it.session.selectTenant("acme", in: refreshed) }
        )
        #expect(it.session.setCookies(for: error).map { $0.reveal() } == [refreshCookie])

        it.transport.append(.json(#"{"sessionJwt":"\#(jwt.reveal())","refreshJwt":"R2"}"#))
        let rotated = try await it.session.selectTenant("acme", in: refreshed)
        #expect(it.session.setCookies(for: rotated).last?.reveal() == "DSR=R2; Path=/; \(Self.usual)")
    }

    // MARK: - Names with a prefix

    @Test(
        "a name with a prefix gets what browsers ask of it (RFC 6265bis, 4.1.3)",
        arguments: [
            ("__Host-DSR", true), ("__host-dsr", true), ("__HOST-DSR", true), ("__Secure-DSR", false),
            ("__HostDSR", false),
            ("__Host_DSR", false), ("Host-DSR", false), ("__Host-", true),
        ]
    )
    func prefixes(_ name: String, _ isHost: Bool) throws {
        let it = try Fixture { $0.cookies = CookieNames(session: name + "s", refresh: name) }
        let options = try CookieOptions(sameSite: .lax, domain: "example.com", path: "/app")
        var settings = CookieSettings()
        (settings.cookieDomain, settings.sessionCookieDomain, settings.cookiePath) = ("d", "d", "/p")
        let json =
            #"{"sessionJwt":"s","refreshJwt":"r","cookieDomain":"d","sessionCookieDomain":"d","cookiePath":"/p"}"#
        for cookies in [
            Array(try it.session.setCookies(for: signedIn(json))),
            Array(try it.session.setCookies(for: signedIn(json), options: options)),
            it.session.clearingCookies(settings, options: options),
        ] {
            let own = cookies.map { $0.reveal() }.filter { $0.hasPrefix("\(name)=") }
            #expect(own.allSatisfy { $0.contains("; Secure") })
            #expect(own.count == (isHost ? 1 : 2))
            #expect(own.allSatisfy { $0.contains("; Path=/;") && !$0.contains("Domain") } == isHost)
        }
    }

    // MARK: - Large tokens

    @Test(
        "a cookie holds 4096 bytes of name and value (RFC 6265, 6.1): what is larger is named, and its old cookie cleared"
    )
    func tooLarge() throws {
        let it = try Fixture()
        func text(_ count: Int) -> String { String(repeating: "a", count: count) }
        let cleared = ["DS", "DSR"].map { "\($0)=; Path=/; Max-Age=0; \(Self.usual)" }
        for (session, refresh, tooLarge) in [
            (4094, 4093, []), (4095, 4093, ["DS"]), (4094, 4094, ["DSR"]), (33_000, 33_000, ["DS", "DSR"]), (1, 1, []),
        ] as [(Int, Int, [String])] {
            let json = #"{"sessionJwt":"\#(text(session))","refreshJwt":"\#(text(refresh))"}"#
            let cookies = try it.session.setCookies(for: signedIn(json))
            #expect(cookies.tooLarge == tooLarge, "\(session), \(refresh)")
            #expect(
                cookies.map { $0.reveal() } == [
                    tooLarge.contains("DS") ? cleared[0] : "DS=\(text(session)); Path=/; \(Self.usual)",
                    tooLarge.contains("DSR") ? cleared[1] : "DSR=\(text(refresh)); Path=/; \(Self.usual)",
                ]
            )
        }
        #expect(SetCookieHeaders.maximumCookieBytes == 4096)
        // Where the session token goes another way, nothing is too large.
        let json = #"{"sessionJwt":"\#(text(33_000))","refreshJwt":"r"}"#
        let alone = try it.session.setCookies(for: signedIn(json), options: CookieOptions(includesSession: false))
        #expect(alone.tooLarge.isEmpty && alone.count == 2)
    }

    @Test("so is what a refresh brings, and what its error keeps")
    func tooLargeAfterRefresh() async throws {
        let it = try Fixture()
        let large = try it.mint.session(claims: ["roles": .array(Array(repeating: "editor", count: 600))])
        let refreshJwt = String(repeating: "r", count: 5000)
        it.transport.append(it.signedIn(large, refreshJwt: refreshJwt))
        let session = try await it.session.refresh(it.mint.refresh())
        #expect(it.session.setCookies(for: session).tooLarge == ["DS", "DSR"])
        it.transport.append(it.signedIn(try it.mint.session(lifetime: .seconds(-6)), refreshJwt: refreshJwt))
        let error = try #require(
            await #expect(throws: DescopeError.self) { try await it.session.refresh(it.mint.refresh()) }
        )
        #expect(it.session.setCookies(for: error).tooLarge == ["DSR"])
    }

    // MARK: - Names

    @Test("what is written under any settings is read again, by any instance of the same configuration")
    func roundTrip() async throws {
        for names in [
            CookieNames(), CookieNames(session: "MYDS", refresh: "MYDSR"),
            CookieNames(session: "__Host-DS", refresh: "__Host-DSR"), CookieNames(session: "DSR", refresh: "DS"),
        ] {
            for stated in ["", #","cookieName":"OTHER","sessionCookieName":"ANOTHER""#, #","cookieName":"DS""#] {
                let it = try Fixture { $0.cookies = names }
                let jwt = try it.mint.token(claims: claims(of: it, names.session))
                let refreshJwt = try it.mint.token(claims: claims(of: it, names.refresh))
                let json =
                    #"{"sessionJwt":"\#(jwt.reveal())","refreshJwt":"\#(refreshJwt.reveal())","cookieDomain":"d"\#(stated)}"#
                let set = try it.session.setCookies(for: signedIn(json)).map { $0.reveal() }
                // A browser keeps the last of the same name and place, and drops what is cleared.
                let cookies = set.filter { !$0.contains("Max-Age=0") }.compactMap { $0.split(separator: ";").first }
                let other = it.client.with { $0.cookies = names }.session
                let tokens = other.tokens(authorization: nil, cookies: [cookies.joined(separator: "; ")])
                let session = try await other.validateAndRefresh(tokens)
                #expect(session.sessionJwt.reveal() == jwt.reveal(), "\(names) \(stated)")
                #expect(session.refreshJwt?.reveal() == refreshJwt.reveal(), "\(names) \(stated)")
                // Whatever was written is cleared, under the stated names too.
                var settings = CookieSettings()
                (settings.cookieName, settings.sessionCookieName) = ("OTHER", "ANOTHER")
                let cleared = other.clearingCookies(settings).compactMap { $0.reveal().split(separator: "=").first }
                for name in [names.session, names.refresh, "OTHER", "ANOTHER"] { #expect(cleared.contains(name[...])) }
            }
        }
    }

    private func claims(of it: Fixture, _ name: String) -> [String: JSONValue] {
        [
            "iss": .string(Fixture.projectId), "sub": "U2test", "drn": .string(name), "exp": 1_767_226_200,
            "iat": 1_767_225_600,
        ]
    }

    @Test("tokens of an answer are found under the names that it states")
    func statedNames() async throws {
        let it = try Fixture()
        let jwt = try it.mint.session()
        var headers = APIHeaders()
        headers.append("Set-Cookie", "MYDS=\(jwt.reveal()); Path=/")
        headers.append("Set-Cookie", "MYDSR=R1; Path=/")
        it.transport.append(.json(#"{"cookieName":"MYDSR","sessionCookieName":"MYDS"}"#, headers: headers))
        let session = try await it.session.refresh(it.mint.refresh())
        #expect(session.sessionJwt.reveal() == jwt.reveal())
        #expect(session.refreshJwt?.reveal() == "R1")
        #expect(it.session.setCookies(for: session).map { $0.reveal().prefix(4) } == ["DS=e", "DSR="])
    }

    // MARK: - Clearing

    @Test("clearing cookies")
    func clearing() throws {
        let session = try Fixture().session
        #expect(
            session.clearingCookies(CookieSettings()).map { $0.reveal() } == [
                "DS=; Path=/; Max-Age=0; \(Self.usual)", "DSR=; Path=/; Max-Age=0; \(Self.usual)",
            ]
        )
        let options = try CookieOptions(sameSite: .lax, domain: "d", path: "/p")
        let attributes = "Max-Age=0; HttpOnly; Secure; SameSite=Lax"
        #expect(
            session.clearingCookies(CookieSettings(), options: options).map { $0.reveal() } == [
                "DS=; Path=/p; \(attributes)", "DS=; Path=/p; Domain=d; \(attributes)",
                "DSR=; Path=/p; \(attributes)", "DSR=; Path=/p; Domain=d; \(attributes)",
            ]
        )
    }

    @Test("cookies are cleared where the log-out says they were, under its names and those that are read")
    func clearingWhereTheyWere() throws {
        var settings = CookieSettings()
        (settings.cookieDomain, settings.sessionCookieDomain, settings.cookiePath) = ("r.example", "s.example", "/app")
        (settings.cookieName, settings.sessionCookieName, settings.cookieMaxAge) = ("R", "S", 60)
        let expected = [("DS", "s"), ("S", "s"), ("DSR", "r"), ("R", "r")].flatMap { name, host in
            [
                "\(name)=; Path=/app; Max-Age=0; \(Self.usual)",
                "\(name)=; Path=/app; Domain=\(host).example; Max-Age=0; \(Self.usual)",
            ]
        }
        #expect(try Fixture().session.clearingCookies(settings).map { $0.reveal() } == expected)
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
            #expect((error?.code, error?.httpStatus) == (.unusableArgument, 500))
            #expect(error?.message.hasPrefix("\(name): ") == true)
        }
    }

    @Test(
        "nothing breaks out of a name: such a cookie is dropped, and a configured name refused by whatever uses it",
        arguments: attempts + ["a=b", "=", "", "a b", "caf\u{E9}"]
    )
    func injectedNames(_ attempt: String) async throws {
        var settings = CookieSettings()
        settings.cookieName = attempt
        settings.sessionCookieName = attempt
        let usual = ["DS", "DSR"].map { "\($0)=; Path=/; Max-Age=0; \(Self.usual)" }
        #expect(try Fixture().session.clearingCookies(settings).map { $0.reveal() } == usual)
        for (names, part) in [
            (CookieNames(session: attempt), "session"), (CookieNames(refresh: attempt), "refresh"),
            (CookieNames(session: attempt, refresh: attempt), "session"), (CookieNames(session: ""), "session"),
            (CookieNames(refresh: "(a)"), "refresh"),
            (CookieNames(session: "DSR"), "refresh"),
        ] {
            let it = try Fixture { $0.cookies = names }
            let calls: [() async throws -> Void] = [
                { _ = try await it.session.validate(it.mint.session()) },
                { _ = try await it.session.validateAndRefresh(sessionJwt: nil, refreshJwt: it.mint.refresh()) },
                { _ = try await it.session.me(it.mint.refresh()) },
                { _ = try await it.session.exchange(code: "c") },
            ]
            for call in calls {
                let error = await #expect(throws: DescopeError.self) { try await call() }
                #expect((error?.kind, error?.code, error?.httpStatus) == (.configuration, .unusableArgument, 500))
                #expect(error?.message.hasPrefix("cookies.\(part): ") == true)
                #expect(error?.operation.hasPrefix("session.") == true)
            }
            #expect(it.transport.sent.isEmpty)
        }
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
