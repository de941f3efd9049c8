@_exported public import DescopeManagement

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension Management {
    /// Manages SSO applications.
    public var ssoApplications: SSOApplicationAdmin { SSOApplicationAdmin(management: self) }
}

/// Manages SSO applications: other services that users sign in to with Descope as the identity provider.
///
/// ```swift
/// let settings = OIDCApplicationSettings(loginPageURL: "https://login.example.com")
/// let id = try await client.management.ssoApplications.createOIDC(SSOApplicationDetails("CRM"), settings)
/// ```
///
/// An update replaces all values. To change some of them, begin with the application:
///
/// ```swift
/// let application = try await client.management.ssoApplications.load(id)
/// guard var settings = application.oidc?.settings else { return }
/// settings.requiresPKCE = true
/// try await client.management.ssoApplications.updateOIDC(id, application.details, settings)
/// ```
public struct SSOApplicationAdmin: Sendable {
    let management: Management

    // MARK: - OpenID Connect

    /// Creates an application that uses OpenID Connect.
    ///
    /// - Parameters:
    ///   - details: The application's name and what is shown of it.
    ///   - settings: The settings of OpenID Connect.
    ///   - id: The id; nil lets the service make one.
    ///   - clientId: The client id that the application has with another identity provider, to keep using it.
    ///   - clientSecret: The client secret that it has there.
    /// - Returns: The application's id.
    @discardableResult
    public func createOIDC(
        _ details: SSOApplicationDetails,
        _ settings: OIDCApplicationSettings,
        id: String? = nil,
        clientId: String? = nil,
        clientSecret: (any SecretConvertible)? = nil
    ) async throws -> String {
        try await management.send(
            .createOIDCApplication,
            body: RequestBody(
                settings,
                with: RequestBody(
                    details,
                    with: ["id": id, "clientId": clientId, "clientSecret": clientSecret?.asSecret]
                )
            ),
            returning: .member("id")
        )
    }

    /// Replaces all values of an application that uses OpenID Connect; those that are not set are cleared.
    ///
    /// - Parameters:
    ///   - id: The application's id.
    ///   - details: The name that it is to have, and what is shown of it.
    ///   - settings: The settings that it is to have.
    public func updateOIDC(
        _ id: String,
        _ details: SSOApplicationDetails,
        _ settings: OIDCApplicationSettings
    ) async throws {
        try await management.send(
            .updateOIDCApplication,
            body: RequestBody(settings, with: RequestBody(details, with: ["id": id]))
        )
    }

    // MARK: - SAML

    /// Creates an application that uses SAML.
    ///
    /// - Parameters:
    ///   - details: The application's name and what is shown of it.
    ///   - settings: The settings of SAML.
    ///   - id: The id; nil lets the service make one.
    /// - Returns: The application's id.
    @discardableResult
    public func createSAML(
        _ details: SSOApplicationDetails,
        _ settings: SAMLApplicationSettings,
        id: String? = nil
    ) async throws -> String {
        try await management.send(
            .createSAMLApplication,
            body: RequestBody(settings, with: RequestBody(details, with: ["id": id])),
            returning: .member("id")
        )
    }

    /// Replaces all values of an application that uses SAML; those that are not set are cleared.
    ///
    /// - Parameters:
    ///   - id: The application's id.
    ///   - details: The name that it is to have, and what is shown of it.
    ///   - settings: The settings that it is to have.
    public func updateSAML(
        _ id: String,
        _ details: SSOApplicationDetails,
        _ settings: SAMLApplicationSettings
    ) async throws {
        try await management.send(
            .updateSAMLApplication,
            body: RequestBody(settings, with: RequestBody(details, with: ["id": id]))
        )
    }

    // MARK: - WS-Federation

    /// Creates an application that uses WS-Federation.
    ///
    /// - Parameters:
    ///   - details: The application's name and what is shown of it.
    ///   - settings: The settings of WS-Federation.
    ///   - id: The id; nil lets the service make one.
    /// - Returns: The application's id.
    @discardableResult
    public func createWSFed(
        _ details: SSOApplicationDetails,
        _ settings: WSFedApplicationSettings,
        id: String? = nil
    ) async throws -> String {
        try await management.send(
            .createWSFedApplication,
            body: RequestBody(settings, with: RequestBody(details, with: ["id": id])),
            returning: .member("id")
        )
    }

