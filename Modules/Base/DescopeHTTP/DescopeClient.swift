@_exported public import DescopeCore
import Synchronization

/// The entry to Descope. Make one per process, with a project and a transport, and copy it freely.
///
/// It knows how to send; what to send is in the modules that an app imports, each of which adds a property:
///
/// ```swift
/// import DescopeAuthOTP          // adds client.otp
/// import DescopeSession          // adds client.session
/// import DescopeURLSession       // adds .urlSession
///
/// let client = try DescopeClient(projectId: "P2…", transport: .urlSession)
/// ```
///
/// Copies share one storage: signing keys that one has fetched, all have.
public struct DescopeClient: Sendable {
    /// How the client is set up.
    public private(set) var configuration: DescopeConfiguration

    package private(set) var storage = ClientStorage()
    /// What a feature was given instead of its default, by type.
    private var given: [ObjectIdentifier: any Sendable] = [:]
    package let clock: any DescopeClock
    let transport: any HTTPTransport
    let middleware: [any HTTPMiddleware]
    let random: any RandomSource

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - configuration: Which project, with which keys, and how patient.
    ///   - transport: What carries the requests: `.urlSession`, an emulator, your own.
    ///   - middleware: What sees every call, the first one outermost.
    ///   - clock: Where time comes from.
    ///   - random: Where the jitter of retries comes from.
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
    ///   - managementKey: Authorises management calls; without it they fail before they are sent.
    ///   - transport: What carries the requests: `.urlSession`, an emulator, your own.
    ///   - middleware: What sees every call, the first one outermost.
    ///   - clock: Where time comes from.
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

    /// A copy with other options: `client.with { $0.requestTimeout = .seconds(5) }`. It shares what this client has
    /// fetched, unless the project, its address or its public key becomes another. How the project's keys are fetched
    /// and kept is settled by whichever copy needs them first.
    public func with(_ edit: (inout DescopeConfiguration) throws -> Void) rethrows -> DescopeClient {
        var copy = self
        try edit(&copy.configuration)
        let (old, new) = (configuration, copy.configuration)
        if (old.projectId, old.baseURL, old.publicKey) != (new.projectId, new.baseURL, new.publicKey) {
            copy.storage = ClientStorage()
        }
        return copy
    }

    /// What this client was given of that type.
    package func given<Value: Sendable>(_ type: Value.Type) -> Value? { given[ObjectIdentifier(type)] as? Value }

    /// A copy that uses `value` instead of its type's default, and shares nothing with this client.
    package func giving<Value: Sendable>(_ value: Value) -> DescopeClient {
        var copy = withOwnStorage()
        copy.given[ObjectIdentifier(Value.self)] = value
        return copy
    }

    /// A copy that shares nothing with this client: for what the storage itself holds on to.
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
        let authorization = try authorizationHeader(call.operation.credentials, call.token)
        let operation = call.operation
        let baseURL = configuration.baseURL
        let trace = CallTrace(request)

        var next: HTTPMiddleware.Next = { request in
            try check(request)
            var request = request
            request.baseURL = baseURL
            trace.state.withLock { $0.requests.append(request) }
            request.headers["authorization"] = authorization
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
        guard response.body.count <= request.maximumResponseBytes else {
            throw DescopeError.responseTooLarge(limit: request.maximumResponseBytes)
        }
        guard (200..<300).contains(response.status) else {
            throw ResponseError(response, to: sent, now: clock.now).error.tried(outcome.attemptsInVain)
        }
        if response.isWebPage { throw ResponseError.unreadable(response, to: sent) }
        do {
            var oddities = JSONOddities()
            let value = try form.read(response, configuration.cookies, &oddities)
            report(oddities, of: operation)
            return value
        } catch let error as DescopeError {
            throw error
        } catch {
            throw ResponseError.unreadable(response, to: sent, because: error)
        }
    }

    private func report(_ oddities: JSONOddities, of operation: APIOperation) {
        guard oddities.count > 0 else { return }
        configuration.onUnexpectedValues?(
            UnexpectedValues(operation: operation.name, count: oddities.count, members: oddities.members)
        )
    }
}

/// What became of a call behind its middleware.
private final class CallTrace: Sendable {
    struct State {
        /// The request as it was made, and as middleware passed it on, each time.
        var requests: [APIRequest]
        /// How often it was tried when the last attempt ended like those before.
        var attemptsInVain = 0
    }

    let state: Mutex<State>

    init(_ request: APIRequest) { state = Mutex(State(requests: [request])) }
}
