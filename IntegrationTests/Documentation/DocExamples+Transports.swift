import DescopeHTTP
import DescopeTesting

// The code of Docs/Transports.md, compiled. `DocCatalogTests` holds the two together.

/// Stands for a reader's transport.
private struct MyTransport: HTTPTransport {
    func send(_ request: APIRequest, timeout: Duration) async throws -> APIResponse { APIResponse(status: 200) }
}

private func example() async throws {
    let suite = TransportConformance { MyTransport() }
    for trial in TransportConformance.trials {
        let reason = try await suite.verify(trial, knownFailures: ["ipv6": "The proxy in front has no IPv6."])
        if let reason { print("skipped \(trial): \(reason)") }
    }
}
