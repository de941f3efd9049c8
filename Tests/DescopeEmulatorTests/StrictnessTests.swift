import DescopeCore
import DescopeEmulator
import DescopeHTTP
import Testing

@Suite struct StrictnessTests {
    /// A request that is wrong in one way, and what the service says to it.
    struct Wrong: Sendable, CustomTestStringConvertible {
        let what: String
        var method = APIMethod.post
        let path: String
        var bearer: String? = Project.projectId
        var body: String? = nil
        let status: Int
        let code: String

        var testDescription: String { what }
    }

    static let management = "\(Project.projectId):\(Project.managementKey)"

    static let paths = [
        Wrong(
            what: "unknown path",
            path: "/v1/auth/otp/sign-up/email",
            body: #"{"loginId":"a"}"#,
            status: 404,
            code: "E011001"
        ),
        Wrong(
            what: "path too short",
            path: "/v1/auth/otp/signup",
            body: #"{"loginId":"a"}"#,
            status: 404,
            code: "E011001"
        ),
        Wrong(what: "wrong verb", method: .get, path: "/v1/auth/otp/signup/email", status: 405, code: "E011001"),
        Wrong(
            what: "unknown way",
            path: "/v1/auth/otp/signup/pigeon",
            body: #"{"loginId":"a"}"#,
            status: 400,
            code: "E011004"
        ),
        Wrong(
            what: "keys of another project",
            method: .get,
            path: "/v2/keys/P2other",
            bearer: nil,
            status: 404,
            code: "E011004"
        ),
    ]

