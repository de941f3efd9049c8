public import DescopeAuthzModel
public import DescopeCore

/// A schema, stored relations, and questions with the expected answers.
public struct AuthzTestCase: Sendable {
    /// The name, for reports.
    public var name: String
    /// The schema.
    public var schema: AuthzSchema
    /// The stored relations.
    public var relations: [AuthzRelation]
    /// The questions.
    public var questions: [AuthzQuestion]
    /// Whether a stored relation that the schema does not allow is an error. It would count for nothing unseen, and a
    /// test of it might pass for that reason.
    public var refusesDisallowedRelations = true
    /// Whether ids have their type before them, as in `doc:roadmap`: those of the cases of OpenFGA and SpiceDB do.
    package internal(set) var keepsTypes = false
    /// Where the schema's leaves stand in its text, when it was read from one.
    var source: SchemaSource?

    /// Makes a case.
    public init(
        _ name: String,
        schema: AuthzSchema,
        relations: [AuthzRelation] = [],
        questions: [AuthzQuestion] = []
    ) {
        self.name = name
        self.schema = schema
        self.relations = relations
        self.questions = questions
    }
}

/// The text that a schema was read from.
struct SchemaSource: Sendable {
    /// The file.
    let path: String
    let positions: LeafPositions
}

/// A question about access, with the expected answer.
public struct AuthzQuestion: Hashable, Sendable {
    /// What is asked.
    public var form: Form
    /// The relation or permission.
    public var relationDefinition: String
    /// The resource's type.
    public var namespace: String
    /// The type of a check's target: stored relations to an object of another type are not counted. Nil for any type.
    public var targetNamespace: String?
    /// The values of the parameters of conditions.
    public var context: [String: JSONValue]
    /// The expected answer.
    public var expected: Answer

    /// Makes a question.
    public init(
        _ form: Form,
        _ relationDefinition: String,
        in namespace: String,
        context: [String: JSONValue] = [:],
        expected: Answer
    ) {
        self.form = form
        self.relationDefinition = relationDefinition
        self.namespace = namespace
        self.context = context
        self.expected = expected
    }

    /// What is asked.
    public enum Form: Hashable, Sendable {
        /// Whether the target holds it on the resource.
        case check(target: String, resource: String)
        /// Who holds it on the resource; with a prefix, only ids that begin with it count.
        case whoCanAccess(resource: String, prefix: String = "")
        /// On which resources the target holds it.
        case whatCanTargetAccess(target: String)
        /// A question that Descope has no form for, as it is written, and the reason.
        case unsupported(String, reason: String)
    }

    /// An answer.
    public enum Answer: Hashable, Sendable {
        /// The target holds it.
        case allowed
        /// The target does not hold it, whatever context is added.
        case denied
        /// The context lacks parameters of a condition, on which the answer depends. Access is denied.
        case conditional
        /// The ids in the answer, in any order.
        case ids([String])
    }
}

extension AuthzQuestion: CustomStringConvertible {
    /// As relations are written: `doc:roadmap#viewer@u1`; `who doc:roadmap#viewer`; `what doc#viewer@u1`.
    public var description: String {
        let question =
            switch form {
            case .check(let target, let resource):
                "\(namespace):\(resource)#\(relationDefinition)@"
                    + (targetNamespace.map { "\($0):\(target)" } ?? target)
            case .whoCanAccess(let resource, let prefix):
                "who \(namespace):\(resource)#\(relationDefinition)" + (prefix.isEmpty ? "" : "@\(prefix)…")
            case .whatCanTargetAccess(let target): "what \(namespace)#\(relationDefinition)@\(target)"
            case .unsupported(let text, _): text
            }
        return question + (context.isEmpty ? "" : " with \(JSONValue.object(context))")
    }
}

extension AuthzQuestion.Answer: CustomStringConvertible {
    /// `allowed`, `denied`, `conditional`, or the sorted ids.
    public var description: String {
        switch self {
        case .allowed: "allowed"
        case .denied: "denied"
        case .conditional: "conditional"
        case .ids(let ids): "[\(ids.sorted().joined(separator: ", "))]"
        }
    }
}
