import DescopeAuthzModel
import DescopeCore

extension StringProtocol {
    /// The parts before and after the first such byte; nil without one.
    func split(at byte: UInt8) -> (SubSequence, SubSequence)? where SubSequence == Substring {
        guard let index = utf8.firstIndex(of: byte) else { return nil }
        return (self[..<index], self[utf8.index(after: index)...])
    }
}

/// Relations and questions as this project writes them: `doc:roadmap#owner@u1`, `doc:roadmap#viewer@group:acme#member`.
struct RelationText {
    /// The namespaces of the schema. What stands before a colon on the right side is a type only when it is one of
    /// them.
    let namespaces: Set<String>

    init(_ schema: AuthzSchema) { namespaces = Set(schema.namespaces.map(\.name)) }

    /// `doc:roadmap#owner@…`, with what stands after `@`.
    func relation(_ text: String) throws(DescopeError) -> AuthzRelation {
        guard let (left, right) = sides(text), let (namespace, resource) = left.object.split(at: UInt8(ascii: ":")),
            !right.isEmpty
        else { throw .invalidFile("expected a relation such as doc:roadmap#owner@u1, found \(text).") }
        return AuthzRelation(
            resource: String(resource),
            relationDefinition: String(left.relation),
            namespace: String(namespace),
            target: target(String(right))
        )
    }

    func target(_ text: String) -> AuthzTarget {
        guard let (namespace, rest) = typed(text) else { return .id(text) }
        guard let hash = rest.utf8.lastIndex(of: UInt8(ascii: "#")) else {
            return .id(String(rest), namespace: String(namespace))
        }
        return .set(
            resource: String(rest[..<hash]),
            relationDefinition: String(rest[rest.utf8.index(after: hash)...]),
            namespace: String(namespace)
        )
    }

    /// The id in `user:u1` or `u1`.
    func id(_ text: String) -> String { typed(text).map { String($0.1) } ?? text }

    /// An id as it is read again: what looks like a type in it gets the type before it once more.
    func written(_ id: String) -> String { typed(id).map { "\($0.0):\(id)" } ?? id }

    private func typed(_ text: String) -> (Substring, Substring)? {
        text.split(at: UInt8(ascii: ":")).flatMap { namespaces.contains(String($0.0)) ? $0 : nil }
    }

    /// What stands left and right of `@`, where the left ends with a relation.
    private func sides(_ text: String) -> (left: (object: Substring, relation: Substring), right: Substring)? {
        guard let (object, rest) = text.split(at: UInt8(ascii: "#")),
            let (relation, right) = rest.split(at: UInt8(ascii: "@")), !object.isEmpty, !relation.isEmpty
        else { return nil }
        return ((object, relation), right)
    }

    /// `doc:roadmap#viewer@u1`.
    func check(
        _ text: String,
        _ expected: AuthzQuestion.Answer,
        _ context: [String: JSONValue]
    ) throws(DescopeError) -> AuthzQuestion {
        let asked = try relation(text)
        guard case .id(let target, _) = asked.target else { return .unsupported(text, Self.asksForSet) }
        return AuthzQuestion(
            .check(target: target, resource: asked.resource),
            asked.relationDefinition,
            in: asked.namespace,
            context: context,
            expected: expected
        )
    }

    static let asksForSet = "Descope answers for a user or another resource, not for a set"

    /// `doc:roadmap#viewer`, for everyone who holds it.
    func who(
        _ text: String,
        _ ids: [String],
        _ context: [String: JSONValue]
    ) throws(DescopeError) -> AuthzQuestion {
        guard let (object, relation) = text.split(at: UInt8(ascii: "#")),
            let (namespace, resource) = object.split(at: UInt8(ascii: ":")), !relation.isEmpty
        else { throw .invalidFile("expected an object and a relation such as doc:roadmap#viewer, found \(text).") }
        return AuthzQuestion(
            .whoCanAccess(resource: String(resource)),
            String(relation),
            in: String(namespace),
            context: context,
            expected: .ids(ids.map(id))
        )
    }

    /// `doc#viewer@u1`, for the resources on which the target holds it.
    func what(
        _ text: String,
        _ ids: [String],
        _ context: [String: JSONValue]
    ) throws(DescopeError) -> AuthzQuestion {
        guard let (left, right) = sides(text), !right.isEmpty else {
            throw .invalidFile("expected a type, a relation and a target such as doc#viewer@u1, found \(text).")
        }
        let namespace = String(left.object)
        return AuthzQuestion(
            .whatCanTargetAccess(target: id(String(right))),
            String(left.relation),
            in: namespace,
            context: context,
            expected: .ids(
                ids.map { text in
                    text.split(at: UInt8(ascii: ":")).flatMap { $0.0 == namespace ? String($0.1) : nil } ?? text
                }
            )
        )
    }
}

extension AuthzQuestion {
    /// A question that Descope has no form for.
    static func unsupported(_ text: String, _ reason: String) -> AuthzQuestion {
        AuthzQuestion(.unsupported(text, reason: reason), "", in: "", expected: .denied)
    }
}
