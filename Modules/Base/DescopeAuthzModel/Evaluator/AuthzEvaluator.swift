public import DescopeCore

/// Answers who may do what from a schema and stored relations, in memory and without the service.
///
/// ```swift
/// var evaluator = try AuthzEvaluator(schema: schema)
/// evaluator.insert(AuthzRelation(resource: "plans", relationDefinition: "owner", namespace: "folder", target: "u1"))
/// let verdict = try evaluator.check("u1", "can_view", on: "plans", in: "folder")
/// ```
///
/// It gives the service's verdicts as far as those are documented. Ids are compared by their bytes. A copy is cheap
/// until either is changed.
///
/// A loop of relations is no error: whatever holds only because of itself does not hold. A loop through a subtracted
/// rule has no agreed meaning; what depends on it is denied, and ``AuthzVerdict/isContradictory`` says so.
public struct AuthzEvaluator: Sendable {
    /// The schema.
    public private(set) var schema: AuthzSchema
    /// The users who may match a query. Without it no user matches one.
    public var users: (any AuthzUserDirectory)?
    /// The most steps that one question may take: pairs of object and relation, relations that are looked at, parts of
    /// rules and conditions, and elements of answers.
    public var maximumSteps = 20_000_000
    var index: AuthzIndex

    /// Makes an evaluator.
    ///
    /// - Throws: `DescopeError.Code.invalidSchema`.
    public init(
        schema: AuthzSchema,
        relations: some Sequence<AuthzRelation> = [],
        users: (any AuthzUserDirectory)? = nil
    ) throws(DescopeError) {
        self.schema = schema
        self.users = users
        var store = FactStore()
        index = AuthzIndex(rules: try Rules(schema, into: &store))
        index.store = store
        for relation in relations { insert(relation) }
    }

    /// Replaces the schema. Relations that it does not allow are kept, and count again when a later one allows them.
    ///
    /// - Throws: `DescopeError.Code.invalidSchema`; then nothing changes.
    public mutating func setSchema(_ schema: AuthzSchema) throws(DescopeError) {
        var store = index.store
        let rules = try Rules(schema, into: &store)
        for (number, fact) in store.facts.enumerated() where fact.kind != .removed {
            store.setCounts(rules.allows(fact, in: store), of: Int32(number))
        }
        index = AuthzIndex(store: store, rules: rules)
        self.schema = schema
    }
}

// MARK: - Relations

extension AuthzEvaluator {
    /// How many relations are stored, with those that the schema does not allow.
    public var count: Int { index.store.count }

    /// All stored relations, with those that the schema does not allow.
    public var relations: [AuthzRelation] {
        index.store.facts.filter { $0.kind != .removed }.map { index.store.relation(of: $0) }
    }

    /// The stored relations that the schema does not allow. They count for no verdict.
    public var disallowedRelations: [AuthzRelation] {
        index.store.facts.filter { $0.kind != .removed && !$0.counts }.map { index.store.relation(of: $0) }
    }

    /// Stores a relation. Relations to two objects with the same id and different types are different ones.
    ///
    /// One that the schema does not allow is stored, too, and counts for nothing until a schema allows it: see
    /// ``allows(_:)`` and ``disallowedRelations``. In a test, expect the latter to be empty: a misspelt relation makes
    /// every expected denial pass.
    ///
    /// - Returns: Whether it is new.
    @discardableResult
    public mutating func insert(_ relation: AuthzRelation) -> Bool {
        let (fact, isNew) = index.store.insert(relation)
        if isNew { index.store.setCounts(index.rules.allows(index.store.facts[Int(fact)], in: index.store), of: fact) }
        return isNew
    }

    /// Removes a relation. One that does not say the type of its target stands for any type, here and where it is
    /// stored.
    ///
    /// - Returns: Whether it was stored.
    @discardableResult
    public mutating func remove(_ relation: AuthzRelation) -> Bool {
        let facts = index.store.facts(of: relation)
        for fact in facts { index.store.remove(fact) }
        return !facts.isEmpty
    }

    /// Whether a relation is stored. One that does not say the type of its target stands for any type, here and where
    /// it is stored. What follows from relations is asked with ``check(_:_:on:in:context:)``.
    public func contains(_ relation: AuthzRelation) -> Bool { !index.store.facts(of: relation).isEmpty }

    /// Removes a relation, and not those that differ in the type of the target.
    package mutating func remove(exactly relation: AuthzRelation) {
        if let fact = index.store.fact(exactly: relation) { index.store.remove(fact) }
    }

    /// The stored relations that ``remove(_:)`` would remove.
    package func relations(matching relation: AuthzRelation) -> [AuthzRelation] {
        index.store.facts(of: relation).map { index.store.relation(of: index.store.facts[Int($0)]) }
    }

    /// Whether the schema allows a relation to be stored.
    public func allows(_ relation: AuthzRelation) -> Bool { index.rules.allows(relation, in: index.store) }

