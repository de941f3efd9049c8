/// Finds what makes a schema unusable: names that are defined twice, and names that are not defined.
struct SchemaCheck {
    private let index: SchemaIndex
    private let places: SchemaPlaces?
    private(set) var problems: [AuthzProblem] = []

    /// - Parameter places: Where the schema's parts are, if it was read from a text.
    init(_ index: SchemaIndex, _ places: SchemaPlaces? = nil) {
        (self.index, self.places) = (index, places)
        checkConditions()
        for number in index.schema.namespaces.indices { checkType(number) }
        if places != nil { problems.sort { ($0.position ?? .start) < ($1.position ?? .start) } }
    }

    private mutating func add(_ code: AuthzProblem.Code, _ position: AuthzPosition?, _ message: String) {
        problems.append(AuthzProblem(code, at: position, message))
    }

    private mutating func addTwice(_ what: String, _ position: AuthzPosition?, first: AuthzPosition?) {
        let place = first.map { ", first at \($0)" } ?? ""
        add(.duplicateName, position, "expected one definition of \(what), found a second\(place).")
    }

    private mutating func checkConditions() {
        var seen: [ByteKey: Int] = [:]
        for (number, condition) in index.schema.conditions.enumerated() {
            if let first = seen[ByteKey(condition.name)] {
                let name = quoted(condition.name)
                addTwice("the condition \(name)", places?.conditions[number], first: places?.conditions[first])
            } else {
                seen[ByteKey(condition.name)] = number
            }
            checkExpression(of: condition, number)
        }
        conditions = Set(seen.keys)
    }

    /// Whether the evaluator can judge a condition. Constraints are the service's own, which may add some: those that
    /// are not known are told by ``SchemaLints``.
    private mutating func checkExpression(of condition: AuthzCondition, _ number: Int) {
        guard !condition.isUnknownConstraint, let problem = ConditionJudge.problem(of: condition) else { return }
        let start = places?.expressions[number]
        add(
            problem.code,
            problem.position.flatMap { start?.moved(by: $0) } ?? places?.conditions[number],
            "expected a condition that can be judged, found \(quoted(condition.name)): \(problem.message)."
        )
    }

    private var conditions: Set<ByteKey> = []

    private mutating func checkType(_ type: Int) {
        let namespace = index.schema.namespaces[type]
        if let first = index.type(namespace.name), first != type {
            addTwice("the type \(quoted(namespace.name))", places?.types[type], first: places?.types[first])
        }
        for (number, definition) in namespace.relationDefinitions.enumerated() {
            let place = places?.definitions[type][number]
            if let first = index.definition(definition.name, in: type), first != number {
                addTwice(
                    quoted(namespace.name, definition.name),
                    place?.name,
                    first: places?.definitions[type][first].name
                )
            }
            checkTargets(definition, type, place)
            checkRule(definition, type, place)
        }
    }

    private mutating func checkTargets(
        _ definition: AuthzRelationDefinition,
        _ type: Int,
        _ place: SchemaPlaces.Definition?
    ) {
        for (number, target) in (definition.allowedTargets ?? []).enumerated() {
            let position = place?.targets[number]
            guard let other = index.type(target.namespace) else {
                let hint =
                    target.relationDefinition == nil && index.definition(target.namespace, in: type) != nil
                    ? " It is a relation or permission: a permission can combine it with this relation." : ""
                add(
                    .unknownName,
                    position?.first,
                    "expected a type of the schema, found \(quoted(target.namespace)).\(hint)"
                )
                continue
            }
            if let name = target.relationDefinition { check(name, in: other, position?.second) }
        }
    }

    private mutating func check(_ name: String, in type: Int, _ position: AuthzPosition?) {
        guard index.definition(name, in: type) == nil else { return }
        let space = index.schema.namespaces[type].name
        add(
            .unknownName,
            position,
            "expected a relation or permission of the type \(quoted(space)), found \(quoted(name))."
        )
    }

    private mutating func check(_ name: String, in space: String?, _ type: Int, _ position: AuthzPosition?) {
        guard let space else { return check(name, in: type, position) }
        if let type = index.type(space) {
            check(name, in: type, position)
        } else {
            add(.unknownName, position, "expected a type of the schema, found \(quoted(space)).")
        }
    }

    private mutating func checkRule(
        _ definition: AuthzRelationDefinition,
        _ type: Int,
        _ place: SchemaPlaces.Definition?
    ) {
        for part in definition.parts(at: place) {
            switch part {
            case .leaf(let leaf, let position, _): checkLeaf(leaf, type, position)
            case .condition(let name, let position):
                guard !conditions.contains(ByteKey(name)) else { continue }
                add(
                    .unknownName,
                    position,
                    "expected a condition or constraint of the schema, found \(quoted(name))."
                )
            case .emptyOperator:
                add(.emptyOperator, place?.name, "expected operands, found an operator without any.")
            }
        }
    }

