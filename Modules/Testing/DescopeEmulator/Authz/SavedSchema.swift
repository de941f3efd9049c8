import DescopeAuthzModel
import DescopeCore

// The service's JSON form of a schema has no place for the types that a relation allows, nor for conditions. This form,
// in which projects are saved, has. Rules are as deep as the evaluator takes them, and JSON readers bound what they
// read.

extension AuthzSchema {
    /// The whole schema.
    var saved: JSONValue {
        var members: [String: JSONValue] = [
            "namespaces": .array(
                namespaces.map { space in
                    ["name": .string(space.name), "definitions": .array(space.relationDefinitions.map(\.saved))]
                }
            ),
            "conditions": .array(conditions.map(\.saved)),
        ]
        members["name"] = name.map(JSONValue.string)
        return .object(members)
    }

    /// Nil when it is another form.
    init?(saved: JSONValue) {
        self.init(name: saved["name"]?.stringValue)
        for space in saved["namespaces"]?.arrayValue ?? [] {
            guard let name = space["name"]?.stringValue else { return nil }
            var definitions: [AuthzRelationDefinition] = []
            for definition in space["definitions"]?.arrayValue ?? [] {
                guard let definition = AuthzRelationDefinition(saved: definition) else { return nil }
                definitions.append(definition)
            }
            namespaces.append(AuthzNamespace(name, definitions))
        }
        for condition in saved["conditions"]?.arrayValue ?? [] {
            guard let condition = AuthzCondition(saved: condition) else { return nil }
            conditions.append(condition)
        }
    }
}

extension AuthzSchema {
    /// Refuses rules that no reader of JSON would take back.
    func requireReadable() throws(EmulatorRefusal) {
        var (saved, sent) = (JSONWriter(), JSONWriter())
        // In a response and in a saved project it lies in a few more objects.
        JSONValue.array([.array([.array([.array([self.saved])])])]).write(to: &saved)
        [[self]].write(to: &sent)
        guard saved.failure == nil, sent.failure == nil else {
            throw .invalid(
                "expected rules of at most \(JSONReader.maximumDepth / 2 - 6) levels, which JSON can carry, "
                    + "found a deeper one: make a part of it a permission of its own"
            )
        }
    }
}

extension AuthzRelationDefinition {
    fileprivate var saved: JSONValue {
        var members: [String: JSONValue] = ["name": .string(name)]
        members["rule"] = rule.map(\.saved)
        members["condition"] = condition.map(\.saved)
        members["allowed"] = allowedTargets.map { targets in
            .array(targets.map { .texts([$0.namespace] + ($0.relationDefinition.map { [$0] } ?? [])) })
        }
        return .object(members)
    }

    fileprivate init?(saved: JSONValue) {
        guard let name = saved["name"]?.stringValue else { return nil }
        self.init(name)
        if let node = saved["rule"] {
            guard let rule = AuthzNode(saved: node) else { return nil }
            self.rule = rule
        }
        if let requirement = saved["condition"] {
            guard let condition = AuthzRequirement(saved: requirement) else { return nil }
            self.condition = condition
        }
        allowedTargets = saved["allowed"]?.arrayValue?.map { target in
            AuthzAllowedTarget(target[0]?.stringValue ?? "", target[1]?.stringValue)
        }
    }
}

extension AuthzNode {
    fileprivate var saved: JSONValue {
        func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
        return switch self {
        case .stored: ["self"]
        case .targetSet(let name, let space): ["targetSet", .string(name), text(space)]
        case .relationRight(let edge, let name, let space):
            ["right", .string(edge.relationDefinition), text(edge.namespace), .string(name), text(space)]
        case .relationLeft(let edge, let name, let space):
            ["left", .string(edge.relationDefinition), text(edge.namespace), .string(name), text(space)]
        case .union(let nodes): ["union", .array(nodes.map(\.saved))]
        case .intersect(let nodes): ["intersect", .array(nodes.map(\.saved))]
        case .sub(let nodes): ["sub", .array(nodes.map(\.saved))]
        case .conditional(let node, let condition): ["when", node.saved, condition.saved]
        }
    }

    fileprivate init?(saved: JSONValue) {
        func text(_ index: Int) -> String? { saved[index]?.stringValue }
        func nodes() -> [AuthzNode]? {
            let all = saved[1]?.arrayValue?.map { AuthzNode(saved: $0) } ?? []
            return all.contains(nil) ? nil : all.compactMap(\.self)
        }
        switch (text(0), text(1), text(3)) {
        case ("self", _, _): self = .stored
        case ("targetSet", let name?, _): self = .targetSet(name, namespace: text(2))
        case ("right", let edge?, let name?):
            self = .relationRight(Edge(edge, namespace: text(2)), name, namespace: text(4))
        case ("left", let edge?, let name?):
            self = .relationLeft(Edge(edge, namespace: text(2)), name, namespace: text(4))
        case ("union", _, _): if let nodes = nodes() { self = .union(nodes) } else { return nil }
        case ("intersect", _, _): if let nodes = nodes() { self = .intersect(nodes) } else { return nil }
        case ("sub", _, _): if let nodes = nodes() { self = .sub(nodes) } else { return nil }
        case ("when", _, _):
            guard let node = saved[1].flatMap(AuthzNode.init), let condition = saved[2].flatMap(AuthzRequirement.init)
            else { return nil }
            self = .conditional(node, condition)
        default: return nil
        }
    }
}

extension AuthzRequirement {
    fileprivate var saved: JSONValue {
        switch self {
        case .named(let name): .string(name)
        case .not(let inner): ["not", inner.saved]
        case .all(let list): ["all", .array(list.map(\.saved))]
        case .any(let list): ["any", .array(list.map(\.saved))]
        }
    }

    fileprivate init?(saved: JSONValue) {
        if let name = saved.stringValue {
            self = .named(name)
            return
        }
        func parts() -> [AuthzRequirement]? {
            let all = saved[1]?.arrayValue?.map { AuthzRequirement(saved: $0) } ?? []
            return all.contains(nil) ? nil : all.compactMap(\.self)
        }
        switch saved[0] {
        case "not":
            guard let inner = saved[1].flatMap(AuthzRequirement.init) else { return nil }
            self = .not(inner)
        case "all": if let parts = parts() { self = .all(parts) } else { return nil }
        case "any": if let parts = parts() { self = .any(parts) } else { return nil }
        default: return nil
        }
    }
}

extension AuthzCondition {
    fileprivate var saved: JSONValue {
        switch form {
        case .expression(let parameters, let expression):
            [
                "name": .string(name), "expression": .string(expression),
                "parameters": .array(parameters.map { .texts([$0.name, $0.type.rawValue]) }),
            ]
        case .constraint(let kind, let arguments):
            ["name": .string(name), "kind": .string(kind.rawValue), "arguments": .array(arguments)]
        }
    }

    fileprivate init?(saved: JSONValue) {
        guard let name = saved["name"]?.stringValue else { return nil }
        if let kind = saved["kind"]?.stringValue {
            let arguments = saved["arguments"]?.arrayValue ?? []
            self.init(constraint: name, kind: Kind(rawValue: kind), arguments: arguments)
            return
        }
        guard let expression = saved["expression"]?.stringValue else { return nil }
        let parameters = (saved["parameters"]?.arrayValue ?? []).map(\.stringsValue)
        guard parameters.allSatisfy({ $0.count == 2 }) else { return nil }
        self.init(name, parameters.map { Parameter($0[0], ParameterType(rawValue: $0[1])) }, expression)
    }
}
