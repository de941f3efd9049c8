public import DescopeCore

/// The answers to the questions of a check.
public struct FGACheckResponse: JSONModel, Hashable {
    /// The answers, in the order of the questions.
    public var results: [FGACheckResult] = []
    /// The version of the schema by which the conditions are numbered; with `listsConditions` only.
    public var schemaVersion: String?

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("tuples", \.results)
        $0("schemaVersion", \.schemaVersion)
    }
}

/// The answer to a question of a check.
public struct FGACheckResult: JSONModel, Hashable {
    /// Whether the target holds the relation or permission.
    public var isAllowed = false
    /// The question, as the service understood it.
    public var tuple: FGATuple?
    /// How the answer came about.
    public var info = FGACheckInfo()

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("allowed", \.isAllowed)
        $0("tuple", \.tuple)
        $0("info", \.info, required: false)
    }
}

/// How the answer to a check came about.
public struct FGACheckInfo: JSONModel, Hashable {
    /// Whether the answer depends only on relations of its resource and target, so that it can be cached until one of
    /// these changes.
    public var isDirect = false
    /// Whether the answer depends on a condition.
    public var isConditional = false
    /// The parameters of conditions that the context did not have.
    public var missingContext: [String] = []
    /// Why a condition could not be judged; the answer is then no.
    public var conditionalError: String?
    /// Whether the service counts a stored relation as used. From its published description, which does not explain it.
    public var isFactUsed = false
    /// The numbers (``FGACondition/id``) of the conditions that are met; with `listsConditions` only.
    public var trueConditions: [Int] = []
    /// The numbers of the conditions that are not met, before a negation; with `listsConditions` only.
    public var falseConditions: [Int] = []
    /// The relations by which the answer came about; with `computesPaths` only.
    public var path: FGACheckPath?

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("direct", \.isDirect)
        $0("conditional", \.isConditional)
        $0("missingContext", \.missingContext)
        $0("conditionalErr", \.conditionalError)
        $0("factUsed", \.isFactUsed)
        $0("trueConditions", \.trueConditions)
        $0("falseConditions", \.falseConditions)
        $0("path", \.path)
    }
}

/// The relations and permissions by which the answer to a check came about.
public struct FGACheckPath: JSONModel, Hashable {
    /// The steps, in their order.
    public var steps: [FGACheckPathStep] = []

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("steps", \.steps)
    }
}

/// A step of a path.
public struct FGACheckPathStep: JSONModel, Hashable {
    /// The service's number of the kind of step; it does not document the numbers.
    public var stepType: Int?
    /// The relation of this step.
    public var tuple: FGATuple?
    /// The permission of this step.
    public var permission: String?
    /// The paths below this step.
    public var subPaths: [FGACheckPath] = []

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("stepType", \.stepType)
        $0("tuple", \.tuple)
        $0("permission", \.permission)
        $0("subPaths", \.subPaths)
    }
}
