public import DescopeCore
import DescopeHTTP

/// Running the project's flows step by step, for an app that draws the screens itself.
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
/// In a browser Descope's web components do all of this. Neither call is repeated when it may have reached the service:
/// a step is taken once.
public struct FlowClient: Sendable {
    let client: DescopeClient

    /// Begins a flow.
    ///
    /// - Parameters:
    ///   - flowId: The flow's id, as the console shows it.
    ///   - options: What the flow is told at its start.
    ///   - input: Values that the flow begins with.
    ///   - interactionId: What the user has done to begin it, when a screen came before it.
    /// - Returns: The first step that needs somebody, or the end.
    public func start(
        _ flowId: String,
        options: FlowOptions = FlowOptions(),
        input: FlowInput = [:],
        interactionId: String? = nil
    ) async throws -> FlowStep {
        try requireText(flowId, "flowId", "Pass the flow's id from the console.", during: "flow.start")
        try checkRedirectURL(options.redirectURL, during: "flow.start")
        return try await client.send(
            Endpoint(
                "flow.start",
                .post,
                "/v1/flow/start",
                body: [
                    "flowId": flowId, "options": options.isEmpty ? nil : options, "interactionId": interactionId,
                    "input": input.isEmpty ? nil : input, "isCustomScreen": false,
                ]
            )
        )
    }

    /// Goes on with a flow that waits.
    ///
    /// - Parameters:
    ///   - executionId: The step's ``FlowStep/executionId``.
    ///   - stepId: The step's ``FlowStep/stepId``.
    ///   - interactionId: What the user has done: the id of the screen's button.
    ///   - input: What the user has entered, by the screen's names for it.
    ///   - version: The flow's version, where it matters which.
    /// - Returns: The next step that needs somebody, or the end.
    public func next(
        executionId: some SecretConvertible,
        stepId: String,
        interactionId: String,
        input: FlowInput = [:],
        version: Int? = nil
    ) async throws -> FlowStep {
        let advice = "Pass the one of the step before."
        let executionId = executionId.asSecret
        try requireText(executionId.reveal(), "executionId", advice, during: "flow.next")
        try requireText(stepId, "stepId", advice, during: "flow.next")
        try requireText(interactionId, "interactionId", "Pass the id of the screen's button.", during: "flow.next")
        return try await client.send(
            Endpoint(
                "flow.next",
                .post,
                "/v1/flow/next",
                body: [
                    "executionId": executionId, "stepId": stepId, "interactionId": interactionId, "version": version,
                    "input": input.isEmpty ? nil : input, "isCustomScreen": false,
                ]
            )
        )
    }
}
