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
    /// Whether a type is a part of the id behind it, as in the cases of OpenFGA and SpiceDB.
    let keepsTypes: Bool

    init(_ schema: AuthzSchema, keepsTypes: Bool = false) {
        namespaces = Set(schema.namespaces.map(\.name))
        self.keepsTypes = keepsTypes
    }

    /// `doc:roadmap#owner@…`, with what stands after `@`.
    func relation(_ text: String) throws(DescopeError) -> AuthzRelation {
        guard let (left, right) = sides(text), let (namespace, resource) = left.object.split(at: UInt8(ascii: ":")),
            !right.isEmpty
        else { throw .invalidFile("expected a relation such as doc:roadmap#owner@u1, found \(text).") }
        let type = type(namespace)
        return AuthzRelation(
            resource: id(String(resource), of: type),
            relationDefinition: String(left.relation),
            namespace: type,
            target: try target(String(right))
        )
    }

    private func target(_ text: String) throws(DescopeError) -> AuthzTarget {
        guard let (namespace, rest) = try known(text) else { return .id(text) }
        guard let hash = rest.utf8.lastIndex(of: UInt8(ascii: "#")) else {
            return .id(id(String(rest), of: namespace), namespace: namespace)
        }
        return .set(
            resource: id(String(rest[..<hash]), of: namespace),
            relationDefinition: String(rest[rest.utf8.index(after: hash)...]),
            namespace: namespace
        )
    }

    /// The id in `user:u1` or `u1`.
    ///
    /// - Parameter isAnswer: Whether it is one of an expected list, where a type that is not known fails the test.
    func id(_ text: String, isAnswer: Bool = false) throws(DescopeError) -> String {
        try known(text, isAnswer: isAnswer).map { id(String($0.rest), of: $0.namespace) } ?? text
    }

    /// The type before an id, and the id; nil without a colon, but ids that keep their type have to have one.
    private func known(
        _ text: String,
        isAnswer: Bool = false
    ) throws(DescopeError) -> (namespace: String, rest: Substring)? {
        let parts = text.split(at: UInt8(ascii: ":"))
        if let (namespace, rest) = parts, namespaces.contains(type(namespace)) {
            // SpiceDB writes the object itself as `user:u1#...`.
            return (type(namespace), keepsTypes && rest.hasSuffix("#...") ? rest.dropLast(4) : rest)
        }
        guard !keepsTypes else {
            throw .invalidFile(
                "expected an id with a type of the schema, as the case has them, such as user:u1, found \(text)."
            )
        }
        guard let (found, rest) = parts else { return nil }
        // It looks like a set. As an id it would count for nothing, or for another one, and no result would show it.
        if rest.utf8.contains(UInt8(ascii: "#")) {
            throw .invalidFile("expected a set of a type of the schema, found the type \(found) in \(text).")
        }
        // A misspelt type: as a part of the id it would count for nothing as well.
        if !isAnswer {
            let example = namespaces.contains("user") ? "user" : namespaces.min() ?? "user"
            throw .invalidFile(
                "expected a type of the schema before the colon, found \(found) in \(text). An id that has a colon itself "
                    + "is written behind its type, as in \(example):\(text), or as the target of a "
                    + "relation in the form of an object."
            )
        }
        return nil
    }

    private func type(_ name: Substring) -> String {
        let name = String(name)
        return keepsTypes && !namespaces.contains(name) ? SpiceDBReader.namespace(name) : name
    }

    private func id(_ id: String, of namespace: String) -> String {
        // Reports and explanations write `doc:doc:roadmap`.
        !keepsTypes || id.hasPrefix(namespace + ":") ? id : "\(namespace):\(id)"
    }

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
        guard case .id(let target, let type) = asked.target else { return .unsupported(text, Self.asksForSet) }
        var question = AuthzQuestion(
            .check(target: target, resource: asked.resource),
            asked.relationDefinition,
            in: asked.namespace,
            context: context,
            expected: expected
        )
        // Ids that keep their type say it themselves.
        if !keepsTypes { question.targetNamespace = type }
        return question
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
        let type = type(namespace)
        return AuthzQuestion(
            .whoCanAccess(resource: id(String(resource), of: type)),
            String(relation),
            in: type,
            context: context,
            expected: .ids(try ids.map { text throws(DescopeError) in try id(text, isAnswer: true) })
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
        let namespace = type(left.object)
        return AuthzQuestion(
            .whatCanTargetAccess(target: try id(String(right))),
            String(left.relation),
            in: namespace,
            context: context,
            expected: .ids(
                ids.map { text in
                    let rest = text.split(at: UInt8(ascii: ":")).flatMap { $0.0 == namespace ? String($0.1) : nil }
                    return id(rest ?? text, of: namespace)
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
