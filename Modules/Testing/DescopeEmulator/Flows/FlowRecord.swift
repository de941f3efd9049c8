import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A flow of the project. All have the same steps, whatever their content: an email address, then a code.
struct FlowRecord: EmulatorRecord {
    static let table = "flows"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.flows }

    let id: String
    /// The members of both forms of export, by the names of the older one (`Flow`), without id and screens.
    var members: [String: JSONValue]
    /// The screens in the older form (`Screen`), without the flow's id.
    var screens: [[String: JSONValue]]

    func flag(_ name: String) -> Bool { members[name]?.boolValue ?? false }

    /// The flow's name, or its id if it has none.
    var name: String { members["name"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 } ?? id }

    // MARK: The content of a new flow

    /// A flow that signs users up or in.
    static func signUpOrIn(_ id: String) -> Self {
        func screen(_ id: String, _ input: String) -> [String: JSONValue] {
            [
                "id": .string(id), "inputs": [["name": .string(input), "type": "text", "required": true]],
                "interactions": [["id": "submit", "type": "button", "label": "Continue"]],
                "htmlTemplate": ["input": .string(input)],
            ]
        }
        let dsl: JSONValue = ["start": "0", "tasks": ["0": ["screen": "email"], "1": ["screen": "code"]]]
        return Self(
            id: id,
            members: ["name": .string(id), "description": "Signs users up or in with a code by email", "dsl": dsl],
            screens: [screen("email", "email"), screen("code", "code")]
        )
    }

    // MARK: The older form

    private static let emptyFlow: JSONValue = [
        "id": "", "name": "", "description": "", "dsl": [:], "disabled": false, "etag": "", "version": 0,
        "modifiedTime": "",
        "translate": false, "translateConnectorID": "", "translateSourceLang": "", "translateTargetLangs": [],
        "fingerprint": false, "widget": false, "sharedInteractions": [], "management": false, "managementConfig": [:],
        "referencesGlobalStrings": false,
    ]
    private static let emptyScreen: JSONValue = [
        "id": "", "flowId": "", "inputs": [], "interactions": [], "htmlTemplate": [:], "componentsVersion": "",
        "version": 0,
    ]

    /// `FlowWithScreens`.
    var withScreens: JSONValue {
        [
            "flow": JSONValue.object(members.merging(["id": .string(id)]) { $1 }).filling(Self.emptyFlow),
            "screens": .array(
                screens.map { .object($0.merging(["flowId": .string(id)]) { $1 }).filling(Self.emptyScreen) }
            ),
        ]
    }

    /// Replaces what the older form contains; `version`, `etag` and `modifiedTime` are the project's own.
    mutating func replace(flow: [String: JSONValue], screens: [JSONValue]) {
        let own = ["id", "etag", "version", "modifiedTime"]
        members = members.filter { Self.emptyFlow[$0.key] == nil || own.contains($0.key) }
        members.merge(flow.filter { !own.contains($0.key) }) { $1 }
        self.screens = screens.compactMap(\.objectValue).map { $0.filter { $0.key != "flowId" } }
    }

    // MARK: The newer form

    private static let emptyMetadata: JSONValue = [
        "name": "", "description": "", "componentsVersion": "", "disabled": false, "fingerprint": false,
        "widget": false, "translation": [:], "sharedInteractions": [], "management": false, "managementConfig": [:],
    ]

    /// `ExportedFlow`.
    var exported: JSONValue {
        [
            "flowId": .string(id), "metadata": JSONValue.object(members).filling(Self.emptyMetadata),
            "contents": members["dsl"] ?? [:], "references": members["references"] ?? .emptyReferences,
            "screens": .array(
                screens.map { screen in
                    [
                        "screenId": screen["id"] ?? "", "interactions": screen["interactions"] ?? [],
                        "contents": screen["htmlTemplate"] ?? [:],
                    ]
                }
            ),
        ]
    }

    /// Replaces what the newer form contains.
    mutating func replace(exported: JSONValue) {
        members = members.filter { Self.emptyMetadata[$0.key] == nil }
        members.merge(exported["metadata"]?.objectValue ?? [:]) { $1 }
        members["dsl"] = exported["contents"] ?? [:]
        members["references"] = exported["references"]
        // It does not have all members of a screen.
        let old = Dictionary(screens.map { ($0["id"] ?? "", $0) }) { first, _ in first }
        screens = (exported["screens"]?.arrayValue ?? []).map { screen in
            let id = screen["screenId"] ?? ""
            let new = [
                "id": id, "interactions": screen["interactions"] ?? [], "htmlTemplate": screen["contents"] ?? [:],
            ]
            return (old[id] ?? [:]).merging(new) { $1 }
        }
    }
}

extension JSONValue {
    /// `ProjectReferences` of something that refers to nothing.
    static let emptyReferences: JSONValue = [
        "connectors": [:], "oauth": [], "omitted": [], "roles": [:], "userAttributes": [], "tenantAttributes": [],
    ]
}