    /// Replaces all values of an application that uses WS-Federation; those that are not set are cleared.
    ///
    /// - Parameters:
    ///   - id: The application's id.
    ///   - details: The name that it is to have, and what is shown of it.
    ///   - settings: The settings that it is to have.
    public func updateWSFed(
        _ id: String,
        _ details: SSOApplicationDetails,
        _ settings: WSFedApplicationSettings
    ) async throws {
        try await management.send(
            .updateWSFedApplication,
            body: RequestBody(settings, with: RequestBody(details, with: ["id": id]))
        )
    }

    // MARK: - All kinds

    /// Deletes an application.
    public func delete(_ id: String) async throws {
        try await management.send(.deleteSSOApplication, body: ["id": id])
    }

    /// Loads an application.
    public func load(_ id: String) async throws -> SSOApplication {
        try await management.send(.loadSSOApplication, query: ["id": id])
    }

    /// All applications of the project.
    public func loadAll() async throws -> [SSOApplication] {
        try await management.send(.loadSSOApplications, returning: .member("apps"))
    }

    // MARK: - Client secrets

    /// Loads a client secret of an application that uses OpenID Connect.
    ///
    /// - Parameters:
    ///   - id: The application's id.
    ///   - name: The secret's name, which is needed when the application has several.
    public func loadSecret(_ id: String, name: String? = nil) async throws -> Secret {
        try await management.send(
            .loadSSOApplicationSecret,
            query: ["id": id, "secretName": name],
            returning: .member("cleartext")
        )
    }

    /// Replaces the client secret of an application by a new one.
    ///
    /// - Returns: The new secret.
    public func rotateSecret(_ id: String) async throws -> Secret {
        try await management.send(.rotateSSOApplicationSecret, body: ["id": id], returning: .member("cleartext"))
    }

    /// Gives an application a further client secret, so that it can move to it before the old one is revoked.
    ///
    /// - Parameters:
    ///   - name: The secret's name.
    ///   - id: The application's id.
    ///   - expiresAt: When it expires; nil for never. In JSON: seconds since 1970.
    /// - Returns: The secret. ``loadSecret(_:name:)`` returns it again.
    public func addSecret(_ name: String, id: String, expiresAt: Date? = nil) async throws -> CreatedClientSecret {
        try await management.send(
            .addSSOApplicationSecret,
            body: [
                "appId": id, "name": name,
                "expireTime": try APIOperation.addSSOApplicationSecret.expireTime(expiresAt),
            ]
        )
    }

    /// Revokes a client secret of an application.
    ///
    /// - Parameters:
    ///   - name: The secret's name.
    ///   - id: The application's id.
    /// - Returns: The secrets that remain.
    @discardableResult
    public func revokeSecret(_ name: String, id: String) async throws -> [ClientSecretInfo] {
        try await management.send(
            .revokeSSOApplicationSecret,
            body: ["appId": id, "name": name],
            returning: .member("secrets")
        )
    }

    // MARK: - Custom attributes

    /// The custom attributes that SSO applications may have. An application's values are in
    /// ``SSOApplicationDetails/customAttributes``.
    public func loadCustomAttributes() async throws -> [CustomAttribute] {
        try await management.send(.loadSSOApplicationAttributes, returning: .member("data"))
    }

    /// Defines custom attributes for SSO applications, or changes their definitions.
    ///
    /// - Parameter attributes: The attributes; at least one.
    /// - Returns: All attributes after the change.
    @discardableResult
    public func createCustomAttributes(_ attributes: [CustomAttribute]) async throws -> [CustomAttribute] {
        try await management.send(
            .createSSOApplicationAttributes,
            body: ["attributes": attributes],
            requiring: ["attributes"],
            returning: .member("data")
        )
    }

    /// Deletes the definitions of custom attributes.
    ///
    /// - Parameter names: The attributes' names; at least one.
    /// - Returns: The attributes that remain.
    @discardableResult
    public func deleteCustomAttributes(_ names: [String]) async throws -> [CustomAttribute] {
        try await management.send(
            .deleteSSOApplicationAttributes,
            body: ["names": names],
            requiring: ["names"],
            returning: .member("data")
        )
    }
}
