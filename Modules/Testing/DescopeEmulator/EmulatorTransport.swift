@_exported public import DescopeHTTP

/// Carries requests to a project in memory instead of the network.
public struct EmulatorTransport: HTTPTransport {
    private let backend: EmulatorBackend

    /// Makes a transport to a project.
    public init(_ backend: EmulatorBackend) { self.backend = backend }

    /// Hands the request to the project.
    public func send(_ request: APIRequest, timeout: Duration) async throws -> APIResponse {
        try Task.checkCancellation()
        return try backend.answer(request)
    }
}

extension HTTPTransport where Self == EmulatorTransport {
    /// A transport to a project in memory.
    public static func emulator(_ backend: EmulatorBackend) -> Self { EmulatorTransport(backend) }
}
