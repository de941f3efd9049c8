import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What an import of files has found.
struct ImportedFiles {
    var failures: [String] = []
    /// Secrets that the files do not contain, as the service's `SnapshotSecrets`.
    var missingSecrets: [String: [JSONValue]] = [:]
    /// The project's new settings. They are no row, so the caller sets them once nothing can fail.
    var settings: EmulatorSettings?

    fileprivate let givenSecrets: JSONValue
    /// Whether the rows of folders that have no file are deleted.
    fileprivate var isWhole = false

    var isComplete: Bool { failures.isEmpty && missingSecrets.isEmpty }
}

/// A part of the project's content: one file, or a folder with a file for each row.
private struct FileSection: Sendable {
    /// `roles.json`, or `flows/`.
    let path: String
    /// The content by the names in the folder; a single file has the empty name.
    let export: @Sendable (EmulatorState) throws(EmulatorRefusal) -> [String: JSONValue]
    /// Replaces the content; of folders only the rows that have a file, unless the files are the whole project.
    let replace: @Sendable (EmulatorState, [String: JSONValue], inout ImportedFiles) throws(EmulatorRefusal) -> Void

    var isFolder: Bool { path.hasSuffix("/") }
    /// Its name in the `excludes` of an import.
    var name: String { String(path.prefix { $0 != "." && $0 != "/" }) }

    func file(_ name: String) -> String { isFolder ? "\(path)\(name).json" : path }

    /// The name of a file of this section.
    func name(of file: String) -> String? {
        guard isFolder else { return file == path ? "" : nil }
        guard file.hasPrefix(path), file.hasSuffix(".json") else { return nil }
        return String(file.dropFirst(path.count).dropLast(".json".count))
    }
}

extension EmulatorState {
    /// The content of the project as files, without users, tenants and secrets. The same content is always the same
    /// files.
    func exportedFiles() throws(EmulatorRefusal) -> [String: JSONValue] {
        var files: [String: JSONValue] = [:]
        for section in FileSection.all {
            for (name, content) in try section.export(self) { files[section.file(name)] = content }
        }
        return files
    }

    /// Replaces the content of the project by files, as far as they are correct; the caller takes back what is not.
    ///
    /// A file that is left out changes nothing, except that with `project.json` the rows of folders that have no file
    /// are deleted.
    func importFiles(_ call: Call) throws(EmulatorRefusal) -> ImportedFiles {
        let excluded = call.texts("excludes")
        let known = Set(FileSection.all.map(\.name))
        guard excluded.allSatisfy(known.contains) else {
            throw .invalid("excludes: expected \(known.sorted().joined(separator: ", ")), found another")
        }
        var result = ImportedFiles(givenSecrets: call.body["inputSecrets"] ?? [:])
        var rest: [String: JSONValue] = [:]
        for (file, content) in call.object("files") {
            // Clients may send files as text.
            let content = content.stringValue.flatMap { try? JSONReader.parse(Array($0.utf8)) } ?? content
            if content.objectValue == nil {
                result.failures.append("\(file): expected a JSON object, found something else")
            } else {
                rest[file] = content
            }
        }
        result.isWhole = rest[FileSection.project.path] != nil
        for section in FileSection.all {
            var files: [String: JSONValue] = [:]
            for (file, content) in rest {
                guard let name = section.name(of: file) else { continue }
                files[name] = content
                rest[file] = nil
            }
            guard !files.isEmpty || (result.isWhole && section.isFolder), !excluded.contains(section.name) else {
                continue
            }
            do { try section.replace(self, files, &result) } catch {
                result.failures.append("\(section.path): \(error.message)")
            }
        }
        result.failures += rest.keys.map { "\($0): the file is unknown" }
        result.failures.sort()
        return result
    }
}

extension FileSection {
    /// All sections, in the order in which they are imported.
    static let all =
        [project, settings, permissions, roles] + stored + attributes
        + [scopeClaimMapping, flows, theme, flowTexts, messageTexts, familySettings]

