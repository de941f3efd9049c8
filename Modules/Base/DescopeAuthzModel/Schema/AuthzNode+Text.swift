extension AuthzNode: CustomStringConvertible {
    /// As the language writes it, with parentheses around every nested operator. What it has no spelling for is written
    /// as `self` and `relationLeft(parent.member)`; a namespace that is given stands before `:`.
    public var description: String { text(isNested: false) }

    /// - Parameter isNested: Whether it stands inside another rule, and an operator needs parentheses.
    func text(isNested: Bool) -> String {
        var text = ""
        write(to: &text, isNested: isNested, depth: 0)
        return text
    }

    private func write(to text: inout String, isNested: Bool, depth: Int) {
        guard depth <= SchemaParser.maximumDepth else {
            text += "…"
            return
        }
        switch self {
        case .stored: text += "self"
        case .targetSet(let name, let space): text += named(name, space)
        case .relationRight(let edge, let name, let space): text += "\(edge).\(named(name, space))"
        case .relationLeft(let edge, let name, let space): text += "relationLeft(\(edge).\(named(name, space)))"
        case .union(let nodes): write(nodes, " | ", to: &text, isNested, depth)
        case .intersect(let nodes): write(nodes, " & ", to: &text, isNested, depth)
        case .sub(let nodes): write(nodes, " - ", to: &text, isNested, depth)
        case .conditional(let node, let requirement):
            if isNested { text += "(" }
            node.write(to: &text, isNested: true, depth: depth + 1)
            text += " with \(requirement.text(isNested: true))"
            if isNested { text += ")" }
        }
    }

    private func write(
        _ nodes: [AuthzNode],
        _ separator: String,
        to text: inout String,
        _ isNested: Bool,
        _ depth: Int
    ) {
        if isNested { text += "(" }
        for (number, node) in nodes.enumerated() {
            if number > 0 { text += separator }
            node.write(to: &text, isNested: true, depth: depth + 1)
        }
        if isNested { text += ")" }
    }
}

extension AuthzNode.Edge: CustomStringConvertible {
    /// The relation, after its namespace and `:` when that is given.
    public var description: String { named(relationDefinition, namespace) }
}

private func named(_ name: String, _ namespace: String?) -> String { namespace.map { "\($0):\(name)" } ?? name }

extension AuthzRequirement: CustomStringConvertible {
    /// As the language writes it after `with`, with parentheses around every nested operator.
    public var description: String { text(isNested: false) }

    func text(isNested: Bool) -> String {
        var text = ""
        write(to: &text, isNested: isNested, depth: 0)
        return text
    }

    private func write(to text: inout String, isNested: Bool, depth: Int) {
        guard depth <= SchemaParser.maximumDepth else {
            text += "…"
            return
        }
        func write(_ list: [AuthzRequirement], _ separator: String) {
            if isNested { text += "(" }
            for (number, requirement) in list.enumerated() {
                if number > 0 { text += separator }
                requirement.write(to: &text, isNested: true, depth: depth + 1)
            }
            if isNested { text += ")" }
        }
        switch self {
        case .named(let name): text += name
        case .not(let inner):
            text += "!"
            inner.write(to: &text, isNested: true, depth: depth + 1)
        case .all(let list): write(list, " & ")
        case .any(let list): write(list, " | ")
        }
    }
}
