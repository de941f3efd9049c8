public import DescopeManagement

// The tokens that the service keeps. Each fetch has a second form with the access token of an inbound application, for
// programs that have no management key. The two are separate methods: with an optional token, a token that is missing
// by mistake would make the request one of the management key.
extension OutboundApplicationAdmin {
    // MARK: - Users

    /// Fetches a user's latest token, whatever its scopes. The service refreshes it first when it has expired.
    ///
    /// - Parameters:
    ///   - appId: The outbound application's id.
    ///   - userId: The user's id.
    ///   - tenantId: The tenant for which the user has connected; nil for none.
    ///   - externalIdentifier: Which of the user's connections with the application; nil when there is one.
    ///   - options: Whether the token is refreshed, and what is returned.
    public func fetchToken(
        _ appId: String,
        userId: String,
        tenantId: String? = nil,
        externalIdentifier: String? = nil,
        options: OutboundTokenOptions = OutboundTokenOptions()
    ) async throws -> OutboundToken {
        try await fetch(
            .fetchToken,
            ["appId": appId, "userId": userId, "tenantId": tenantId, "externalIdentifier": externalIdentifier],
            options
        )
    }

    /// Fetches a user's latest token with the access token of an inbound application, and without a management key; see
    /// ``fetchToken(_:userId:tenantId:externalIdentifier:options:)``.
    ///
    /// - Parameters:
    ///   - appId: The outbound application's id.
    ///   - userId: The user's id.
    ///   - tenantId: The tenant for which the user has connected; nil for none.
    ///   - externalIdentifier: Which of the user's connections with the application; nil when there is one.
    ///   - options: Whether the token is refreshed, and what is returned.
    ///   - appToken: An inbound application's access token with the scope `outbound.token.fetch`.
    public func fetchToken(
        _ appId: String,
        userId: String,
        tenantId: String? = nil,
        externalIdentifier: String? = nil,
        options: OutboundTokenOptions = OutboundTokenOptions(),
        appToken: some SecretConvertible
    ) async throws -> OutboundToken {
        try await fetch(
            .fetchToken.withAppToken,
            ["appId": appId, "userId": userId, "tenantId": tenantId, "externalIdentifier": externalIdentifier],
            options,
            appToken.asSecret
        )
    }

    /// Fetches a user's token that has some scopes. The service refreshes it first when it has expired.
    ///
    /// - Parameters:
    ///   - appId: The outbound application's id.
    ///   - userId: The user's id.
    ///   - scopes: The scopes that the token has to have; at least one.
    ///   - tenantId: The tenant for which the user has connected; nil for none.
    ///   - externalIdentifier: Which of the user's connections with the application; nil when there is one.
    ///   - options: Whether the token is refreshed, and what is returned.
    public func fetchTokenByScopes(
        _ appId: String,
        userId: String,
        scopes: [String],
        tenantId: String? = nil,
        externalIdentifier: String? = nil,
        options: OutboundTokenOptions = OutboundTokenOptions()
    ) async throws -> OutboundToken {
        try await fetch(
            .fetchTokenByScopes,
            [
                "appId": appId, "userId": userId, "tenantId": tenantId, "scopes": scopes,
                "externalIdentifier": externalIdentifier,
            ],
            options,
            requiring: ["scopes"]
        )
    }

    /// Fetches a user's token that has some scopes with the access token of an inbound application, and without a
    /// management key; see ``fetchTokenByScopes(_:userId:scopes:tenantId:externalIdentifier:options:)``.
    ///
    /// - Parameters:
    ///   - appId: The outbound application's id.
    ///   - userId: The user's id.
    ///   - scopes: The scopes that the token has to have; at least one.
    ///   - tenantId: The tenant for which the user has connected; nil for none.
    ///   - externalIdentifier: Which of the user's connections with the application; nil when there is one.
    ///   - options: Whether the token is refreshed, and what is returned.
    ///   - appToken: An inbound application's access token with the scope `outbound.token.fetch`.
    public func fetchTokenByScopes(
        _ appId: String,
        userId: String,
        scopes: [String],
        tenantId: String? = nil,
        externalIdentifier: String? = nil,
        options: OutboundTokenOptions = OutboundTokenOptions(),
        appToken: some SecretConvertible
    ) async throws -> OutboundToken {
        try await fetch(
            .fetchTokenByScopes.withAppToken,
            [
                "appId": appId, "userId": userId, "tenantId": tenantId, "scopes": scopes,
                "externalIdentifier": externalIdentifier,
            ],
            options,
            appToken.asSecret,
            requiring: ["scopes"]
        )
    }

    /// The ids of the outbound applications that a user has connected with.
    ///
    /// - Parameters:
    ///   - userId: The user's id.
    ///   - tenantId: The tenant for which the user has connected; nil for none.
    public func listAppsWithUserToken(_ userId: String, tenantId: String? = nil) async throws -> [String] {
        try await management.send(
            .listAppsWithUserToken,
            query: ["userId": userId, "tenantId": tenantId],
            returning: .member("appIds")
        )
    }

    // MARK: - Tenants

