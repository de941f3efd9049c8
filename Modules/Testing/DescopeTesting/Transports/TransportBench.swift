import DescopeCore
import DescopeHTTP
import Synchronization

/// A trial cannot be run here.
struct SkippedTrial: Error {
    let reason: String
}

/// A trial has found a violation and cannot continue.
struct EndedTrial: Error {}

/// What a trial works with: the transport, servers, and the list of violations.
final class TransportBench: Sendable {
    /// What became of a request.
    enum Sent: Sendable {
        case response(APIResponse)
        case error(any Error)
        case late(Duration)

        var response: APIResponse? { if case .response(let response) = self { response } else { nil } }
        var code: DescopeError.Code? {
            if case .error(let error) = self { (error as? DescopeError)?.code } else { nil }
        }
        var isCancellation: Bool { if case .error(let error) = self { error is CancellationError } else { false } }
    }

    let transport: any HTTPTransport
    let suite: TransportConformance
    private let trial: TransportConformance.Trial
    private let clock = SystemClock()
    private let found = Mutex<[TransportConformance.Violation]>([])
    private let servers = Mutex<[LoopbackServer]>([])
    /// Part of every query, so that an error that shows the URL is found.
    private let secret = "ada.lovelace.secret"

    init(_ trial: TransportConformance.Trial, _ suite: TransportConformance, _ transport: any HTTPTransport) {
        (self.trial, self.suite, self.transport) = (trial, suite, transport)
    }

    var violations: [TransportConformance.Violation] { found.withLock(\.self) }

    func stop() { for server in servers.withLock(\.self) { server.stop() } }

    // MARK: - Servers

    func server(
        host: String = "127.0.0.1",
        certificate: String? = nil,
        script: @escaping @Sendable (LoopbackServer.Request, LoopbackConnection) -> LoopbackServer.Next
    ) throws -> LoopbackServer {
        keep(try LoopbackServer(host: host, identity: try identity(certificate), script: script))
    }

    func server(
        certificate: String? = nil,
        offersHTTP2: Bool = false,
        serve: @escaping @Sendable (LoopbackConnection) -> Void
    ) throws -> LoopbackServer {
        keep(try LoopbackServer(identity: try identity(certificate, offersHTTP2: offersHTTP2), serve: serve))
    }

    private func identity(_ certificate: String?, offersHTTP2: Bool = false) throws -> TLSIdentity? {
        try certificate.map {
            try TLSIdentity(certificate: $0, key: TransportCertificates.key, offersHTTP2: offersHTTP2)
        }
    }

    private func keep(_ server: LoopbackServer) -> LoopbackServer {
        servers.withLock { $0.append(server) }
        return server
    }

    // MARK: - Requests

    /// A request to a server. One with a certificate is addressed as `localhost`.
    func request(
        _ method: APIMethod = .get,
        to server: LoopbackServer,
        _ path: String = "/v1/trial",
        headers: APIHeaders = [:],
        body: [UInt8]? = nil,
        limit: Int = 16 << 20
    ) throws -> APIRequest {
        let base =
            server.identity == nil ? "http://\(server.host):\(server.port)" : "https://localhost:\(server.port)"
        return try request(method, to: base, path, headers: headers, body: body, limit: limit)
    }

    func request(
        _ method: APIMethod = .get,
        to base: String,
        _ path: String = "/v1/trial",
        headers: APIHeaders = [:],
        body: [UInt8]? = nil,
        limit: Int = 16 << 20
    ) throws -> APIRequest {
        APIRequest(
            method: method,
            baseURL: try BaseURL(base),
            path: path,
            query: [APIQueryItem("loginId", secret)],
            headers: headers,
            body: body,
            maximumResponseBytes: limit
        )
    }

    /// Starts to send a request, with a timeout that ends no trial.
    func start(_ request: APIRequest, timeout: Duration? = nil) -> Task<APIResponse, any Error> {
        let timeout = timeout ?? suite.patience * 4
        return Task { try await transport.send(request, timeout: timeout) }
    }

