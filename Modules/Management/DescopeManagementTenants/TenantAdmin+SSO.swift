public import DescopeCore
import DescopeManagement

extension TenantAdmin {
    /// Makes a link to the page on which a tenant's administrator configures SSO. It works without signing in.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant's id.
    ///   - ssoId: The SSO configuration, when the tenant has several; nil for its default one.
    ///   - lifetime: How long the link works. In JSON: whole seconds. Nil leaves that to the service.
    ///   - email: The address that the service sends the link to; nil sends none.
    ///   - templateId: The template of the message.
    ///   - actorId: Who made the link, for the audit trail.
    /// - Returns: The link.
    public func generateSSOConfigurationLink(
        tenantId: String,
        ssoId: String? = nil,
        lifetime: Duration? = nil,
        email: String? = nil,
        templateId: String? = nil,
        actorId: String? = nil
    ) async throws -> Secret {
        let operation = APIOperation.generateSSOConfigurationLink
        return try await management.send(
            operation,
            body: [
                "tenantId": tenantId, "ssoId": ssoId, "expireTime": try operation.seconds(lifetime, "expireTime"),
                "email": email, "templateId": templateId, "actorId": actorId,
            ],
            returning: .member("adminSSOConfigurationLink")
        )
    }

    /// Sends a link to the page on which a tenant's administrator configures SSO.
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant's id.
    ///   - email: The address that the service sends the link to.
    ///   - ssoId: The SSO configuration, when the tenant has several; nil for its default one.
    public func sendSSOConfigurationLink(tenantId: String, email: String, ssoId: String? = nil) async throws {
        try await management.send(
            .sendSSOConfigurationLink,
            body: ["tenantId": tenantId, "email": email, "ssoId": ssoId]
        )
    }

    /// The link to the page on which a tenant's administrator configures SSO after signing in.
    ///
    /// From the service's published description; not checked against another SDK.
    public func loadSSOConfigurationLink(tenantId: String) async throws -> Secret {
        try await management.send(
            .loadSSOConfigurationLink,
            body: ["tenantId": tenantId],
            returning: .member("adminSSOConfigurationLink")
        )
    }

    /// Revokes the link of ``generateSSOConfigurationLink(tenantId:ssoId:lifetime:email:templateId:actorId:)``.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant's id.
    ///   - ssoId: The SSO configuration that the link was made for; nil for the default one.
    public func revokeSSOConfigurationLink(tenantId: String, ssoId: String? = nil) async throws {
        try await management.send(.revokeSSOConfigurationLink, body: ["tenantId": tenantId, "ssoId": ssoId])
    }

    /// Removes the suffix of SSO from the external ids of a tenant's users.
    ///
    /// From the service's published description; not checked against another SDK.
    public func removeSSOUserSuffix(tenantId: String) async throws {
        try await management.send(.removeSSOUserSuffix, body: ["tenantId": tenantId])
    }
}
