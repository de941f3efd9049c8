@_exported public import DescopeHTTP

/// Sends requests to an in-memory project instead of the network.
public struct EmulatorTransport: HTTPTransport {
    private let backend: EmulatorBackend

    /// Makes a transport to a project.
    public init(_ backend: EmulatorBackend) { self.backend = backend }

    /// Passes the request to the project.
    public func send(_ request: APIRequest, timeout: Duration) async throws -> APIResponse {
        try Task.checkCancellation()
        return try backend.respond(to: request)
    }
}

extension HTTPTransport where Self == EmulatorTransport {
    /// A transport to an in-memory project.
    public static func emulator(_ backend: EmulatorBackend) -> Self { EmulatorTransport(backend) }
}
