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
    /// What its operations do, by their names.
    let operations: KeyValuePairs<String, StoredOperation>
    /// The members that identify a row. An `id` is made if there is none.
    var key = ["id"]
    /// The members that must not be empty.
    var required = ["name"]
    /// Members whose values belong to one row each. Rows are found by them as well.
    var unique: [String] = []
    /// Further members that rows are found by.
    var indexed: [String] = []
    /// The resources that a row belongs to, and is deleted with, and the members that contain their ids.
    var owners: [(kind: String, member: String)] = []
    /// Members that are accepted but never returned, such as secrets that were set by a request.
    var hidden: Set<String> = []
    /// Whether a row has a secret of its own, and whether the service returns it again.
    var secret: StoredSecret?
    /// Checks the members of a row, and adds those that the service chooses.
    var prepare: @Sendable (EmulatorState, inout [String: JSONValue]) throws(EmulatorRefusal) -> Void = { _, _ in }
}

/// What an operation does with a stored resource. A row is found by its key, or by another member that is indexed.
enum StoredOperation: Sendable {
    case create
    /// Creates each element of a list.
    case createAll
    case load
    /// Finds rows by the members of the request, which may have other names in the rows, by text and in pages.
    case search(_ renamed: [String: String] = [:], requires: String? = nil)
    /// Replaces all members.
    case update
    /// Changes the members that are present.
    case patch
    case delete
    /// Deletes each row of a list.
    case deleteAll
    case loadSecret
    case rotateSecret
}

/// How a generated secret is kept.
enum StoredSecret: Sendable {
    /// As a digest: it is only returned when it is made.
    case returnedOnce
    case returnedAgain
}

/// A row of a stored resource.
struct StoredRecord: EmulatorRecord {
    static let table = "stored"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.stored }

    enum Index: Int, TableIndex {
        case kind, owner, unique, indexed

        var isUnique: Bool { self == .unique }
    }

    static let references: [Reference<Self>] = [Reference(to: Self.self, by: .owner, onDelete: .delete)]

    let kind: String
    var members: [String: JSONValue]
    let ownId: String
    fileprivate(set) var secret: SavedSecret?
    /// The rows that it belongs to.
    fileprivate var owners: [String]?
    fileprivate var unique: [String]?
    fileprivate var indexed: [String]?

    init(kind: String, members: [String: JSONValue], ownId: String) {
        self.kind = kind
        self.members = members
        self.ownId = ownId
    }

    var id: String { Self.id(kind, ownId) }

    static func id(_ kind: String, _ id: String) -> String { "\(kind)\0\(id)" }

    func keys(_ index: Index) -> [TextKey] {
        switch index {
        case .kind: [TextKey(kind)]
        case .owner: (owners ?? []).map { TextKey($0) }
        case .unique: (unique ?? []).map { TextKey($0) }
        case .indexed: (indexed ?? []).map { TextKey($0) }
        }
    }

    static func taken(_ index: Index) -> EmulatorRefusal { .invalid("another row has the same name or address") }

    /// The key of a member in the indices; nil when it is empty.
    fileprivate func indexKey(_ member: String) -> String? {
        members[member]?.stringValue.flatMap { $0.isEmpty ? nil : Self.indexKey(kind, member, $0) }
    }

    fileprivate static func indexKey(_ kind: String, _ member: String, _ value: String) -> String {
        "\(kind)\0\(member)\0\(value)"
    }
}

extension Route {
    /// The operations of a stored resource.
    static func stored(_ resource: StoredResource) -> [Route] {
        resource.operations.map { name, operation in
            let shape = OperationShape.named(name)
            return Route(name, audit: operation.audit.map { resource.audit + $0 }) { state, call in
                try state.perform(operation, on: resource, try call.unwrapped(shape), shape)
            }.completed.stored
        }
    }
}

extension StoredOperation {
    fileprivate var audit: String? {
        switch self {
        case .create, .createAll: "Created"
        case .update, .patch, .rotateSecret: "Modified"
        case .delete, .deleteAll: "Deleted"
        case .load, .search, .loadSecret: nil
        }
    }
}

// MARK: - The operations

extension EmulatorState {
    fileprivate func perform(
        _ operation: StoredOperation,
        on resource: StoredResource,
        _ call: Call,
        _ shape: OperationShape
    ) throws(EmulatorRefusal) -> Response {
        var found: [StoredRecord] = []
        var total: Int?
        var secret: Secret?
        switch operation {
        case .create:
            let created = try create(resource, call.body)
            (found, secret) = ([created.record], created.secret)
        case .createAll:
            for element in try call.elements(shape) {
                found.append(try create(resource, element.objectValue ?? [:]).record)
            }
        case .load: found = [try stored(resource, call)]
        case .search(let renamed, let required):
            if let required { _ = try call.required(required) }
            let all = try search(resource, call, shape, renamed)
            let hasPages = (shape.query + shape.stated).contains { $0.name == "limit" }
            (found, total) = hasPages ? try call.page(of: all) : (all, all.count)
        case .update, .patch:
            var record = try stored(resource, call)
            if case .update = operation { record.members = record.members.filter { resource.keeps($0.key, shape) } }
            record.members.merge(call.body.filter { !StoredResource.ownMembers.contains($0.key) }) { $1 }
            found = [try save(record, as: resource)]
        case .delete: delete(try stored(resource, call))
        case .deleteAll:
            for element in try call.elements(shape) {
                let body = element.objectValue ?? [resource.key.first ?? "": element]
                found.append(try stored(resource, Call(call.body.merging(body) { $1 })))
            }
            for record in found { delete(record) }
        case .loadSecret:
            found = [try stored(resource, call)]
            secret = found.first?.secret?.secret
        case .rotateSecret:
            var record = try stored(resource, call)
            secret = try record.renewSecret(resource)
            found = [try save(record, as: resource)]
        }
        return Response(body: shape.response(found, of: resource, total: total, secret: secret))
    }

