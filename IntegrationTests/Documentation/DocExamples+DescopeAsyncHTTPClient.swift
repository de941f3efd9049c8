#if AsyncHTTPClientTransport
import DescopeAsyncHTTPClient
import DescopeAuthOTP

// The code of the module's catalog page, compiled with the trait. `DocCatalogTests` holds the two together.
private func example() throws {
    /// Makes a client whose requests time out after five seconds.
    func makeClient() throws -> DescopeClient {
        try DescopeClient(projectId: "P2abc", transport: .asyncHTTPClient)
            .with { $0.requestTimeout = .seconds(5) }
    }
}
#endif
