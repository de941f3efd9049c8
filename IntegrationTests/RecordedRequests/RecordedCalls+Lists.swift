import Descope

let recordedListsCalls: [String: RecordedCall] = [
    "lists.create": { try await $0.management.lists.create($1.model()) },
    "lists.update": { try await $0.management.lists.update($1.model()) },
    "lists.delete": { try await $0.management.lists.delete($1.text("id")) },
    "lists.load": { _ = try await $0.management.lists.load($1.text("id")) },
    "lists.loadByName": { _ = try await $0.management.lists.loadByName($1.text("name")) },
    "lists.loadAll": { client, _ in _ = try await client.management.lists.loadAll() },
    "lists.importAll": { try await $0.management.lists.importAll($1.models("lists")) },
    "lists.clear": { try await $0.management.lists.clear($1.text("id")) },
    "lists.addIPs": { try await $0.management.lists.addIPs($1.strings(ifAny: "ips") ?? [], to: $1.text("id")) },
    "lists.removeIPs": {
        try await $0.management.lists.removeIPs($1.strings(ifAny: "ips") ?? [], from: $1.text("id"))
    },
    "lists.checkIP": { _ = try await $0.management.lists.checkIP($1.text("ip"), in: $1.text("id")) },
    "lists.addTexts": {
        try await $0.management.lists.addTexts($1.strings(ifAny: "texts") ?? [], to: $1.text("id"))
    },
    "lists.removeTexts": {
        try await $0.management.lists.removeTexts($1.strings(ifAny: "texts") ?? [], from: $1.text("id"))
    },
    "lists.checkText": { _ = try await $0.management.lists.checkText($1.text("text"), in: $1.text("id")) },
    "lists.checkText, several": { client, given in
        let (texts, id) = (try given.strings(ifAny: "texts") ?? [], try given.text("id"))
        if try given.bool(ifAny: "matchAll") == true {
            _ = try await client.management.lists.checkText(allOf: texts, in: id)
        } else {
            _ = try await client.management.lists.checkText(anyOf: texts, in: id)
        }
    },
]

extension KnownDifference {
    private static let path = "The service has the id or the name in the path; Python sends it in the query."

    static let lists = [
        KnownDifference("lists.load", "path", recorded: "/v1/mgmt/list", ours: "/v1/mgmt/list/LST2deny", path),
        KnownDifference("lists.load", "query.id", recorded: "LST2deny", path),
        KnownDifference(
            "lists.loadByName",
            "path",
            recorded: "/v1/mgmt/list/name",
            ours: "/v1/mgmt/list/name/deny%20list",
            path
        ),
        KnownDifference("lists.loadByName", "query.name", recorded: "deny list", path),
    ]
}
