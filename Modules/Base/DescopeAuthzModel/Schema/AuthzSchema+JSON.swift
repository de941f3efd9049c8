public import DescopeCore

// The service's JSON form of a schema. It is read strictly: a member that was passed over would change who may do what.
// A text that has a member that is not known is refused; what the service sends is read, and not evaluated.
// The form has no place for the types that a relation allows, nor for conditions of relations and rules. A request is
// refused when it would lose a condition: without it, the rule holds for more targets.

extension AuthzSchema: JSONConvertible {
    /// Reads the service's form.
    public static func read(from json: inout JSONReader) throws(JSONFailure) -> Self {
        var schema = AuthzSchema()
        try json.forEachMember { json, name throws(JSONFailure) in
            switch name.text {
            case "name": schema.name = try String?.read(from: &json)
            case "namespaces": schema.namespaces = try json.list(AuthzNamespace.read)
            case "conditions": schema.conditions = try json.list(AuthzCondition.read)
            default: try json.skipValue()
            }
        }
        if !schema.conditions.isEmpty { schema.namespaces.markConditionsAsUnknown() }
        return schema
    }

    /// Writes the service's form. What the schema's types and conditions say and the form does not is left out, but a
    /// request with conditions is refused; an arrow that tests several types becomes the union of one for each.
    public func write(to json: inout JSONWriter) {
        json.writeObject { json in
            if let name { json.writeMember("name", RequiredText(name)) }
            guard json.failure == nil else { return }
            // One that was loaded has them, and does not say for which rules.
            if json.requiresValues, !conditions.isEmpty {
                return json.writeMember("conditions", WrittenObject([], refusal: WrittenObject.hasCondition))
            }
            let index = SchemaIndex(self)
            json.writeMember("namespaces", namespaces.map { NamespaceWriter($0, in: index, isWhole: true).object })
        }
    }
}

extension [AuthzNamespace] {
    /// Notes that the schema has conditions, and that it is not known which definitions have them.
    package mutating func markConditionsAsUnknown() {
        for space in indices {
            for number in self[space].relationDefinitions.indices {
                self[space].relationDefinitions[number].mayLackCondition = true
            }
        }
    }
}

extension JSONReader {
    /// Reads a list of which every element counts; null is an empty one.
    fileprivate mutating func list<Element>(
        _ read: (inout JSONReader) throws(JSONFailure) -> Element
    ) throws(JSONFailure) -> [Element] {
        guard isAtList else {
            let start = position
            guard try value() == .null else { throw JSONFailure("expected a list", at: start, isMismatch: true) }
            return []
        }
        var elements: [Element] = []
        var failure: JSONFailure?
        try forEachElement { json throws(JSONFailure) in
            do throws(JSONFailure) { elements.append(try read(&json)) } catch {
                failure = error.inside("\(elements.count)")
                throw error.inside("\(elements.count)")
            }
        }
        if let failure { throw failure }
        return elements
    }

    fileprivate mutating func nonempty(_ what: String) throws(JSONFailure) -> String {
        let start = position
        let text = try string()
        guard !text.isEmpty else { throw JSONFailure("expected \(what)", at: start, isMismatch: true) }
        return text
    }
}

extension AuthzNamespace: JSONConvertible {
    /// Reads the service's form.
    public static func read(from json: inout JSONReader) throws(JSONFailure) -> Self {
        let start = json.position
        var namespace = AuthzNamespace("")
        var definitions: [WireDefinition] = []
        try json.forEachMember { json, name throws(JSONFailure) in
            switch name.text {
            case "name": namespace.name = try json.nonempty("a name")
            case "relationDefinitions": definitions = try json.list(WireDefinition.init)
            default: try json.skipValue()
            }
        }
        guard !namespace.name.isEmpty else {
            throw JSONFailure("expected a namespace with a name", at: start, isMismatch: true)
        }
        namespace.relationDefinitions = definitions.map { definition in
            var read = AuthzRelationDefinition(definition.name, rule: definition.rule?.inside(namespace.name))
            read.mayLackCondition = definition.hasUnknownMember
            return read
        }
        return namespace
    }

    /// Writes the service's form. In a request, an arrow has to name the namespace that it reaches, unless its relation
    /// allows one type: the other namespaces of the schema are not known here.
    public func write(to json: inout JSONWriter) { NamespaceWriter(self).object.write(to: &json) }
}

