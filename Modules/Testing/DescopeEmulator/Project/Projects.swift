import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Route {
    /// The project as a whole: its name and tags, its clones, its content as files.
    static let projects = [
        Route.command("project.updateName", audit: "ProjectModified") { state, call in
            let name = try call.required("name")
            try state.updateProject { $0.name = name }
        },
        Route.command("project.updateTags", audit: "ProjectModified") { state, call in
            try state.updateProject { $0.tags = call.texts("tags") }
        },
        Route("project.listProjects") { state, _ in
            var all = state.stored.all(.kind, clones).map { state.json(ofProject: $0.ownId, $0.members) }
            if let own = state.project[ProjectRecord.onlyId] {
                all.insert(state.json(ofProject: state.projectId, own.description), at: 0)
            }
            return Response(body: ["projects": .array(all)])
        },
        Route("project.clone", audit: "ProjectCloned") { state, call in
            let clone = try state.clone(call)
            var members = state.json(ofProject: clone.id, clone.members).objectValue ?? [:]
            (members["projectId"], members["projectName"]) = (members["id"], members["name"])
            (members["id"], members["name"]) = (nil, nil)
            return Response(body: .object(members))
        },
        Route("project.cloneAsync", audit: "ProjectCloned") { state, call in
            let clone = try state.clone(call)
            let process: [String: JSONValue] = [
                "projectId": .string(clone.id), "projectName": clone.members["name"] ?? "", "error": "",
            ]
            let id = try newId("")
            try state.keepDocument(cloneProcesses, id, members: process)
            return Response(body: ["processId": .string(id)])
        },
        Route("project.getCloneProcess") { state, call in
            // Cloning takes no time here.
            let process = state.document(cloneProcesses, try call.required("processId"))
            guard !process.isEmpty else { throw EmulatorRefusal.invalid("processId: the process is unknown") }
            return Response(body: .object(process))
        },
        Route.command("project.delete", audit: "ProjectDeleted") { state, _ in
            for table in EmulatorState.tables where ![ProjectRecord.table, ProjectKeyRecord.table].contains(table.name)
            {
                table.empty(state)
            }
            try state.updateProject { $0.isDeleted = true }
        },
        Route("project.exportSnapshot", nil, exportFiles), Route("project.exportLegacy", nil, exportFiles),
        Route("project.importSnapshot", audit: "SnapshotImported", importFiles),
        Route("project.importLegacy", audit: "SnapshotImported", importFiles),
        Route("project.validateSnapshot") { state, call in
            let files = try state.importFiles(call)
            // Nothing but the findings remains.
            state.rollBack()
            var missing = files.missingSecrets
            for name in ["connectors", "oauthProviders", "outboundApps", "externalAuth"] where missing[name] == nil {
                missing[name] = []
            }
            return Response(body: [
                "ok": .bool(files.isComplete), "failures": .texts(files.failures),
                "missingSecrets": .object(missing.mapValues { .array($0) }),
            ])
        },
    ]

    private static let exportFiles: Handler = { state, call in
        guard [nil, "plain"].contains(call.text("format")) else {
            throw EmulatorRefusal.invalid("format: expected plain or nothing, found another")
        }
        return Response(body: ["files": .object(try state.exportedFiles())])
    }

    private static let importFiles: Handler = { state, call in
        let files = try state.importFiles(call)
        guard files.isComplete else {
            let missing = files.missingSecrets.flatMap { kind, secrets in
                secrets.map { "inputSecrets.\(kind) lacks the secret of \($0["id"]?.stringValue ?? "")" }
            }
            throw EmulatorRefusal.invalid("files: " + (files.failures + missing.sorted()).joined(separator: "; "))
        }
        if let settings = files.settings {
            state.settings = settings
            state.keepSettings()
        }
        return Response()
    }
}

/// The kinds of the rows of clones, and of the processes that made them.
private let clones = "projects"
private let cloneProcesses = "cloneProcesses"

extension ProjectRecord {
    fileprivate var description: [String: JSONValue] {
        ["name": .string(name), "environment": .string(environment), "tags": .texts(tags)]
    }
}

extension EmulatorState {
    func updateProject(_ change: (inout ProjectRecord) -> Void) throws(EmulatorRefusal) {
        guard var record = project[ProjectRecord.onlyId] else { throw .invalid("the project does not exist") }
        change(&record)
        try save(record)
    }

    /// The project or a clone of it in the service's JSON.
    fileprivate func json(ofProject id: String, _ members: [String: JSONValue]) -> JSONValue {
        .object(members.merging(["id": .string(id), "tag": members["tags"]?[0] ?? ""]) { $1 })
    }

    /// Remembers a clone, which is only listed: a backend is one project.
    fileprivate func clone(_ call: Call) throws(EmulatorRefusal) -> (id: String, members: [String: JSONValue]) {
        let environment = call.text("environment") ?? ""
        guard ["", "production"].contains(environment) else {
            throw .invalid("environment: expected production or nothing, found another")
        }
        let id = try newId("P2")
        let members: [String: JSONValue] = [
            "name": .string(try call.required("name")), "environment": .string(environment),
            "tags": .texts(call.texts("tags")),
        ]
        try keepDocument(clones, id, members: members)
        return (id, members)
    }
}
