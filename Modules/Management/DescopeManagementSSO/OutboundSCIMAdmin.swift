import DescopeCore
public import DescopeManagement

extension Management {
    /// Manages outbound provisioning: the service sends users to an application by SCIM.
    public var outboundScim: OutboundSCIMAdmin { OutboundSCIMAdmin(management: self) }
}

/// Manages outbound provisioning: the service sends the users of an SSO application to it by SCIM.
///
/// ```swift
/// try await client.management.outboundScim.create(
///     "crm",
///     configuration: ["baseUrl": "https://crm.example.com/scim/v2", "bearerToken": Secret(token)]
/// )
/// ```
///
/// An application has one configuration. Which values it needs depends on the application.
public struct OutboundSCIMAdmin: Sendable {
    let management: Management

    /// Creates the configuration of an application.
    ///
    /// - Parameters:
    ///   - appId: The SSO application.
    ///   - configuration: The values. Wrap tokens and passwords in ``/DescopeCore/Secret``.
    /// - Returns: The configuration, with its version.
    @discardableResult
    public func create(
        _ appId: String,
        configuration: OutboundSCIMValues? = nil
    ) async throws -> OutboundSCIMConfiguration {
        try await management.send(
            .createOutboundSCIM,
            body: ["appId": appId, "configuration": configuration],
            returning: .member("configuration")
        )
    }

    /// Changes the values of an application's configuration.
    ///
    /// - Parameters:
    ///   - appId: The SSO application.
    ///   - version: The version of the configuration that the change is based on. The service refuses any other than
    ///     the present one, because another change was made in the meantime.
    ///   - configuration: The values; empty to clear them all, nil to keep them. Wrap tokens and passwords in
    ///     ``/DescopeCore/Secret``.
    /// - Returns: The configuration, with its new version.
    @discardableResult
    public func update(
        _ appId: String,
        version: Int,
        configuration: OutboundSCIMValues? = nil
    ) async throws -> OutboundSCIMConfiguration {
        try await management.send(
            .updateOutboundSCIM,
            body: [
                "appId": appId, "version": version, "configuration": configuration.map { Change.set($0) },
            ],
            returning: .member("configuration")
        )
    }

    /// Deletes the configuration of an application.
    ///
    /// - Parameter appId: The SSO application.
    public func delete(_ appId: String) async throws {
        try await management.send(.deleteOutboundSCIM, body: ["appId": appId])
    }

    /// The configuration of an application.
    ///
    /// - Parameter appId: The SSO application.
    public func load(_ appId: String) async throws -> OutboundSCIMConfiguration {
        try await management.send(.loadOutboundSCIM, path: [appId], returning: .member("configuration"))
    }

    /// Turns outbound provisioning to an application on or off.
    ///
    /// - Parameters:
    ///   - isEnabled: Whether users are sent.
    ///   - appId: The SSO application.
    /// - Returns: The configuration as it is now.
    @discardableResult
    public func setEnabled(_ isEnabled: Bool, for appId: String) async throws -> OutboundSCIMConfiguration {
        try await management.send(
            .setOutboundSCIMEnabled,
            body: ["appId": appId, "enabled": isEnabled],
            returning: .member("configuration")
        )
    }
}
