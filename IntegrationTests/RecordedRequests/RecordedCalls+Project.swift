import Descope

let recordedProjectCalls: [String: RecordedCall] = [
    "project.listProjects": { client, _ in _ = try await client.management.project.listProjects() },
    "project.updateName": { try await $0.management.project.updateName($1.text("name")) },
    "project.updateTags": { try await $0.management.project.updateTags($1.list("tags")) },
    "project.clone": {
        try await $0.management.project.clone(
            $1.text("name"),
            environment: $1.text(ifAny: "environment").map(ProjectEnvironment.init(rawValue:)),
            tags: $1.strings(ifAny: "tags") ?? []
        )
    },
    "project.delete": { client, _ in try await client.management.project.delete() },
    "project.exportSnapshot": {
        _ = try await $0.management.project.exportSnapshot(format: $1.text(ifAny: "format"))
    },
    "project.importSnapshot": {
        try await $0.management.project.importSnapshot($1.model(), secrets: $1.secrets(), excluding: $1.excluded())
    },
    "project.validateSnapshot": {
        _ = try await $0.management.project.validateSnapshot($1.model(), secrets: $1.secrets())
    },
    "project.exportLegacy": { client, _ in _ = try await client.management.project.exportLegacy() },
    "project.importLegacy": { try await $0.management.project.importLegacy($1.model()) },
    "license.load": { client, _ in _ = try await client.management.license.load() },

    "engines.create": { _ = try await $0.management.engines.create($1.text("name")) },
    "engines.update": { try await $0.management.engines.update($1.text("id"), name: $1.text("name")) },
    "engines.delete": { try await $0.management.engines.delete($1.text("id")) },
    "engines.load": { _ = try await $0.management.engines.load($1.text("id")) },
    "engines.loadAll": { client, _ in _ = try await client.management.engines.loadAll() },
    "engines.rotateSecret": { _ = try await $0.management.engines.rotateSecret($1.text("id")) },

    "descopers.createBatch": { try await $0.management.descopers.createBatch($1.models("descopers")) },
    "descopers.update": {
        try await $0.management.descopers.update(
            $1.text("id"),
            attributes: $1.has("attributes") ? $1.model("attributes") : nil,
            roles: $1.has("rbac") ? $1.model("rbac") : nil
        )
    },
    "descopers.delete": { try await $0.management.descopers.delete($1.text("id")) },
    "descopers.load": { _ = try await $0.management.descopers.load($1.text("id")) },
    "descopers.loadAll": { client, _ in _ = try await client.management.descopers.loadAll() },

    "managementKeys.create": {
        _ = try await $0.management.managementKeys.create($1.model(renaming: ["rebac": "reBac"]))
    },
    "managementKeys.update": { try await $0.management.managementKeys.update($1.model()) },
    "managementKeys.deleteBatch": { try await $0.management.managementKeys.deleteBatch($1.list("ids")) },
    "managementKeys.load": { _ = try await $0.management.managementKeys.load($1.text("id")) },
    "managementKeys.loadAll": { client, _ in _ = try await client.management.managementKeys.loadAll() },
]

extension RecordedArguments {
    fileprivate func secrets() throws -> SnapshotSecrets? { has("inputSecrets") ? try model("inputSecrets") : nil }
    fileprivate func excluded() throws -> [SnapshotPart] {
        try strings(ifAny: "excludes")?.map(SnapshotPart.init(rawValue:)) ?? []
    }
}

extension KnownDifference {
    static let project: [KnownDifference] = [
        KnownDifference(
            "descopers.update",
            "request",
            recorded: "/v1/mgmt/descoper",
            ours: "attributes: expected a value, found none.",
            "Neither attributes nor roles are given: Python sends a request that changes nothing."
        ),
        KnownDifference(
            "managementKeys.create",
            "request",
            recorded: "/v1/mgmt/managementkey",
            ours: "reBac: expected a value, found none.",
            "The member is required, and a key without roles may do nothing."
        ),
        KnownDifference(
            "project.importSnapshot",
            "request",
            recorded: "/v1/mgmt/project/snapshot/import",
            ours: "files: expected at least one element, found none.",
            "An empty snapshot says nothing of a project, and a folder that was not found looks like one."
        ),
        KnownDifference(
            "project.validateSnapshot",
            "request",
            recorded: "/v1/mgmt/project/snapshot/validate",
            ours: "files: expected at least one element, found none.",
            "An empty snapshot says nothing of a project, and a folder that was not found looks like one."
        ),
        KnownDifference(
            "project.importLegacy",
            "request",
            recorded: "/v1/mgmt/project/import",
            ours: "files: expected at least one element, found none.",
            "An empty snapshot says nothing of a project, and a folder that was not found looks like one."
        ),
        KnownDifference(
            "managementKeys.update",
            "body.permittedIps",
            recorded: [],
            "The operation replaces all values, so that an empty list is the same as none."
        ),
    ]
}