    /// The stored relations of a resource, in all namespaces.
    ///
    /// - Parameters:
    ///   - resource: The resource's id.
    ///   - ignoresTargetSets: Whether those whose right side is a set are left out.
    public func relations(ofResource resource: String, ignoresTargetSets: Bool = false) -> [AuthzRelation] {
        guard let object = index.store.ids.number(of: resource) else { return [] }
        return index.store.facts(onLeft: object).map { index.store.facts[Int($0)] }
            .filter { !ignoresTargetSets || $0.kind != .set }
            .map { index.store.relation(of: $0) }
    }

    /// The stored relations whose right side is a target.
    ///
    /// - Parameters:
    ///   - target: The id of a user or another resource.
    ///   - includesTargetSets: Whether those whose right side is a set of the target are among them.
    public func relations(ofTarget target: String, includesTargetSets: Bool = false) -> [AuthzRelation] {
        guard let object = index.store.ids.number(of: target) else { return [] }
        return index.store.facts(onRight: object, withSets: includesTargetSets)
            .map { index.store.relation(of: index.store.facts[Int($0)]) }
    }
}

// MARK: - Questions

extension AuthzEvaluator {
    /// Whether a target holds a relation or permission on a resource.
    ///
    /// - Parameters:
    ///   - target: The id of a user or another resource.
    ///   - relationDefinition: The relation or permission.
    ///   - resource: The resource's id.
    ///   - namespace: The resource's type.
    ///   - context: The values of the parameters of conditions.
    /// - Throws: `DescopeError.Code.unknownRelation` and
    ///   `DescopeError.Code.questionTooLarge`.
    public func check(
        _ target: String,
        _ relationDefinition: String,
        on resource: String,
        in namespace: String,
        context: [String: JSONValue] = [:]
    ) throws(DescopeError) -> AuthzVerdict {
        try check(target, ofType: nil, relationDefinition, on: resource, in: namespace, context: context)
    }

    /// Whether an object holds a relation or permission on a resource. A stored relation to an object of another type
    /// is not counted; one that does not say the type is.
    ///
    /// - Parameters:
    ///   - target: The id of the object.
    ///   - type: Its type; nil for any type. The other parameters are those of ``check(_:_:on:in:context:)``.
    package func check(
        _ target: String,
        ofType type: String?,
        _ relationDefinition: String,
        on resource: String,
        in namespace: String,
        context: [String: JSONValue] = [:]
    ) throws(DescopeError) -> AuthzVerdict {
        let relation = try number(of: relationDefinition, in: namespace)
        // An id that is not stored is related to nothing, but may match a query.
        guard let object = index.store.ids.number(of: resource) else {
            return AuthzVerdict(isDirect: index.rules.definition(relation)?.isDirect ?? false)
        }
        return try check(Target(target, ofType: type, in: index.store), relation, on: object, context)
    }

    private func check(
        _ target: Target,
        _ relation: Int32,
        on object: Int32,
        _ context: [String: JSONValue]
    ) throws(DescopeError) -> AuthzVerdict {
        // The fast way does not look at types.
        if target.type == nil {
            var walk = FastCheck(target: target.number, hasUsers: users != nil, maximumSteps: maximumSteps)
            switch walk.holds(object, relation, in: index) {
            case .yes: return AuthzVerdict(isAllowed: true, isDirect: isDirect(object, relation))
            case .no: return AuthzVerdict(isDirect: isDirect(object, relation))
            case .givenUp: break
            }
        }
        var budget = StepBudget(maximumSteps)
        return try solveCheck(target, relation, on: object, context, &budget).verdict
    }

    /// A user who matches a query may cease to, without any relation being changed.
    private func isDirect(_ object: Int32, _ relation: Int32) -> Bool {
        (index.rules.definition(relation)?.isDirect ?? false) && !index.store.hasQuery(object)
    }

    /// Whether a set of targets holds a relation or permission on a resource: whether a new member of it would.
    ///
    /// - Parameters:
    ///   - set: Everyone who holds this relation or permission on that resource.
    ///   - relationDefinition: The relation or permission that is asked for, and so on as in
    ///     ``check(_:_:on:in:context:)``.
    package func check(
        membersOf set: (relationDefinition: String, resource: String, namespace: String),
        _ relationDefinition: String,
        on resource: String,
        in namespace: String,
        context: [String: JSONValue] = [:]
    ) throws(DescopeError) -> AuthzVerdict {
        let relation = try number(of: relationDefinition, in: namespace)
        let held = try number(of: set.relationDefinition, in: set.namespace)
        var copy = self
        // Nothing is known of the new member, not even whether it is a user.
        copy.users = nil
        // Nothing is stored on a resource without a number: only its own members hold anything on it.
        if set.resource.hasSameBytes(as: resource) { _ = copy.index.store.intern(object: resource) }
        guard let object = copy.index.store.ids.number(of: resource) else {
            return AuthzVerdict(isDirect: index.rules.definition(relation)?.isDirect ?? false)
        }
        let pair = copy.index.store.ids.number(of: set.resource).map { (object: $0, relation: held) }
        var budget = StepBudget(maximumSteps)
        let member = Target(newIn: copy.index.store)
        return try copy.solveCheck(member, relation, on: object, holding: pair, context, &budget).verdict
    }

