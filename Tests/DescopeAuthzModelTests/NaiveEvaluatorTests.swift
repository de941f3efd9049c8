import DescopeAuthzModel
import DescopeCore
import Testing

/// The evaluator against one that goes over all facts, on two thousand random schemas with random facts.
@Suite("Against the naive evaluator")
struct NaiveEvaluatorTests {
    @Test(arguments: 0..<20)
    func verdicts(_ group: Int) throws {
        var (allowed, denied, evaluated) = (0, 0, 0)
        for seed in (group * 100)..<(group * 100 + 100) {
            let project = RandomProject(seed: UInt64(seed))
            guard let evaluator = project.evaluator() else { continue }
            evaluated += 1
            let naive = project.naive
            // Half of the targets and one resource of each project: more projects show more than more questions.
            let targets = naive.ids.indices.filter { ($0 + seed / 4) % 2 == 0 }
            let (certain, possible) = naive.claims(of: targets)
            let context = project.context
            let asked = RandomProject.resources[seed % RandomProject.resources.count]
            var held: [String: Set<AuthzRelation>] = [:]
            for (place, (namespace, definition)) in naive.definitions.enumerated() {
                for (number, resource) in naive.ids.enumerated() where resource == asked {
                    var holders: Set<String> = []
                    for user in targets {
                        let target = naive.ids[user]
                        let claim = naive.claim(user, number, place)
                        let name = "seed \(seed): \(namespace):\(resource)#\(definition.name)@\(target)"
                        let verdict = try evaluator.check(
                            target,
                            definition.name,
                            on: resource,
                            in: namespace,
                            context: context
                        )
                        #expect(verdict.isAllowed == certain[claim], "\(name)")
                        let isOpen = possible[claim] && !certain[claim]
                        let hasReasons =
                            !verdict.missingContext.isEmpty || !verdict.conditionErrors.isEmpty
                            || verdict.isContradictory
                        #expect(hasReasons == isOpen, "\(name)")
                        if certain[claim] {
                            holders.insert(target)
                            held[target, default: []].insert(
                                AuthzRelation(
                                    resource: resource,
                                    relationDefinition: definition.name,
                                    namespace: namespace,
                                    target: target
                                )
                            )
                        }
                        allowed += certain[claim] ? 1 : 0
                        denied += certain[claim] ? 0 : 1
                    }
                    let found = try evaluator.whoCanAccess(resource, definition.name, in: namespace, context: context)
                    let judged = Set(found).intersection(targets.map { naive.ids[$0] })
                    #expect(found.count == Set(found).count && judged == holders, "seed \(seed): \(resource)")
                }
            }
            for target in targets.map({ naive.ids[$0] }) {
                let found = try evaluator.whatCanTargetAccess(target, context: context)
                    .filter { $0.resource == asked }
                #expect(found.count == Set(found).count && Set(found) == held[target] ?? [], "seed \(seed): \(target)")
            }
        }
        // A generator that makes only one kind of verdict would show nothing.
        #expect(allowed > 20 && denied > 50 && evaluated >= 60, "\(allowed), \(denied), \(evaluated)")
    }

    /// What an explanation says must hold: the missing relations grant, and without a decisive one it is denied.
    @Test(arguments: 0..<10)
    func explanations(_ group: Int) throws {
        var (missing, decisive) = (0, 0)
        for seed in (group * 20)..<(group * 20 + 5) {
            let project = RandomProject(seed: UInt64(seed) + 100_000)
            guard let evaluator = project.evaluator() else { continue }
            for namespace in project.schema.namespaces {
                for definition in namespace.relationDefinitions {
                    for target in RandomProject.targets {
                        let question = (target, definition.name, "a", namespace.name)
                        let explanation = try evaluator.explain(
                            question.0,
                            question.1,
                            on: question.2,
                            in: question.3,
                            context: project.context
                        )
                        let isAllowed = try project.isAllowed(evaluator, question)
                        #expect(explanation.verdict.isAllowed == isAllowed)
                        #expect(
                            (explanation.derivation.outcome == .granted) == isAllowed,
                            "seed \(seed): \(explanation)"
                        )
                        #expect(explanation.derivation.isConsistent, "seed \(seed): \(explanation)")
                        if !explanation.missingRelations.isEmpty {
                            var changed = evaluator
                            for relation in explanation.missingRelations { changed.insert(relation) }
                            #expect(try project.isAllowed(changed, question), "seed \(seed): \(explanation)")
                            missing += 1
                        }
                        for relation in explanation.decisiveRelations + explanation.blockingRelations {
                            let others = project.relations.filter { $0 != relation }
                            #expect(others.count == project.relations.count - 1)
                            let changed = project.evaluator(others)
                            #expect(
                                try changed.map { try project.isAllowed($0, question) } == !isAllowed,
                                "seed \(seed): \(explanation)"
                            )
                            decisive += 1
                        }
                    }
                }
            }
        }
        #expect(missing > 0 && decisive > 0, "\(missing), \(decisive)")
    }
}

