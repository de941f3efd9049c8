import DescopeAuthzModel
import DescopeCore

// What a save makes of a schema that stands.

extension AuthzSchema {
    /// Reads the service's JSON form of a schema. Conditions are not read: only text defines them.
    init(wire: JSONValue) throws(EmulatorRefusal) {
        var members = wire.objectValue ?? [:]
        members["conditions"] = nil
        var oddities = JSONOddities()
        do {
            self = try JSONReader.read(JSONValue.object(members).json, from: .service, noting: &oddities) {
                reader throws(JSONFailure) in try AuthzSchema.read(from: &reader)
            }
        } catch { throw .invalid("schema: \(error)") }
        guard namespaces.map(\.name).each.count == namespaces.count else {
            throw .invalid("schema: a namespace is defined twice")
        }
        for space in namespaces {
            guard space.relationDefinitions.map(\.name).each.count == space.relationDefinitions.count else {
                throw .invalid("schema: a relation definition of \(space.name) is defined twice")
            }
        }
    }

    /// The service's JSON form, with the conditions, which are only read.
    var wire: JSONValue {
        var writer = JSONWriter()
        write(to: &writer)
        var members = (try? JSONReader.parse(writer.bytes))?.objectValue ?? ["namespaces": []]
        members["name"] = .text(name)
        if !conditions.isEmpty { members["conditions"] = .array(conditions.enumerated().map { $1.wire(id: $0 + 1) }) }
        return .object(members)
    }

    /// The names of namespaces and definitions alone.
    var namesAlone: JSONValue {
        [
            "name": .text(name),
            "namespaces": .array(
                namespaces.map { space in
                    let definitions = space.relationDefinitions.map { JSONValue.object(["name": .string($0.name)]) }
                    return ["name": .string(space.name), "relationDefinitions": .array(definitions)]
                }
            ),
        ]
    }

    /// This schema with what a request in the JSON form gives. Definitions that say the same in that form stay as they
    /// are: it has no place for the types that they allow, nor for conditions.
    ///
    /// - Parameter isWhole: Whether what the request does not name is removed.
    func merging(_ given: AuthzSchema, isWhole: Bool) throws(EmulatorRefusal) -> AuthzSchema {
        let (before, spoken) = (AuthzNames(self), AuthzNames(try AuthzSchema(wire: wire)))
        var schema = AuthzSchema(isWhole ? [] : namespaces, name: given.name ?? (isWhole ? nil : name))
        var places = Dictionary(
            schema.namespaces.enumerated().map { (TextKey($1.name), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for space in given.namespaces {
            let place = places[TextKey(space.name)] ?? schema.namespaces.count
            if place == schema.namespaces.count {
                places[TextKey(space.name)] = place
                schema.namespaces.append(AuthzNamespace(space.name))
            }
            var definitions = schema.namespaces[place].relationDefinitions
            let known = Dictionary(
                definitions.enumerated().map { (TextKey($1.name), $0) },
                uniquingKeysWith: { first, _ in first }
            )
            for definition in space.relationDefinitions {
                let isSame = spoken[space.name, definition.name] == definition
                let new = isSame ? before[space.name, definition.name] ?? definition : definition
                if let index = known[TextKey(new.name)] { definitions[index] = new } else { definitions.append(new) }
            }
            schema.namespaces[place].relationDefinitions = definitions
        }
        schema.forgetMissingTypes()
        if !isWhole || schema.namespaces.contains(where: { $0.relationDefinitions.contains(where: \.hasCondition) }) {
            schema.conditions = conditions
        }
        return schema
    }

    /// Lets relations allow anything whose allowed types are gone.
    private mutating func forgetMissingTypes() {
        let names = AuthzNames(self)
        for space in namespaces.indices {
            for index in namespaces[space].relationDefinitions.indices {
                let allowed = namespaces[space].relationDefinitions[index].allowedTargets ?? []
                if !allowed.allSatisfy(names.contains) {
                    namespaces[space].relationDefinitions[index].allowedTargets = nil
                }
            }
        }
    }
}

extension AuthzRelationDefinition {
    /// The rules in its rule, with itself.
    private var nodes: [AuthzNode] {
        var (all, open) = ([AuthzNode](), rule.map { [$0] } ?? [])
        while let node = open.popLast() {
            all.append(node)
            open += node.children
        }
        return all
    }

    fileprivate var hasCondition: Bool {
        condition != nil || nodes.contains { if case .conditional = $0 { true } else { false } }
    }
}

extension AuthzCondition {
    fileprivate func wire(id: Int) -> JSONValue {
        let (parameters, expression, isBuiltIn): ([Parameter], String, Bool) =
            switch form {
            case .expression(let parameters, let expression): (parameters, expression, false)
            case .constraint(let kind, _): ([], kind.rawValue, true)
            }
        return [
            "id": .int(Int64(id)), "name": .string(name), "expression": .string(expression),
            "params": .array(parameters.map { ["name": .string($0.name), "type": .string($0.type.rawValue)] }),
            "builtin": .bool(isBuiltIn),
        ]
    }
}
