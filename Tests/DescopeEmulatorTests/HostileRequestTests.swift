import DescopeCore
import DescopeEmulator
import DescopeHTTP
import Testing

@Suite struct HostileRequestTests {
    @Test(
        "a path that is not written as it should be is another path",
        arguments: [
            "", "/", "v1/auth/me", "//v1/auth/me", "/v1//auth/me", "/v1/auth/me/", "/v1/auth/me?a=b", "/v1/auth/me%00",
            "/V1/auth/me",
            "/v1/auth/../auth/me", "/v1/auth/otp/verify", "/v1/auth/otp/verify/", "/v1/auth/otp/verify/email/",
            "/v1/auth/{x}",
        ]
    )
    func paths(_ path: String) async throws {
        let body = Array(#"{"loginId":"ada@example.com","code":"000000"}"#.utf8)
        #expect(try await Project().send(.post, path, body: body).status == 404)
    }

    @Test(
        "a value in the path is decoded once, and only where it is encoded",
        arguments: [
            ("email", 200), ("%65mail", 200), ("e%6Dail", 200), ("e%6dail", 200), ("%2565mail", 400), ("email%", 400),
            ("email%2", 400),
            ("email%zz", 400), ("email%+5", 400), ("email%FF", 400), ("email%2F..", 400), ("%", 400), ("{method}", 400),
        ]
    )
    func percent(_ segment: String, _ status: Int) async throws {
        let project = try Project()
        let answer = try await project.post("/v1/auth/otp/signup/\(segment)", ["loginId": "ada@example.com"])
        #expect(answer.status == status)
        #expect(project.backend.loginIds.isEmpty == (status != 200))
    }

    @Test(
        "a query is as strict as a body",
        arguments: [
            ([APIQueryItem("loginId", "ada@example.com")], 200, nil),
            ([APIQueryItem("loginId", ""), APIQueryItem("userId", "ada@example.com")], 200, nil),
            (
                [APIQueryItem("loginId", "ada@example.com"), APIQueryItem("loginId", "grace@example.com")], 400,
                "E011003"
            ),
            ([APIQueryItem("loginId", "ada@example.com"), APIQueryItem("admin", "1")], 400, "E011003"),
            ([APIQueryItem("loginid", "ada@example.com")], 400, "E011003"),
            ([APIQueryItem("loginId", ""), APIQueryItem("userId", "")], 400, "E011002"),
            ([], 400, "E011002"),
        ]
    )
    func query(_ query: [APIQueryItem], _ status: Int, _ code: String?) async throws {
        let project = try Project()
        try project.backend.addUser("ada@example.com")
        let answer = try await project.send(.get, "/v1/mgmt/user", bearer: StrictnessTests.management, query: query)
        #expect(answer.status == status)
        #expect(answer.errorCode == code)
    }

    @Test("a deep value is kept and found, or refused", arguments: [10, 40, 44, 47, 50, 61, 62])
    func deepValues(_ depth: Int) async throws {
        let project = try Project()
        try project.backend.addUser("ada@example.com")
        let deep = String(repeating: "[", count: depth) + "1" + String(repeating: "]", count: depth)
        let answer = try await project.send(
            .patch,
            "/v1/mgmt/user/patch",
            bearer: StrictnessTests.management,
            body: Array(#"{"loginId":"ada@example.com","customAttributes":{"a":\#(deep)}}"#.utf8)
        )
        #expect(answer.status == (depth < 47 ? 200 : 400))
        let found = try await project.manage("/v2/mgmt/user/search", ["limit": 1])
        let user = try #require(found.body["users"]?.arrayValue?.first)
        let kept = user["customAttributes"]?["a"].map { String(decoding: $0.json, as: UTF8.self) }
        #expect(kept == (depth < 47 ? deep : nil))
    }

    @Test("a query where none belongs is refused")
    func superfluousQuery() async throws {
        let project = try Project()
        let signedIn = try await project.signIn()
        let answer = try await project.send(
            .get,
            "/v1/auth/me",
            bearer: "\(Project.projectId):\(signedIn.refreshJwt)",
            query: [APIQueryItem("loginId", "grace@example.com")]
        )
        #expect(answer.errorCode == "E011003")
    }

    @Test(
        "numbers of any size, and text of any kind, are read or refused",
        arguments: [
            ("9223372036854775807", 200), ("9223372036854775808", 200), ("-9223372036854775809", 200), ("1e308", 200),
            ("1e309", 400),
            ("-0", 200), ("0.1e-400", 200), ("01", 400), ("NaN", 400), (String(repeating: "9", count: 400), 400),
            (#""\ud800""#, 400),
            (#""\u0000""#, 200), (String(repeating: "[", count: 44) + String(repeating: "]", count: 44), 200),
            (String(repeating: "[", count: 60) + String(repeating: "]", count: 60), 400),
            (String(repeating: "[", count: 100_000), 400), ("\"" + String(repeating: "a", count: 1 << 20) + "\"", 200),
        ]
    )
    func values(_ value: String, _ status: Int) async throws {
        let project = try Project()
        let body = #"{"loginId":"ada@example.com","customAttributes":{"a":"# + value + "}}"
        let answer = try await project.send(
            .post,
            "/v1/mgmt/user/create",
            bearer: StrictnessTests.management,
            body: Array(body.utf8)
        )
        #expect(answer.status == status)
        #expect(answer.errorCode == (status == 200 ? nil : "E011001"))
        #expect(project.backend.loginIds.isEmpty == (status != 200))
    }

    @Test("broken UTF-8 is no JSON")
    func brokenText() async throws {
        let body = Array(#"{"loginId":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8)
        #expect(try await Project().send(.post, "/v1/auth/otp/signup/email", body: body).errorCode == "E011001")
    }

    @Test(
        "an Authorization header is the one form or none",
        arguments: [
            "", "Bearer", "Bearer ", "Basic P2emulatedtests", "P2emulatedtests",
            "Bearer  P2emulatedtests",
            "Bearer P2emulatedtests ", "Bearer p2emulatedtests", "Bearer :P2emulatedtests", "Bearer P2emulatedtests::",
        ]
    )
    func authorization(_ header: String) async throws {
        let project = try Project()
        var headers = APIHeaders()
        headers["Authorization"] = header
        let request = APIRequest(
            method: .post,
            baseURL: try BaseURL("https://api.descope.com"),
            path: "/v1/auth/otp/signup/email",
            headers: headers,
            body: Array(#"{"loginId":"ada@example.com"}"#.utf8)
        )
        #expect(try await project.send(request).status == 401)
        #expect(project.backend.loginIds.isEmpty)
    }

    @Test(
        "a management key counts in its own place alone",
        arguments: ["", "K2tests:", ":K2tests", "K2tests:K2tests", "token:K2tests", "K2testsK2tests"]
    )
    func managementKey(_ rest: String) async throws {
        let answer = try await Project().send(.get, "/v1/mgmt/license", bearer: "\(Project.projectId):\(rest)")
        #expect(answer.status == 401)
    }

    @Test("with an auth management key set, it stands behind the token, and is no token itself")
    func authManagementKey() async throws {
        let project = try Project { $0.authManagementKey = "K2auth" }
        let bearer = "\(Project.projectId):K2auth"
        let start = Array(#"{"loginId":"ada@example.com"}"#.utf8)
        #expect(try await project.send(.post, "/v1/auth/otp/signup/email", bearer: bearer, body: start).status == 200)
        let code = project.backend.outbox.lastCode(for: "ada@example.com")?.reveal() ?? ""
        let typed = Array(#"{"loginId":"ada@example.com","code":"\#(code)"}"#.utf8)
        let signedIn = try await project.send(.post, "/v1/auth/otp/verify/email", bearer: bearer, body: typed)
        let token = signedIn.refreshJwt
        for (rest, status) in [
            ("\(token):K2auth", 200), (token, 401), ("K2auth", 401), ("K2auth:\(token)", 401), ("\(token):wrong", 401),
        ] {
            #expect(
                try await project.send(.get, "/v1/auth/me", bearer: "\(Project.projectId):\(rest)").status == status
            )
        }
        #expect(try await project.send(.get, "/v1/mgmt/license", bearer: StrictnessTests.management).status == 200)
        #expect(try await project.send(.get, "/v1/mgmt/license", bearer: bearer).status == 401)
    }

    @Test("a refusal repeats no secret that was sent")
    func silence() async throws {
        let project = try Project()
        for path in ["/v1/mgmt/user/delete", "/v1/auth/refresh"] {
            for bearer in ["\(Project.projectId):top-secret", "top-secret:\(Project.managementKey)"] {
                let answer = try await project.send(.post, path, bearer: bearer)
                #expect(answer.status == 401)
                #expect(!"\(answer.body)".contains("top-secret"))
            }
        }
        try project.backend.addUser("ada@example.com")
        let wrong = try await project.post(
            "/v1/auth/otp/verify/email",
            ["loginId": "ada@example.com", "code": "top-secret"]
        )
        #expect(!"\(wrong.body)".contains("top-secret"))
    }
}
