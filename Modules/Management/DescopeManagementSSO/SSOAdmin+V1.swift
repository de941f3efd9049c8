import DescopeManagement

// The first version of the API, which the service has deprecated: one configuration per tenant, SAML only.

extension SSOAdmin {
    /// The SAML settings of a tenant, as the first version of the API returns them.
    ///
    /// Deprecated by the service in favor of ``load(tenantId:ssoId:)``.
    ///
    /// - Parameter tenantId: The tenant.
    public func loadV1(tenantId: String) async throws -> SSOSettingsV1 {
        try await management.send(.loadSSOV1, query: ["tenantId": tenantId])
    }

    /// Sets the identity provider of a tenant.
    ///
    /// Deprecated by the service in favor of ``configureSAML(_:tenantId:ssoId:redirectURL:domains:)``.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant.
    ///   - idpURL: The URL at which users sign in at the identity provider.
    ///   - idpEntityId: The identity provider's entity id.
    ///   - idpCertificate: The identity provider's certificate, in PEM.
    ///   - redirectURL: Where users return to after a sign-in, when the sign-in does not say. It replaces the present
    ///     one; nil clears it.
    ///   - domains: All email domains of the tenant. They replace the present ones, even when the list is empty.
    public func configureV1(
        tenantId: String,
        idpURL: String,
        idpEntityId: String,
        idpCertificate: String,
        redirectURL: String?,
        domains: [String]
    ) async throws {
        try await management.send(
            .configureSSOV1,
            body: [
                "tenantId": tenantId, "idpURL": idpURL, "entityId": idpEntityId, "idpCert": idpCertificate,
                "redirectURL": Change.set(orClear: redirectURL), "domains": Change.set(domains),
            ]
        )
    }

    /// Sets the identity provider of a tenant by the URL at which it publishes its settings.
    ///
    /// Deprecated by the service in favor of ``configureSAMLByMetadata(_:tenantId:ssoId:redirectURL:domains:)``.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant.
    ///   - idpMetadataURL: The URL of the identity provider's metadata.
    ///   - redirectURL: Where users return to after a sign-in, when the sign-in does not say. It replaces the present
    ///     one; nil clears it.
    ///   - domains: All email domains of the tenant. They replace the present ones, even when the list is empty.
    public func configureMetadataV1(
        tenantId: String,
        idpMetadataURL: String,
        redirectURL: String?,
        domains: [String]
    ) async throws {
        try await management.send(
            .configureSSOMetadataV1,
            body: [
                "tenantId": tenantId, "idpMetadataURL": idpMetadataURL,
                "redirectURL": Change.set(orClear: redirectURL), "domains": Change.set(domains),
            ]
        )
    }

    /// Replaces the mappings of a tenant's SAML settings.
    ///
    /// Deprecated by the service: the methods that configure SAML set the mappings too.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant.
    ///   - roleMappings: The roles that members of groups get. They replace the present ones, even when the list is
    ///     empty.
    ///   - attributeMapping: The attributes that users' values come from. Values that it does not set are cleared.
    ///   - defaultRoleNames: The roles that users get by default.
    public func configureMapping(
        tenantId: String,
        roleMappings: [SSORoleMapping],
        attributeMapping: SSOAttributeMapping? = nil,
        defaultRoleNames: [String]? = nil
    ) async throws {
        try await management.send(
            .configureSSOMapping,
            body: [
                "tenantId": tenantId, "roleMappings": Change.set(roleMappings),
                "attributeMapping": attributeMapping.map { Change.set($0) },
                "defaultSSORoles": defaultRoleNames.map { Change.set($0) },
            ]
        )
    }
}