    static let project = Self(
        path: "project.json",
        export: { state throws(EmulatorRefusal) in
            let record = state.project[ProjectRecord.onlyId]
            return ["": ["name": .text(record?.name), "tags": .texts(record?.tags ?? [])]]
        },
        replace: { state, files, _ throws(EmulatorRefusal) in
            let content = files[""] ?? [:]
            try state.updateProject { record in
                if let name = content["name"]?.stringValue, !name.isEmpty { record.name = name }
                if let tags = content["tags"]?.arrayValue { record.tags = tags.compactMap(\.stringValue) }
            }
        }
    )

    private static let settings = Self(
        path: "settings.json",
        export: { state throws(EmulatorRefusal) in
            ["": try state.settings.file]
        },
        replace: { state, files, result throws(EmulatorRefusal) in
            var settings = try EmulatorSettings(file: files[""] ?? [:])
            guard settings.loginIds == state.settings.loginIds || state.users.count == 0 else {
                throw .invalid("loginIds cannot change while there are users")
            }
            settings.managementKey = state.settings.managementKey
            settings.authManagementKey = state.settings.authManagementKey
            result.settings = settings
        }
    )

    private static let permissions = Self(
        path: "permissions.json",
        export: { state throws(EmulatorRefusal) in
            let all = state.permissions.all.sorted { $0.name < $1.name }
            return [
                "": ["permissions": .array(all.map { ["name": .string($0.name), "description": .string($0.summary)] })]
            ]
        },
        replace: { state, files, _ throws(EmulatorRefusal) in
            let new = try files[""]?.named("permissions") ?? [:]
            for old in state.permissions.all where new[TextKey(old.name)] == nil { state.delete(old) }
            for (name, content) in new.map({ ($0.text, $1) }).sorted(by: { $0.0 < $1.0 }) {
                let known = state.permissions.first(.name, name)
                var record =
                    if let known { known } else { PermissionRecord(id: try newId("P2"), name: name, summary: "") }
                record.summary = content["description"]?.stringValue ?? ""
                try state.save(record)
            }
        }
    )

    /// The roles of the project; those of tenants belong to the tenants.
    private static let roles = Self(
        path: "roles.json",
        export: { state throws(EmulatorRefusal) in
            let all = state.roles.all.filter { $0.tenantId == nil }.sorted { $0.name < $1.name }
            let members = ["name", "description", "permissionNames", "default", "private"]
            return [
                "": [
                    "roles": .array(
                        all.map { .object(($0.json.objectValue ?? [:]).filter { members.contains($0.key) }) }
                    )
                ]
            ]
        },
        replace: { state, files, _ throws(EmulatorRefusal) in
            let new = try files[""]?.named("roles") ?? [:]
            for old in state.roles.all where old.tenantId == nil && new[TextKey(old.name)] == nil { state.delete(old) }
            for (name, content) in new.map({ ($0.text, $1) }).sorted(by: { $0.0 < $1.0 }) {
                let known = state.role(name, tenantId: nil)
                var role = if let known { known } else { try state.addRole(name, permissions: []) }
                role.permissions = content["permissionNames"]?.stringsValue ?? []
                role.summary = content["description"]?.stringValue ?? ""
                role.isDefault = content["default"]?.boolValue ?? false
                role.isPrivate = content["private"]?.boolValue ?? false
                try state.save(role)
            }
        }
    )

    private static let flows = Self(
        path: "flows/",
        export: { state throws(EmulatorRefusal) in
            Dictionary(state.flows.all.map { ($0.id, $0.exported) }) { first, _ in first }
        },
        replace: { state, files, result throws(EmulatorRefusal) in
            for old in state.flows.all where result.isWhole && files[old.id] == nil { state.deleteFlow(old) }
            for (id, content) in files.sorted(by: { $0.key < $1.key }) where state.flows[id]?.exported != content {
                _ = try state.importFlow(id) { $0.replace(exported: content) }
            }
        }
    )

    private static let theme = Self(
        path: "theme.json",
        export: { state throws(EmulatorRefusal) in ["": state.exportedTheme] },
        replace: { state, files, _ throws(EmulatorRefusal) in try state.importTheme(files[""] ?? [:]) }
    )

