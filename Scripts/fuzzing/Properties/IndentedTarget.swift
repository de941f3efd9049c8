import DescopeAuthzModel
import DescopeCore

extension FuzzTarget {
    /// The reader of the indented form. What it accepts is written, and read again as the same; so is its JSON.
    static let indentedSchema = FuzzTarget("indented") { input in
        let text = String(decoding: input, as: UTF8.self)
        let schema: AuthzSchema
        do throws(DescopeError) { schema = try AuthzSchema(indented: text) } catch {
            try require(error.kind == .argument && error.code == .invalidSchema, "refused as a schema: \(error)")
            try require(error.message.hasPrefix("line "), "a refusal says where: \(error)")
            return false
        }
        let written: (indented: String, json: String)
        do throws(DescopeError) { written = (try schema.indented(), try schema.json()) } catch {
            // A blank name, or an arrow that reaches nothing.
            try require(error.code == .invalidSchema, "not written as a schema: \(error)")
            return true
        }
        let again = try AuthzSchema(indented: written.indented)
        let isSame =
            again.namespaces.count == schema.namespaces.count
            && zip(again.namespaces, schema.namespaces).allSatisfy { a, b in
                a.relationDefinitions.count == b.relationDefinitions.count
                    && zip(a.relationDefinitions, b.relationDefinitions).allSatisfy { a, b in
                        guard let rule = b.rule, !rule.hasOpenArrow else { return a.name == b.name }
                        return a.rule == rule.withoutUnionsOfOne
                    }
            }
        try require(isSame, "it is read again: \(written.indented)")
        try require(try again.indented() == written.indented, "it is written again: \(written.indented)")
        try require(try AuthzSchema(json: written.json) == again, "its JSON is read again: \(written.json)")
        // Without indentation it means the same, or is refused.
        let flat = written.indented.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: "\n")
        if let flat = try? AuthzSchema(indented: flat) { try require(flat == again, "it means the same: \(flat)") }
        return true
    }
}

// The reader bounds how deep a rule is.
extension AuthzNode {
    /// The writer leaves out a union of one rule, which means that rule.
    fileprivate var withoutUnionsOfOne: AuthzNode {
        let nodes = children.map(\.withoutUnionsOfOne)
        return switch self {
        case .union: nodes.count == 1 ? nodes[0] : .union(nodes)
        case .intersect: .intersect(nodes)
        case .sub: .sub(nodes)
        case .conditional, .stored, .targetSet, .relationRight, .relationLeft: self
        }
    }

    /// Whether it has an arrow that does not say what it reaches. It is written as one arrow for each type.
    fileprivate var hasOpenArrow: Bool {
        if case .relationRight(_, _, nil) = self { return true }
        return children.contains(where: \.hasOpenArrow)
    }
}
