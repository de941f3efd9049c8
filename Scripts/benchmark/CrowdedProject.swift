import DescopeCore
import DescopeCrypto
import DescopeEmulator
import DescopeHTTP

/// An emulated project with a number of users, some of them signed in, and access keys of users.
struct CrowdedProject: Sendable {
    private static let managementKey = "K2benchmark"

    let backend: EmulatorBackend
    private let users: Int
    private let baseURL: BaseURL
    /// Refresh tokens of users from all over the project.
    private var refreshTokens: [String] = []
    private var accessKeys: [Secret] = []

    /// Makes a project.
    ///
    /// - Parameters:
    ///   - users: The number of users.
    ///   - sessions: The number of sessions, and of access keys.
    init(users: Int, sessions: Int) async throws {
        var settings = EmulatorSettings()
        settings.managementKey = Secret(Self.managementKey)
        backend = try EmulatorBackend(settings: settings, signingKey: .generate(for: EmulatorBenchmark.algorithm))
        baseURL = try BaseURL("https://api.descope.com")
        self.users = users
        for number in 0..<users { try backend.addUser(Self.loginId(number), name: "User \(number)") }
        for number in 0..<sessions {
            let loginId = Self.loginId(spread(number))
            refreshTokens.append(try await exchangeSessionCode(of: loginId))
            accessKeys.append(try backend.addAccessKey(name: "key \(number)", userId: loginId))
        }
    }

    static func loginId(_ number: Int) -> String { "user\(number)@example.com" }

    /// A user's number. Consecutive calls get users that are far from each other.
    private func spread(_ number: Int) -> Int { number &* 7_368_787 % max(1, users) }

    // MARK: - Measured slices

    /// Runs each operation `calls` times, and returns the microseconds of a call.
    ///
    /// Only the emulator's work is measured: the requests are made before, the responses are read afterwards. New users
    /// are deleted again, so that the project keeps its size.
    func slice(_ round: Int, calls: Int) async throws -> [EmulatorOperation: Double] {
        let numbers = round * calls..<(round + 1) * calls
        var costs: [EmulatorOperation: Double] = [:]
        costs[.load] = try await cost(
            numbers.map { get("/v1/mgmt/user", ("loginId", Self.loginId(spread($0))), token: Self.managementKey) }
        ).each
        let tokens = numbers.map { refreshTokens[$0 % refreshTokens.count] }
        costs[.me] = try await cost(tokens.map { get("/v1/auth/me", token: $0) }).each
        costs[.refresh] = try await cost(tokens.map { post("/v1/auth/refresh", token: $0) }).each
        let keys = numbers.map { accessKeys[$0 % accessKeys.count].reveal() }
        costs[.accessKey] = try await cost(keys.map { post("/v1/auth/accesskey/exchange", token: $0) }).each

        let newcomers = numbers.map { "newcomer\($0)@example.com" }
        let signUp = try await cost(newcomers.map(signUpRequest)).each
        let verify = try await cost(newcomers.map(verifyRequest)).each
        (costs[.signUp], costs[.verify], costs[.trip]) = (signUp, verify, signUp + verify)

        let guests = numbers.map { "guest\($0)@example.com" }
        costs[.oauth] = try await oauthCost(guests)
        for loginId in newcomers + guests {
            _ = try await send(post("/v1/mgmt/user/delete", ["loginId": loginId], token: Self.managementKey))
        }
        return costs
    }

    private func oauthCost(_ emails: [String]) async throws -> Double {
        let starts = try await cost(
            emails.map { _ in post("/v1/auth/oauth/authorize", [:], query: ("provider", "google")) }
        )
        let urls = try starts.responses.map { Secret(try member("url", of: $0)) }
        let start = processorMicroseconds()
        let redirects = try zip(urls, emails).map { try backend.identityProvider.signIn(at: $0, as: .init(email: $1)) }
        let signIn = (processorMicroseconds() - start) / Double(emails.count)
        let exchange = try await cost(
            redirects.map { post("/v1/auth/oauth/exchange", ["code": $0.code?.reveal() ?? ""]) }
        )
        return starts.each + signIn + exchange.each
    }

