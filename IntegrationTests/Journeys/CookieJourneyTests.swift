import Descope
import DescopeEmulator
import DescopeTesting
import Testing

/// What a browser keeps of an app's cookies, for requests to one host and any path.
private struct Browser {
    struct Cookie: Equatable {
        let name: String
        let domain: String?
        let path: String
        var value: String
        var maxAge: String?
    }

    var cookies: [Cookie] = []

    /// The one `Cookie` header of a request.
    var header: [String] { [cookies.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")] }

    func values(_ name: String) -> [Cookie] { cookies.filter { $0.name == name } }

    mutating func receive(_ headers: some Sequence<Secret>) throws {
        for header in headers {
            let parts = header.reveal().split(separator: "; ").map(String.init)
            func attribute(_ name: String) -> String? {
                parts.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
            }
            let pair = try #require(parts.first).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let (name, domain, path) = (String(pair[0]), attribute("Domain"), attribute("Path") ?? "/")
            // As browsers do, without a word.
            if name.hasPrefix("__Host-"), domain != nil || path != "/" || !parts.contains("Secure") { continue }
            if pair[0].utf8.count + pair[1].utf8.count > 4096 { continue }
            cookies.removeAll { ($0.name, $0.domain, $0.path) == (name, domain, path) }
            let maxAge = attribute("Max-Age")
            if maxAge == "0" { continue }
            cookies.append(Cookie(name: name, domain: domain, path: path, value: String(pair[1]), maxAge: maxAge))
        }
    }
}

/// Whole trips of a browser that keeps its tokens in cookies.
@Suite(.timeLimit(.minutes(5))) struct CookieJourneyTests {
    static let names = [
        CookieNames(), CookieNames(session: "MYDS", refresh: "MYDSR"),
        CookieNames(session: "__Host-DS", refresh: "__Host-DSR"),
    ]

    @Test(
        "sign in over what an earlier visit left, call, refresh twice, log out",
        arguments: names,
        [nil, "shop.example"]
    )
    func journey(_ names: CookieNames, _ domain: String?) async throws {
        for rotates in [false, true] {
            let it = try Journey {
                $0.rotatesRefreshTokens = rotates
                $0.cookies = names
            } configure: {
                $0.cookies = names
            }
            let options = try CookieOptions(domain: domain)
            // Dead ones, as an earlier version of the app may have set them; one of them where nothing reaches it.
            var browser = Browser()
            browser.cookies = [
                Browser.Cookie(name: names.refresh, domain: nil, path: "/", value: "deleted"),
                Browser.Cookie(name: names.session, domain: nil, path: "/", value: "deleted"),
                Browser.Cookie(name: names.refresh, domain: nil, path: "/shop", value: "deleted"),
            ]
            func request() async throws -> ActiveSession {
                let tokens = it.session.tokens(authorization: nil, cookies: browser.header)
                let session = try await it.session.validateAndRefresh(tokens)
                try browser.receive(it.session.setCookies(for: session, options: options))
                return session
            }
            await expect(.malformedToken) { _ = try await request() }
            try browser.receive(it.session.setCookies(for: try await it.signUpOrIn(), options: options))
            let first = try #require(browser.values(names.refresh).last)
            #expect(try await !request().isRefreshed)

            for _ in 0..<2 {
                it.clock.advance(by: .seconds(700))
                #expect(try await request().isRefreshed)
                #expect(try await !request().isRefreshed)
                // One that lasts, and no second one.
                let kept = browser.values(names.refresh).filter { $0.path == "/" }
                #expect(kept.count == 1 && browser.values(names.session).count == 1)
                #expect(kept.first?.maxAge != nil && kept.first?.domain == first.domain)
                #expect((kept.first == first) == !rotates)
            }

            let tokens = it.session.tokens(authorization: nil, cookies: browser.header)
            let settings = try await it.session.logOut(tokens)
            try browser.receive(it.session.clearingCookies(settings, options: options))
            #expect(browser.cookies.map(\.path) == ["/shop"])
            await expect(.malformedToken) { _ = try await request() }
        }
    }

    @Test("an Authorization header that is somebody else's does not keep the cookies from counting")
    func otherAuthorization() async throws {
        let it = try Journey()
        var browser = Browser()
        try browser.receive(it.session.setCookies(for: try await it.signUpOrIn()))
        for authorization in ["Basic dTpw", "Bearer deleted", "Negotiate abc=="] {
            let tokens = it.session.tokens(authorization: authorization, cookies: browser.header)
            #expect(try await !it.session.validateAndRefresh(tokens).isRefreshed)
        }
        it.clock.advance(by: .seconds(700))
        let tokens = it.session.tokens(authorization: "Basic dTpw", cookies: browser.header)
        #expect(try await it.session.validateAndRefresh(tokens).isRefreshed)
    }

    @Test("one user's session and another's refresh token make no session of either")
    func twoUsers() async throws {
        let it = try Journey()
        let (ada, eve) = (try await it.signUpOrIn(), try await it.signUpOrIn("eve@example.com"))
        let mixed = RequestTokens(sessionJwt: ada.sessionJwt, refreshJwt: eve.refreshJwt)
        let session = try await it.session.validateAndRefresh(mixed)
        #expect(session.refreshJwt == nil && session.token.subject == ada.user?.userId)
        it.clock.advance(by: .seconds(700))
        await expect(.wrongSubject) { _ = try await it.session.validateAndRefresh(mixed) }
        #expect(try it.backend.requestCount("session.refresh") == 0)
    }

    @Test("a session token that fits into no cookie is reported, and the user stays signed in by the refresh token")
    func largeToken() async throws {
        let it = try Journey()
        for number in 0..<120 { try it.backend.addTenant(id: "tenant-with-a-long-id-\(number)", name: "T\(number)") }
        let tenants = (0..<120).map { ("tenant-with-a-long-id-\($0)", [] as [String]) }
        try it.backend.addUser("ada@example.com", tenants: Dictionary(uniqueKeysWithValues: tenants))
        let signedIn = try await it.signUpOrIn()
        try #require(signedIn.sessionJwt.reveal().utf8.count > 4096)
        var browser = Browser()
        let cookies = it.session.setCookies(for: signedIn)
        #expect(cookies.tooLarge == ["DS"])
        try browser.receive(cookies)
        #expect(browser.cookies.map(\.name) == ["DSR"])
        let tokens = it.session.tokens(authorization: nil, cookies: browser.header)
        #expect(try await it.session.validateAndRefresh(tokens).isRefreshed)
        // Sent as a header, it costs none.
        let header = it.session.tokens(
            authorization: "Bearer \(signedIn.sessionJwt.reveal())",
            cookies: browser.header
        )
        #expect(try await !it.session.validateAndRefresh(header).isRefreshed)
    }
}
