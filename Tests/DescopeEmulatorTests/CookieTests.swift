import DescopeCore
import DescopeEmulator
import DescopeHTTP
import DescopeTesting
import Testing

/// Tokens in cookies, as a browser sends and receives them.
@Suite struct CookieTests {
    static let operations: [(method: APIMethod, path: String)] = [
        (.post, "/v1/auth/refresh"), (.post, "/v1/auth/try-refresh"), (.get, "/v1/auth/me"),
        (.get, "/v1/auth/me/history"), (.post, "/v1/auth/me/tenants"), (.post, "/v1/auth/logout"),
        (.post, "/v1/auth/logoutall"),
    ]

    @Test("the refresh cookie is sufficient", arguments: operations)
    func cookieOnly(_ method: APIMethod, _ path: String) async throws {
        let names = CookieNames(session: "MYDS", refresh: "MYDSR")
        for name in ["MYDSR", "OTHER"] {
            let project = try Project {
                $0.cookies = names
                $0.refreshInCookie = true
            }
            let token = try #require(try await project.signIn().cookie("MYDSR"))
            var headers = ["cookie": "theme=dark; \(name)=\(token); X\(name)=x"]
            if name == "OTHER" { headers["x-descope-refresh-cookie-name"] = name }
            let answer = try await project.send(method, path, headers)
            #expect(answer.status == 200, "\(name)")
            #expect(answer.body != [:])
            // Without the name of the cookie, or without the cookie, there is no session.
            let nameless = try await project.send(method, path, ["cookie": "OTHER=\(token)"])
            let bare = try await project.send(method, path, [:])
            let expected = path.hasSuffix("try-refresh") ? 200 : 401
            #expect([nameless.status, bare.status] == [expected, expected])
            if expected == 200 { #expect([nameless.body, bare.body] == [[:], [:]]) }
        }
    }

    @Test("the token in the header counts, not the cookie")
    func headerFirst() async throws {
        let project = try Project()
        let ada = try await project.signIn().refreshJwt
        let eve = try await project.signIn("eve@example.com").refreshJwt
        let bearer = "Bearer \(Project.projectId):"
        func me(_ token: String, cookie: String) async throws -> Answer {
            try await project.send(.get, "/v1/auth/me", ["authorization": bearer + token, "cookie": "DSR=\(cookie)"])
        }
        #expect(try await me(ada, cookie: eve).body["email"] == "ada@example.com")
        #expect(try await me("a.b.c", cookie: eve).status == 401)
        // With both keys in the header, and none of them the token.
        project.backend.configure { $0.authManagementKey = "K2auth" }
        #expect(try await me("K2auth", cookie: eve).body["email"] == "eve@example.com")
        #expect(try await me("\(ada):K2auth", cookie: eve).body["email"] == "ada@example.com")
    }

    @Test("an empty token in the header is none", arguments: ["/v1/auth/refresh", "/v1/auth/try-refresh"])
    func emptyToken(_ path: String) async throws {
        let project = try Project()
        let token = try await project.signIn().refreshJwt
        let headers = ["authorization": "Bearer \(Project.projectId):", "cookie": "DSR=\(token)"]
        let answer = try await project.send(.post, path, headers)
        #expect((answer.status, answer.sessionJwt.isEmpty) == (200, false))
    }

    @Test("a cookie comes along with a sign-in, and is no part of it")
    func signIn() async throws {
        let project = try Project()
        try project.backend.addUser("eve@example.com")
        let cookie = ["cookie": "DSR=\(try await project.signIn().refreshJwt)"]
        func start(_ loginId: String, _ options: JSONValue) async throws -> Answer {
            let body: JSONValue = ["loginId": .string(loginId), "loginOptions": options]
            return try await project.send(.post, "/v1/auth/otp/signin/email", cookie, body)
        }
        #expect(try await start("eve@example.com", [:]).status == 200)
        #expect(try await project.verify("eve@example.com").claims["amr"] == ["email"])
        #expect(try await start("ada@example.com", ["stepup": true]).status == 401)
    }

    @Test("cookies live as long as their tokens, and where the project says", arguments: ["", "example.com"])
    func attributes(_ domain: String) async throws {
        let project = try Project {
            $0.sessionInCookie = true
            $0.refreshInCookie = true
            $0.rotatesRefreshTokens = true
            $0.cookieDomain = domain
        }
        var answer = try await project.signIn()
        var kept = ""
        for pause in [0, 700] {
            project.clock.advance(by: .seconds(pause))
            if pause > 0 { answer = try await project.send(.post, "/v1/auth/refresh", ["cookie": "DSR=\(kept)"]) }
            #expect(answer.body["cookieDomain"] == .string(domain))
            for name in ["DS", "DSR"] {
                let claims = try parse(try #require(answer.cookie(name))).claims
                let rest = try #require(claims["exp"]?.intValue) - #require(claims["iat"]?.intValue)
                #expect(answer.attribute("Max-Age", of: name) == "\(rest)")
                #expect(answer.attribute("Domain", of: name) == (domain.isEmpty ? nil : domain))
            }
            kept = answer.cookie("DSR") ?? ""
        }
        let left = try await project.send(.post, "/v1/auth/logout", ["cookie": "DSR=\(kept)"])
        #expect(left.setCookies.count == 2)
        for name in ["DS", "DSR"] {
            #expect((left.cookie(name), left.attribute("Max-Age", of: name)) == ("", "0"))
            // A browser clears only the cookie of the same domain and path.
            #expect(left.attribute("Domain", of: name) == (domain.isEmpty ? nil : domain))
            #expect(left.attribute("Path", of: name) == "/")
        }
    }

    @Test("the names of cookies are returned unless they are the usual ones", arguments: [true, false])
    func names(_ isUsual: Bool) async throws {
        let names = isUsual ? CookieNames() : CookieNames(session: "MYDS", refresh: "MYDSR")
        let project = try Project { $0.cookies = names }
        let signedIn = try await project.signIn()
        let refreshed = try await project.post("/v1/auth/refresh", token: signedIn.refreshJwt)
        let left = try await project.post("/v1/auth/logout", token: signedIn.refreshJwt)
        let (session, refresh) = isUsual ? (JSONValue?.none, JSONValue?.none) : ("MYDS", "MYDSR")
        for answer in [signedIn, refreshed, left] {
            #expect((answer.body["cookieName"], answer.body["sessionCookieName"]) == (refresh, session))
        }
    }

    @Test("a log-out clears no cookies in a project that sets none")
    func noCookies() async throws {
        let project = try Project()
        let left = try await project.post("/v1/auth/logout", token: try await project.signIn().refreshJwt)
        #expect((left.status, left.setCookies) == (200, []))
    }

    @Test("the scheme may be written in lower case", arguments: ["bearer", "BEARER"])
    func scheme(_ scheme: String) async throws {
        let project = try Project()
        let headers = ["authorization": "\(scheme) \(Project.projectId):\(Project.managementKey)"]
        #expect(try await project.send(.get, "/v1/mgmt/license", headers).status == 200)
    }

    @Test("try-refresh gives tokens to a session, and an empty object to anybody else")
    func tryRefresh() async throws {
        let project = try Project { $0.refreshLifetime = .seconds(100) }
        let signedIn = try await project.signIn()
        let refreshed = try await project.post("/v1/auth/try-refresh", [:], token: signedIn.refreshJwt)
        #expect(try refreshed.claims["sub"] == signedIn.claims["sub"])
        #expect(refreshed.body["user"] == nil && refreshed.body["firstSeen"] == nil)
        for token in [nil, "", "a.b.c", signedIn.sessionJwt] {
            let answer = try await project.post("/v1/auth/try-refresh", [:], token: token)
            #expect((answer.status, answer.body) == (200, [:]))
        }
        project.clock.advance(by: .seconds(100))
        let late = try await project.post("/v1/auth/try-refresh", [:], token: signedIn.refreshJwt)
        #expect((late.status, late.body) == (200, [:]))
        #expect(try await project.send(.post, "/v1/auth/try-refresh", bearer: "P2other").status == 401)
    }
}

extension Project {
    /// Sends a request with these headers, and the project's id unless they have another authorization.
    fileprivate func send(
        _ method: APIMethod,
        _ path: String,
        _ headers: [String: String],
        _ body: JSONValue? = nil
    ) async throws -> Answer {
        var all = APIHeaders()
        all["authorization"] = "Bearer \(Self.projectId)"
        for (name, value) in headers { all[name] = value }
        let baseURL = try BaseURL("https://api.descope.com")
        return try await send(
            APIRequest(method: method, baseURL: baseURL, path: path, headers: all, body: body?.json)
        )
    }
}

extension Answer {
    /// An attribute of a cookie that the answer sets.
    fileprivate func attribute(_ attribute: String, of name: String) -> String? {
        setCookies.first { $0.hasPrefix("\(name)=") }?.split(separator: ";").map { $0.drop { $0 == " " } }
            .first { $0.hasPrefix("\(attribute)=") }.map { String($0.dropFirst(attribute.count + 1)) }
    }
}
