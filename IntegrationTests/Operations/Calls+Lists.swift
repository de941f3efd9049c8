import Descope

extension Call {
    static let lists: [Call] = [
        .management("lists.create") {
            try await $0.lists.create(NewList($1("name"), .texts(["spam"]), description: "Denied"))
        },
        .management("lists.update") {
            try await $0.lists.update(
                ListUpdate($1("id"), name: $1("name"), .ips(["203.0.113.7"]), description: "Denied")
            )
        },
        .management("lists.delete") { try await $0.lists.delete($1("id")) },
        .management("lists.load") { _ = try await $0.lists.load($1("id")) },
        .management("lists.loadByName") { _ = try await $0.lists.loadByName($1("name")) },
        .management("lists.loadAll") { management, _ in _ = try await management.lists.loadAll() },
        .management("lists.importAll") { management, _ in
            try await management.lists.importAll([
                ManagedList(id: "LST2deny", "denied", .json(["a": 1]), description: "Denied"),
                ManagedList("allowed", .texts([])),
            ])
        },
        .management("lists.clear") { try await $0.lists.clear($1("id")) },
        .management("lists.addIPs") { try await $0.lists.addIPs(["203.0.113.7"], to: $1("id")) },
        .management("lists.removeIPs") { try await $0.lists.removeIPs(["203.0.113.7"], from: $1("id")) },
        .management("lists.checkIP") { _ = try await $0.lists.checkIP($1("ip"), in: $1("id")) },
        .management("lists.addTexts") { try await $0.lists.addTexts(["spam"], to: $1("id")) },
        .management("lists.removeTexts") { try await $0.lists.removeTexts(["spam"], from: $1("id")) },
        .management("lists.checkText") { _ = try await $0.lists.checkText($1("text"), in: $1("id")) },
        .management("lists.checkText, any of several") {
            _ = try await $0.lists.checkText(anyOf: ["spam", "bot"], in: $1("id"))
        },
        .management("lists.checkText, all of several") {
            _ = try await $0.lists.checkText(allOf: ["spam", "bot"], in: $1("id"))
        },
    ]

    /// Prepares a project for these calls.
    ///
    /// - Returns: The arguments that they are given there.
    static func prepareLists(_ it: Journey) async throws -> [String: String] {
        let lists = it.client.management.lists
        let ips = try await lists.create(NewList("ips", .ips(["203.0.113.7"]))).id
        var arguments = [
            "lists.id": try await lists.create(NewList("texts", .texts(["spam"]))).id ?? "", "lists.ip": "203.0.113.7",
            "lists.loadByName.name": "texts",
        ]
        for name in ["addIPs", "removeIPs", "checkIP"] { arguments["lists.\(name).id"] = ips }
        return arguments
    }

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedLists: [Unbounded] = [
        Unbounded("lists.importAll", "lists") { try await $0.lists.importAll([]) },
        Unbounded("lists.importAll", "lists.0.id") {
            try await $0.lists.importAll([ManagedList(id: " ", "denied", .texts([]))])
        },
        Unbounded("lists.importAll", "lists.0.name") { try await $0.lists.importAll([ManagedList("", .texts([]))]) },
        Unbounded("lists.addIPs", "ips") { try await $0.lists.addIPs([], to: "LST2deny") },
        Unbounded("lists.removeIPs", "ips") { try await $0.lists.removeIPs([], from: "LST2deny") },
        Unbounded("lists.addTexts", "texts") { try await $0.lists.addTexts([], to: "LST2deny") },
        Unbounded("lists.addTexts", "texts.1") { try await $0.lists.addTexts(["spam", " "], to: "LST2deny") },
        Unbounded("lists.removeTexts", "texts") { try await $0.lists.removeTexts([], from: "LST2deny") },
        Unbounded("lists.checkText", "texts") { _ = try await $0.lists.checkText(anyOf: [], in: "LST2deny") },
        Unbounded("lists.checkText", "texts") { _ = try await $0.lists.checkText(allOf: [], in: "LST2deny") },
        Unbounded("lists.checkText", "texts") {
            _ = try await $0.lists.checkText(anyOf: Array(repeating: "spam", count: 101), in: "LST2deny")
        },
    ]
}

extension Model {
    static let lists: [Model] = [
        Model(ListContent.self, "List"), Model(ManagedList.self, "List", grouped: "content"),
        Model(NewList.self, "management.list.create", grouped: "content"),
        Model(ListUpdate.self, "management.list.update", grouped: "content"),
    ]
}
