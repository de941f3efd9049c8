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
    /// What the answer to a question leaves out. The evaluator's lists do not say it, so each id that might be in one
    /// is checked; without conditions there is nothing to check.
    package func openAnswers(to question: AuthzQuestion) throws(DescopeError) -> OpenAnswers {
        var open = OpenAnswers()
        guard !schema.conditions.isEmpty else { return open }
        let (definition, namespace, context) = (question.relationDefinition, question.namespace, question.context)
        switch question.form {
        case .check(let target, let resource):
            open.add(try check(target, definition, on: resource, in: namespace, context: context), of: target)
        case .whoCanAccess(let resource, let prefix):
            let targets = relations.compactMap { if case .id(let id, _) = $0.target { id } else { nil } }
            for id in Self.distinct(targets) where id.utf8.starts(with: prefix.utf8) {
                open.add(try check(id, definition, on: resource, in: namespace, context: context), of: id)
            }
        case .whatCanTargetAccess(let target):
            for id in Self.distinct(relations.filter { $0.namespace == namespace }.map(\.resource)) {
                open.add(try check(target, definition, on: id, in: namespace, context: context), of: id)
            }
        case .unsupported: break
        }
        return open
    }

    /// Each once, by their bytes and in the order of these.
    private static func distinct(_ ids: [String]) -> [String] {
        Set(ids.map { Array($0.utf8) }).sorted { $0.lexicographicallyPrecedes($1) }
            .map { String(decoding: $0, as: UTF8.self) }
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
