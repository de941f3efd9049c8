import DescopeAuthzModel
import DescopeCore
import Testing

/// The verdicts that OpenFGA and SpiceDB publish for their own test data.
@Suite("Published cases", .enabled(if: PublishedCase.arePresent, "\(PublishedCase.missing)"))
struct PublishedCaseTests {
    @Test(arguments: PublishedCase.files)
    func tree(_ file: String) throws {
        let cases = try PublishedCase.cases(of: file)
        var questions = 0
        for published in cases {
            let facts = published.relations + published.disallowed.filter { $0.why != "type" }.map(\.relation)
            questions += try verify(published, AuthzEvaluator(schema: published.schema, relations: facts), "JSON")
        }
        try #require(questions > 0)
        print("authz: \(file): \(cases.count) cases, \(questions) questions")
    }

    @Test(arguments: PublishedCase.files)
    func language(_ file: String) throws {
        let cases = try PublishedCase.cases(of: file)
        var questions = 0
        for published in cases {
            guard let dsl = published.dsl else { continue }
            let schema = try AuthzSchema(dsl: dsl)
            // The language says what a relation allows, so none of these counts.
            let facts = published.relations + published.disallowed.map(\.relation)
            questions += try verify(published, AuthzEvaluator(schema: schema, relations: facts), "language")

            #expect(try schema.dsl() == dsl, "\(published.name): written again it is the same text")
            var tree = published.schema
            for (number, namespace) in tree.namespaces.enumerated() {
                for (place, definition) in namespace.relationDefinitions.enumerated() {
                    tree.namespaces[number].relationDefinitions[place].allowedTargets =
                        schema[namespace.name, definition.name]?.allowedTargets
                }
            }
            #expect(try tree.dsl() == dsl, "\(published.name): the tree with the types that it allows is the same text")
        }
        try #require(questions > 0)
        print("authz: \(file): \(cases.count { $0.dsl != nil }) cases in the language, \(questions) questions")
    }

    private func verify(_ published: PublishedCase, _ evaluator: AuthzEvaluator, _ form: String) throws -> Int {
        for question in published.checks {
            let verdict = try evaluator.check(
                question.target,
                question.relationDefinition,
                on: question.resource,
                in: question.namespace
            )
            #expect(verdict.isAllowed == question.isExpected, "\(form) \(published.name) \(question)")
        }
        for question in published.who {
            let holders = try evaluator.whoCanAccess(
                question.resource,
                question.relationDefinition,
                in: question.namespace
            )
            #expect(Set(holders) == question.expected, "\(form) \(published.name) \(question)")
        }
        for question in published.what {
            let resources = try evaluator.whatCanTargetAccess(
                question.target,
                question.relationDefinition,
                in: question.namespace
            )
            #expect(Set(resources) == question.expected, "\(form) \(published.name) \(question)")
        }
        return published.checks.count + published.who.count + published.what.count
    }
}
