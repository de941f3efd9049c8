import DescopeCore
import DescopeEmulator
import DescopeHTTP
import Testing

@Suite struct FaultTests {
    let keysPath = "/v2/keys/\(Project.projectId)"

    @Test("a fault hits as many requests as it is told, of that operation alone")
    func statuses() async throws {
        let project = try Project()
        try project.backend.failNext("session.keys", with: .status(503), times: 2)
        #expect(try await project.post("/v1/auth/otp/signup/email", ["loginId": "ada@example.com"]).status == 200)
        for status in [503, 503, 200] { #expect(try await project.get(keysPath).status == status) }
    }

    @Test("a fault for all requests hits them until the end")
    func allRequests() async throws {
        let project = try Project()
        try project.backend.failNext("session.keys", with: .status(503), times: .max)
        try project.backend.failNext("session.keys", with: .status(429), times: 0)
        for _ in 0..<10 { #expect(try await project.get(keysPath).status == 503) }
    }

    @Test("faults come in the order in which they were set, headers and all")
    func order() async throws {
        let project = try Project()
        try project.backend.failNext("session.keys", with: .status(429, headers: ["retry-after": "7"]))
        try project.backend.failNext("session.keys", with: .status(503))
        let limited = try await project.get(keysPath)
        #expect(limited.status == 429)
        #expect(limited.headers["Retry-After"] == "7")
        #expect(try await project.get(keysPath).status == 503)
    }

    @Test(
        "a connection that fails is an error, not an answer",
        arguments: [(EmulatorFault.cannotConnect, DescopeError.Code.cannotConnect), (.connectionLost, .connectionLost)]
    )
    func connection(_ fault: EmulatorFault, _ code: DescopeError.Code) async throws {
        let project = try Project()
        try project.backend.failNext("session.keys", with: fault)
        let error = await #expect(throws: DescopeError.self) { try await project.get(keysPath) }
        #expect(error?.code == code)
        #expect(try await project.get(keysPath).status == 200)
    }

    @Test(
        "an operation that does not exist neither fails nor is counted; the likely ones are named",
        arguments: [
            ("session.key", "'session.keys'"), ("otp.signup", "'otp.signUp'"), ("Session.keys", "'session.keys'"),
            ("", "'session.keys'"), ("/v2/keys", "'session.keys'"),
        ]
    )
    func misspelt(_ operation: String, _ likely: String) throws {
        let project = try Project()
        let failing = #expect(throws: EmulatorRefusal.self) {
            try project.backend.failNext(operation, with: .status(503))
        }
        let counting = #expect(throws: EmulatorRefusal.self) { try project.backend.requestCount(operation) }
        for (refusal, call) in [(failing, "failNext"), (counting, "requestCount")] {
            #expect(refusal?.message.hasPrefix("\(call): ") == true)
            #expect(refusal?.message.contains("found '\(operation)'") == true)
            #expect(refusal?.message.contains(likely) == true)
        }
    }

    @Test("an area that does not exist is no reason to name all operations")
    func misspeltArea() throws {
        let project = try Project()
        let refusal = #expect(throws: EmulatorRefusal.self) {
            try project.backend.failNext("users.createBatch", with: .status(503))
        }
        #expect(refusal?.message.contains("'user.createBatch'") == true)
        #expect(refusal?.message.contains("'user.create'") == false)
    }

    @Test("each operation is named once, also one that two paths lead to")
    func namedOnce() throws {
        let project = try Project()
        let refusal = #expect(throws: EmulatorRefusal.self) {
            try project.backend.failNext("user.typo", with: .status(503))
        }
        #expect(refusal?.message.ranges(of: "'user.addRoles'").count == 1)
    }

    @Test("of an area in two words the operations are named too, and no others")
    func misspeltInTwoWords() throws {
        let project = try Project()
        let refusal = #expect(throws: EmulatorRefusal.self) { try project.backend.requestCount("magicLink.verfy") }
        #expect(refusal?.message.contains("'magicLink.verify'") == true)
        #expect(refusal?.message.contains("'otp.verify'") == false)
    }

    @Test("a refusal is the service's, with its code")
    func refusal() async throws {
        let project = try Project()
        let fault = EmulatorFault.refusal(.tokenInvalidatedByLogout, status: 401, headers: ["x-request-id": "r1"])
        try project.backend.failNext("session.refresh", with: fault)
        let answer = try await project.post("/v1/auth/refresh")
        #expect((answer.status, answer.errorCode) == (401, "E064001"))
        #expect(answer.headers["x-request-id"] == "r1")
        #expect(answer.headers["content-type"] == "application/json")
    }

    @Test("a refusal has every header that it was given")
    func refusalHeaders() async throws {
        let project = try Project()
        var headers: APIHeaders = ["content-type": "application/problem+json"]
        for cookie in ["a=1", "b=2"] { headers.append("set-cookie", cookie) }
        try project.backend.failNext("session.refresh", with: .refusal(.badRequest, headers: headers))
        let answer = try await project.post("/v1/auth/refresh")
        #expect(answer.setCookies == ["a=1", "b=2"])
        #expect(answer.headers["content-type"] == "application/problem+json")
    }

    @Test("an answer that is lost has had its effect: the refresh token that it replaced is dead")
    func answerLost() async throws {
        let project = try Project { $0.rotatesRefreshTokens = true }
        let refreshJwt = try await project.signIn().refreshJwt
        try project.backend.failNext("session.refresh", with: .answerLost)
        let error = await #expect(throws: DescopeError.self) {
            try await project.post("/v1/auth/refresh", token: refreshJwt)
        }
        #expect(error?.code == .connectionLost)
        #expect(try await project.post("/v1/auth/refresh", token: refreshJwt).errorCode == "E064001")
    }

    @Test("a failed request has no effect")
    func noEffect() async throws {
        let project = try Project()
        try project.backend.failNext("otp.signUp", with: .status(500))
        _ = try await project.post("/v1/auth/otp/signup/email", ["loginId": "ada@example.com"])
        #expect(project.backend.loginIds.isEmpty)
        #expect(project.backend.outbox.messages.isEmpty)
    }

    @Test("requests are counted by operation, failed and refused ones too; those to nowhere are not")
    func counts() async throws {
        let project = try Project()
        try project.backend.failNext("session.keys", with: .status(503))
        for _ in 0..<3 { _ = try await project.get(keysPath) }
        _ = try await project.post("/v1/auth/refresh")
        _ = try await project.get("/v1/nowhere")
        #expect(try project.backend.requestCount("session.keys") == 3)
        #expect(try project.backend.requestCount("session.refresh") == 1)
        #expect(try project.backend.requestCount("otp.verify") == 0)
        #expect(project.backend.requestCount() == 4)
    }

    @Test("a cancelled task gets no answer")
    func cancelled() async throws {
        let project = try Project()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await project.get(keysPath)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(project.backend.requestCount() == 0)
    }

    @Test("many tasks at once sign different users in")
    func concurrency() async throws {
        let project = try Project()
        let subjects = try await withThrowingTaskGroup(of: JSONValue?.self) { group in
            for number in 0..<20 {
                group.addTask { try await project.signIn("user\(number)@example.com").claims["sub"] }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(subjects.compactMap { $0?.stringValue }).count == 20)
    }
}
