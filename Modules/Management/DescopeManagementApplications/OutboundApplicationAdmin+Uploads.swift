public import DescopeManagement

// Tokens and keys that were obtained elsewhere, for the service to keep.
extension OutboundApplicationAdmin {
    /// Stores a user's tokens, in place of those that the service has.
    ///
    /// - Parameters:
    ///   - upload: The tokens, the user and the application.
    ///   - verifiesRefresh: Whether the service refreshes the token first, and stores nothing when that fails.
    public func uploadUserToken(_ upload: OutboundUserTokenUpload, verifiesRefresh: Bool? = nil) async throws {
        try await management.send(
            .uploadUserToken,
            body: RequestBody(upload, with: ["verifyRefresh": verifiesRefresh])
        )
    }

    /// Stores the tokens of several users in one request: all of them or, when one of them is refused, none.
    ///
    /// - Parameter uploads: The tokens; at least one.
    /// - Returns: The tokens that were refused. Unless it is empty, nothing was stored.
    public func uploadUserTokenBatch(
        _ uploads: [OutboundUserTokenUpload]
    ) async throws -> [OutboundTokenUploadFailure] {
        try await management.send(
            .uploadUserTokens,
            body: ["tokens": uploads],
            requiring: ["tokens"],
            returning: .member("failures")
        )
    }

    /// Stores a user's API key, for an application whose type is `apikey`.
    ///
    /// - Parameters:
    ///   - apiKey: The key.
    ///   - appId: The outbound application's id.
    ///   - userId: The user's id.
    ///   - tenantId: The tenant for which the user has the key; nil for none.
    public func uploadUserAPIKey(
        _ apiKey: some SecretConvertible,
        appId: String,
        userId: String,
        tenantId: String? = nil
    ) async throws {
        try await management.send(
            .uploadUserAPIKey,
            body: ["appId": appId, "userId": userId, "apiKey": apiKey.asSecret, "tenantId": tenantId]
        )
    }

    /// Stores a tenant's tokens, in place of those that the service has.
    ///
    /// - Parameters:
    ///   - upload: The tokens, the tenant and the application.
    ///   - verifiesRefresh: Whether the service refreshes the token first, and stores nothing when that fails.
    public func uploadTenantToken(_ upload: OutboundTenantTokenUpload, verifiesRefresh: Bool? = nil) async throws {
        try await management.send(
            .uploadTenantToken,
            body: RequestBody(upload, with: ["verifyRefresh": verifiesRefresh])
        )
    }

    /// Stores the tokens of several tenants in one request: all of them or, when one of them is refused, none.
    ///
    /// - Parameter uploads: The tokens; at least one.
    /// - Returns: The tokens that were refused. Unless it is empty, nothing was stored.
    public func uploadTenantTokenBatch(
        _ uploads: [OutboundTenantTokenUpload]
    ) async throws -> [OutboundTokenUploadFailure] {
        try await management.send(
            .uploadTenantTokens,
            body: ["tokens": uploads],
            requiring: ["tokens"],
            returning: .member("failures")
        )
    }

    /// Stores a tenant's API key, for an application whose type is `apikey`.
    ///
    /// - Parameters:
    ///   - apiKey: The key.
    ///   - appId: The outbound application's id.
    ///   - tenantId: The tenant's id.
    public func uploadTenantAPIKey(
        _ apiKey: some SecretConvertible,
        appId: String,
        tenantId: String
    ) async throws {
        try await management.send(
            .uploadTenantAPIKey,
            body: ["appId": appId, "tenantId": tenantId, "apiKey": apiKey.asSecret]
        )
    }
}
