public import DescopeCore

/// What changes when one schema replaces another, and what the service deletes then.
///
/// ```swift
/// let changes = AuthzSchemaChanges(from: stored, to: edited)
/// print(changes) // one change a line
/// guard changes.deletes.isEmpty else { … }
/// ```
public struct AuthzSchemaChanges: Hashable, Sendable {
    /// The changes, in the order of the old schema; what is new follows in the order of the new one.
    public private(set) var changes: [Change] = []
    private let new: AuthzSchema

    /// One change.
    public enum Change: Hashable, Sendable {
        /// A type is new. Its relations and permissions are changes of their own.
        case addedType(String)
        /// A type is gone, with its relations and permissions.
        case droppedType(String)
        /// A relation or permission of a type is new.
        case added(AuthzRelationDefinition, to: String)
        /// A relation or permission of a type is gone, but not the type.
        case dropped(AuthzRelationDefinition, from: String)
        /// A relation or permission of a type is another one.
        case changed(AuthzRelationDefinition, to: AuthzRelationDefinition, of: String)
        /// A condition or constraint is new.
        case addedCondition(AuthzCondition)
        /// A condition or constraint is gone.
        case droppedCondition(AuthzCondition)
        /// A condition or constraint is another one.
        case changedCondition(AuthzCondition, to: AuthzCondition)
    }

    /// What the service deletes when it stores the new schema, as a dry run says it.
    public struct Deletes: Hashable, Sendable {
        /// The types that are gone. All relations of their objects are deleted.
        public var types: [String] = []
        /// The relations whose stored relations are deleted, as `type#relation`, without those of types that are gone:
        /// the new schema does not store them, or it allows other targets.
        public var relations: [String] = []

        /// Whether nothing is deleted.
        public var isEmpty: Bool { types.isEmpty && relations.isEmpty }
    }

    /// Compares two schemas. The order of types, definitions and allowed targets does not matter.
    public init(from old: AuthzSchema, to new: AuthzSchema) {
        self.new = new
        let (olds, news) = (SchemaIndex(old), SchemaIndex(new))
        compareConditions(old.conditions, new.conditions)
        for namespace in old.namespaces {
            guard let type = news.type(namespace.name) else {
                changes.append(.droppedType(namespace.name))
                continue
            }
            for definition in namespace.relationDefinitions {
                guard let number = news.definition(definition.name, in: type) else {
                    changes.append(.dropped(definition, from: namespace.name))
                    continue
                }
                let other = new.namespaces[type].relationDefinitions[number]
                if !definition.isSame(as: other) {
                    changes.append(.changed(definition, to: other, of: namespace.name))
                }
            }
        }
        for namespace in new.namespaces {
            let type = olds.type(namespace.name)
            if type == nil { changes.append(.addedType(namespace.name)) }
            for definition in namespace.relationDefinitions
            where type.flatMap({ olds.definition(definition.name, in: $0) }) == nil {
                changes.append(.added(definition, to: namespace.name))
            }
        }
    }

    private mutating func compareConditions(_ olds: [AuthzCondition], _ news: [AuthzCondition]) {
        func byName(_ conditions: [AuthzCondition]) -> [ByteKey: AuthzCondition] {
            Dictionary(conditions.map { (ByteKey($0.name), $0) }) { first, _ in first }
        }
        let (oldNames, newNames) = (byName(olds), byName(news))
        for condition in olds {
            guard let other = newNames[ByteKey(condition.name)] else {
                changes.append(.droppedCondition(condition))
                continue
            }
            if other.form != condition.form { changes.append(.changedCondition(condition, to: other)) }
        }
        for condition in news where oldNames[ByteKey(condition.name)] == nil {
            changes.append(.addedCondition(condition))
        }
    }

    /// Whether nothing changes.
    public var isEmpty: Bool { changes.isEmpty }

    /// What the service deletes when it stores the new schema.
    public var deletes: Deletes {
        var deletes = Deletes()
        for change in changes {
            switch change {
            case .droppedType(let type): deletes.types.append(type)
            case .dropped(let definition, let type), .changed(let definition, _, let type):
                if change.deletes { deletes.relations.append("\(type)#\(definition.name)") }
            case .addedType, .added, .addedCondition, .droppedCondition, .changedCondition: break
            }
        }
        return deletes
    }

