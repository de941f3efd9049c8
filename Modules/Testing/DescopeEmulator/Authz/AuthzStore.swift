import DescopeAuthzModel
import DescopeCore

/// The evaluator of the stored relations, which follows from the tables and is not saved.
struct AuthzStore: Sendable {
    fileprivate var evaluator: AuthzEvaluator
    /// The namespaces and definitions of the evaluator's schema, by their names.
    fileprivate(set) var names: AuthzNames
    /// The relations that may have changed since the evaluator was brought up to date, by the ids of their rows.
    fileprivate var changed: [TextKey: AuthzRelation] = [:]
    fileprivate var isSchemaChanged = false

    fileprivate mutating func setSchema(_ schema: AuthzSchema) throws(EmulatorRefusal) {
        do { try evaluator.setSchema(schema) } catch { throw .authz(error) }
        names = AuthzNames(schema)
        isSchemaChanged = false
    }
}

/// The namespaces and definitions of a schema, by their names.
struct AuthzNames: Sendable {
    private var definitions: [TextKey: [TextKey: AuthzRelationDefinition]] = [:]

    init(_ schema: AuthzSchema) {
        for space in schema.namespaces {
            definitions[TextKey(space.name), default: [:]].merge(
                space.relationDefinitions.map { (TextKey($0.name), $0) }
            ) { first, _ in first }
        }
    }

    subscript(namespace: String, relation: String) -> AuthzRelationDefinition? {
        definitions[TextKey(namespace)]?[TextKey(relation)]
    }

    var isEmpty: Bool { definitions.isEmpty }

    func contains(_ namespace: String) -> Bool { definitions[TextKey(namespace)] != nil }

    func contains(_ target: AuthzAllowedTarget) -> Bool {
        guard let relation = target.relationDefinition else { return contains(target.namespace) }
        return self[target.namespace, relation] != nil
    }
}

extension EmulatorState {
    /// The schema's row; without a schema an empty one.
    var schemaRecord: AuthzSchemaRecord { authzSchema[AuthzSchemaRecord.onlyId] ?? AuthzSchemaRecord() }

    /// The evaluator, brought up to date with the tables, and what the schema has. Its cost depends on the rows that
    /// have changed since the last time, except for the first time.
    ///
    /// The evaluator must not outlive the request: as long as there are two, a change of one copies all relations.
    func authz() throws(EmulatorRefusal) -> (evaluator: AuthzEvaluator, names: AuthzNames) {
        // Rows that a deletion of the whole project has removed were not noted.
        if authzRelations.count == 0 || authzStore.map({ $0.changed.count > authzRelations.count / 2 + 1000 }) ?? true {
            authzStore = try newStore()
        }
        if authzStore?.isSchemaChanged == true {
            let schema = try schemaRecord.schema()
            try authzStore?.setSchema(schema)
        }
        // What was noted may have been taken back: only the table counts.
        for (id, relation) in authzStore?.changed ?? [:] {
            if let record = authzRelations[id.text] {
                authzStore?.evaluator.insert(record.value)
            } else {
                authzStore?.evaluator.remove(exactly: relation)
            }
        }
        authzStore?.changed = [:]
        let store = if let authzStore { authzStore } else { try newStore() }
        var evaluator = store.evaluator
        evaluator.users = AuthzUsers(state: self)
        return (evaluator, store.names)
    }

    private func newStore() throws(EmulatorRefusal) -> AuthzStore {
        let schema = try schemaRecord.schema()
        let evaluator = try asked { () throws(DescopeError) in
            try AuthzEvaluator(schema: schema, relations: authzRelations.each.lazy.map(\.value))
        }
        return AuthzStore(evaluator: evaluator, names: AuthzNames(schema))
    }

    // MARK: - Relations

    /// Stores relations. Those that are there stay as they are. One without the type of its target, as the authz face
    /// stores them, stands for any type until one with a type that the schema allows takes its place.
    func insert(_ records: [AuthzRelationRecord]) throws(EmulatorRefusal) {
        let known = try authz().evaluator
        var new: [AuthzRelationRecord] = []
        /// Those of the request that have a type, by their ids without it.
        var typed: Set<TextKey> = []
        for record in records where authzRelations[record.id] == nil {
            if record.target != nil {
                var untyped = record
                untyped.targetNamespace = nil
                if record.targetNamespace == nil {
                    let isKnown = known.relations(matching: record.value).contains(where: known.allows)
                    guard !isKnown, !typed.contains(TextKey(record.id)) else { continue }
                } else if known.allows(record.value) {
                    _ = take([untyped])
                    typed.insert(TextKey(untyped.id))
                }
            }
            try save(record)
            note(record)
            new.append(record)
        }
        try keepChange(of: new)
    }

