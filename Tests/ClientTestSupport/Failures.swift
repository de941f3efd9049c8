import DescopeCore
package import DescopeHTTP
package import DescopeTesting
package import Testing

/// Expects a call to be sent again, as it was, when it cannot have reached the service.
package func expectRepeated(
    answer: ScriptedTransport.Answer,
    with makeClient: (ScriptedTransport) throws -> DescopeClient = { try client($0) },
    sourceLocation: SourceLocation = #_sourceLocation,
    _ call: (DescopeClient) async throws -> Void
) async {
    for failure in [ScriptedTransport.Answer.status(521), .status(522), .status(530), .refusedByEdge, .cannotConnect] {
        let transport = ScriptedTransport(failure, failure, answer)
        await #expect(throws: Never.self, "\(failure)", sourceLocation: sourceLocation) {
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
        #expect(requests.count == 1, "\(failure)", sourceLocation: sourceLocation)
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

/// Expects a call not to be sent again when it may have reached the service.
///
/// - Parameter isHarmless: Whether the same again does no harm. Then it is sent where nobody can say what became of the
///   first.
package func expectNotRepeated(
    unlessHarmless isHarmless: Bool = false,
    answer: ScriptedTransport.Answer,
    with makeClient: (ScriptedTransport) throws -> DescopeClient = { try client($0) },
    sourceLocation: SourceLocation = #_sourceLocation,
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
        let isRepeated = isHarmless && failure.isUnclear
        var thrown: (any Error)?
        do { try await call(makeClient(transport)) } catch { thrown = error }
        #expect((thrown == nil) == isRepeated, "\(failure.answer)", sourceLocation: sourceLocation)
        let code = (thrown as? DescopeError)?.code
        #expect(code == (isRepeated ? nil : failure.code), "\(failure.answer)", sourceLocation: sourceLocation)
        #expect(transport.sent.count == (isRepeated ? 2 : 1), "\(failure.answer)", sourceLocation: sourceLocation)
    }
}

/// Expects a refusal of the service's to come from the call of that name, with its code and text.
package func expectServiceError(
    _ code: DescopeError.Code,
    from operation: String,
    with makeClient: (ScriptedTransport) throws -> DescopeClient = { try client($0) },
    sourceLocation: SourceLocation = #_sourceLocation,
    _ call: (DescopeClient) async throws -> Void
) async throws {
    let client = try makeClient(ScriptedTransport(.refusal(code, status: 401, description: "No")))
    let error = await #expect(throws: DescopeError.self, sourceLocation: sourceLocation) { try await call(client) }
    #expect((error?.kind, error?.code, error?.status) == (.api, code, 401), sourceLocation: sourceLocation)
    #expect((error?.operation, error?.message) == (operation, "No"), sourceLocation: sourceLocation)
}

/// Expects no error of the call of that name to show the secrets that it sends, even when the service repeats them.
///
/// - Parameter readsAnswer: Whether the call reads its answer, so that one which is no JSON is an error, too.
package func expectSilence(
    about secrets: [String],
    from operation: String,
    readsAnswer: Bool = true,
    with makeClient: (ScriptedTransport) throws -> DescopeClient = { try client($0) },
    sourceLocation: SourceLocation = #_sourceLocation,
    _ call: (DescopeClient) async throws -> Void
) async throws {
    #expect(!secrets.isEmpty, sourceLocation: sourceLocation)
    let echo = "unknown: " + secrets.joined(separator: " ")
    var answers: [ScriptedTransport.Answer] = [
        .refusal(.invalidArguments, description: echo), .json(echo, status: 500), .connectionLost,
    ]
    if readsAnswer { answers.append(.json(echo)) }
    for answer in answers {
        let client = try makeClient(ScriptedTransport(answer))
        let error = await #expect(throws: DescopeError.self, "\(answer)", sourceLocation: sourceLocation) {
            try await call(client)
        }
        let shown = error.map { prints($0) } ?? ""
        for secret in secrets { #expect(!shown.contains(secret), "\(answer)", sourceLocation: sourceLocation) }
        #expect(shown.contains(operation), "\(answer)", sourceLocation: sourceLocation)
    }
}