    /// Fetches a tenant's latest token, whatever its scopes. The service refreshes it first when it has expired.
    ///
    /// - Parameters:
    ///   - appId: The outbound application's id.
    ///   - tenantId: The tenant's id.
    ///   - externalIdentifier: Which of the tenant's connections with the application; nil when there is one.
    ///   - options: Whether the token is refreshed, and what is returned.
    public func fetchTenantToken(
        _ appId: String,
        tenantId: String,
        externalIdentifier: String? = nil,
        options: OutboundTokenOptions = OutboundTokenOptions()
    ) async throws -> OutboundToken {
        try await fetch(
            .fetchTenantToken,
            ["appId": appId, "tenantId": tenantId, "externalIdentifier": externalIdentifier],
            options
        )
    }

    /// Fetches a tenant's latest token with the access token of an inbound application, and without a management key;
    /// see ``fetchTenantToken(_:tenantId:externalIdentifier:options:)``.
    ///
    /// - Parameters:
    ///   - appId: The outbound application's id.
    ///   - tenantId: The tenant's id.
    ///   - externalIdentifier: Which of the tenant's connections with the application; nil when there is one.
    ///   - options: Whether the token is refreshed, and what is returned.
    ///   - appToken: An inbound application's access token with the scope `outbound.token.fetch`.
    public func fetchTenantToken(
        _ appId: String,
        tenantId: String,
        externalIdentifier: String? = nil,
        options: OutboundTokenOptions = OutboundTokenOptions(),
        appToken: some SecretConvertible
    ) async throws -> OutboundToken {
        try await fetch(
            .fetchTenantToken.withAppToken,
            ["appId": appId, "tenantId": tenantId, "externalIdentifier": externalIdentifier],
            options,
            appToken.asSecret
        )
    }

    /// Fetches a tenant's token that has some scopes. The service refreshes it first when it has expired.
    ///
    /// - Parameters:
    ///   - appId: The outbound application's id.
    ///   - tenantId: The tenant's id.
    ///   - scopes: The scopes that the token has to have; at least one.
    ///   - externalIdentifier: Which of the tenant's connections with the application; nil when there is one.
    ///   - options: Whether the token is refreshed, and what is returned.
    public func fetchTenantTokenByScopes(
        _ appId: String,
        tenantId: String,
        scopes: [String],
        externalIdentifier: String? = nil,
        options: OutboundTokenOptions = OutboundTokenOptions()
    ) async throws -> OutboundToken {
        try await fetch(
            .fetchTenantTokenByScopes,
            ["appId": appId, "tenantId": tenantId, "scopes": scopes, "externalIdentifier": externalIdentifier],
            options,
            requiring: ["scopes"]
        )
    }

    /// Fetches a tenant's token that has some scopes with the access token of an inbound application, and without a
    /// management key; see ``fetchTenantTokenByScopes(_:tenantId:scopes:externalIdentifier:options:)``.
    ///
    /// - Parameters:
    ///   - appId: The outbound application's id.
    ///   - tenantId: The tenant's id.
    ///   - scopes: The scopes that the token has to have; at least one.
    ///   - externalIdentifier: Which of the tenant's connections with the application; nil when there is one.
    ///   - options: Whether the token is refreshed, and what is returned.
    ///   - appToken: An inbound application's access token with the scope `outbound.token.fetch`.
    public func fetchTenantTokenByScopes(
        _ appId: String,
        tenantId: String,
        scopes: [String],
        externalIdentifier: String? = nil,
        options: OutboundTokenOptions = OutboundTokenOptions(),
        appToken: some SecretConvertible
    ) async throws -> OutboundToken {
        try await fetch(
            .fetchTenantTokenByScopes.withAppToken,
            ["appId": appId, "tenantId": tenantId, "scopes": scopes, "externalIdentifier": externalIdentifier],
            options,
            appToken.asSecret,
            requiring: ["scopes"]
        )
    }

    private func fetch(
        _ operation: APIOperation,
        _ body: RequestBody,
        _ options: OutboundTokenOptions,
        _ appToken: Secret? = nil,
        requiring required: [String] = []
    ) async throws -> OutboundToken {
        var body = body
        body["options"] = options
        return try await management.send(
            operation,
            body: body,
            token: appToken,
            requiring: required,
            returning: .member("token")
        )
    }

    // MARK: - Deleting

    /// Deletes a token of a user or a tenant.
    ///
    /// - Parameter id: The token's id, ``OutboundToken/id``.
    public func deleteToken(_ id: String) async throws {
        try await management.send(.deleteToken, query: ["id": id])
    }

    /// Deletes the tokens of a user for an outbound application.
    ///
    /// - Parameters:
    ///   - appId: The outbound application.
    ///   - userId: The user.
    public func deleteUserTokens(appId: String, userId: String) async throws {
        try await management.send(.deleteUserTokens, query: ["appId": appId, "userId": userId])
    }

    /// Deletes the tokens of a user for all outbound applications.
    ///
    /// - Parameter userId: The user.
    public func deleteUserTokens(userId: String) async throws {
        try await management.send(.deleteUserTokens, query: ["userId": userId])
    }

    /// Deletes the tokens of all users for an outbound application.
    ///
    /// - Parameter appId: The outbound application.
    public func deleteUserTokens(appId: String) async throws {
        try await management.send(.deleteUserTokens, query: ["appId": appId])
    }
}