    private static let flowTexts = Self(
        path: "localization/flows/",
        export: { state throws(EmulatorRefusal) in
            var files: [String: JSONValue] = [:]
            for flow in state.flows.all { files[flow.id] = texts(state, flow.id) }
            return files
        },
        replace: { state, files, result throws(EmulatorRefusal) in
            for flow in state.flows.all where result.isWhole && files[flow.id] == nil {
                state.delete(StoredRecord.id(EmulatorState.localization, flow.id), from: StoredRecord.self)
            }
            for (id, content) in files where texts(state, id) != content {
                try state.importLocalization(content, try state.flow(id).id)
            }
        }
    )

    private static let messageTexts = Self(
        path: "localization/messaging.json",
        export: { state throws(EmulatorRefusal) in ["": texts(state, "") ?? ["languages": [:]]] },
        replace: { state, files, _ throws(EmulatorRefusal) in try state.importLocalization(files[""], nil) }
    )

    /// The texts of a flow, or with an empty id those of messages.
    private static func texts(_ state: EmulatorState, _ id: String) -> JSONValue? {
        state.document(EmulatorState.localization, id)["languages"].map { ["languages": $0] }
    }

    private static let familySettings = Self(
        path: "families/settings.json",
        export: { state throws(EmulatorRefusal) in ["": .object(state.familySettings.json)] },
        replace: { state, files, _ throws(EmulatorRefusal) in
            let settings = FamilySettings(files[""]?.objectValue ?? [:])
            guard settings.maxMembers > 0 else { throw .invalid("maxFamilyMembers: expected 1 or more") }
            try state.keepDocument(FamilySettings.document, members: settings.json)
        }
    )

    /// The definitions of custom attributes.
    private static let attributes = [
        attributes(of: .users, in: "userAttributes/"), attributes(of: .familyMembers, in: "familyMemberAttributes/"),
        attributes(of: .families, in: "families/attributes/"), attributes(of: .ssoApps, in: "ssoAppAttributes/"),
    ]

    private static func attributes(of scope: CustomAttributeRecord.Scope, in path: String) -> Self {
        Self(
            path: path,
            export: { state throws(EmulatorRefusal) in
                let all = state.customAttributes.all(.scope, scope.rawValue)
                return Dictionary(all.map { ($0.name, .object($0.members)) }) { first, _ in first }
            },
            replace: { state, files, result throws(EmulatorRefusal) in
                let known = state.customAttributes.all(.scope, scope.rawValue).map(\.name)
                try state.deleteDefinitions(known.filter { result.isWhole && files[$0] == nil }, scope)
                for (name, file) in files.sorted(by: { $0.key < $1.key }) {
                    let members = file.objectValue ?? [:]
                    try state.define(Call(members.merging(["name": .string(name)]) { $1 }), scope)
                }
            }
        )
    }

    /// Resources that the project only keeps; what others belong to comes first.
    private static let stored = [
        rows(of: StoredResource.outboundApps, "outboundApps"),
        documents(
            of: "auditWebhooks",
            in: "connectors/audit/",
            hidden: ["authentication", "hmacSecret"],
            "connectors"
        ),
        rows(of: StoredResource.lists), rows(of: StoredResource.engines), rows(of: StoredResource.jwtTemplates),
        rows(of: StoredResource.mcpServers), rows(of: StoredResource.mcpClients),
        rows(of: StoredResource.ssoApps), rows(of: StoredResource.outboundScim), rows(of: StoredResource.inboundApps),
        rows(of: StoredResource.resources), rows(of: StoredResource.resourcePolicies),
        rows(of: StoredResource.registrationTemplates),
    ]

    private static let scopeClaimMapping = Self(
        path: "scopeClaimMapping.json",
        export: { state throws(EmulatorRefusal) in
            ["": .object(state.document(EmulatorState.scopeClaimMapping))]
        },
        replace: { state, files, _ throws(EmulatorRefusal) in
            let members = files[""]?.objectValue ?? [:]
            try state.keepDocument(EmulatorState.scopeClaimMapping, members: members)
        }
    )