extension AuthzRelationDefinition {
    /// The service's form of a definition of a namespace.
    package func wire(in namespace: String) -> any JSONConvertible {
        NamespaceWriter(AuthzNamespace(namespace, [self])).written(self)
    }
}

private struct WireDefinition {
    var name = ""
    var rule: AuthzNode?
    var hasUnknownMember = false

    init(from json: inout JSONReader) throws(JSONFailure) {
        let start = json.position
        var (name, rule, hasUnknownMember) = ("", AuthzNode?.none, false)
        try json.forEachMember { json, member throws(JSONFailure) in
            switch member.text {
            case "name": name = try json.nonempty("a name")
            case "complexDefinition":
                if json.isAtObject {
                    rule = try AuthzNode(from: &json, &hasUnknownMember)
                } else {
                    try json.expectNull()
                }
            default: try json.skipUnknown(&hasUnknownMember)
            }
        }
        guard !name.isEmpty else {
            throw JSONFailure("expected a relation definition with a name", at: start, isMismatch: true)
        }
        (self.name, self.rule, self.hasUnknownMember) = (name, rule, hasUnknownMember)
    }
}

extension JSONReader {
    /// Passes over a member that is not known. Null or empty it says nothing.
    fileprivate mutating func skipUnknown(_ isFound: inout Bool) throws(JSONFailure) {
        switch try value() {
        case .null, .string(""), .array([]), .object([:]): break
        default: isFound = true
        }
    }

    fileprivate mutating func expectNull() throws(JSONFailure) {
        let start = position
        guard try value() == .null else { throw JSONFailure("expected an object or null", at: start, isMismatch: true) }
    }
}

extension AuthzNode {
    /// Reads a node. The reader bounds how deep the text nests, and so this recursion.
    fileprivate init(from json: inout JSONReader, _ hasUnknownMember: inout Bool) throws(JSONFailure) {
        let start = json.position
        var (type, children, expression) = ("", [AuthzNode](), AuthzNode?.none)
        try json.forEachMember { json, name throws(JSONFailure) in
            switch name.text {
            case "nType": type = try json.string()
            case "children":
                children = try json.list { json throws(JSONFailure) in
                    try AuthzNode(from: &json, &hasUnknownMember)
                }
            case "expression":
                if json.isAtObject {
                    expression = try Self.leaf(from: &json, &hasUnknownMember)
                } else {
                    try json.expectNull()
                }
            default: try json.skipUnknown(&hasUnknownMember)
            }
        }
        switch (type, expression) {
        case ("child", let leaf?) where children.isEmpty: self = leaf
        case ("union", nil) where !children.isEmpty: self = .union(children)
        case ("intersect", nil) where !children.isEmpty: self = .intersect(children)
        case ("sub", nil) where !children.isEmpty: self = .sub(children)
        default:
            throw JSONFailure(
                "expected a node of nType child with an expression, or of union, intersect or sub with children",
                at: start,
                isMismatch: true
            )
        }
    }

    private static func leaf(
        from json: inout JSONReader,
        _ hasUnknownMember: inout Bool
    ) throws(JSONFailure) -> AuthzNode {
        let start = json.position
        var wire = WireExpression()
        try json.forEachMember { json, name throws(JSONFailure) in
            switch name.text {
            case "neType": wire.neType = try json.string()
            case "relationDefinition": wire.relationDefinition = try .read(from: &json)
            case "relationDefinitionNamespace": wire.relationDefinitionNamespace = try .read(from: &json)
            case "targetRelationDefinition": wire.targetRelationDefinition = try .read(from: &json)
            case "targetRelationDefinitionNamespace": wire.targetRelationDefinitionNamespace = try .read(from: &json)
            default: try json.skipUnknown(&hasUnknownMember)
            }
        }
        switch (wire.neType, wire.relationDefinition, wire.targetRelationDefinition) {
        case ("self", _, _): return .stored
        // One published text calls it userSet.
        case ("targetSet", _, let name?), ("userSet", _, let name?):
            return .targetSet(name, namespace: wire.targetRelationDefinitionNamespace)
        case ("relationRight", let edge?, let name?):
            return .relationRight(
                Edge(edge, namespace: wire.relationDefinitionNamespace),
                name,
                namespace: wire.targetRelationDefinitionNamespace
            )
        case ("relationLeft", let edge?, let name?):
            return .relationLeft(
                Edge(edge, namespace: wire.relationDefinitionNamespace),
                name,
                namespace: wire.targetRelationDefinitionNamespace
            )
        default:
            throw JSONFailure(
                "expected an expression of neType self, targetSet, relationRight or relationLeft with its relations",
                at: start,
                isMismatch: true
            )
        }
    }

