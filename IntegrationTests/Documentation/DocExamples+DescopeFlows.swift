import DescopeFlows
import DescopeURLSession

// The code of DescopeFlows's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    let client = try DescopeClient(projectId: "P2abc", transport: .urlSession)

    /// Runs a flow; `ask` shows a screen and returns which button was pressed and what was entered.
    func run(
        _ flowId: String,
        ask: (_ screen: JSONValue?, _ error: String?) async throws -> (button: String, input: FlowInput)
    ) async throws -> SignInResponse? {
        var step = try await client.flow.start(flowId)
        while step.status == .waiting, step.action == .screen {
            let answer = try await ask(step.screen, step.error?.message)
            step = try await client.flow.next(
                executionId: step.executionId,
                stepId: step.stepId,
                interactionId: answer.button,
                input: answer.input
            )
        }
        return step.signIn
    }
}