    /// The rows of a resource, in the folder that is called like it. Generated secrets are no part of the files: a row
    /// that is new gets another one.
    ///
    /// - Parameter secrets: The member of `SnapshotSecrets` that contains the values of hidden members.
    private static func rows(of resource: StoredResource, _ secrets: String = "") -> Self {
        rows(
            of: resource.kind,
            in: "\(resource.kind)/",
            hidden: resource.hidden,
            secrets,
            members: { resource.chosen($0) },
            id: { name, content in resource.id(name, content) },
            store: { state, id, members throws(EmulatorRefusal) in
                let row = try state.replace(resource, id, by: members)
                let hasSecret = [StoredResource.ssoApps.kind, StoredResource.inboundApps.kind].contains(row.kind)
                if hasSecret, row.isConfidential, state.clientSecrets.first(.app, row.id) == nil {
                    try state.addClientSecret(to: row)
                }
            }
        )
    }

    /// What the project keeps by a name.
    private static func documents(of kind: String, in path: String, hidden: Set<String> = [], _ secrets: String) -> Self
    {
        rows(
            of: kind,
            in: path,
            hidden: hidden,
            secrets,
            members: { $0.filter { $0.key != "id" } },
            id: { name, _ in name },
            store: { state, id, members throws(EmulatorRefusal) in
                try state.keepDocument(kind, id, members: members)
            }
        )
    }

    /// The rows of a kind. Secrets are exported as empty strings.
    ///
    /// - Parameters:
    ///   - hidden: The members that contain secrets.
    ///   - secrets: The member of `SnapshotSecrets` that contains their values.
    ///   - members: The members of a row that are exported.
    ///   - id: The id of the row that a file with this name and content contains.
    ///   - store: Replaces the members of a row, or makes it.
    private static func rows(
        of kind: String,
        in path: String,
        hidden: Set<String>,
        _ secrets: String,
        members: @escaping @Sendable ([String: JSONValue]) -> [String: JSONValue],
        id: @escaping @Sendable (String, JSONValue) -> String,
        store: @escaping @Sendable (EmulatorState, String, [String: JSONValue]) throws(EmulatorRefusal) -> Void
    ) -> Self {
        @Sendable func content(_ row: StoredRecord) -> JSONValue {
            let all = members(row.members).filter { $0.value != .null }
            return .object(all.merging(all.filter { hidden.contains($0.key) }.mapValues { _ in "" }) { $1 })
        }
        return Self(
            path: path,
            export: { state throws(EmulatorRefusal) in
                // An id of several parts has separators that no file's name has.
                let files = state.stored.all(.kind, kind).map { ($0.ownId.replacing("\0", with: "/"), content($0)) }
                return Dictionary(files) { first, _ in first }
            },
            replace: { state, files, result throws(EmulatorRefusal) in
                let new = Dictionary(files.map { (id($0.key, $0.value), $0.value) }) { first, _ in first }
                for old in state.stored.all(.kind, kind) where result.isWhole && new[old.ownId] == nil {
                    state.delete(old)
                }
                for (id, file) in new.sorted(by: { $0.key < $1.key }) {
                    let old = state.stored[StoredRecord.id(kind, id)]
                    guard old.map(content) != file else { continue }
                    var members = file.objectValue ?? [:]
                    for type in hidden.sorted() where members[type] == "" {
                        let given = result.givenSecrets[secrets]?.arrayValue?.first {
                            $0["id"]?.stringValue == id && $0["type"]?.stringValue == type
                        }
                        members[type] = given?["value"] ?? old?.members[type]
                        guard members[type] == nil else { continue }
                        let missing: JSONValue = [
                            "id": .string(id), "name": file["name"] ?? .string(id), "type": .string(type), "value": "",
                        ]
                        result.missingSecrets[secrets, default: []].append(missing)
                    }
                    try store(state, id, members)
                }
            }
        )
    }
}

extension JSONValue {
    /// The objects in a list, by their names.
    fileprivate func named(_ list: String) throws(EmulatorRefusal) -> [TextKey: JSONValue] {
        guard let elements = self[list]?.arrayValue else { throw .invalid("expected a list \(list), found none") }
        var found: [TextKey: JSONValue] = [:]
        for element in elements {
            guard let name = element["name"]?.stringValue, !name.isEmpty else {
                throw .invalid("expected a name in each of \(list), found none")
            }
            guard found.updateValue(element, forKey: TextKey(name)) == nil else {
                throw .invalid("\(name) is there twice")
            }
        }
        return found
    }
}
