import DescopeCore
import DescopeCrypto
import DescopeEmulator
import DescopeHTTP
import DescopeJWT
import DescopeTesting

/// An emulated project with a clock that stands still, spoken to in raw requests: no client is between.
struct Project {
    static let projectId = "P2emulatedtests"
    static let managementKey = "K2tests"
    // Making an RSA key takes a tenth of a second, and no test asks how it came about.
    private static let signingKey = Result { try SigningKey.generate(for: .rs256) }

    let clock: ManualClock
    let backend: EmulatorBackend

    init(_ configure: (inout EmulatorSettings) -> Void = { _ in }) throws {
        clock = ManualClock()
        var settings = EmulatorSettings()
        settings.managementKey = Secret(Self.managementKey)
        configure(&settings)
        backend = try EmulatorBackend(
            projectId: Self.projectId,
            clock: clock,
            settings: settings,
            signingKey: try Self.signingKey.get()
        )
    }

    /// A project that goes on from another one.
    init(clock: ManualClock, backend: EmulatorBackend) {
        self.clock = clock
        self.backend = backend
    }

    /// Sends one request. `bearer` is the whole of what follows `Bearer `; nil sends no `Authorization`.
    func send(
        _ method: APIMethod,
        _ path: String,
        bearer: String? = Self.projectId,
        query: [APIQueryItem] = [],
        body: [UInt8]? = nil
    ) async throws -> Answer {
        var headers = APIHeaders()
        headers["authorization"] = bearer.map { "Bearer \($0)" }
        let request = APIRequest(
            method: method,
            baseURL: try BaseURL("https://api.descope.com"),
            path: path,
            query: query,
            headers: headers,
            body: body
        )
        return Answer(try await EmulatorTransport(backend).send(request, timeout: .seconds(1)))
    }

    /// Posts as a browser or app would: with the project's id, and a refresh token where one is given.
    func post(_ path: String, _ body: JSONValue? = nil, token: String? = nil) async throws -> Answer {
        try await send(.post, path, bearer: Self.bearer(token), body: body?.json)
    }

    /// Gets with the project's id, and a refresh token where one is given.
    func get(_ path: String, token: String? = nil) async throws -> Answer {
        try await send(.get, path, bearer: Self.bearer(token))
    }

    /// Posts with the management key.
    func manage(_ path: String, _ body: JSONValue) async throws -> Answer {
        try await post(path, body, token: Self.managementKey)
    }

    /// Signs a user in by a mailed code, whom it makes when there is none.
    func signIn(_ loginId: String = "ada@example.com", options: JSONValue? = nil) async throws -> Answer {
        var body: [String: JSONValue] = ["loginId": .string(loginId)]
        body["loginOptions"] = options
        let sent = try await post("/v1/auth/otp/signup-in/email", .object(body))
        guard sent.status == 200 else { return sent }
        return try await verify(loginId)
    }

    /// Types in the newest code for a user.
    func verify(_ loginId: String, by method: String = "email") async throws -> Answer {
        let code = backend.outbox.lastCode(for: loginId)?.reveal() ?? ""
        return try await post("/v1/auth/otp/verify/\(method)", ["loginId": .string(loginId), "code": .string(code)])
    }

    private static func bearer(_ token: String?) -> String { token.map { "\(projectId):\($0)" } ?? projectId }
}

/// What came back.
struct Answer {
    let status: Int
    let body: JSONValue
    let setCookies: [String]
    let headers: APIHeaders

    init(_ response: APIResponse) {
        status = response.status
        headers = response.headers
        body = (try? JSONReader.parse(response.body)) ?? .null
        setCookies = response.headers[values: "set-cookie"]
    }

    var errorCode: String? { body["errorCode"]?.stringValue }
    var sessionJwt: String { body["sessionJwt"]?.stringValue ?? "" }
    var refreshJwt: String { body["refreshJwt"]?.stringValue ?? "" }
    var claims: JSONValue { get throws { try parse(sessionJwt).claims } }

    /// The value of a cookie that the answer sets.
    func cookie(_ name: String) -> String? {
        setCookies.first { $0.hasPrefix("\(name)=") }?.split(separator: ";").first.map {
            String($0.dropFirst(name.count + 1))
        }
    }
}

/// The header and the claims of a token, read without a look at its signature.
func parse(_ token: String) throws -> (header: JSONValue, claims: JSONValue) {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false).map { Base64URL.decode(String($0)) ?? [] }
    guard parts.count == 3 else { throw Malformed() }
    return (try JSONReader.parse(parts[0]), try JSONReader.parse(parts[1]))
}

/// The text is no token.
struct Malformed: Error {}

/// Whether a listed key has signed a token.
func isSigned(_ token: String, by keySet: JSONValue) throws -> Bool {
    let keys = try JWKSet(json: keySet.json).keys
    let parts = token.split(separator: ".")
    guard parts.count == 3, let keyId = try parse(token).header["kid"]?.stringValue, let key = keys[keyId] else {
        return false
    }
    return key.verifier.isValid(
        signature: Base64URL.decode(String(parts[2])) ?? [],
        for: Array("\(parts[0]).\(parts[1])".utf8)
    )
}