    /// Removes those of the relations that are stored. One without the type of its target stands for any type.
    func remove(_ records: some Sequence<AuthzRelationRecord>) throws(EmulatorRefusal) {
        let known = try authz().evaluator
        let stored = records.flatMap { record in
            record.target == nil ? [record] : known.relations(matching: record.value).map { AuthzRelationRecord($0) }
        }
        try keepChange(of: take(stored))
    }

    private func take(_ records: some Sequence<AuthzRelationRecord>) -> [AuthzRelationRecord] {
        var gone: [AuthzRelationRecord] = []
        for record in records where authzRelations[record.id] != nil {
            delete(record)
            note(record)
            gone.append(record)
        }
        return gone
    }

    private func note(_ record: AuthzRelationRecord) {
        if authzStore != nil { authzStore?.changed[TextKey(record.id)] = record.value }
    }

    // MARK: - The schema

    /// Replaces the schema, and removes the relations of what it no longer has.
    ///
    /// - Parameters:
    ///   - dsl: The text that it was written as.
    ///   - dropped: Further definitions whose relations are removed, as `type#relation`.
    ///   - renaming: What has another name in it.
    func setSchema(
        _ schema: AuthzSchema,
        dsl: String? = nil,
        dropping dropped: [String] = [],
        renaming: AuthzRenaming? = nil
    ) throws(EmulatorRefusal) {
        _ = try asked { () throws(DescopeError) in try AuthzEvaluator(schema: schema) }
        try schema.requireReadable()
        let old = try schemaRecord.schema()
        let names = AuthzNames(schema)
        let isSmaller = old.namespaces.contains { space in
            space.relationDefinitions.contains { names[space.name, $0.name] == nil }
        }
        if isSmaller || !dropped.isEmpty || renaming != nil {
            let dropped = Set(dropped.map { TextKey($0) })
            func isKept(_ namespace: String, _ relation: String) -> Bool {
                names[namespace, relation] != nil && !dropped.contains(TextKey("\(namespace)#\(relation)"))
            }
            for record in authzRelations.all {
                let renamed = renaming.map(record.renamed) ?? record
                let isKept =
                    isKept(renamed.namespace, renamed.relation)
                    && (renamed.targetSet.map { names[$0.namespace, $0.relation] != nil } ?? true)
                if isKept, renamed.id == record.id, renamed.targetNamespace == record.targetNamespace { continue }
                _ = take([record])
                if isKept {
                    try save(renamed)
                    note(renamed)
                }
            }
        }
        try replaceSchema(schema.saved, dsl: dsl)
    }

    /// Replaces the schema and all relations by those of a backup.
    func restore(_ backup: FGABackupRecord) throws(EmulatorRefusal) {
        _ = take(authzRelations.all)
        for record in backup.relations {
            try save(record)
            note(record)
        }
        try replaceSchema(backup.schema.saved, dsl: backup.schema.dsl)
    }

    private func replaceSchema(_ saved: JSONValue, dsl: String?) throws(EmulatorRefusal) {
        var record = schemaRecord
        record.version &+= 1
        record.dsl = dsl
        record.saved = saved
        try save(record)
        authzStore?.isSchemaChanged = true
        var change = AuthzChangeRecord(id: try newId(""), changedAt: now)
        change.isWhole = true
        try keep(change)
    }

    // MARK: - Changes

    private func keepChange(of records: [AuthzRelationRecord]) throws(EmulatorRefusal) {
        guard !records.isEmpty else { return }
        var change = AuthzChangeRecord(id: try newId(""), changedAt: now)
        change.resources = records.map(\.resource).each
        change.targets = records.compactMap { $0.target ?? $0.targetSet?.resource }.each
        if change.resources.count + change.targets.count > AuthzChangeRecord.idLimit {
            (change.resources, change.targets, change.isWhole) = ([], [], true)
        }
        try keep(change)
    }

    private func keep(_ change: AuthzChangeRecord) throws(EmulatorRefusal) {
        try save(change)
        deleteOldest(AuthzChangeRecord.self, keeping: AuthzChangeRecord.limit)
    }
}

extension [String] {
    /// Each of them once.
    var each: [String] {
        var seen: Set<TextKey> = []
        return filter { seen.insert(TextKey($0)).inserted }
    }
}

extension EmulatorRefusal {
    /// What the evaluator refuses.
    static func authz(_ error: DescopeError) -> Self { .invalid(error.message) }
}
