import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The result of a flow that management has run.
struct FlowRun: OneTimeValue {
    static let table = "flowRuns"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<OneTime<Self>>> { \.flowRuns }

    let output: [String: JSONValue]

    var userId: String? { nil }
}

extension Route {
    /// The management of flows.
    static let flowManagement = [
        Route("flow.list") { state, call in
            let ids = call.texts("ids")
            let found = state.flows.all.filter { ids.isEmpty || ids.hasSame($0.id) }
            let flows = found.map { flow -> JSONValue in
                [
                    "id": .string(flow.id), "name": .string(flow.name),
                    "description": flow.members["description"] ?? "", "disabled": .bool(flow.flag("disabled")),
                ]
            }
            return Response(body: ["flows": .array(flows), "total": .int(Int64(flows.count))])
        },
        Route.command("flow.delete", audit: "FlowDeleted") { state, call in
            for id in try call.requiredTexts("ids") { state.deleteFlow(try state.flow(id)) }
        },
        Route("flow.export") { state, call in
            Response(body: try state.flow(try call.required("flowId")).withScreens)
        },
        Route("flow.exportV2") { state, call in
            Response(body: ["flow": try state.flow(try call.required("flowId")).exported])
        },
        Route("flow.import", audit: "FlowImported") { state, call in
            let flow = call.object("flow")
            let screens = call.body["screens"]?.arrayValue ?? []
            let record = try state.importFlow(try call.required("flowId")) { $0.replace(flow: flow, screens: screens) }
            return Response(body: record.withScreens)
        },
        Route.command("flow.importV2", audit: "FlowImported") { state, call in
            let flow = call.body["flow"] ?? [:]
            guard let id = flow["flowId"]?.stringValue, !id.isEmpty else {
                throw EmulatorRefusal.missing("flow.flowId")
            }
            _ = try state.importFlow(id) { $0.replace(exported: flow) }
        },
        Route("flow.run") { state, call in Response(body: ["output": .object(try state.runFlow(call))]) },
        Route("flow.runAsync", audit: "FlowRun") { state, call in
            let run = FlowRun(output: try state.runFlow(call))
            let id = try state.issue(run, for: state.settings.linkLifetime)
            return Response(body: ["executionId": .string(id.reveal())])
        },
        Route("flow.getAsyncResult") { state, call in
            guard let run = try state.waiting(try call.required("executionId"), as: FlowRun.self) else {
                throw EmulatorRefusal.invalid("executionId: the execution is unknown or expired")
            }
            return Response(body: ["output": .object(run.value.output)])
        },
        Route("flow.listTemplates") { _, call in
            // The contract knows no members of the body, so any may be a filter.
            for name in call.root.keys.sorted() { throw EmulatorRefusal.invalid("\(name) is not emulated") }
            let content = FlowRecord.signUpOrIn("sign-up-or-in").withScreens
            let flow = content["flow"] ?? [:]
            let screens = (content["screens"]?.arrayValue ?? []).map { screen -> JSONValue in
                .object(
                    (screen.objectValue ?? [:]).filter {
                        ["id", "inputs", "interactions", "htmlTemplate"].contains($0.key)
                    }
                )
            }
            let template: JSONValue = [
                "id": "sign-up-or-in", "name": flow["name"] ?? "", "description": flow["description"] ?? "",
                "dsl": flow["dsl"] ?? [:], "modifiedTime": "", "etag": "", "tags": [], "methods": ["otp"],
                "screens": .array(screens), "keywords": [],
            ]
            return Response(body: ["templates": [template], "total": 1])
        },
        Route("flow.listWidgets") { state, _ in
            let widgets = state.flows.all.filter { $0.flag("widget") }.map { flow -> JSONValue in
                [
                    "widgetId": .string(flow.id), "name": .string(flow.name), "type": "",
                    "disabled": .bool(flow.flag("disabled")),
                ]
            }
            return Response(body: ["widgets": .array(widgets)])
        },
    ]

    /// The appearance of screens, and their texts in other languages.
    static let appearance = [
        Route("theme.export") { state, _ in state.theme },
        Route("theme.exportV2") { state, _ in Response(body: ["theme": state.exportedTheme]) },
        Route("theme.import", audit: "ThemeImported") { state, call in
            let references = state.document(theme)["references"] ?? .emptyReferences
            let members = call.object("theme")
            try state.keepDocument(theme, members: members.merging(["references": references]) { $1 })
            return state.theme
        },
        Route.command("theme.importV2", audit: "ThemeImported") { state, call in
            try state.importTheme(call.body["theme"] ?? [:])
        },
        Route("localization.exportFlow") { state, call in
            state.localization(try state.flow(try call.required("flowId")).id)
        },
        Route("localization.importFlow", audit: "LocalizationImported") { state, call in
            let flow = try state.flow(try call.required("flowId"))
            guard [nil, "", flow.id].contains(call.body["overrides"]?["flowId"]?.stringValue) else {
                throw EmulatorRefusal.invalid("overrides.flowId: expected the same as flowId, found another")
            }
            return try state.importLocalization(call.body["overrides"], flow.id)
        },
        Route("localization.exportMessaging") { state, call in
            for name in call.root.keys.sorted() { throw EmulatorRefusal.invalid("\(name) is not emulated") }
            return state.localization(nil)
        },
        Route("localization.importMessaging", audit: "LocalizationImported") { state, call in
            try state.importLocalization(call.body["overrides"], nil)
        },
    ]

