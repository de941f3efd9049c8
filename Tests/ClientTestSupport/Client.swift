package import DescopeCore
package import DescopeHTTP
package import DescopeTesting
package import Testing

/// A client for a script. It waits only until the test advances the clock.
package func client(_ transport: some HTTPTransport, clock: ManualClock = ManualClock()) throws -> DescopeClient {
    try DescopeClient(projectId: "P2test", transport: transport, clock: clock)
        .with { $0.retry.delays = [.zero, .zero, .zero] }
}

/// The only request that a call sends.
package func request(
    answer: ScriptedTransport.Answer,
    _ call: (DescopeClient) async throws -> Void
) async throws -> APIRequest {
    try await ScriptedTransport.withScript(answer) { transport in
        try await call(client(transport))
        return try #require(transport.sent.first)
    }
}

/// The error of a call that must not send anything.
package func refusal(
    sourceLocation: SourceLocation = #_sourceLocation,
    _ call: (DescopeClient) async throws -> Void
) async throws -> DescopeError {
    let transport = ScriptedTransport()
    let error = await #expect(throws: DescopeError.self, sourceLocation: sourceLocation) {
        try await call(client(transport))
    }
    #expect(transport.sent.isEmpty, sourceLocation: sourceLocation)
    return try #require(error, sourceLocation: sourceLocation)
}

/// All that Swift prints of a value.
package func prints(_ value: Any) -> String {
    var text = "\(value)" + String(reflecting: value)
    dump(value, to: &text)
    return text
}
