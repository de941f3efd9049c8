import DescopeCore

/// Writes the language.
struct SchemaPrinter {
    private let index: SchemaIndex
    private var text = "model AuthZ 1.0\n"

    /// - Throws: An error that names what the language cannot express.
    static func text(of schema: AuthzSchema) throws(DescopeError) -> String {
        var printer = SchemaPrinter(index: SchemaIndex(schema))
        if !schema.conditions.isEmpty { printer.text += "\n" }
        for condition in schema.conditions { try printer.write(condition) }
        for (number, namespace) in schema.namespaces.enumerated() {
            printer.text += "\ntype \(try checked(namespace.name, "the type"))\n"
            for definition in namespace.relationDefinitions { try printer.write(definition, in: number) }
        }
        return printer.text
    }

    private init(index: SchemaIndex) { self.index = index }

    private static func failure(_ found: String) -> DescopeError {
        DescopeError(
            .argument,
            code: .invalidSchema,
            message: "expected a schema that the language can express, found: \(found)."
        )
    }

    private static func checked(_ name: String, _ what: String) throws(DescopeError) -> String {
        guard isName(name) else {
            let reason =
                Token.Keyword(name.utf8) == nil
                ? "which is not made of letters, digits and underscores" : "which is a word of the language"
            throw failure("\(what) \(quoted(name)), \(reason)")
        }
        return name
    }

    // MARK: - Conditions

    private mutating func write(_ condition: AuthzCondition) throws(DescopeError) {
        switch condition.form {
        case .expression(let parameters, let expression):
            let name = try Self.checked(condition.name, "the condition")
            guard !parameters.isEmpty else { throw Self.failure("the condition \(name), which has no parameters") }
            var list: [String] = []
            for parameter in parameters {
                let type = try Self.checked(parameter.type.rawValue, "in the condition \(name) the type")
                list.append("\(try Self.checked(parameter.name, "in the condition \(name) the parameter")) \(type)")
            }
            let trimmed = String(decoding: Array(expression.utf8)[...].trimmed, as: UTF8.self)
            guard let body = ExpressionText.inBraces(trimmed) else {
                throw Self.failure("the condition \(name), whose expression is empty or has open strings or braces")
            }
            text += "condition \(name)(\(list.joined(separator: ", "))) \(body)\n"
        case .constraint(let kind, let arguments):
            let name = try Self.checked(condition.name, "the constraint")
            text += "constraint \(name)"
            if !kind.rawValue.hasSameBytes(as: name) {
                text += ":\(try Self.checked(kind.rawValue, "in the constraint \(name) the kind"))"
            }
            if !arguments.isEmpty {
                var list: [String] = []
                for argument in arguments { list.append(try self.argument(argument, of: name)) }
                text += "(\(list.joined(separator: ", ")))"
            }
            text += "\n"
        }
    }