    private static let theme = "theme"
}

extension Call {
    /// The members of a body that is itself the value.
    fileprivate var root: [String: JSONValue] { object(OperationShape.root) }
}

extension EmulatorState {
    func flow(_ id: String) throws(EmulatorRefusal) -> FlowRecord {
        guard let flow = flows[id] else { throw .invalid("the flow \(id) does not exist") }
        return flow
    }

    /// Deletes a flow with its texts.
    func deleteFlow(_ flow: FlowRecord) {
        delete(flow)
        delete(StoredRecord.id(Self.localization, flow.id), from: StoredRecord.self)
    }

    /// Replaces the content of a flow, which is made if necessary.
    func importFlow(_ id: String, _ replace: (inout FlowRecord) -> Void) throws(EmulatorRefusal) -> FlowRecord {
        var flow = flows[id] ?? FlowRecord(id: id, members: [:], screens: [])
        let version = flow.members["version"]?.intValue ?? 0
        replace(&flow)
        flow.members["version"] = .int(version &+ 1)
        flow.members["etag"] = .string(try newId(""))
        flow.members["modifiedTime"] = .string("\(seconds(now))")
        try save(flow)
        return flow
    }

    /// Runs a flow, as the function for it says.
    fileprivate func runFlow(_ call: Call) throws(EmulatorRefusal) -> [String: JSONValue] {
        let flow = try flow(try call.required("flowId"))
        guard !flow.flag("disabled") else { throw .invalid("the flow is disabled") }
        // Python's SDK sends the options beside the flow's id.
        let options = call.body.merging(call.object("options")) { $1 }
        if let tenantId = options["tenant"]?.stringValue, !tenantId.isEmpty { _ = try tenant(tenantId) }
        return runsFlow?(flow.id, options["input"]?.objectValue ?? [:]) ?? [:]
    }

    // MARK: Themes

    fileprivate var theme: Response {
        let empty: JSONValue = [
            "id": "default", "cssTemplate": [:], "componentsVersion": "", "version": 0, "codeMode": false,
        ]
        return Response(body: ["theme": JSONValue.object(document("theme")).filling(empty)])
    }

    /// `ExportedTheme`.
    var exportedTheme: JSONValue {
        let members = document("theme")
        return [
            "styles": members["cssTemplate"] ?? [:], "componentsVersion": members["componentsVersion"] ?? "",
            "references": members["references"] ?? .emptyReferences,
        ]
    }

    func importTheme(_ exported: JSONValue) throws(EmulatorRefusal) {
        var members = document("theme")
        members["cssTemplate"] = exported["styles"] ?? [:]
        members["componentsVersion"] = exported["componentsVersion"]
        members["references"] = exported["references"]
        try keepDocument("theme", members: members)
    }

    // MARK: Localization

    /// The document of a flow's texts, or of the messages' texts.
    static let localization = "localization"

    fileprivate func localization(_ flowId: String?) -> Response {
        var empty: [String: JSONValue] = ["id": "", "version": 0, "modifiedTime": "", "languages": [:]]
        if let flowId { empty["flowId"] = .string(flowId) }
        let texts = JSONValue.object(document(Self.localization, flowId ?? ""))
        return Response(body: ["overrides": texts.filling(.object(empty))])
    }

    /// Replaces the texts of a flow, or those of messages.
    @discardableResult
    func importLocalization(_ overrides: JSONValue?, _ flowId: String?) throws(EmulatorRefusal) -> Response {
        guard let overrides else { throw .missing("overrides") }
        let old = document(Self.localization, flowId ?? "")
        let id = if let id = old["id"]?.stringValue { id } else { try newId("LO2") }
        let new: [String: JSONValue] = [
            "id": .string(id),
            "version": .int((old["version"]?.intValue ?? 0) &+ 1), "modifiedTime": .string("\(seconds(now))"),
            "languages": overrides["languages"] ?? [:],
        ]
        try keepDocument(Self.localization, flowId ?? "", members: new)
        return localization(flowId)
    }
}
