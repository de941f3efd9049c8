import DescopeHTTP
import DescopeTesting

extension ScriptedTransport.Answer {
    /// A JSON text that is made once the gate's clock has moved by a second.
    static func held(
        by gate: ManualClock,
        status: Int = 200,
        _ text: @escaping @Sendable (APIRequest) throws -> String
    ) -> Self {
        .reply { request in
            try await gate.sleep(for: .seconds(1))
            return APIResponse(status: status, body: Array(try text(request).utf8))
        }
    }
}

/// A caller for each argument, at the same time: when this returns, all of them wait for the answers that `gate` holds.
func callers<Argument: Sendable, Outcome: Sendable>(
    with arguments: [Argument],
    on executor: HeldExecutor,
    waitingAt gate: ManualClock,
    requests: Int = 1,
    _ call: @escaping @Sendable (Argument) async throws -> Outcome
) async -> [Task<Outcome, any Error>] {
    let tasks = arguments.map { argument in Task(executorPreference: executor) { try await call(argument) } }
    executor.drain()
    await gate.sleepers(atLeast: requests)
    return tasks
}
