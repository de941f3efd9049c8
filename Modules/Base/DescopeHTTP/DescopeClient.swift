@_exported public import DescopeCore
import Synchronization

/// A client of a Descope project. Make one per process, and copy it freely.
///
/// The client sends requests. The operations are in the modules that an app imports, each of which adds a property:
///
/// ```swift
/// import DescopeAuthOTP          // adds client.otp
/// import DescopeSession          // adds client.session
/// import DescopeURLSession       // adds .urlSession
///
/// let client = try DescopeClient(projectId: "P2…", transport: .urlSession)
/// ```
///
/// Copies share one storage, such as the signing keys that have been fetched.
public struct DescopeClient: Sendable {
    /// The client's settings.
    public private(set) var configuration: DescopeConfiguration

    package private(set) var storage = ClientStorage()
    /// Dependencies that override the defaults of features, by type.
    private var given: [ObjectIdentifier: any Sendable] = [:]
    package let clock: any DescopeClock
    let transport: any HTTPTransport
    let middleware: [any HTTPMiddleware]
    let random: any RandomSource

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - configuration: The project, its keys, timeouts and retries.
    ///   - transport: The HTTP transport: `.curl`, `.urlSession`, an emulator, or your own.
    ///   - middleware: Middleware that intercepts every operation, the first one outermost.
    ///   - clock: The source of wall-clock and monotonic time.
    ///   - random: The source of randomness for the jitter of retries.
    public init(
        _ configuration: DescopeConfiguration,
        transport: some HTTPTransport,
        middleware: [any HTTPMiddleware] = [],
        clock: some DescopeClock = SystemClock(),
        random: some RandomSource = SystemRandom()
    ) {
        self.configuration = configuration
        self.transport = transport
        self.middleware = middleware
        self.clock = clock
        self.random = random
    }

    /// Makes a client with the default configuration of a project.
    ///
    /// - Parameters:
    ///   - projectId: The project's id (`P…`), from the project page of the Descope console
    ///     (https://app.descope.com/settings/project).
    ///   - managementKey: Authorizes management operations; without it they fail before anything is sent.
    ///   - transport: The HTTP transport: `.curl`, `.urlSession`, an emulator, or your own.
    ///   - middleware: Middleware that intercepts every operation, the first one outermost.
    ///   - clock: The source of wall-clock and monotonic time.
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `configuration` when an argument is malformed.
    public init(
        projectId: String,
        managementKey: (any SecretConvertible)? = nil,
        transport: some HTTPTransport,
        middleware: [any HTTPMiddleware] = [],
        clock: some DescopeClock = SystemClock()
    ) throws(DescopeError) {
        self.init(
            try DescopeConfiguration(projectId: projectId, managementKey: managementKey),
            transport: transport,
            middleware: middleware,
            clock: clock
        )
    }

    /// Returns a copy with other settings: `client.with { $0.requestTimeout = .seconds(5) }`. It shares the keys that
    /// this client has fetched, unless the project id, the base URL or the public key changes. The copy that needs the
    /// project's keys first determines how they are fetched and cached.
    public func with(_ edit: (inout DescopeConfiguration) throws -> Void) rethrows -> DescopeClient {
        var copy = self
        try edit(&copy.configuration)
        let (old, new) = (configuration, copy.configuration)
        if (old.projectId, old.baseURL, old.publicKey) != (new.projectId, new.baseURL, new.publicKey) {
            copy.storage = ClientStorage()
        }
        return copy
    }

    /// The override for a dependency of that type, if there is one.
    package func given<Value: Sendable>(_ type: Value.Type) -> Value? { given[ObjectIdentifier(type)] as? Value }

    /// Returns a copy that uses `value` instead of the default of its type, with a storage of its own.
    package func giving<Value: Sendable>(_ value: Value) -> DescopeClient {
        var copy = withOwnStorage()
        copy.given[ObjectIdentifier(Value.self)] = value
        return copy
    }

    /// Returns a copy with a storage of its own, for objects that the storage itself retains.
    package func withOwnStorage() -> DescopeClient {
        var copy = self
        copy.storage = ClientStorage()
        return copy
    }

    func send<Value>(_ call: OperationRequest, returning form: ResponseForm<Value>) async throws -> Value {
        do {
            return try await value(of: call, form)
        } catch let error as DescopeError {
            let refusal = call.operation.refusal(error.status, withToken: call.token != nil)
            throw error.during(call.operation.name, refusal: refusal)
        }
    }

    private func value<Value>(of call: OperationRequest, _ form: ResponseForm<Value>) async throws -> Value {
        let (request, values) = try request(for: call)
        let authorization = try authorizationHeader(call.operation, call.token)
        let operation = call.operation
        refreshLicenseTier(for: operation)
        let baseURL = configuration.baseURL
        let trace = CallTrace(request)

        var next: HTTPMiddleware.Next = { request in
            try check(request)
            var request = request
            request.baseURL = baseURL
            trace.state.withLock { $0.requests.append(request) }
            request.headers["authorization"] = authorization
            let cached = try await responseOfCache(request, operation) { response in
                var (sent, oddities) = (values, JSONOddities())
                sent.requests = trace.state.withLock(\.requests)
                _ = try value(in: response, to: sent, form, &oddities, limit: request.maximumResponseBytes)
            }
            if let cached { return cached }
            let (response, inVain) = try await attempts(request, operation)
            trace.state.withLock { $0.attemptsInVain = inVain }
            return response
        }
        for middleware in middleware.reversed() {
            next = { [next] in try await middleware.intercept($0, for: operation, next: next) }
        }

        let response = try await next(request)
        let outcome = trace.state.withLock(\.self)
        var sent = values
        sent.requests = outcome.requests
        do {
            var oddities = JSONOddities()
            let limit = request.maximumResponseBytes
            let value = try value(in: response, to: sent, form, &oddities, limit: limit)
            report(oddities, of: operation)
            return value
        } catch let error as DescopeError {
            throw error.tried(outcome.attemptsInVain)
        }
    }

    /// What a response says.
    ///
    /// - Throws: The error of a response that is no success or cannot be read.
    private func value<Value>(
        in response: APIResponse,
        to sent: SentValues,
        _ form: ResponseForm<Value>,
        _ oddities: inout JSONOddities,
        limit: Int
    ) throws -> Value {
        guard response.body.count <= limit else { throw DescopeError.responseTooLarge(limit: limit) }
        guard (200..<300).contains(response.status) else {
            throw ResponseError(response, to: sent, now: clock.now).error
        }
        if response.isWebPage { throw ResponseError.unreadable(response, to: sent) }
        do { return try form.read(response, configuration.cookies, &oddities) } catch let error as DescopeError {
            throw error
        } catch { throw ResponseError.unreadable(response, to: sent, because: error) }
    }

    private func report(_ oddities: JSONOddities, of operation: APIOperation) {
        guard oddities.count > 0 else { return }
        configuration.onUnexpectedValues?(
            UnexpectedValues(operation: operation.name, count: oddities.count, members: oddities.members)
        )
    }
}

/// Records what happens to an operation's request behind the middleware.
private final class CallTrace: Sendable {
    struct State {
        /// The request as it was made, and as middleware passed it on, each time.
        var requests: [APIRequest]
        /// The number of attempts, when the last one failed like those before it.
        var attemptsInVain = 0
    }

    let state: Mutex<State>

    init(_ request: APIRequest) { state = Mutex(State(requests: [request])) }
}
