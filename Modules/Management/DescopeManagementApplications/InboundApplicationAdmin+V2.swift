public import DescopeManagement

// The second version of the operations on applications, with claims by scope in place of scopes of attributes. Client
// secrets and consents have one version.
extension InboundApplicationAdmin {
    /// Creates an application whose scopes stand for claims.
    ///
    /// - Parameters:
    ///   - details: The application's values.
    ///   - id: The id; nil lets the service make one.
    /// - Returns: The application's id, and the client secret. ``loadSecret(_:name:)`` returns it again.
    @discardableResult
    public func createV2(
        _ details: InboundApplicationV2Details,
        id: String? = nil
    ) async throws -> InboundApplicationCredentials {
        try await management.send(.createInboundApplicationV2, body: RequestBody(details, with: ["id": id]))
    }

    /// Replaces all values of an application; those that are not set are cleared. ``patchV2(_:)`` keeps them.
    ///
    /// - Parameters:
    ///   - id: The application's id.
    ///   - details: The values that it is to have; begin with ``InboundApplicationV2/details`` to change some.
    public func updateV2(_ id: String, _ details: InboundApplicationV2Details) async throws {
        try await management.send(.updateInboundApplicationV2, body: RequestBody(details, with: ["id": id]))
    }

    /// Changes some values of an application and keeps all others. Whether the service clears a value that is sent
    /// empty is not known for this version: ``updateV2(_:_:)`` does.
    public func patchV2(_ patch: InboundApplicationV2Patch) async throws {
        try await management.send(.patchInboundApplicationV2, body: RequestBody(patch))
    }

    /// Loads an application, with the claims of its scopes.
    public func loadV2(_ id: String) async throws -> InboundApplicationV2 {
        try await management.send(.loadInboundApplicationV2, query: ["id": id])
    }

    /// All applications of the project, with the claims of their scopes.
    ///
    /// - Parameter pageSize: The number of applications in one request, 1 to 1,000.
    public func loadAllV2(pageSize: Int = 100) -> Pages<InboundApplicationV2> {
        management.pages(.loadInboundApplicationsV2, size: pageSize, maximum: 1000, elements: "apps")
    }
}