    /// - Parameter held: A pair that the target holds, whatever is stored.
    func solveCheck(
        _ target: Target,
        _ relation: Int32,
        on object: Int32,
        holding held: (object: Int32, relation: Int32)? = nil,
        _ context: [String: JSONValue],
        _ budget: inout StepBudget
    ) throws(DescopeError) -> (verdict: AuthzVerdict, solver: Solver, root: Int32) {
        let verdicts = try judgeRequirements(context, &budget)
        let graph = try PairGraph(index, [(object, relation)], &budget)
        let naming = try NamingFacts(target, users, in: graph, &budget)
        var worlds = Solver.Worlds()
        worlds.held = held.flatMap { graph.number(of: $0) }
        let solver = try Solver(graph, naming, verdicts, in: worlds, &budget)
        var verdict = AuthzVerdict(isDirect: isDirect(object, relation))
        let root = graph.roots.first ?? 0
        verdict.isAllowed = solver.isGranted(root)
        if !verdicts.isEmpty {
            let unknown = Array(repeating: ConditionVerdict.missing([]), count: verdicts.count)
            verdict.isConditional = try Solver(graph, naming, unknown, in: worlds, &budget).isUndetermined(root)
        }
        if solver.isUndetermined(root) { try solver.addReasons(from: root, to: &verdict, &budget) }
        return (verdict, solver, root)
    }

    /// Everyone who holds a relation or permission on a resource. Sets are expanded to those who are in them.
    ///
    /// - Returns: Ids of users and other targets, each once, in no particular order.
    public func whoCanAccess(
        _ resource: String,
        _ relationDefinition: String,
        in namespace: String,
        context: [String: JSONValue] = [:]
    ) throws(DescopeError) -> [String] {
        let relation = try number(of: relationDefinition, in: namespace)
        guard let object = index.store.ids.number(of: resource) else { return [] }
        var budget = StepBudget(maximumSteps)
        let verdicts = try judgeRequirements(context, &budget)
        return try Holders(of: (object, relation), in: index, users, verdicts, &budget).ids
    }

    /// The resources on which a target holds a relation or permission.
    ///
    /// - Returns: Ids of resources, each once, in no particular order.
    public func whatCanTargetAccess(
        _ target: String,
        _ relationDefinition: String,
        in namespace: String,
        context: [String: JSONValue] = [:]
    ) throws(DescopeError) -> [String] {
        let relation = try number(of: relationDefinition, in: namespace)
        return try held(by: target, context) { $0 == relation }.map { index.store.id($0.object) }
    }

    /// All relations and permissions that a target holds, with what follows from stored relations.
    ///
    /// - Returns: Relations whose right side is the target, each once, in no particular order.
    public func whatCanTargetAccess(
        _ target: String,
        context: [String: JSONValue] = [:]
    ) throws(DescopeError) -> [AuthzRelation] {
        try held(by: target, context) { _ in true }.map { pair in
            AuthzRelation(
                resource: index.store.id(pair.object),
                relationDefinition: index.store.name(of: pair.relation),
                namespace: index.store.namespace(of: pair.relation),
                target: target
            )
        }
    }

    private func held(
        by target: String,
        _ context: [String: JSONValue],
        _ isAsked: (Int32) -> Bool
    ) throws(DescopeError) -> [(object: Int32, relation: Int32)] {
        let user = Target(target, in: index.store)
        var budget = StepBudget(maximumSteps)
        let reached = try Reach(from: user, in: index, users, &budget).pairs.filter { isAsked($0.relation) }
        // With unions alone, whatever is reached is held.
        guard !index.rules.isMonotoneUnion else { return reached }
        let verdicts = try judgeRequirements(context, &budget)
        let graph = try PairGraph(index, reached, &budget)
        let naming = try NamingFacts(user, users, in: graph, &budget)
        let solver = try Solver(graph, naming, verdicts, &budget)
        return zip(reached, graph.roots).filter { solver.isGranted($1) }.map(\.0)
    }

    // MARK: - Helpers

    func number(of relationDefinition: String, in namespace: String) throws(DescopeError) -> Int32 {
        if let number = index.store.relation(relationDefinition, of: namespace), index.rules.definition(number) != nil {
            return number
        }
        throw DescopeError(
            .argument,
            code: .unknownRelation,
            message: "expected a relation or permission of the schema, found \(namespace)#\(relationDefinition)."
                + (schema.namespaces.isEmpty ? " The schema is empty: save one first." : "")
        )
    }

    private func judgeRequirements(
        _ context: [String: JSONValue],
        _ budget: inout StepBudget
    ) throws(DescopeError) -> [ConditionVerdict] {
        try index.rules.conditions.judge(index.rules.requirements, context, &budget)
    }
}