    /// The rule as it reads inside a namespace, which need not be named in it.
    fileprivate func inside(_ namespace: String) -> AuthzNode {
        func shorten(_ name: String?) -> String? { name.flatMap { $0.hasSameBytes(as: namespace) ? nil : $0 } }
        switch self {
        case .stored: return self
        case .targetSet(let name, let space): return .targetSet(name, namespace: shorten(space))
        case .relationRight(let edge, let name, let space):
            return .relationRight(
                Edge(edge.relationDefinition, namespace: shorten(edge.namespace)),
                name,
                namespace: space
            )
        case .relationLeft(let edge, let name, let space):
            // What is tested is of the edge's namespace unless another one is named.
            let isEdges = space?.hasSameBytes(as: edge.namespace ?? namespace) ?? true
            return .relationLeft(
                Edge(edge.relationDefinition, namespace: shorten(edge.namespace)),
                name,
                namespace: isEdges ? nil : space
            )
        case .union(let nodes): return .union(nodes.map { $0.inside(namespace) })
        case .intersect(let nodes): return .intersect(nodes.map { $0.inside(namespace) })
        case .sub(let nodes): return .sub(nodes.map { $0.inside(namespace) })
        case .conditional(let node, let condition): return .conditional(node.inside(namespace), condition)
        }
    }
}

private struct WireExpression {
    var neType = ""
    var relationDefinition: String?
    var relationDefinitionNamespace: String?
    var targetRelationDefinition: String?
    var targetRelationDefinitionNamespace: String?
}

extension AuthzCondition {
    fileprivate static func read(from json: inout JSONReader) throws(JSONFailure) -> Self {
        let wire = try WireCondition.read(from: &json)
        return AuthzCondition(wire.name, wire.params.map { Parameter($0.name, $0.type) }, wire.expression)
    }
}

private struct WireCondition: JSONModel {
    var name = ""
    var params: [WireParameter] = []
    var expression = ""

    static let members = Members(Self()) {
        $0("name", \.name)
        $0("params", \.params)
        $0("expression", \.expression)
    }
}

private struct WireParameter: JSONModel {
    var name = ""
    var type = AuthzCondition.ParameterType(rawValue: "")

    static let members = Members(Self()) {
        $0("name", \.name)
        $0("type", \.type)
    }
}

extension AuthzCondition.ParameterType: JSONConvertible {
    /// Reads the name.
    public static func read(from json: inout JSONReader) throws(JSONFailure) -> Self {
        Self(rawValue: try json.string())
    }
    /// Writes the name.
    public func write(to json: inout JSONWriter) { json.write(rawValue) }
}

// MARK: - Writing

private struct NamespaceWriter {
    private let namespace: AuthzNamespace
    private let index: SchemaIndex
    /// Whether the whole schema is known, and not only the namespace.
    private let isWhole: Bool

    init(_ namespace: AuthzNamespace) {
        self.init(namespace, in: SchemaIndex(AuthzSchema([namespace])), isWhole: false)
    }

    init(_ namespace: AuthzNamespace, in index: SchemaIndex, isWhole: Bool) {
        (self.namespace, self.index, self.isWhole) = (namespace, index, isWhole)
    }

    var object: WrittenObject {
        WrittenObject([
            ("name", RequiredText(namespace.name)),
            ("relationDefinitions", namespace.relationDefinitions.map { written($0) }),
        ])
    }

    func written(_ definition: AuthzRelationDefinition) -> WrittenObject {
        var members: [(String, any JSONConvertible)] = [("name", RequiredText(definition.name))]
        if let rule = definition.rule { members.append(("complexDefinition", written(rule))) }
        let isWhole = definition.condition == nil && !definition.mayLackCondition
        return WrittenObject(members, refusal: isWhole ? nil : WrittenObject.hasCondition)
    }

