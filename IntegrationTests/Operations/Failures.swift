import ClientTestSupport
import Descope
import DescopeTesting
import Testing

/// Expects the same request to be retried when it cannot have reached the service.
func expectRetried(
    answer: ScriptedTransport.Answer,
    with makeClient: (ScriptedTransport) throws -> DescopeClient,
    _ call: (DescopeClient) async throws -> Void
) async {
    for failure in [ScriptedTransport.Answer.status(521), .status(522), .status(530), .refusedByEdge, .cannotConnect] {
        let transport = ScriptedTransport(failure, failure, answer)
        await #expect(throws: Never.self, "\(failure)") {
            try await call(makeClient(transport))
            try transport.verify()
        }
        let requests = Set(
            transport.sent.map { request in
                var lines = ["\(request.method.rawValue) \(request.path)", request.headers["authorization"] ?? ""]
                lines += request.query.map { "\($0.name)=\($0.value)" }
                return lines + [String(decoding: request.body ?? [], as: UTF8.self)]
            }
        )
        #expect(requests.count == 1, "\(failure)")
    }
}

extension ScriptedTransport.Answer {
    /// A 503 of Cloudflare's, which has not passed the request on.
    fileprivate static let refusedByEdge = bytes(
        Array("<html><body><h1>503</h1><hr><center>cloudflare</center></body></html>".utf8),
        status: 503,
        headers: ["server": "cloudflare", "content-type": "text/html"]
    )
}

/// Expects a request not to be retried when it may have reached the service.
///
/// - Parameter isRetriedAlways: Whether it may be sent twice. Then it is retried when it is unclear whether the service
///   has received it.
func expectNotRetried(
    unless isRetriedAlways: Bool,
    answer: ScriptedTransport.Answer,
    with makeClient: (ScriptedTransport) throws -> DescopeClient,
    _ call: (DescopeClient) async throws -> Void
) async {
    let failures: [(answer: ScriptedTransport.Answer, code: DescopeError.Code, isUnclear: Bool)] = [
        (.status(520), .unexpectedStatus, true), (.status(524), .unexpectedStatus, true),
        (.status(503), .unexpectedStatus, true),
        (.status(500), .unexpectedStatus, false), (.status(502), .unexpectedStatus, false),
        (.status(504), .unexpectedStatus, false), (.status(429), .rateLimited, false),
        (.connectionLost, .connectionLost, false), (.timedOut, .timedOut, false),
    ]
    for failure in failures {
        let transport = ScriptedTransport(failure.answer, answer)
        let isRetried = isRetriedAlways && failure.isUnclear
        var thrown: (any Error)?
        do { try await call(makeClient(transport)) } catch { thrown = error }
        #expect((thrown == nil) == isRetried, "\(failure.answer)")
        let code = (thrown as? DescopeError)?.code
        #expect(code == (isRetried ? nil : failure.code), "\(failure.answer)")
        #expect(transport.sent.count == (isRetried ? 2 : 1), "\(failure.answer)")
    }
}

/// Expects no error of an operation to show the secrets that it sends, even when the response repeats them.
///
/// - Parameter readsResponse: Whether the operation reads its response, so that a malformed one is an error too.
func expectSilence(
    about secrets: [String],
    from operation: String,
    readsResponse: Bool,
    with makeClient: (ScriptedTransport) throws -> DescopeClient,
    _ call: (DescopeClient) async throws -> Void
) async throws {
    #expect(!secrets.isEmpty)
    let echo = "unknown: " + secrets.joined(separator: " ")
    var responses: [ScriptedTransport.Answer] = [
        .refusal(.invalidArguments, description: echo), .json(echo, status: 500), .connectionLost,
    ]
    if readsResponse { responses.append(.json(echo)) }
    for response in responses {
        let client = try makeClient(ScriptedTransport(response))
        let error = await #expect(throws: DescopeError.self, "\(response)") { try await call(client) }
        let shown = error.map { prints($0) } ?? ""
        for secret in secrets { #expect(!shown.contains(secret), "\(response)") }
        #expect(shown.contains(operation), "\(response)")
    }
}
