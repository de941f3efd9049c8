public import DescopeAuthzModel
public import DescopeCore

/// The project's schema.
public struct FGASchema: JSONModel, Hashable {
    /// The schema's text. It has the types that relations allow, and which rules have conditions.
    public var dsl = ""
    /// The types and conditions as values, without the types that relations allow and without which rules have
    /// conditions.
    public var content: FGASchemaContent?
    /// The version, which changes with each save.
    public var version: String?

    /// The schema as a value, read from its text, with all that it says.
    ///
    /// - Throws: `DescopeError.Code.invalidSchema` when the text cannot be read.
    public func schema() throws(DescopeError) -> AuthzSchema { try AuthzSchema(dsl: dsl) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("dsl", \.dsl, required: false)
        $0("schema", \.content)
        $0("version", \.version)
    }
}

/// The types and conditions of a schema.
public struct FGASchemaContent: JSONModel, Hashable {
    /// The name, where the schema has one.
    public var name: String?
    /// The types. When the schema has conditions, they may lack theirs, and are neither evaluated nor saved: use
    /// ``FGASchema/schema()``.
    public var namespaces: [AuthzNamespace] = []
    /// The conditions, with their numbers.
    public var conditions: [FGACondition] = []

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("name", \.name)
        $0("namespaces", \.namespaces)
        $0("conditions", \.conditions)
    }

    /// Reads the object.
    public static func read(from json: inout JSONReader) throws(JSONFailure) -> Self {
        var content = try readMembers(from: &json)
        if !content.conditions.isEmpty { content.namespaces.markConditionsAsUnknown() }
        return content
    }
}

/// A condition of the schema as the service keeps it.
public struct FGACondition: JSONModel, Hashable {
    /// The name.
    public var name = ""
    /// The parameters.
    public var parameters: [Parameter] = []
    /// The expression, in the Common Expression Language.
    public var expression = ""
    /// The expression after its types were checked, in base64.
    public var checkedExpression: String?
    /// The number, from 1, within one version of the schema.
    public var id: Int?
    /// Whether it was made from a constraint that the service has built in.
    public var isBuiltIn = false

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("name", \.name, required: true)
        $0("params", \.parameters)
        $0("expression", \.expression, required: false)
        $0("checkedExpr", \.checkedExpression)
        $0("id", \.id)
        $0("builtin", \.isBuiltIn)
    }

    /// A parameter of a condition.
    public struct Parameter: JSONModel, Hashable {
        /// The name.
        public var name = ""
        /// The type.
        public var type = AuthzCondition.ParameterType(rawValue: "")

        /// The members in JSON.
        public static let members = Members(Self()) {
            $0("name", \.name, required: true)
            $0("type", \.type, required: true)
        }
    }
}

/// What a new schema would delete.
public struct FGASchemaDeletions: JSONModel, Hashable {
    /// Whether it would delete anything.
    public var hasDeletes = false
    /// The relations and permissions that it does not have, or not in this form, each as `type#relation`.
    public var relations: [String] = []
    /// The types that it does not have.
    public var types: [String] = []

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("hasDeletes", \.hasDeletes, strict: true)
        $0("relations", \.relations, strict: true)
        $0("types", \.types, strict: true)
    }
}
