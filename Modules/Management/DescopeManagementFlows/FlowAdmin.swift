public import DescopeCore
@_exported public import DescopeManagement
@_exported public import DescopeModels

extension Management {
    /// Manages flows.
    public var flows: FlowAdmin { FlowAdmin(management: self) }
}

/// Manages the flows of the project, and runs those that need no user.
///
/// ```swift
/// let flow = try await client.management.flows.export("sign-up-or-in")
/// try await production.management.flows.import(flow)
/// ```
///
/// What is exported is opaque: keep all of it, also the members that you do not know, so that an import loses nothing.
/// `client.flow` of the module `DescopeFlows` runs the flows with which users sign in.
public struct FlowAdmin: Sendable {
    let management: Management

    /// All flows of the project, without their contents.
    public func list() async throws -> [FlowMetadata] {
        try await management.send(.listFlows, body: [:], returning: .member("flows"))
    }

    /// The flows with some ids, without their contents.
    ///
    /// - Parameter ids: The flows' ids; at least one.
    public func list(ids: [String]) async throws -> [FlowMetadata] {
        try await management.send(.listFlows, body: ["ids": ids], requiring: ["ids"], returning: .member("flows"))
    }

    /// Deletes several flows in one request.
    ///
    /// - Parameter ids: The flows' ids; at least one.
    public func deleteBatch(_ ids: [String]) async throws {
        try await management.send(.deleteFlows, body: ["ids": ids], requiring: ["ids"])
    }

    // MARK: - Export and import

    /// Exports a flow with its screens.
    ///
    /// - Returns: An object with the members `flowId`, `metadata`, `contents`, `screens` and `references`.
    public func export(_ flowId: String) async throws -> [String: JSONValue] {
        try await management.send(.exportFlow, body: ["flowId": flowId], returning: .member("flow"))
    }

    /// Creates a flow, or replaces the one with the same id.
    ///
    /// - Parameters:
    ///   - flow: What ``export(_:)`` has returned.
    ///   - flowId: The id that the flow is to have; nil for the one in `flow`.
    ///   - skipsRender: Whether the flow's screens are not rendered anew. From the service's published description; not
    ///     checked against another SDK.
    ///   - changelog: A note about the change. From the service's published description; not checked against another
    ///     SDK.
    public func `import`(
        _ flow: [String: JSONValue],
        as flowId: String? = nil,
        skipsRender: Bool? = nil,
        changelog: String? = nil
    ) async throws {
        let flowId = flowId ?? flow["flowId"]?.stringValue ?? ""
        try APIOperation.importFlow.require(flowId, "flowId")
        guard flow.contains(where: { $0.key != "flowId" }) else {
            throw APIOperation.importFlow.argument("flow", "expected what a flow consists of, found at most its id.")
        }
        try await management.send(
            .importFlow,
            body: [
                "flow": flow.merging(["flowId": .string(flowId)]) { $1 }, "skipRender": skipsRender,
                "changelog": changelog,
            ]
        )
    }

    /// Exports a flow in the older form, with its screens beside it. The service has replaced this operation by
    /// ``export(_:)``.
    public func exportLegacy(_ flowId: String) async throws -> FlowWithScreens {
        try await management.send(.exportLegacyFlow, body: ["flowId": flowId])
    }

    /// Creates a flow of the older form, or replaces the one with the same id. The service has replaced this operation
    /// by ``import(_:as:skipsRender:changelog:)``.
    ///
    /// - Parameters:
    ///   - flow: What ``exportLegacy(_:)`` has returned.
    ///   - flowId: The id that the flow is to have.
    /// - Returns: The flow as it is now.
    @discardableResult
    public func importLegacy(_ flow: FlowWithScreens, as flowId: String) async throws -> FlowWithScreens {
        try await management.send(
            .importLegacyFlow,
            body: ["flowId": flowId, "flow": flow.flow, "screens": Change.set(flow.screens)],
            requiring: ["flow"]
        )
    }

    // MARK: - Running

    /// Runs a management flow, which needs no user, and waits for its end.
    ///
    /// Not idempotent: retried only when the request cannot have reached the service.
    ///
    /// - Returns: The flow's output; empty when it has none.
    @discardableResult
    public func run(_ flowId: String, options: FlowRunOptions = FlowRunOptions()) async throws -> [String: JSONValue] {
        try await management.send(
            .runFlow,
            body: ["flowId": flowId, "options": options],
            returning: .member("output")
        )
    }

    /// Starts a management flow, and does not wait for its end.
    ///
    /// - Returns: The id of this run, which ``loadAsyncResult(_:)`` takes.
    public func runAsync(_ flowId: String, options: FlowRunOptions = FlowRunOptions()) async throws -> String {
        try await management.send(
            .runFlowAsync,
            body: ["flowId": flowId, "options": options],
            returning: .member("executionId")
        )
    }

    /// The output of a flow that was started with ``runAsync(_:options:)``.
    ///
    /// The service does not document what it returns while the flow still runs.
    ///
    /// - Returns: The flow's output; empty when the response has none.
    public func loadAsyncResult(_ executionId: String) async throws -> [String: JSONValue] {
        try await management.send(
            .loadAsyncResult,
            body: ["executionId": executionId],
            returning: .member("output")
        )
    }

    /// Continues the flow of a user whom another system has authenticated. From the service's published description;
    /// not checked against another SDK.
    ///
    /// - Parameters:
    ///   - requestId: The id of the request that the flow has sent to the other system.
    ///   - loginId: The user's login id.
    ///   - details: What is known about the user.
    /// - Returns: The URL to send the user to. It contains the flow's state.
    public func completeExternalAuth(
        _ requestId: String,
        loginId: String,
        details: ExternalAuthDetails = ExternalAuthDetails()
    ) async throws -> Secret {
        try await management.send(
            .completeExternalAuth,
            body: RequestBody(details, with: ["externalAuthReqId": requestId, "loginId": loginId]),
            returning: .member("redirectUrl")
        )
    }

    // MARK: - Templates and widgets

    /// The templates that flows can be made from. From the service's published description; not checked against another
    /// SDK.
    public func listTemplates() async throws -> [FlowTemplate] {
        try await management.send(.listTemplates, body: [:], returning: .member("templates"))
    }

    /// The widgets of the project. From the service's published description; not checked against another SDK.
    public func listWidgets() async throws -> [FlowWidget] {
        try await management.send(.listWidgets, returning: .member("widgets"))
    }
}