    private mutating func checkLeaf(_ leaf: AuthzNode, _ type: Int, _ position: SchemaPlaces.Reference?) {
        switch leaf {
        case .targetSet(let name, let space): check(name, in: space, type, position?.first)
        case .relationRight(let edge, let name, let space):
            let count = problems.count
            check(edge.relationDefinition, in: edge.namespace, type, position?.first)
            guard problems.count == count else { return }
            if let space {
                check(name, in: space, type, position?.second)
            } else {
                checkArrow(edge, name, type, position)
            }
        case .relationLeft(let edge, let name, let space):
            check(edge.relationDefinition, in: edge.namespace, type, nil)
            check(name, in: space ?? edge.namespace, type, nil)
        case .stored, .union, .intersect, .sub, .conditional: break
        }
    }

    private mutating func checkArrow(
        _ edge: AuthzNode.Edge,
        _ name: String,
        _ type: Int,
        _ position: SchemaPlaces.Reference?
    ) {
        guard let space = edge.namespace.map({ index.type($0) }) ?? type,
            let followed = index.definition(edge.relationDefinition, in: space),
            index.count(followed, of: space, with: name) == 0
        else { return }
        let facts = index.facts(followed, of: space)
        if facts.hasOnlySets, let set = facts.firstSet {
            let (arrow, edge) = (quoted("\(edge.relationDefinition).\(name)"), quoted(edge.description))
            return add(
                .arrowOverSets,
                position?.first,
                "expected a relation that allows a type itself before the point of \(arrow), found that \(edge) allows "
                    + "only sets such as \(quoted(set.description)): arrows do not follow sets."
            )
        }
        add(
            .unknownName,
            position?.second,
            "expected a relation or permission of a type that \(quoted(edge.description)) leads to, found "
                + "\(quoted(name))."
        )
    }
}

extension AuthzPosition {
    static var start: Self { Self(line: 1, column: 1) }

    /// The position after a text.
    static func end(of text: some Sequence<UInt8>) -> Self {
        var position = Self.start
        for byte in text {
            if byte == UInt8(ascii: "\n") {
                position = Self(line: position.line + 1, column: 1)
            } else if byte & 0xC0 != 0x80 {
                position.column += 1
            }
        }
        return position
    }

    /// Where a position in a part of a text is in the whole text, when the part begins at this one.
    func moved(by other: Self) -> Self {
        Self(
            line: line + other.line - 1,
            column: other.line == 1 ? column + other.column - 1 : other.column
        )
    }
}

extension AuthzRelationDefinition {
    /// A part of a definition that refers to others.
    enum Part {
        case leaf(AuthzNode, SchemaPlaces.Reference?, isSubtracted: Bool)
        case condition(String, AuthzPosition?)
        case emptyOperator
    }

    /// Its parts, in the order in which the language writes their names.
    ///
    /// - Parameter place: Where they are, if the definition was read from a text.
    func parts(at place: SchemaPlaces.Definition?) -> [Part] {
        enum Step {
            case node(AuthzNode, isSubtracted: Bool)
            case requirement(AuthzRequirement)
        }
        var (found, open) = ([Part](), [Step]())
        var (leaves, names) = (place?.leaves[...] ?? [], place?.requirements[...] ?? [])
        if let condition { open.append(.requirement(condition)) }
        if let rule { open.append(.node(rule, isSubtracted: false)) }
        while let next = open.popLast() {
            switch next {
            case .requirement(let requirement): found += requirement.names.map { .condition($0, names.popFirst()) }
            case .node(.conditional(let node, let requirement), let isSubtracted):
                open += [.requirement(requirement), .node(node, isSubtracted: isSubtracted)]
            case .node(.union([]), _), .node(.intersect([]), _), .node(.sub([]), _): found.append(.emptyOperator)
            case .node(.union(let nodes), let isSubtracted), .node(.intersect(let nodes), let isSubtracted):
                open += nodes.reversed().map { .node($0, isSubtracted: isSubtracted) }
            case .node(.sub(let nodes), let isSubtracted):
                open += nodes.enumerated().reversed().map { .node($1, isSubtracted: isSubtracted || $0 > 0) }
            case .node(.stored, _): break
            case .node(let leaf, let isSubtracted):
                found.append(.leaf(leaf, leaves.popFirst(), isSubtracted: isSubtracted))
            }
        }
        return found
    }
}