    func send(_ request: APIRequest, timeout: Duration? = nil) async -> Sent {
        await outcome(of: start(request, timeout: timeout))
    }

    /// Waits for a request's end, but not longer than the suite's patience.
    func outcome(of task: Task<APIResponse, any Error>, within limit: Duration? = nil) async -> Sent {
        let limit = limit ?? suite.patience
        let sent = await first(
            of: {
                do { return Sent.response(try await task.value) } catch { return .error(error) }
            },
            { [clock] in
                do { try await clock.sleep(for: limit) } catch { return nil }
                return .late(limit)
            }
        )
        task.cancel()
        if case .error(let error)? = sent { checkSecret(error) }
        return sent ?? .error(CancellationError())
    }

    /// What "at once" means on a busy machine.
    var promptness: Duration { min(suite.patience, .seconds(20)) }

    /// Cancels a request and waits for its end, which has to come at once.
    func cancel(_ task: Task<APIResponse, any Error>) async -> Sent {
        task.cancel()
        return await outcome(of: task, within: promptness)
    }

    private func checkSecret(_ error: any Error) {
        let texts = ["\(error)", String(reflecting: error), (error as? DescopeError)?.underlying.map { "\($0)" } ?? ""]
        if texts.contains(where: { $0.contains(secret) }) {
            add("an error that does not contain the query of the URL", "\(type(of: error)) with the query")
        }
    }

    // MARK: - Waiting

    /// Waits for an event of a server's script; without it, the trial ends.
    func event(_ name: String, of server: LoopbackServer, _ expected: String) async throws {
        let isSeen = await first(
            of: { await server.event(name) },
            { [clock, suite] in
                do { try await clock.sleep(for: suite.patience) } catch { return nil }
                return false
            }
        )
        if isSeen != true {
            add(expected, "that it did not within \(suite.patience)")
            throw EndedTrial()
        }
    }

    func pause(milliseconds: Int) async throws { try await clock.sleep(for: .milliseconds(milliseconds)) }

    var uptime: Duration { clock.uptime }

    // MARK: - Expectations

    func add(_ expected: String, _ observed: String) {
        let violation = TransportConformance.Violation(
            trial: trial.name,
            rule: trial.rule,
            expected: expected,
            found: observed
        )
        found.withLock { found in
            if found.last?.description != violation.description { found.append(violation) }
        }
    }

    func expect(_ isMet: Bool, _ expected: String, _ observed: @autoclosure () -> String) {
        if !isMet { add(expected, observed()) }
    }

    /// Expects a response, and a body unless it is nil.
    @discardableResult
    func expectResponse(_ sent: Sent, _ when: String, status: Int = 200, body: [UInt8]? = nil) -> APIResponse? {
        guard let response = sent.response else {
            add("a response with status \(status) \(when)", sent.text)
            return nil
        }
        expect(response.status == status, "status \(status) \(when)", "\(response.status)")
        if let body {
            expect(
                response.body == body,
                "the body of \(body.count) bytes that was sent \(when)",
                "another one of \(response.body.count) bytes"
            )
        }
        return response
    }

    func expectError(_ codes: DescopeError.Code..., from sent: Sent, _ when: String) {
        let isExpected = sent.code.map { codes.contains($0) } ?? false
        expect(isExpected, "\(codes.map(\.rawValue).joined(separator: " or ")) \(when)", sent.text)
    }

    func expectCancellation(_ sent: Sent, _ when: String) {
        expect(sent.isCancellation, "a CancellationError at once \(when)", sent.text)
    }
}

extension TransportBench.Sent {
    var text: String {
        switch self {
        case .response(let response): "a response with status \(response.status) and \(response.body.count) bytes"
        case .error(let error as DescopeError):
            "the error \(error.code?.rawValue ?? error.kind.rawValue) (\(error.message))"
        case .error(let error): "the error \(type(of: error))"
        case .late(let limit): "no end within \(limit)"
        }
    }
}
