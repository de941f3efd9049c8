@_exported public import DescopeManagement

extension Management {
    /// Manages the SSO configurations of tenants.
    public var sso: SSOAdmin { SSOAdmin(management: self) }
}

/// Manages the SSO configurations of tenants: their identity providers, and how users, groups and roles are mapped.
///
/// ```swift
/// let settings = SSOSAMLMetadataUpdate(idpMetadataURL: "https://idp.example.com/metadata")
/// try await client.management.sso.configureSAMLByMetadata(
///     settings,
///     tenantId: "acme",
///     redirectURL: nil,
///     domains: ["acme.com"]
/// )
/// ```
///
/// A tenant has a default configuration, and may have further ones, each with an id of its own (`ssoId`). Methods that
/// take an `ssoId` act on the default configuration when it is nil.
public struct SSOAdmin: Sendable {
    let management: Management

    /// A configuration of a tenant.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant.
    ///   - ssoId: The configuration; nil for the default one.
    public func load(tenantId: String, ssoId: String? = nil) async throws -> SSOSettings {
        try await management.send(.loadSSO, query: ["tenantId": tenantId, "ssoId": ssoId])
    }

    /// All configurations of a tenant.
    ///
    /// - Parameter tenantId: The tenant.
    public func loadAll(tenantId: String) async throws -> [SSOSettings] {
        try await management.send(.loadAllSSO, query: ["tenantId": tenantId], returning: .member("SSOSettings"))
    }

    /// Creates a further configuration of a tenant, which has no identity provider yet.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant.
    ///   - displayName: A name, for display.
    ///   - ssoId: The configuration's id; when it is nil, the service makes one.
    /// - Returns: The configuration, with its id.
    @discardableResult
    public func create(tenantId: String, displayName: String, ssoId: String? = nil) async throws -> SSOSettings {
        try await management.send(
            .createSSO,
            body: ["tenantId": tenantId, "displayName": displayName, "ssoId": ssoId]
        )
    }

    /// Deletes a configuration of a tenant. Its users can no longer sign in with its identity provider.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant.
    ///   - ssoId: The configuration; nil for the default one.
    public func delete(tenantId: String, ssoId: String? = nil) async throws {
        try await management.send(.deleteSSO, query: ["tenantId": tenantId, "ssoId": ssoId])
    }

    /// Sets with which protocol users of a tenant sign in, or turns SSO off. All settings are kept.
    ///
    /// - Parameters:
    ///   - type: The protocol. Its settings have to be there already.
    ///   - tenantId: The tenant.
    ///   - ssoId: The configuration; nil for the default one.
    public func setAuthType(_ type: SSOAuthType, tenantId: String, ssoId: String? = nil) async throws {
        try await management.send(
            .setSSOAuthType,
            body: ["authType": type, "tenantId": tenantId, "ssoId": ssoId]
        )
    }

    /// Sets where users return to after a sign-in, when the sign-in does not say. All other settings are kept.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant.
    ///   - saml: The URL for sign-ins by SAML. Set or clear at least one of the two.
    ///   - oidc: The URL for sign-ins by OpenID Connect.
    ///   - ssoId: The configuration; nil for the default one.
    public func setRedirectURLs(
        tenantId: String,
        saml: Change<String> = .keep,
        oidc: Change<String> = .keep,
        ssoId: String? = nil
    ) async throws {
        try await management.send(
            .setSSORedirectURLs,
            body: ["tenantId": tenantId, "samlRedirectUrl": saml, "oauthRedirectUrl": oidc, "ssoId": ssoId],
            requiring: oidc == .keep ? ["samlRedirectUrl"] : []
        )
    }

    /// Applies the mapping from groups to roles again to the users of a tenant, after it has changed.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant.
    ///   - ssoId: The configuration; nil for the default one.
    public func recalculateMappings(tenantId: String, ssoId: String? = nil) async throws {
        try await management.send(.recalculateSSOMappings, body: ["tenantId": tenantId, "ssoId": ssoId])
    }

    /// Sets which products the identity providers of a configuration are, by the service's ids for products. Set or
    /// clear at least one of them.
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant.
    ///   - ssoId: The configuration; nil for the default one.
    ///   - saml: The product that users sign in with by SAML.
    ///   - samlSCIM: The product that provisions those users by SCIM.
    ///   - oidc: The product that users sign in with by OpenID Connect.
    ///   - oidcSCIM: The product that provisions those users by SCIM.
    public func updateProviderIds(
        tenantId: String,
        ssoId: String? = nil,
        saml: Change<String> = .keep,
        samlSCIM: Change<String> = .keep,
        oidc: Change<String> = .keep,
        oidcSCIM: Change<String> = .keep
    ) async throws {
        try await management.send(
            .updateSSOProviderIds,
            body: [
                "tenantId": tenantId, "ssoId": ssoId, "samlProviderId": saml, "samlScimProviderId": samlSCIM,
                "oidcProviderId": oidc, "oidcScimProviderId": oidcSCIM,
            ],
            requiring: [samlSCIM, oidc, oidcSCIM].allSatisfy { $0 == .keep } ? ["samlProviderId"] : []
        )
    }
}