extension NaiveEvaluatorTests {
    /// Where one or two new relations to the target grant, no more are said to be missing. Relations that arrows follow
    /// are not among those that are tried here: they would lead the walk on.
    @Test func fewestMissing() throws {
        var found = [0, 0, 0]
        for seed in 0..<80 where seed % 10 < 3 {
            let project = RandomProject(seed: UInt64(seed) + 200_000)
            guard let evaluator = project.evaluator() else { continue }
            let candidates = project.candidates(to: "u0").filter { !evaluator.contains($0) }
            for (namespace, definition) in project.naive.definitions {
                let question = ("u0", definition.name, "a", namespace)
                guard try !project.isAllowed(evaluator, question) else { continue }
                let size = try fewest(candidates, project, evaluator, question)
                let explanation = try evaluator.explain(
                    question.0,
                    question.1,
                    on: question.2,
                    in: question.3,
                    context: project.context
                )
                #expect(explanation.isSearchComplete)
                guard size > 0 else { continue }
                let count = explanation.missingRelations.count
                #expect((1...size).contains(count), "seed \(seed): \(size) would grant\n\(explanation)")
                found[min(size, 2)] += 1
            }
        }
        #expect(found[1] > 0, "\(found)")
    }

    /// How many of the relations are needed to grant; 0 when more than two are.
    private func fewest(
        _ candidates: [AuthzRelation],
        _ project: RandomProject,
        _ evaluator: AuthzEvaluator,
        _ question: (String, String, String, String)
    ) throws -> Int {
        for first in candidates {
            var changed = evaluator
            changed.insert(first)
            if try project.isAllowed(changed, question) { return 1 }
        }
        for (place, first) in candidates.enumerated() {
            for second in candidates[(place + 1)...] {
                var changed = evaluator
                changed.insert(first)
                changed.insert(second)
                if try project.isAllowed(changed, question) { return 2 }
            }
        }
        return 0
    }
}

extension RandomProject {
    /// All relations to a target that the schema allows, except for those that an arrow follows.
    func candidates(to target: String) -> [AuthzRelation] {
        var followed: Set<String> = []
        for definition in schema.namespaces.flatMap(\.relationDefinitions) {
            var open = definition.rule.map { [$0] } ?? []
            while let node = open.popLast() {
                if case .relationLeft(let edge, _, _) = node { followed.insert(edge.relationDefinition) }
                if case .relationRight(let edge, _, _) = node { followed.insert(edge.relationDefinition) }
                open += node.children
            }
        }
        return schema.namespaces.flatMap { space in
            space.relationDefinitions.filter { !followed.contains($0.name) }.flatMap { definition in
                Self.resources.map { resource in
                    AuthzRelation(
                        resource: resource,
                        relationDefinition: definition.name,
                        namespace: space.name,
                        target: target
                    )
                }
            }
        }
        .filter { NaiveEvaluator.isAllowed($0, by: schema) }
    }

    static var allIds: [String] { targets + resources + ["u9"] }

    var context: [String: JSONValue] {
        Dictionary(
            uniqueKeysWithValues: conditions.compactMap { name, value in value.map { ("is_\(name)", .bool($0)) } }
        )
    }

    var naive: NaiveEvaluator {
        NaiveEvaluator(
            schema: schema,
            relations: relations,
            conditions: conditions,
            users: users,
            ids: Self.allIds
        )
    }

    /// Nil when the schema refers to what it does not have.
    func evaluator(_ relations: [AuthzRelation]? = nil) -> AuthzEvaluator? {
        try? AuthzEvaluator(schema: schema, relations: relations ?? self.relations, users: users)
    }

    func isAllowed(_ evaluator: AuthzEvaluator, _ question: (String, String, String, String)) throws -> Bool {
        try evaluator.check(question.0, question.1, on: question.2, in: question.3, context: context).isAllowed
    }
}

extension AuthzDerivation {
    /// Whether each step follows from its children by what the step says.
    var isConsistent: Bool {
        let outcomes = children.map(\.outcome)
        func negated(_ outcome: Outcome) -> Outcome {
            outcome == .granted ? .denied : outcome == .denied ? .granted : .undetermined
        }
        let follows: Bool =
            switch step {
            case .holds: outcomes == [outcome]
            case .stored: outcomes.isEmpty || outcomes == [outcome]
            case .nothingStored, .noEdge: children.isEmpty && outcome == .denied
            case .union: outcome == outcomes.max()
            case .intersect: outcome == outcomes.min()
            case .sub: outcome == (outcomes.prefix(1) + outcomes.dropFirst().map(negated)).min()
            case .condition(_, let met): outcome == ([met] + outcomes).min()
            case .seen, .omitted: children.isEmpty
            }
        return follows && children.allSatisfy(\.isConsistent)
    }
}
