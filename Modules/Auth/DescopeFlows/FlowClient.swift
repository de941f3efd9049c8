public import DescopeCore
import DescopeHTTP
public import DescopeModels

/// Runs the project's flows step by step, for an app that renders the screens itself.
///
/// ```swift
/// var step = try await client.flow.start("sign-up-or-in")
/// while step.status == .waiting, step.action == .screen {
///     let (button, input) = try await show(step.screen)
///     step = try await client.flow.next(
///         executionId: step.executionId, stepId: step.stepId, interactionId: button, input: input
///     )
/// }
/// let signedIn = step.signIn
/// ```
///
/// In a browser, Descope's web components do all of this. Neither operation is retried when the request may have
/// reached the service: a flow takes each step once.
public struct FlowClient: Sendable {
    let client: DescopeClient

    /// Starts a flow.
    ///
    /// - Parameters:
    ///   - flowId: The flow's id, as the console shows it.
    ///   - options: Options for the flow.
    ///   - input: Values that the flow starts with.
    ///   - interactionId: The id of the button that started the flow, when it was started from a screen.
    /// - Returns: The first step that waits, or the end of the flow.
    public func start(
        _ flowId: String,
        options: FlowOptions = FlowOptions(),
        input: FlowInput = [:],
        interactionId: String? = nil
    ) async throws -> FlowStep {
        try APIOperation.start.require(flowId, "flowId", "Pass the flow's id from the console.")
        try checkRedirectURL(options.redirectURL, during: APIOperation.start.name)
        return try await client.send(
            .start,
            body: [
                "flowId": flowId, "options": options.members, "interactionId": interactionId, "input": input,
                "isCustomScreen": false,
            ],
            returning: .step
        )
    }

    /// Continues a flow that waits.
    ///
    /// - Parameters:
    ///   - executionId: The ``FlowStep/executionId`` of the step before.
    ///   - stepId: The ``FlowStep/stepId`` of the step before.
    ///   - interactionId: The id of the button that the user pressed.
    ///   - input: What the user entered, by the names that the screen uses.
    ///   - version: The version of the flow. Nil for the current one.
    /// - Returns: The next step that waits, or the end of the flow.
    public func next(
        executionId: some SecretConvertible,
        stepId: String,
        interactionId: String,
        input: FlowInput = [:],
        version: Int? = nil
    ) async throws -> FlowStep {
        let advice = "Pass the one of the step before."
        try APIOperation.next.require(executionId.asSecret.reveal(), "executionId", advice)
        try APIOperation.next.require(stepId, "stepId", advice)
        try APIOperation.next.require(interactionId, "interactionId", "Pass the id of the screen's button.")
        return try await client.send(
            .next,
            body: [
                "executionId": executionId.asSecret, "stepId": stepId, "interactionId": interactionId,
                "version": version, "input": input, "isCustomScreen": false,
            ],
            returning: .step
        )
    }
}
