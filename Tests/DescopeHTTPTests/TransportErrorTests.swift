import DescopeCore
import DescopeHTTP
import DescopeTesting
import Testing

/// What a transport of an app's own throws, and what the client makes of it.
@Suite struct TransportErrorTests {
    private struct Own: Error {}

    struct Row: Sendable {
        let error: DescopeError
        let code: DescopeError.Code
        let isSentAgain: Bool
        let says: String
    }

    @Test(
        "each has its code and says what was found; only what cannot have arrived is sent again",
        arguments: [
            Row(
                error: .cannotConnect("the host name is unknown", underlying: Own()),
                code: .cannotConnect,
                isSentAgain: true,
                says: "the host name is unknown"
            ),
            Row(
                error: .connectionLost("the connection was reset", underlying: Own()),
                code: .connectionLost,
                isSentAgain: false,
                says: "the connection was reset"
            ),
            Row(error: .timedOut(after: .seconds(5)), code: .timedOut, isSentAgain: false, says: "5.0 seconds"),
            Row(error: .timedOut(after: nil), code: .timedOut, isSentAgain: false, says: "in time"),
            Row(error: .responseTooLarge(limit: 1234), code: .responseTooLarge, isSentAgain: false, says: "1234 bytes"),
        ],
        [Retryability.always, .ifUnsent]
    )
    func thrown(_ row: Row, _ repeatability: Retryability) async throws {
        #expect((row.error.kind, row.error.code) == (.transport, row.code))
        #expect(row.error.httpStatus == 503)
        let transport = ScriptedTransport(.error(row.error), .json(#"{"id":"x"}"#))
        let client = try client(transport) { $0.retry.delays = [.zero] }
        var thrown: DescopeError?
        do { _ = try await client.send(thing(retryable: repeatability)) } catch { thrown = error as? DescopeError }
        #expect(transport.sent.count == (row.isSentAgain ? 2 : 1))
        #expect((thrown == nil) == row.isSentAgain)
        #expect((thrown ?? row.error).message.contains(row.says))
        #expect(((thrown ?? row.error).underlying is Own) == [.cannotConnect, .connectionLost].contains(row.code))
    }
}