    func stored(_ resource: StoredResource, _ id: String) -> StoredRecord? {
        stored[StoredRecord.id(resource.kind, id)]
    }

    /// The row that a request means.
    func stored(_ resource: StoredResource, _ call: Call) throws(EmulatorRefusal) -> StoredRecord {
        let record: StoredRecord?
        if let id = resource.id(call.given) {
            record = stored(resource, id)
        } else if let member = resource.found.first(where: { call.given($0) != nil }), let value = call.given(member) {
            record = stored.first(.indexed, StoredRecord.indexKey(resource.kind, member, value))
        } else {
            throw .missing(resource.key.first { call.given($0) == nil } ?? "id")
        }
        let owners = resource.owners.compactMap { owner in
            call.given(owner.member).map { TextKey(StoredRecord.id(owner.kind, $0)) }
        }
        // A row that belongs to another one than the request states is unknown.
        guard let record, owners.allSatisfy(record.keys(.owner).contains) else {
            throw .invalid("no row of \(resource.kind) has this id")
        }
        return record
    }

    /// Creates a row, and its secret if it has one.
    @discardableResult
    func create(
        _ resource: StoredResource,
        _ stated: [String: JSONValue]
    ) throws(EmulatorRefusal) -> (record: StoredRecord, secret: Secret?) {
        var members = stated.filter { !StoredResource.ownMembers.contains($0.key) }
        if resource.key == ["id"], members["id"] ?? "" == "" { members["id"] = .string(try newId(resource.prefix)) }
        guard let id = resource.id({ members[$0]?.stringValue }) else {
            throw .missing(resource.key.joined(separator: " and "))
        }
        guard stored(resource, id) == nil else { throw .invalid("the id is taken") }
        members["createdTime"] = .seconds(now)
        var record = StoredRecord(kind: resource.kind, members: members, ownId: id)
        let secret = try record.renewSecret(resource)
        return (try save(record, as: resource), secret)
    }

    /// Checks and saves a row.
    @discardableResult
    func save(_ record: StoredRecord, as resource: StoredResource) throws(EmulatorRefusal) -> StoredRecord {
        var record = record
        for name in resource.required where record.members[name] ?? "" == "" { throw .missing(name) }
        record.owners = resource.owners.map { StoredRecord.id($0.kind, record.members[$0.member]?.stringValue ?? "") }
        for (owner, id) in zip(resource.owners, record.owners ?? []) where stored[id] == nil {
            throw .invalid("\(owner.member) is unknown")
        }
        try resource.prepare(self, &record.members)
        record.members["modifiedTime"] = .seconds(now)
        record.members["version"] = .int((record.members["version"]?.intValue ?? 0) &+ 1)
        record.unique = resource.unique.compactMap(record.indexKey)
        record.indexed = resource.found.compactMap(record.indexKey)
        try save(record)
        return record
    }

    /// Replaces the members of a row by those of a file, or creates the row.
    func replace(
        _ resource: StoredResource,
        _ id: String,
        by members: [String: JSONValue]
    ) throws(EmulatorRefusal) -> StoredRecord {
        guard var record = stored(resource, id) else {
            return try create(resource, resource.key == ["id"] ? members.merging(["id": .string(id)]) { $1 } : members)
                .record
        }
        let chosen = resource.chosen(record.members)
        record.members = record.members.filter { chosen[$0.key] == nil }.merging(resource.chosen(members)) { $1 }
        return try save(record, as: resource)
    }

    private func search(
        _ resource: StoredResource,
        _ call: Call,
        _ shape: OperationShape,
        _ renamed: [String: String]
    ) throws(EmulatorRefusal) -> [StoredRecord] {
        let names = (shape.query + shape.stated).map(\.name)
        var filters: [(member: String, value: JSONValue)] = []
        for name in names where !["page", "limit", "text", "sort"].contains(name) {
            guard let value = call.given(name) else {
                guard [nil, "", false, []].contains(call.body[name]) else { throw .invalid("\(name) is not emulated") }
                continue
            }
            filters.append((renamed[name] ?? name, .string(value)))
        }
        let key = filters.first { resource.found.contains($0.member) }.flatMap { filter in
            filter.value.stringValue.map { StoredRecord.indexKey(resource.kind, filter.member, $0) }
        }
        let found = (key.map { stored.all(.indexed, $0) } ?? stored.all(.kind, resource.kind)).filter { record in
            let members = resource.shown(record)
            let texts = members.values.compactMap(\.stringValue)
            return filters.allSatisfy { members[$0.member]?.isOrContains($0.value) ?? false }
                && call.text("text").map { part in texts.contains { $0.containsIgnoringCase(part) } } ?? true
        }
        let fields = shape.response.flatMap(\.shape.members).map { member in
            (member.name, { @Sendable (record: StoredRecord) in SortValue(record.members[member.name]) })
        }
        return try call.sorted(found, by: Dictionary(fields) { first, _ in first })
    }
}

