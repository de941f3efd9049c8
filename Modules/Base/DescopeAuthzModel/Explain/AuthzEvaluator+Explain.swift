public import DescopeCore

extension AuthzEvaluator {
    /// The answer to a check, how it follows, and what would change it.
    ///
    /// What appears twice in the tree is explained once. It has at most 64 levels of relations and 1,000 of them; the
    /// rest is left out.
    ///
    /// - Parameters: As ``check(_:_:on:in:context:)``.
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
        let user = copy.index.store.intern(object: target)
        let isDirect = index.rules.definition(relation)?.isDirect ?? false
        let (verdict, solver, root) = try copy.solveCheck(user, relation, on: object, context, isDirect)
        var explainer = Explainer(solver)
        var explanation = AuthzExplanation(target: target, verdict: verdict, derivation: explainer.derivation(of: root))
        let question = (target, relationDefinition, resource, namespace, context)
        if verdict.isAllowed {
            for stored in explainer.storedRelations {
                copy.remove(stored)
                if try !copy.isAllowed(question) { explanation.decisiveRelations.append(stored) }
                copy.insert(stored)
            }
        } else {
            let missing = MissingRelations(solver).relations(for: root)
            // What is subtracted may be granted by it too.
            for relation in missing { copy.insert(relation) }
            if try copy.isAllowed(question) { explanation.missingRelations = missing }
        }
        return explanation
    }

    private func isAllowed(
        _ question: (
            target: String, relation: String, resource: String, namespace: String, context: [String: JSONValue]
        )
    ) throws(DescopeError) -> Bool {
        try check(
            question.target,
            question.relation,
            on: question.resource,
            in: question.namespace,
            context: question.context
        ).isAllowed
    }
}
