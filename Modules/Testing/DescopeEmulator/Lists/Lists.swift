import DescopeCore
import DescopeHTTP

extension StoredResource {
    /// Lists of IP addresses, of strings, or any JSON object.
    static let lists = Self(
        kind: "lists",
        audit: "List",
        prefix: "LI2",
        operations: [
            "list.create": .create, "list.update": .update, "list.delete": .delete, "list.load": .load,
            "list.loadByName": .load, "list.loadByQuery": .load,
            "list.loadByNameQuery": .load, "list.loadAll": .search(),
        ],
        unique: ["name"],
        prepare: { _, members throws(EmulatorRefusal) in
            let data = members["data"] ?? .null
            switch members["type"]?.stringValue {
            case "json":
                members["data"] = data == .null ? [:] : data
                guard data == .null || data.objectValue != nil else { throw .invalid("data: expected an object") }
            case "texts", "ips":
                let texts = data.stringsValue
                guard data == .null || data.arrayValue?.count == texts.count else {
                    throw .invalid("data: expected a list of strings")
                }
                if members["type"] == "ips" { for text in texts { _ = try checkedIP(text, "data") } }
                members["data"] = .texts(texts.eachOnce)
            default: throw .invalid("type: expected texts, ips or json")
            }
        }
    )
}

extension Route {
    static let lists =
        stored(.lists).map(\.stateful) + [
            edit("list.addIPs", "ips") { $0 + $1 },
            edit("list.removeIPs", "ips") { $0.without($1) },
            edit("list.addTexts", "texts") { $0 + $1 },
            edit("list.removeTexts", "texts") { $0.without($1) },
            Route("list.checkIP") { state, call in
                let ip = try checkedIP(try call.required("ip"), "ip")
                guard ip.isAddress else { throw EmulatorRefusal.invalid("ip: expected an address, found a range") }
                let ranges = try state.list(call, of: "ips").texts.compactMap(IPRange.init)
                return Response(body: ["exists": .bool(ranges.contains { $0.contains(ip) })])
            },
            Route("list.checkText") { state, call in
                let wanted = call.texts("texts") + (call.text("text").map { [$0] } ?? [])
                guard !wanted.isEmpty else { throw EmulatorRefusal.missing("text or texts") }
                guard wanted.count <= 100 else { throw EmulatorRefusal.invalid("texts: expected up to 100") }
                let known = Set(try state.list(call, of: "texts").texts.map { TextKey($0) })
                let found = wanted.filter { known.contains(TextKey($0)) }
                let exists = call.flag("matchAll") ? found.count == wanted.count : !found.isEmpty
                return Response(body: ["exists": .bool(exists)])
            },
            Route.command("list.clear", audit: "ListModified") { state, call in
                var list = try state.stored(.lists, call)
                list.members["data"] = nil
                try state.save(list, as: .lists)
            },
            Route.command("list.import", audit: "ListsImported") { state, call in
                for list in call.body["lists"]?.arrayValue ?? [] {
                    let members = list.objectValue ?? [:]
                    if var known = state.stored(.lists, members["id"]?.stringValue ?? "") {
                        known.members.merge(["description": "", "data": .null].merging(members) { $1 }) { $1 }
                        try state.save(known, as: .lists)
                    } else {
                        try state.create(.lists, members)
                    }
                }
            },
        ]

    /// Changes the strings of a list by those of the request's member that is called like the list's type.
    private static func edit(
        _ name: String,
        _ type: String,
        _ change: @escaping @Sendable ([String], [String]) -> [String]
    ) -> Route {
        Route.command(name, audit: "ListModified") { state, call in
            var (list, texts) = try state.list(call, of: type)
            texts = change(texts, call.texts(type))
            list.members["data"] = .texts(texts)
            try state.save(list, as: .lists)
        }
    }
}

extension EmulatorState {
    /// The list that a request means, which has to have a type.
    fileprivate func list(
        _ call: Call,
        of type: String
    ) throws(EmulatorRefusal) -> (record: StoredRecord, texts: [String]) {
        let record = try stored(.lists, call)
        guard record.members["type"]?.stringValue == type else { throw .invalid("the list has another type") }
        return (record, record.members["data"]?.stringsValue ?? [])
    }
}

private func checkedIP(_ text: String, _ name: String) throws(EmulatorRefusal) -> IPRange {
    guard let range = IPRange(text) else {
        throw .invalid("\(name): expected an IP address, or a range in CIDR notation")
    }
    return range
}

extension [String] {
    fileprivate func without(_ gone: [String]) -> [String] {
        let gone = Set(gone.map { TextKey($0) })
        return filter { !gone.contains(TextKey($0)) }
    }

    /// Without those that are there before.
    fileprivate var eachOnce: [String] {
        var seen: Set<TextKey> = []
        return filter { seen.insert(TextKey($0)).inserted }
    }
}
