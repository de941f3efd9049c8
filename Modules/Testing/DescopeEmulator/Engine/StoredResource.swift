import DescopeCore
import DescopeHTTP

/// A resource that the project only keeps: it returns what it was given, in the members of the API's description.
struct StoredResource: Sendable {
    /// What the rows are called.
    let kind: String
    /// What the actions of audit records begin with: `ApplicationCreated`.
    let audit: String
    /// The beginning of generated ids.
    let prefix: String
    /// The area of the operations, and their names in it; nil where there is no such operation.
    let operations: String
    let names: (create: String?, load: String?, loadAll: String?, update: String?, delete: String?)
    /// The member of responses that contains the resource, and the one that contains all of them.
    let one: String
    let all: String
    /// Members that are accepted but never returned, such as secrets.
    var hidden: Set<String> = []
}

/// A row of a stored resource.
struct StoredRecord: EmulatorRecord {
    static let table = "stored"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.stored }

    enum Index: Int, TableIndex {
        case kind
    }

    let kind: String
    var members: [String: JSONValue]
    let ownId: String

    var id: String { Self.id(kind, ownId) }

    static func id(_ kind: String, _ id: String) -> String { "\(kind)\0\(id)" }

    func keys(_ index: Index) -> [TextKey] { [TextKey(kind)] }
}

extension Route {
    /// The operations of a stored resource.
    static func stored(_ resource: StoredResource) -> [Route] {
        func route(_ name: String?, audit: String? = nil, _ handle: @escaping Handler) -> [Route] {
            let action = audit.map { resource.audit + $0 }
            return name.map { [Route("\(resource.operations).\($0)", audit: action, handle).stored] } ?? []
        }
        @Sendable func response(_ record: StoredRecord) -> Response {
            Response(body: [resource.one: resource.json(record)])
        }
        return route(resource.names.create, audit: "Created") { state, call in
            let id = if let id = call.text("id") { id } else { try newId(resource.prefix) }
            guard state.stored(resource, id) == nil else { throw EmulatorRefusal.invalid("the id is taken") }
            let record = StoredRecord(kind: resource.kind, members: call.body, ownId: id)
            try state.save(record)
            return response(record)
        }
            + route(resource.names.load) { state, call in
                response(try state.requireStored(resource, try call.required("id")))
            }
            + route(resource.names.loadAll) { state, _ in
                let records = state.stored.all(.kind, resource.kind)
                return Response(body: [resource.all: .array(records.map(resource.json))])
            }
            + route(resource.names.update, audit: "Modified") { state, call in
                // The new members are in the body, or in the member of it that responses have as well.
                let body = call.body[resource.one]?.objectValue ?? call.body
                var record = try state.requireStored(resource, body["id"]?.stringValue ?? "")
                // What is never returned cannot be sent back: it is kept until there is a new value.
                let kept = record.members.filter { resource.hidden.contains($0.key) }
                record.members = kept.merging(body) { $1 }
                try state.save(record)
                return response(record)
            }
            + route(resource.names.delete, audit: "Deleted") { state, call in
                state.delete(try state.requireStored(resource, try call.required("id")))
                return Response()
            }
    }
}

extension StoredResource {
    fileprivate func json(_ record: StoredRecord) -> JSONValue {
        .object(
            record.members.filter { !hidden.contains($0.key) && $0.value != .null }
                .merging(["id": .string(record.ownId)]) { $1 }
        )
    }
}

extension EmulatorState {
    func stored(_ resource: StoredResource, _ id: String) -> StoredRecord? {
        stored[StoredRecord.id(resource.kind, id)]
    }

    fileprivate func requireStored(_ resource: StoredResource, _ id: String) throws(EmulatorRefusal) -> StoredRecord {
        guard let record = stored(resource, id) else { throw .invalid("no row of \(resource.kind) has this id") }
        return record
    }
}