    /// Sends requests, and returns the microseconds of processor time of each.
    private func cost(_ requests: [APIRequest]) async throws -> (each: Double, responses: [APIResponse]) {
        let transport = EmulatorTransport(backend)
        var responses: [APIResponse] = []
        responses.reserveCapacity(requests.count)
        let start = processorMicroseconds()
        for request in requests { responses.append(try await transport.send(request, timeout: .seconds(60))) }
        let each = (processorMicroseconds() - start) / Double(requests.count)
        for (request, response) in zip(requests, responses) { try check(response, to: request) }
        return (each, responses)
    }

    // MARK: - Single steps

    /// Signs a new user up with a code.
    func trip(_ loginId: String) async throws {
        _ = try await send(signUpRequest(loginId))
        _ = try await send(verifyRequest(loginId))
    }

    /// Signs a user in with a code, and out again.
    func signInAndOut(_ loginId: String) async throws {
        _ = try await send(post("/v1/auth/otp/signin/email", ["loginId": loginId]))
        let signedIn = try await send(verifyRequest(loginId))
        try await logOut(member("refreshJwt", of: signedIn))
    }

    /// Signs a user in with a session code, and returns the refresh token. No message is sent.
    func exchangeSessionCode(of loginId: String) async throws -> String {
        let code = try backend.makeSessionCode(for: loginId).reveal()
        return try member("refreshJwt", of: try await send(get("/v1/auth/exchange", ("code", code))))
    }

    func logOut(_ refreshToken: String) async throws {
        _ = try await send(post("/v1/auth/logout", token: refreshToken))
    }

    private func signUpRequest(_ loginId: String) -> APIRequest {
        post("/v1/auth/otp/signup/email", ["loginId": loginId])
    }

    private func verifyRequest(_ loginId: String) -> APIRequest {
        let code = backend.outbox.lastCode(for: loginId)?.reveal() ?? ""
        return post("/v1/auth/otp/verify/email", ["loginId": loginId, "code": code])
    }

    private func send(_ request: APIRequest) async throws -> APIResponse {
        let response = try await EmulatorTransport(backend).send(request, timeout: .seconds(60))
        try check(response, to: request)
        return response
    }

    // MARK: - Requests and responses

    private func get(_ path: String, _ item: (String, String)? = nil, token: String? = nil) -> APIRequest {
        request(.get, path, item, token, nil)
    }

    private func post(
        _ path: String,
        _ body: [String: String] = [:],
        query item: (String, String)? = nil,
        token: String? = nil
    ) -> APIRequest {
        request(.post, path, item, token, JSONValue.object(body.mapValues(JSONValue.string)).json)
    }

    private func request(
        _ method: APIMethod,
        _ path: String,
        _ item: (String, String)?,
        _ token: String?,
        _ body: [UInt8]?
    ) -> APIRequest {
        var headers = APIHeaders()
        headers["authorization"] = "Bearer \(backend.projectId)" + (token.map { ":\($0)" } ?? "")
        return APIRequest(
            method: method,
            baseURL: baseURL,
            path: path,
            query: item.map { [APIQueryItem($0.0, $0.1)] } ?? [],
            headers: headers,
            body: body
        )
    }

    private func check(_ response: APIResponse, to request: APIRequest) throws {
        guard response.status == 200 else {
            let body = String(decoding: response.body, as: UTF8.self)
            throw DescopeError(.argument, message: "benchmark: \(request.path) failed: \(response.status) \(body)")
        }
    }

    private func member(_ name: String, of response: APIResponse) throws -> String {
        guard let value = try JSONReader.parse(response.body)[name]?.stringValue else {
            throw DescopeError(.argument, message: "benchmark: expected '\(name)' in a response of the emulator")
        }
        return value
    }
}
