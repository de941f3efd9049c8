import Descope

let recordedFlowsCalls: [String: RecordedCall] = [
    "flows.list": { client, _ in _ = try await client.management.flows.list() },
    "flows.deleteBatch": { try await $0.management.flows.deleteBatch($1.list("flowIds")) },
    "flows.exportLegacy": { _ = try await $0.management.flows.exportLegacy($1.text("flowId")) },
    "flows.importLegacy": {
        try await $0.management.flows.importLegacy($1.model(), as: $1.text("flowId"))
    },
    "flows.run": { _ = try await $0.management.flows.run($1.text("flowId"), options: $1.runOptions()) },
    "flows.runAsync": { _ = try await $0.management.flows.runAsync($1.text("flowId"), options: $1.runOptions()) },
    "flows.loadAsyncResult": { _ = try await $0.management.flows.loadAsyncResult($1.text("executionId")) },

    "themes.exportLegacy": { client, _ in _ = try await client.management.themes.exportLegacy() },
    "themes.importLegacy": { try await $0.management.themes.importLegacy($1.object(ifAny: "theme") ?? [:]) },
]

extension RecordedArguments {
    fileprivate func runOptions() throws -> FlowRunOptions {
        has("options") ? try model("options", renaming: ["flowInput": "input"]) : FlowRunOptions()
    }
}

extension KnownDifference {
    static let flows: [KnownDifference] =
        [
            KnownDifference(
                "flows.list",
                "body",
                recorded: nil,
                ours: [:],
                "Node sends an empty object; Python sends no body, although the operation has members."
            )
        ] + ["flows.run", "flows.runAsync"].flatMap(spreadOptions)

    /// Python sends the options beside `flowId`; Node, Go, .NET and the service's description have them in `options`.
    private static func spreadOptions(_ operation: String) -> [KnownDifference] {
        let options: [String: JSONValue] = [
            "input": ["count": 3, "email": "desmond@example.com"], "preview": true, "tenant": "T2acme",
        ]
        let reason = "The options stand in a member of their own."
        return options.map { KnownDifference(operation, "body.\($0.key)", recorded: $0.value, reason) }
            + [KnownDifference(operation, "body.options", recorded: nil, ours: .object(options), reason)]
    }
}
