import DescopeAuthzModel
package import DescopeCore

/// What an answer leaves out because conditions could not be judged.
package struct OpenAnswers {
    /// The ids that would be in a list if the context had more parameters, in the order of their bytes.
    package fileprivate(set) var ids: [String] = []
    /// The parameters that the context lacks.
    package fileprivate(set) var missing: [String] = []
    /// Why conditions could not be judged.
    package fileprivate(set) var errors: [String] = []

    /// `u1, u2 (the context lacks hour)`.
    package var description: String {
        "\(ids.joined(separator: ", ")) (the context lacks \(missing.joined(separator: ", ")))"
    }
}

extension AuthzEvaluator {
    /// What the answer to a question leaves out. The evaluator's lists do not say it, so each id that is in one only if
    /// all conditions are met is checked; without conditions there is nothing to check. All checks together may take
    /// ``maximumSteps``.
    package func openAnswers(to question: AuthzQuestion) throws(DescopeError) -> OpenAnswers {
        var open = OpenAnswers()
        guard !schema.conditions.isEmpty else { return open }
        let (definition, namespace, context) = (question.relationDefinition, question.namespace, question.context)
        switch question.form {
        case .check(let target, let resource):
            open.add(try check(target, on: resource, as: question), of: target)
        case .whoCanAccess(let resource, let prefix):
            let all = try unconditional.whoCanAccess(resource, definition, in: namespace)
            let listed = try whoCanAccess(resource, definition, in: namespace, context: context)
            let ids = Self.difference(all, listed).filter { $0.utf8.starts(with: prefix.utf8) }
            try checkEach(ids) { evaluator, id throws(DescopeError) in
                open.add(try evaluator.check(id, definition, on: resource, in: namespace, context: context), of: id)
            }
        case .whatCanTargetAccess(let target):
            let all = try unconditional.whatCanTargetAccess(target, definition, in: namespace)
            let listed = try whatCanTargetAccess(target, definition, in: namespace, context: context)
            try checkEach(Self.difference(all, listed)) { evaluator, id throws(DescopeError) in
                open.add(try evaluator.check(target, definition, on: id, in: namespace, context: context), of: id)
            }
        case .unsupported: break
        }
        return open
    }

    /// The evaluator in which all conditions are met and nothing is subtracted: whatever may hold, holds there.
    private var unconditional: AuthzEvaluator {
        get throws(DescopeError) {
            var schema = schema
            for space in schema.namespaces.indices {
                for number in schema.namespaces[space].relationDefinitions.indices {
                    var definition = schema.namespaces[space].relationDefinitions[number]
                    definition.condition = nil
                    if let rule = definition.rule {
                        // What is stored still has to count, for arrows.
                        let isLost = rule.isStored && !rule.widest.isStored
                        definition.rule = isLost ? .union([rule.widest, .stored]) : rule.widest
                    }
                    schema.namespaces[space].relationDefinitions[number] = definition
                }
            }
            schema.conditions = []
            var copy = self
            try copy.setSchema(schema)
            return copy
        }
    }

    /// Checks each id with an equal share of the steps.
    private func checkEach(
        _ ids: [String],
        _ check: (AuthzEvaluator, String) throws(DescopeError) -> Void
    ) throws(DescopeError) {
        var part = self
        part.maximumSteps = maximumSteps / max(ids.count, 1)
        for id in ids {
            do throws(DescopeError) { try check(part, id) } catch {
                guard error.code == .questionTooLarge else { throw error }
                throw DescopeError(
                    .argument,
                    code: .questionTooLarge,
                    message: "expected a list that takes at most \(maximumSteps) steps with what it leaves out, found "
                        + "\(ids.count) ids that take more. Give the context, or ask a narrower question."
                )
            }
        }
    }

    /// The ids of the first list that are not in the second, in the order of their bytes.
    private static func difference(_ ids: [String], _ others: [String]) -> [String] {
        let others = Set(others.map { Array($0.utf8) })
        return ids.map { Array($0.utf8) }.filter { !others.contains($0) }
            .sorted { $0.lexicographicallyPrecedes($1) }
            .map { String(decoding: $0, as: UTF8.self) }
    }
}

extension AuthzNode {
    /// The rule without its conditions and without what it subtracts. The evaluator bounds how deep rules are.
    fileprivate var widest: AuthzNode {
        switch self {
        case .stored, .targetSet, .relationRight, .relationLeft: self
        case .union(let nodes): .union(nodes.map(\.widest))
        case .intersect(let nodes): .intersect(nodes.map(\.widest))
        case .sub(let nodes): nodes.first?.widest ?? self
        case .conditional(let node, _): node.widest
        }
    }
}

extension OpenAnswers {
    fileprivate mutating func add(_ verdict: AuthzVerdict, of id: String) {
        errors += verdict.conditionErrors.filter { !errors.contains($0) }
        guard !verdict.missingContext.isEmpty else { return }
        ids.append(id)
        missing += verdict.missingContext.filter { !missing.contains($0) }
    }
}
