public import DescopeCore

extension AuthzEvaluator {
    /// The answer to a check, how it follows, and what would change it.
    ///
    /// What appears twice in the tree is explained once. The tree has at most 64 levels and 1,000 pairs of resource and
    /// relation; the rest is left out.
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
        let relation = try number(of: relationDefinition, in: namespace)
        // Ids that are not stored get numbers in a copy: relations to them may be what is missing.
        var copy = self
        let object = copy.index.store.intern(object: resource)
        _ = copy.index.store.intern(object: target)
        let user = Target(target, in: copy.index.store)
        var budget = StepBudget(maximumSteps)
        let (verdict, solver, root) = try copy.solveCheck(user, relation, on: object, context, &budget)
        var explainer = Explainer(solver)
        let derivation = explainer.derivation(of: root)
        var explanation = AuthzExplanation(target: target, verdict: verdict, derivation: derivation)
        func isAllowed(_ relations: [AuthzRelation], _ budget: inout StepBudget) throws(DescopeError) -> Bool {
            var changed = copy
            for relation in relations { changed.insert(relation) }
            return try changed.solveCheck(user, relation, on: object, context, &budget).verdict.isAllowed
        }
        do throws(DescopeError) {
            let changing = try solver.factsThatDecide(explainer.facts, root, &budget).map { fact in
                copy.index.store.relation(of: copy.index.store.facts[Int(fact)])
            }
            guard !verdict.isAllowed else {
                explanation.decisiveRelations = changing
                return explanation
            }
            explanation.blockingRelations = changing
            let missing = try MissingRelations(solver, root, &budget)
            // A new relation may lead a walk on, or grant what is subtracted: only the whole answer counts.
            if let found = missing.cheapest, try isAllowed(found, &budget) { explanation.missingRelations = found }
            let smaller = explanation.missingRelations.isEmpty ? .max : explanation.missingRelations.count - 1
            let found = try missing.smallest(upTo: smaller, &budget, isAllowed)
            if let found { explanation.missingRelations = found }
        } catch {
            guard error.code == .questionTooLarge else { throw error }
            explanation.isSearchComplete = false
        }
        return explanation
    }
}

extension Solver {
    /// Those of some facts each of which changes the verdict if it alone is removed.
    fileprivate func factsThatDecide(
        _ facts: [Int32],
        _ root: Int32,
        _ budget: inout StepBudget
    ) throws(DescopeError) -> [Int32] {
        var found: [Int32] = []
        for start in stride(from: 0, to: facts.count, by: 64) {
            let chunk = facts[start..<min(start + 64, facts.count)]
            var worlds = Worlds(all: UInt64.max >> UInt64(64 - chunk.count))
            for (bit, fact) in chunk.enumerated() { worlds.removed[fact] = 1 << UInt64(bit) }
            let granted = try Solver(graph, naming, verdicts, in: worlds, &budget).lower[Int(root)]
            let changed = isGranted(root) ? ~granted : granted
            for (bit, fact) in chunk.enumerated() where changed >> UInt64(bit) & 1 == 1 { found.append(fact) }
        }
        return found
    }
}
