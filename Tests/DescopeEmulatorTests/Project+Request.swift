import DescopeEmulator
import DescopeHTTP

extension Project {
    /// Sends a request as it is.
    func send(_ request: APIRequest) async throws -> Answer {
        Answer(try await EmulatorTransport(backend).send(request, timeout: .seconds(1)))
    }
}