    /// Rules are as deep as the author wrote them; ``AuthzEvaluator`` and the readers bound that.
    private func written(_ node: AuthzNode) -> WrittenObject {
        switch node {
        case .stored: leaf("self")
        case .targetSet(let name, let space):
            leaf(
                "targetSet",
                ("targetRelationDefinition", name),
                ("targetRelationDefinitionNamespace", space ?? namespace.name)
            )
        case .relationRight(let edge, let name, let space?): arrow("relationRight", edge, name, space)
        case .relationRight(let edge, let name, nil):
            inner("union", reached(edge, name).map { arrow("relationRight", edge, name, $0) }, unknownReach(edge))
        case .relationLeft(let edge, let name, let space):
            arrow("relationLeft", edge, name, space ?? edge.namespace ?? namespace.name)
        case .union(let nodes): inner("union", nodes.map { written($0) })
        case .intersect(let nodes): inner("intersect", nodes.map { written($0) })
        case .sub(let nodes): inner("sub", nodes.map { written($0) })
        case .conditional(let node, _): WrittenObject(written(node).members, refusal: WrittenObject.hasCondition)
        }
    }

    private func leaf(_ type: String, _ members: (String, String)...) -> WrittenObject {
        WrittenObject([
            ("nType", "child"),
            ("expression", WrittenObject([("neType", type)] + members.map { ($0.0, RequiredText($0.1)) })),
        ])
    }

    private func arrow(_ type: String, _ edge: AuthzNode.Edge, _ name: String, _ space: String) -> WrittenObject {
        leaf(
            type,
            ("relationDefinition", edge.relationDefinition),
            ("relationDefinitionNamespace", edge.namespace ?? namespace.name),
            ("targetRelationDefinition", name),
            ("targetRelationDefinitionNamespace", space)
        )
    }

    private func inner(
        _ type: String,
        _ nodes: [WrittenObject],
        _ refusal: WrittenObject.Refusal? = nil
    ) -> WrittenObject {
        if type == "union", nodes.count == 1, let only = nodes.first { return only }
        // No reader takes it; an intersection of nothing would hold for everyone.
        let isEmpty: WrittenObject.Refusal? =
            nodes.isEmpty ? ("rules of the \(type), or a type that the arrow reaches", "none") : nil
        return WrittenObject([("nType", type), ("children", nodes)], refusal: refusal ?? isEmpty)
    }

    /// The types that an arrow without a namespace tests.
    private func reached(_ edge: AuthzNode.Edge, _ name: String) -> [String] {
        guard let type = index.type(edge.namespace ?? namespace.name),
            let followed = index.definition(edge.relationDefinition, in: type)
        else { return [] }
        guard isWhole else {
            let allowed = index.schema.namespaces[type].relationDefinitions[followed].allowedTargets ?? []
            let spaces = allowed.filter { $0.relationDefinition == nil }.map(\.namespace)
            return spaces.count == 1 ? spaces : []
        }
        return index.reached(followed, of: type, with: name).sorted().map { index.schema.namespaces[$0].name }
    }

    /// Refuses an arrow over a relation of which it is not known what it reaches.
    private func unknownReach(_ edge: AuthzNode.Edge) -> WrittenObject.Refusal? {
        isWhole ? nil : ("the namespace that is reached over \(edge.relationDefinition)", "none")
    }
}

/// A name, which a request needs.
private struct RequiredText: JSONConvertible {
    let text: String

    init(_ text: String) { self.text = text }

    static func read(from json: inout JSONReader) throws(JSONFailure) -> Self { Self(try json.string()) }

    func write(to json: inout JSONWriter) {
        if json.requiresValues, DescopeCore.isBlank(text) { json.refuseBlank(text) }
        json.write(text)
    }
}

private struct WrittenObject: JSONConvertible {
    typealias Refusal = (expected: String, found: String)

    static let hasCondition: Refusal = (
        "no condition", "one, which only the schema as text can express (dsl(), fga.saveSchema)"
    )

    let members: [(String, any JSONConvertible)]
    /// Why a request is refused that has it.
    let refusal: Refusal?

    init(_ members: [(String, any JSONConvertible)], refusal: Refusal? = nil) {
        self.members = members
        self.refusal = refusal
    }

    static func read(from json: inout JSONReader) throws(JSONFailure) -> Self {
        try json.skipValue()
        return Self([])
    }

    func write(to json: inout JSONWriter) {
        if json.requiresValues, let refusal {
            json.refuse(expecting: refusal.expected, found: refusal.found)
            return json.writeNull()
        }
        json.writeObject { json in
            for (name, value) in members where json.failure == nil { json.writeMember(name, value) }
        }
    }
}