extension StoredRecord {
    fileprivate mutating func renewSecret(_ resource: StoredResource) throws(EmulatorRefusal) -> Secret? {
        guard let use = resource.secret else { return nil }
        let new = try newSecret()
        secret = SavedSecret(use == .returnedAgain ? new : Secret(try digest(new.reveal())))
        return new
    }
}

extension StoredResource {
    /// The members that the project sets in every row; not every resource returns them.
    fileprivate static let ownMembers: Set = ["createdTime", "modifiedTime", "version"]

    /// The members that a client chooses: neither those that the project sets, nor an id that is only an id.
    func chosen(_ members: [String: JSONValue]) -> [String: JSONValue] {
        members.filter { !Self.ownMembers.contains($0.key) && (key != ["id"] || $0.key != "id") }
    }

    /// The id of the row in a file: the file's name, or made of the members that identify the row.
    func id(_ name: String, _ content: JSONValue) -> String {
        (key == ["id"] ? nil : id { content[$0]?.stringValue }) ?? name
    }

    fileprivate var found: [String] { unique + indexed }

    /// The id of a row within the resource; nil when a part of it is absent.
    fileprivate func id(_ value: (String) -> String?) -> String? {
        let parts = key.compactMap(value).filter { !$0.isEmpty }
        return parts.count == key.count ? parts.joined(separator: "\0") : nil
    }

    /// Whether a row keeps a member in an update that does not state it.
    fileprivate func keeps(_ member: String, _ shape: OperationShape) -> Bool {
        // What is never returned cannot be sent back: it is kept until there is a new value.
        hidden.contains(member) || Self.ownMembers.contains(member) || key.contains(member)
            || owners.contains { $0.member == member } || !shape.stated.contains { $0.name == member }
    }

    fileprivate func shown(_ record: StoredRecord) -> [String: JSONValue] {
        record.members.filter { !hidden.contains($0.key) }
    }
}

// MARK: - Requests and responses

extension OperationShape {
    /// The members of a request that state the resource: those of its only member, if that is an object.
    fileprivate var stated: [Member] { wrapper?.shape.members ?? members }

    private var members: [Member] { if case .members(let all) = body { all } else { [] } }

    fileprivate var wrapper: Member? {
        members.count == 1 ? members.first { !$0.shape.isList && !$0.shape.members.isEmpty } : nil
    }

    fileprivate var list: Member? { members.first { $0.shape.isList } }

    /// The members of a response; ``Route/completed`` adds the empty ones.
    fileprivate func response(
        _ records: [StoredRecord],
        of resource: StoredResource,
        total: Int?,
        secret: Secret?
    ) -> JSONValue {
        // Under the one name or the other, beside the resource or in it.
        let secrets = secret.map { secret in
            Dictionary(uniqueKeysWithValues: ["secret", "cleartext"].map { ($0, JSONValue.string(secret.reveal())) })
        }
        let all = records.map { resource.shown($0).merging(secrets ?? [:]) { $1 } }
        let first = all.first ?? [:]
        var body: [String: JSONValue] = [:]
        for member in response {
            if member.name == Self.root { return .object(first) }
            if member.shape.isList {
                body[member.name] = .array(all.map(JSONValue.object))
            } else if member.shape.members.isEmpty {
                body[member.name] = member.name == "total" ? total.map { .int(Int64($0)) } : first[member.name]
            } else {
                body[member.name] = .object(first)
            }
        }
        return .object(body)
    }
}

extension JSONValue {
    fileprivate func isOrContains(_ other: JSONValue) -> Bool {
        self == other || arrayValue?.contains(other) == true
    }
}

extension Call {
    /// The request with the members that state the resource.
    fileprivate func unwrapped(_ shape: OperationShape) throws(EmulatorRefusal) -> Call {
        // The members of such a body are not known.
        if let name = body[OperationShape.root]?.objectValue?.keys.min() { throw .invalid("\(name) is not emulated") }
        guard let wrapper = shape.wrapper else { return self }
        return Call(path: path, query: query, body: object(wrapper.name))
    }

    /// The elements of the request's list, which must not be empty.
    fileprivate func elements(_ shape: OperationShape) throws(EmulatorRefusal) -> [JSONValue] {
        let name = shape.list?.name ?? ""
        guard let all = body[name]?.arrayValue, !all.isEmpty else { throw .missing(name) }
        return all
    }
}