    private func argument(_ value: JSONValue, of constraint: String) throws(DescopeError) -> String {
        var json = JSONWriter()
        value.write(to: &json)
        let isScalar =
            switch value {
            case .null, .array, .object: false
            case .double(let number): number.isFinite
            case .bool, .int, .string: true
            }
        // The reader refuses strings that are costly to compare.
        guard isScalar, (try? JSONReader.parse(json.bytes, from: .service)) != nil else {
            throw Self.failure(
                "the constraint \(constraint) with an argument that is neither a string nor a number nor a Boolean"
            )
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    // MARK: - Definitions

    private mutating func write(_ definition: AuthzRelationDefinition, in type: Int) throws(DescopeError) {
        let space = index.schema.namespaces[type].name
        let name = try Self.checked(definition.name, "in the type \(space) the name")
        let place = "\(space)#\(name)"
        guard !definition.mayLackCondition else {
            throw Self.failure("\(place), which was read from the JSON form and may lack its condition")
        }
        var condition = ""
        if let requirement = definition.condition {
            condition = " with \(try language(requirement, place, 0).text(isNested: definition.rule != nil))"
        }
        let rule: AuthzNode? = if let rule = definition.rule { try language(rule, place, type, 0) } else { nil }
        // The JSON form may say of a relation that it is stored.
        guard let rule, rule != .stored else {
            guard let targets = definition.allowedTargets, !targets.isEmpty else {
                throw Self.failure("\(place), a relation without the types that it allows")
            }
            var list: [String] = []
            for target in targets {
                _ = try Self.checked(target.namespace, "in \(place) the type")
                if let set = target.relationDefinition { _ = try Self.checked(set, "in \(place) the name") }
                list.append(target.description)
            }
            text += "  relation \(name): \(list.joined(separator: " | "))\(condition)\n"
            return
        }
        guard !rule.isStored, definition.allowedTargets == nil else {
            throw Self.failure("\(place), which is stored and computed in one definition")
        }
        text += "  permission \(name): \(rule.text(isNested: !condition.isEmpty))\(condition)\n"
    }

    private func language(
        _ requirement: AuthzRequirement,
        _ place: String,
        _ depth: Int
    ) throws(DescopeError) -> AuthzRequirement {
        guard depth < SchemaParser.maximumDepth else { throw tooDeep(place) }
        func list(_ parts: [AuthzRequirement]) throws(DescopeError) -> [AuthzRequirement] {
            guard !parts.isEmpty else { throw Self.failure("\(place), a requirement of no condition") }
            var list: [AuthzRequirement] = []
            for part in parts { list.append(try language(part, place, depth + 1)) }
            return list
        }
        switch requirement {
        case .named(let name): return .named(try Self.checked(name, "in \(place) the condition"))
        case .not(let inner): return .not(try language(inner, place, depth + 1))
        case .all(let parts):
            let parts = try list(parts)
            return parts.count == 1 ? parts[0] : .all(parts)
        case .any(let parts):
            let parts = try list(parts)
            return parts.count == 1 ? parts[0] : .any(parts)
        }
    }

    private func tooDeep(_ place: String) -> DescopeError {
        Self.failure("\(place), whose rule nests deeper than \(SchemaParser.maximumDepth)")
    }

    // MARK: - Rules

    /// The rule as the reader of the language would give it.
    private func language(
        _ node: AuthzNode,
        _ place: String,
        _ type: Int,
        _ depth: Int
    ) throws(DescopeError) -> AuthzNode {
        guard depth < SchemaParser.maximumDepth else { throw tooDeep(place) }
        func list(_ nodes: [AuthzNode]) throws(DescopeError) -> [AuthzNode] {
            guard !nodes.isEmpty else { throw Self.failure("\(place), an operator without operands") }
            var list: [AuthzNode] = []
            for node in nodes { list.append(try language(node, place, type, depth + 1)) }
            return list
        }
        switch node {
        case .stored: return .stored
        case .targetSet(let name, let space):
            guard isOwn(space, type) else {
                throw Self.failure("\(place), which tests \(name) of the namespace \(quoted(space ?? ""))")
            }
            return .targetSet(try Self.checked(name, "in \(place) the name"))
        case .relationRight(let edge, let name, let space):
            return try arrow(edge, name, space.map { [$0] }, place, type)
        case .relationLeft:
            throw Self.failure("\(place), which walks from the right side of a relation to the left (relationLeft)")
        case .union(let nodes):
            let nodes = try union(nodes, place, type, depth)
            return nodes.count == 1 ? nodes[0] : .union(nodes)
        case .intersect(let nodes):
            let nodes = try list(nodes)
            return nodes.count == 1 ? nodes[0] : .intersect(nodes)
        case .sub(let nodes):
            let nodes = try list(nodes)
            return nodes.count == 1 ? nodes[0] : .sub(nodes)
        case .conditional(let node, let requirement):
            return .conditional(
                try language(node, place, type, depth + 1),
                try language(requirement, place, depth + 1)
            )
        }
    }

    /// The JSON form has an arrow for each type; the language has one for all of them.
    private func union(
        _ nodes: [AuthzNode],
        _ place: String,
        _ type: Int,
        _ depth: Int
    ) throws(DescopeError) -> [AuthzNode] {
        struct Arrow: Hashable {
            let edge: ByteKey
            let name: ByteKey
        }
        func arrow(_ node: AuthzNode) -> (Arrow, String)? {
            guard case .relationRight(let edge, let name, let space?) = node, isOwn(edge.namespace, type) else {
                return nil
            }
            return (Arrow(edge: ByteKey(edge.relationDefinition), name: ByteKey(name)), space)
        }
        guard !nodes.isEmpty else { throw Self.failure("\(place), an operator without operands") }
        var spaces: [Arrow: [String]] = [:]
        for node in nodes { if let (arrow, space) = arrow(node) { spaces[arrow, default: []].append(space) } }
        var list: [AuthzNode] = []
        for node in nodes {
            guard let (key, _) = arrow(node), case .relationRight(let edge, let name, _) = node else {
                list.append(try language(node, place, type, depth + 1))
                continue
            }
            guard let tested = spaces.removeValue(forKey: key) else { continue }
            list.append(try self.arrow(edge, name, tested, place, type))
        }
        return list
    }

    /// - Parameter tested: The namespaces in which it tests the name; nil for those that the relation leads to.
    private func arrow(
        _ edge: AuthzNode.Edge,
        _ name: String,
        _ tested: [String]?,
        _ place: String,
        _ type: Int
    ) throws(DescopeError) -> AuthzNode {
        guard isOwn(edge.namespace, type) else {
            throw Self.failure("\(place), which walks the relation \(edge) of another namespace")
        }
        let text = "\(edge.relationDefinition).\(name)"
        if let tested {
            let types = Set(tested.map(ByteKey.init))
            guard let followed = index.definition(edge.relationDefinition, in: type),
                types.allSatisfy({ index.leads(followed, of: type, to: $0.text, with: name) }),
                types.count == index.count(followed, of: type, with: name)
            else {
                let spaces = shortened(tested.joined(separator: ", "))
                throw Self.failure("\(place), in which \(text) tests only objects of \(spaces)")
            }
        }
        return .relationRight(
            AuthzNode.Edge(try Self.checked(edge.relationDefinition, "in \(place) the name")),
            try Self.checked(name, "in \(place) the name")
        )
    }

    private func isOwn(_ space: String?, _ type: Int) -> Bool {
        space.map { $0.hasSameBytes(as: index.schema.namespaces[type].name) } ?? true
    }
}
