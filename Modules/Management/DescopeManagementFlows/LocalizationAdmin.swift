public import DescopeManagement

extension Management {
    /// Manages translations.
    public var localization: LocalizationAdmin { LocalizationAdmin(management: self) }
}

/// Manages the translations of flows and messages. From the service's published description; not checked against
/// another SDK.
///
/// ```swift
/// var overrides = try await client.management.localization.exportFlow("sign-up-or-in")
/// overrides.languages["de"]?["title"] = "Willkommen"
/// try await client.management.localization.importFlow(overrides, flowId: "sign-up-or-in")
/// ```
public struct LocalizationAdmin: Sendable {
    let management: Management

    /// Exports the translations of a flow's screens. From the service's published description; not checked against
    /// another SDK.
    public func exportFlow(_ flowId: String) async throws -> FlowLocalization {
        try await management.send(
            .exportFlowLocalization,
            body: ["flowId": flowId],
            returning: .member("overrides")
        )
    }

    /// Replaces the translations of a flow's screens. From the service's published description; not checked against
    /// another SDK.
    ///
    /// - Parameters:
    ///   - overrides: The translations.
    ///   - flowId: The flow's id.
    /// - Returns: The translations as they are now; nil when the service does not return them.
    @discardableResult
    public func importFlow(_ overrides: FlowLocalization, flowId: String) async throws -> FlowLocalization? {
        try await management.send(
            .importFlowLocalization,
            body: ["flowId": flowId, "overrides": overrides],
            requiring: ["overrides"],
            returning: .member("overrides")
        )
    }

    /// Exports the translations of messages. From the service's published description; not checked against another SDK.
    public func exportMessaging() async throws -> MessagingLocalization {
        try await management.send(.exportMessagingLocalization, body: [:], returning: .member("overrides"))
    }

    /// Replaces the translations of messages. From the service's published description; not checked against another
    /// SDK.
    ///
    /// - Returns: The translations as they are now; nil when the service does not return them.
    @discardableResult
    public func importMessaging(_ overrides: MessagingLocalization) async throws -> MessagingLocalization? {
        try await management.send(
            .importMessagingLocalization,
            body: ["overrides": overrides],
            requiring: ["overrides"],
            returning: .member("overrides")
        )
    }
}
