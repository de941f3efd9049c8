public import DescopeCore

extension AuthzEvaluator {
    /// The answer to a check, how it follows, and what would change it.
    ///
    /// What appears twice in the tree is explained once. The tree has at most 64 levels and 1,000 pairs of resource and
    /// relation; the rest is left out. What would change the answer is searched for beyond the tree.
    ///
    /// - Parameters: As ``check(_:_:on:in:context:)``.
    /// - Throws: `DescopeError.Code.unknownRelation`, and `DescopeError.Code.questionTooLarge` when not even the
    ///   verdict is found within ``maximumSteps``.
    public func explain(
        _ target: String,
        _ relationDefinition: String,
        on resource: String,
        in namespace: String,
        context: [String: JSONValue] = [:]
    ) throws(DescopeError) -> AuthzExplanation {
        try explain(target, ofType: nil, relationDefinition, on: resource, in: namespace, context: context)
    }

    /// The same for an object of a type. Stored relations to an object of another type are not counted.
    package func explain(
        _ target: String,
        ofType type: String?,
        _ relationDefinition: String,
        on resource: String,
        in namespace: String,
        context: [String: JSONValue] = [:]
    ) throws(DescopeError) -> AuthzExplanation {
        let relation = try number(of: relationDefinition, in: namespace)
        // Ids that are not stored get numbers in a copy: relations to them may be what is missing.
        var copy = self
        let object = copy.index.store.intern(object: resource)
        _ = copy.index.store.intern(object: target)
        let user = Target(target, ofType: type, in: copy.index.store)
        var budget = StepBudget(maximumSteps)
        let (verdict, solver, root) = try copy.solveCheck(user, relation, on: object, context, &budget)
        var explainer = Explainer(solver)
        let derivation = explainer.derivation(of: root)
        var explanation = AuthzExplanation(target: target, verdict: verdict, derivation: derivation)
        var trial = copy
        func isAllowed(_ relations: [AuthzRelation], _ budget: inout StepBudget) throws(DescopeError) -> Bool {
            let new = relations.filter { trial.insert($0) }
            defer { for relation in new { trial.remove(exactly: relation) } }
            return try trial.solveCheck(user, relation, on: object, context, &budget).verdict.isAllowed
        }
        var deciding: [Int32] = []
        do throws(DescopeError) {
            if !verdict.isAllowed {
                let missing = try MissingRelations(solver, root, &budget)
                // A new relation may lead a walk on, or grant what is subtracted: only the whole answer counts.
                if let found = missing.cheapest, try isAllowed(found, &budget) { explanation.missingRelations = found }
                let smaller = explanation.missingRelations.isEmpty ? .max : explanation.missingRelations.count - 1
                let found = try missing.smallest(upTo: smaller, &budget, isAllowed)
                if let found { explanation.missingRelations = found }
            }
            // It judges the whole graph again for each 64 facts: for a large one that is much more than the verdict.
            var part = StepBudget(min(budget.left, maximumSteps / 20))
            try solver.findFactsThatDecide(root, into: &deciding, &part)
        } catch {
            guard error.code == .questionTooLarge else { throw error }
            explanation.isSearchComplete = false
        }
        let store = copy.index.store
        let relations = deciding.map { store.relation(of: store.facts[Int($0)]) }
        if verdict.isAllowed {
            explanation.decisiveRelations = relations
        } else {
            explanation.blockingRelations = relations
        }
        return explanation
    }
}

extension Solver {
    /// Finds the facts each of which changes the verdict if it alone is removed, those nearest to the resource first.
    ///
    /// - Parameter found: What was found, also when the budget has ended the search.
    fileprivate func findFactsThatDecide(
        _ root: Int32,
        into found: inout [Int32],
        _ budget: inout StepBudget
    ) throws(DescopeError) {
        let subtracts = graph.pairs.indices.contains { graph.definition(Int32($0))?.subtracts ?? false }
        guard isGranted(root) || subtracts else { return }
        let facts = lookedAt
        for start in stride(from: 0, to: facts.count, by: 64) {
            let chunk = facts[start..<min(start + 64, facts.count)]
            var worlds = Worlds(all: UInt64.max >> UInt64(64 - chunk.count))
            for (bit, fact) in chunk.enumerated() { worlds.removed[fact] = 1 << UInt64(bit) }
            let granted = try Solver(graph, naming, verdicts, in: worlds, &budget).lower[Int(root)]
            let changed = isGranted(root) ? ~granted : granted
            for (bit, fact) in chunk.enumerated() where changed >> UInt64(bit) & 1 == 1 { found.append(fact) }
        }
    }

    /// The facts on which the verdict may depend, each once.
    private var lookedAt: [Int32] {
        var (facts, seen) = ([Int32](), Set([FactStore.none]))
        for pair in graph.pairs.indices.map(Int32.init) {
            let leading = graph.dependencies(of: pair).map(\.fact)
            for fact in (naming.facts[pair] ?? []) + leading where seen.insert(fact).inserted { facts.append(fact) }
        }
        return facts
    }
}