    static let bodies = [
        ("no body", nil, "E011002"),
        ("no JSON", #"{"loginId""#, "E011001"),
        ("no object", #"["a"]"#, "E011001"),
        ("a member twice", #"{"loginId":"a@b.co","loginId":"c@d.co"}"#, "E011001"),
        ("missing member", "{}", "E011002"),
        ("null for a required member", #"{"loginId":null}"#, "E011002"),
        ("empty required member", #"{"loginId":""}"#, "E011002"),
        ("unknown member", #"{"loginId":"a@b.co","loginID":"a"}"#, "E011003"),
        ("unknown member further in", #"{"loginId":"a@b.co","user":{"nickname":"a"}}"#, "E011003"),
        ("number for a text", #"{"loginId":1}"#, "E011004"),
        ("text for an object", #"{"loginId":"a@b.co","user":"a"}"#, "E011004"),
        ("text for a flag", #"{"loginId":"a@b.co","loginOptions":{"revokeOtherSessions":"true"}}"#, "E011004"),
        ("number in a map of texts", #"{"loginId":"a@b.co","loginOptions":{"templateOptions":{"a":1}}}"#, "E011004"),
    ].map {
        Wrong(what: $0.0, path: "/v1/auth/otp/signup/email", body: $0.1, status: 400, code: $0.2)
    }

    static let credentials = [
        ("no credentials", "/v1/auth/otp/signup/email", nil),
        ("another project", "/v1/auth/otp/signup/email", "P2other"),
        ("a token where none belongs", "/v1/auth/otp/signup/email", "\(Project.projectId):token"),
        ("an empty token where none belongs", "/v1/auth/otp/signup/email", "\(Project.projectId):"),
        ("no token where one belongs", "/v1/auth/refresh", Project.projectId),
        ("an empty token where one belongs", "/v1/auth/refresh", "\(Project.projectId):"),
        ("a token that nobody issued", "/v1/auth/refresh", "\(Project.projectId):a.b.c"),
        ("two tokens", "/v1/auth/refresh", "\(Project.projectId):a.b.c:d"),
        ("no management key", "/v1/mgmt/user/create", Project.projectId),
        ("wrong management key", "/v1/mgmt/user/create", "\(Project.projectId):K2test"),
        ("management key of another project", "/v1/mgmt/user/create", "P2other:\(Project.managementKey)"),
    ].map {
        Wrong(
            what: $0.0,
            path: $0.1,
            bearer: $0.2,
            body: $0.1 == "/v1/auth/refresh" ? nil : #"{"loginId":"a@b.co"}"#,
            status: 401,
            code: "E011004"
        )
    }

    static let users = [
        Wrong(
            what: "sign-in of nobody",
            path: "/v1/auth/otp/signin/email",
            body: #"{"loginId":"nobody"}"#,
            status: 400,
            code: "E062108"
        ),
        Wrong(
            what: "code of nobody",
            path: "/v1/auth/otp/verify/email",
            body: #"{"loginId":"nobody","code":"1"}"#,
            status: 400,
            code: "E062108"
        ),
        Wrong(
            what: "load of nobody",
            path: "/v1/mgmt/user/delete",
            bearer: management,
            body: #"{"loginId":"nobody"}"#,
            status: 400,
            code: "E112102"
        ),
        Wrong(
            what: "taken login id",
            path: "/v1/mgmt/user/create",
            bearer: management,
            body: #"{"loginId":"ada@example.com"}"#,
            status: 400,
            code: "E062107"
        ),
        Wrong(
            what: "unknown role",
            path: "/v1/mgmt/user/create",
            bearer: management,
            body: #"{"loginId":"a","roleNames":["owner"]}"#,
            status: 400,
            code: "E011004"
        ),
        Wrong(
            what: "no address to send to",
            path: "/v1/auth/otp/signin/sms",
            body: #"{"loginId":"ada@example.com"}"#,
            status: 400,
            code: "E011004"
        ),
        Wrong(
            what: "step-up without a refresh token",
            path: "/v1/auth/otp/signin/email",
            body: #"{"loginId":"ada@example.com","loginOptions":{"stepup":true}}"#,
            status: 401,
            code: "E011004"
        ),
        Wrong(
            what: "MFA without a refresh token",
            path: "/v1/auth/otp/signin/email",
            body: #"{"loginId":"ada@example.com","loginOptions":{"mfa":true}}"#,
            status: 401,
            code: "E011004"
        ),
    ]

    @Test("is refused, and changes nothing", arguments: paths + bodies + credentials + users)
    func refused(_ wrong: Wrong) async throws {
        let project = try Project()
        try project.backend.addUser("ada@example.com")
        let answer = try await project.send(
            wrong.method,
            wrong.path,
            bearer: wrong.bearer,
            body: wrong.body.map { Array($0.utf8) }
        )
        #expect(answer.status == wrong.status)
        #expect(answer.errorCode == wrong.code)
        for member in ["errorDescription", "errorMessage"] {
            #expect(answer.body[member]?.stringValue?.isEmpty == false)
        }
        #expect(project.backend.loginIds == ["ada@example.com"])
        #expect(project.backend.outbox.messages.isEmpty)
    }

    @Test("a user who has signed in cannot sign up again")
    func taken() async throws {
        let project = try Project()
        #expect(try await project.signIn().status == 200)
        #expect(
            try await project.post("/v1/auth/otp/signup/email", ["loginId": "ada@example.com"]).errorCode == "E062107"
        )
    }

    @Test("null counts as absent, and both spellings of a member are taken")
    func lenient() async throws {
        let project = try Project()
        let bodies: [JSONValue] = [
            ["loginId": "a@b.co", "displayName": "A", "additionalLoginIds": ["a2"], "email": nil, "roleNames": nil],
            ["loginId": "b@b.co", "name": "A", "additionalIdentifiers": ["b2"], "ssoAppIDs": []],
        ]
        for (body, extra) in zip(bodies, ["a2", "b2"]) {
            let user = try #require(try await project.manage("/v1/mgmt/user/create", body).body["user"])
            #expect(user["name"] == "A")
            #expect(user["loginIds"]?[1] == .string(extra))
        }
    }

    @Test("with an auth management key set, calls without it are refused, and say whether it is missing or wrong")
    func authManagementKey() async throws {
        let project = try Project { $0.authManagementKey = "K2auth" }
        let path = "/v1/auth/otp/signup-in/email"
        let body = Array(#"{"loginId":"ada@example.com"}"#.utf8)
        for (path, rest, found) in [
            (path, "", "missing"), (path, ":wrong", "wrong"), ("/v1/auth/logout", ":R1", "missing"),
            ("/v1/auth/logout", ":R1:wrong", "wrong"), ("/v1/auth/refresh", "", "missing"), (path, ":", "missing"),
            ("/v1/auth/logout", ":R1:", "missing"),
        ] {
            let answer = try await project.send(.post, path, bearer: Project.projectId + rest, body: body)
            #expect(answer.status == 401)
            #expect(answer.body["errorMessage"] == .string("the auth management key is \(found)"))
        }
        #expect(try await project.send(.post, path, bearer: "\(Project.projectId):K2auth", body: body).status == 200)
        #expect(try await project.send(.get, "/v2/keys/\(Project.projectId)", bearer: nil).status == 200)
    }

    @Test(
        "a management call says whether its key is missing or wrong",
        arguments: [
            ("", "missing"), (":", "missing"), ("::", "missing"), (":wrong", "wrong"), (":K2:wrong", "wrong"),
            (":\(Project.managementKey):", "wrong"), ("::\(Project.managementKey)", "wrong"),
        ]
    )
    func managementKeyMissing(_ rest: String, _ found: String) async throws {
        let answer = try await Project().send(.get, "/v1/mgmt/license", bearer: Project.projectId + rest)
        #expect((answer.status, answer.errorCode) == (401, "E011004"))
        #expect(answer.body["errorMessage"] == .string("the management key is \(found)"))
    }

    @Test("the management key is the one that the settings say at the time, else one that the backend makes up")
    func managementKey() async throws {
        let project = try Project()
        func status(_ key: String) async throws -> Int {
            try await project.send(.get, "/v1/mgmt/license", bearer: "\(Project.projectId):\(key)").status
        }
        #expect(try await status(Project.managementKey) == 200)
        project.backend.configure { $0.managementKey = "K2other" }
        #expect(project.backend.managementKey.reveal() == "K2other")
        #expect(try await status(Project.managementKey) == 401)
        #expect(try await status("K2other") == 200)
        project.backend.configure { $0.managementKey = nil }
        #expect(try await status("K2other") == 401)
        #expect(try await status(project.backend.managementKey.reveal()) == 200)
    }
}