    /// The relations among `relations` that the service deletes when it stores the new schema: those of relations and
    /// types that ``deletes`` names, whether or not the new schema allows them.
    public func deleted(among relations: some Sequence<AuthzRelation>) -> [AuthzRelation] {
        let deletes = deletes
        let (types, names) = (Set(deletes.types.map(ByteKey.init)), Set(deletes.relations.map(ByteKey.init)))
        return relations.filter {
            types.contains(ByteKey($0.namespace)) || names.contains(ByteKey("\($0.namespace)#\($0.relationDefinition)"))
        }
    }

    /// The relations among `relations` that the new schema does not allow.
    ///
    /// - Throws: `DescopeError.Code.invalidSchema` when the new schema cannot be used.
    public func disallowed(
        among relations: some Sequence<AuthzRelation>
    ) throws(DescopeError) -> [AuthzRelation] {
        try AuthzEvaluator(schema: new, relations: relations).disallowedRelations
    }
}

extension AuthzSchemaChanges.Change {
    /// Whether the service deletes stored relations for it. Changes of permissions and conditions delete none.
    public var deletes: Bool {
        switch self {
        case .droppedType: true
        case .dropped(let definition, _): definition.isStored
        case .changed(let old, let new, _):
            old.isStored && !(new.isStored && old.allowsSame(as: new))
        case .addedType, .added, .addedCondition, .droppedCondition, .changedCondition: false
        }
    }
}

extension AuthzSchemaChanges: CustomStringConvertible {
    /// One change a line, with `+` for what is new, `-` for what is gone and `~` for what is another.
    public var description: String {
        changes.isEmpty ? "no changes" : changes.map(\.description).joined(separator: "\n")
    }
}

extension AuthzSchemaChanges.Change: CustomStringConvertible {
    /// One line. It says when stored relations are deleted.
    public var description: String {
        let text =
            switch self {
            case .addedType(let type): "+ type \(type)"
            case .droppedType(let type): "- type \(type)"
            case .added(let definition, let type): "+ \(definition.kind) \(type)#\(definition.name)\(definition.text)"
            case .dropped(let definition, let type): "- \(definition.kind) \(type)#\(definition.name)\(definition.text)"
            case .changed(let old, let new, let type):
                "~ \(old.kind) \(type)#\(old.name)\(old.text) -> "
                    + (old.kind == new.kind ? "" : "\(new.kind)")
                    + String(new.text.dropFirst(old.kind == new.kind ? 2 : 0))
            case .addedCondition(let condition): "+ \(condition.text)"
            case .droppedCondition(let condition): "- \(condition.text)"
            case .changedCondition(let old, let new): "~ \(old.text) -> \(new.text)"
            }
        return deletes ? "\(text) (deletes stored relations)" : text
    }
}

extension AuthzRelationDefinition {
    fileprivate struct Target: Hashable {
        let type: ByteKey
        let name: ByteKey?
    }

    /// The allowed targets without their order.
    fileprivate var allowedTargetKeys: Set<Target>? {
        allowedTargets.map { targets in
            Set(targets.map { Target(type: ByteKey($0.namespace), name: $0.relationDefinition.map(ByteKey.init)) })
        }
    }

    /// Whether the same targets are allowed, as far as both say it.
    fileprivate func allowsSame(as other: Self) -> Bool {
        guard let own = allowedTargetKeys, let other = other.allowedTargetKeys else { return true }
        return own == other
    }

    fileprivate func isSame(as other: Self) -> Bool {
        rule == other.rule && condition == other.condition && allowedTargetKeys == other.allowedTargetKeys
    }

    fileprivate var kind: String { isStored ? "relation" : "permission" }

    /// `: ` and what the language writes after it.
    fileprivate var text: String {
        var text = ""
        if let targets = allowedTargets { text += ": " + targets.map(\.description).joined(separator: " | ") }
        if let rule, rule != .stored { text += "\(text.isEmpty ? ":" : ",") \(rule)" }
        if let condition { text += "\(text.isEmpty ? ":" : "") with \(condition)" }
        return text.isEmpty ? ": any" : text
    }
}

extension AuthzCondition {
    /// As the language writes it, on one line.
    fileprivate var text: String {
        switch form {
        case .expression(let parameters, let expression):
            let list = parameters.map { "\($0.name) \($0.type.rawValue)" }.joined(separator: ", ")
            let line = expression.split { $0.isWhitespace }.joined(separator: " ")
            return "condition \(name)(\(list)) { \(line) }"
        case .constraint(let kind, let arguments):
            let list = arguments.map(\.description).joined(separator: ", ")
            let alias = kind.rawValue.hasSameBytes(as: name) ? "" : ":\(kind.rawValue)"
            return "constraint \(name)\(alias)\(list.isEmpty ? "" : "(\(list))")"
        }
    }
}
