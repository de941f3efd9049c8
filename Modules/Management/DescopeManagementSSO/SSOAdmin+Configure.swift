import DescopeManagement

// The settings of a configuration's identity provider.

extension SSOAdmin {
    /// Replaces the SAML settings of a configuration.
    ///
    /// - Parameters:
    ///   - settings: All settings; those that are not set are cleared.
    ///   - tenantId: The tenant.
    ///   - ssoId: The configuration; nil for the default one.
    ///   - redirectURL: Where users return to after a sign-in, when the sign-in does not say. It replaces the present
    ///     one; nil clears it.
    ///   - domains: All email domains of the tenant, by which a sign-in finds it. They replace the present ones, even
    ///     when the list is empty.
    public func configureSAML(
        _ settings: SSOSAMLUpdate,
        tenantId: String,
        ssoId: String? = nil,
        redirectURL: String?,
        domains: [String]
    ) async throws {
        try await management.send(
            .configureSAML,
            body: [
                "settings": settings, "tenantId": tenantId, "ssoId": ssoId,
                "redirectUrl": Change.set(orClear: redirectURL), "domains": Change.set(domains),
            ]
        )
    }

    /// Replaces the SAML settings of a configuration by those that the identity provider publishes at a URL.
    ///
    /// - Parameters:
    ///   - settings: The URL and all other settings; those that are not set are cleared.
    ///   - tenantId: The tenant.
    ///   - ssoId: The configuration; nil for the default one.
    ///   - redirectURL: Where users return to after a sign-in, when the sign-in does not say. It replaces the present
    ///     one; nil clears it.
    ///   - domains: All email domains of the tenant, by which a sign-in finds it. They replace the present ones, even
    ///     when the list is empty.
    public func configureSAMLByMetadata(
        _ settings: SSOSAMLMetadataUpdate,
        tenantId: String,
        ssoId: String? = nil,
        redirectURL: String?,
        domains: [String]
    ) async throws {
        try await management.send(
            .configureSAMLByMetadata,
            body: [
                "settings": settings, "tenantId": tenantId, "ssoId": ssoId,
                "redirectUrl": Change.set(orClear: redirectURL), "domains": Change.set(domains),
            ]
        )
    }

    /// Replaces the OpenID Connect settings of a configuration.
    ///
    /// - Parameters:
    ///   - settings: All settings; those that are not set are cleared.
    ///   - tenantId: The tenant.
    ///   - ssoId: The configuration; nil for the default one.
    ///   - domains: All email domains of the tenant, by which a sign-in finds it. They replace the present ones, even
    ///     when the list is empty.
    public func configureOIDC(
        _ settings: SSOOIDCUpdate,
        tenantId: String,
        ssoId: String? = nil,
        domains: [String]
    ) async throws {
        try await management.send(
            .configureOIDC,
            body: [
                "settings": settings, "tenantId": tenantId, "ssoId": ssoId, "domains": Change.set(domains),
            ]
        )
    }
}
