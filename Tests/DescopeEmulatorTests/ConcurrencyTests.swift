import DescopeCore
import DescopeEmulator
import DescopeHTTP
import Testing

/// One backend that is shared between tasks. Thread Sanitizer runs over these tests, too.
@Suite struct ConcurrencyTests {
    /// Enough tasks that the threads meet at the lock.
    private static let tasks = 16
    private static let rounds = 8

    @Test("no change of concurrent tasks is lost")
    func mixed() async throws {
        let project = try Project()
        for role in Self.roles { try project.backend.addRole(role) }
        try project.backend.addUser(Self.shared)
        let sessions = try await withThrowingTaskGroup(of: [Session].self) { group in
            for task in 0..<Self.tasks { group.addTask { try await work(task, project) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }

        // Each task's own users are all there, each once, and each session is as its task has left it.
        let users = (0..<Self.tasks).flatMap { task in (0..<Self.rounds).map { Self.loginId(task, $0) } }
        #expect(project.backend.loginIds.sorted() == (users + [Self.shared]).sorted())
        #expect(sessions.count == users.count)
        #expect(Set(sessions.map(\.refreshJwt)).count == users.count)
        for session in sessions {
            let refreshed = try await project.post("/v1/auth/refresh", token: session.refreshJwt)
            #expect(refreshed.status == (session.isOver ? 401 : 200))
        }
        // Each task has added its role to the same user.
        let shared = try await project.signIn(Self.shared)
        #expect(
            shared.body["user"]?["roleNames"]?.arrayValue?.compactMap(\.stringValue).sorted() == Self.roles.sorted()
        )

        let count = users.count
        for (operation, expected) in [
            ("otp.signUp", count), ("otp.signIn", count), ("otp.verify", 2 * count + 1), ("otp.signUpOrIn", 1),
            ("session.refresh", 2 * count), ("session.me", count), ("user.load", count),
            ("session.logOut", count + count / 2), ("user.addRoles", Self.tasks),
        ] { #expect(try project.backend.requestCount(operation) == expected, "\(operation)") }
        // One for each sign-up and sign-in.
        #expect(project.backend.outbox.messages.count == 2 * count + 1)

        for loginId in users {
            let signedIn = try await project.signIn(loginId)
            #expect(signedIn.body["user"]?["loginIds"] == [.string(loginId)])
        }
    }

    @Test("of concurrent requests with the same code, one signs in")
    func sameCode() async throws {
        let project = try Project()
        #expect(try await project.post("/v1/auth/otp/signup/email", ["loginId": "ada@example.com"]).status == 200)
        let statuses = try await statuses { try await project.verify("ada@example.com").status }
        #expect(statuses.filter { $0 == 200 }.count == 1)
        // After three of them it is no longer the code that is wrong.
        #expect(statuses.filter { $0 == 401 }.count == Self.tasks - 1)
    }

    @Test("of concurrent creations of the same user, one succeeds")
    func sameUser() async throws {
        let project = try Project()
        let body: JSONValue = ["loginId": "ada@example.com"]
        let statuses = try await statuses { try await project.manage("/v1/mgmt/user/create", body).status }
        #expect(statuses.filter { $0 == 200 }.count == 1)
        #expect(project.backend.loginIds == ["ada@example.com"])
    }

    @Test("of concurrent refreshes with the same token, one rotates it")
    func sameRefreshToken() async throws {
        let project = try Project { $0.rotatesRefreshTokens = true }
        let token = try await project.signIn().refreshJwt
        let statuses = try await statuses { try await project.post("/v1/auth/refresh", token: token).status }
        #expect(statuses.filter { $0 == 200 }.count == 1)
    }

    // MARK: - The tasks

    private struct Session: Sendable {
        let refreshJwt: String
        let isOver: Bool
    }

    private static let shared = "shared@example.com"
    private static let roles = (0..<tasks).map { "role\($0)" }
    private static func loginId(_ task: Int, _ round: Int) -> String { "user\(task)-\(round)@example.com" }

    /// Signs users up, out and in again, and uses their sessions. Every other user is signed out at the end.
    private func work(_ task: Int, _ project: Project) async throws -> [Session] {
        var sessions: [Session] = []
        for round in 0..<Self.rounds {
            let loginId = Self.loginId(task, round)
            #expect(try await project.post("/v1/auth/otp/signup/email", ["loginId": .string(loginId)]).status == 200)
            let first = try await project.verify(loginId)
            #expect(first.body["firstSeen"] == true)
            #expect(try await project.post("/v1/auth/logout", token: first.refreshJwt).status == 200)

            #expect(try await project.post("/v1/auth/otp/signin/email", ["loginId": .string(loginId)]).status == 200)
            let second = try await project.verify(loginId)
            #expect(second.body["firstSeen"] == false)
            #expect(try await project.post("/v1/auth/refresh", token: second.refreshJwt).status == 200)
            let me = try await project.get("/v1/auth/me", token: second.refreshJwt)
            #expect(me.body["loginIds"] == [.string(loginId)])
            let loaded = try await project.send(
                .get,
                "/v1/mgmt/user",
                bearer: StrictnessTests.management,
                query: [APIQueryItem("loginId", loginId)]
            )
            #expect(loaded.body["user"] == me.body)

            if round == task % Self.rounds {
                let body: JSONValue = ["loginId": .string(Self.shared), "roleNames": [.string(Self.roles[task])]]
                #expect(try await project.manage("/v1/mgmt/user/update/role/add", body).status == 200)
            }
            let isOver = round % 2 == 0
            if isOver { #expect(try await project.post("/v1/auth/logout", token: second.refreshJwt).status == 200) }
            sessions.append(Session(refreshJwt: second.refreshJwt, isOver: isOver))
        }
        return sessions
    }

    private func statuses(_ request: @escaping @Sendable () async throws -> Int) async throws -> [Int] {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<Self.tasks { group.addTask { try await request() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
