import DescopeAuthzFormats
import DescopeAuthzModel
import DescopeCore
import DescopeYAML

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The commands. Each returns its status.
struct Tool {
    private static let factOptions: Set<String> = ["--schema", "--relations", "--cases", "--case", "--context"]

    static func run(_ arguments: [String]) -> Int32 {
        guard let command = arguments.first else {
            complain("expected a command; see authz --help")
            return 2
        }
        if ["--help", "-h", "help"].contains(command) {
            print(Help.all)
            return 0
        }
        guard let help = Help.texts[command] else {
            complain("expected a command, found \(command); see authz --help")
            return 2
        }
        let rest = Array(arguments.dropFirst())
        if rest.contains("--help") || rest.contains("-h") {
            print(help)
            return 0
        }
        do { return try Tool().run(command, rest) } catch let misuse as Misuse {
            complain("\(command): \(misuse.message)")
        } catch let error as DescopeError { complain("\(command): \(error.message)") } catch {
            complain("\(command): \(error)")
        }
        return 2
    }

    private static func complain(_ message: String) { writeToStandardError("authz: \(message.printable)\n") }

    private func run(_ command: String, _ rest: [String]) throws -> Int32 {
        switch command {
        case "check": return try check(Arguments(rest, valued: Self.factOptions, flags: []))
        case "explain": return try explain(Arguments(rest, valued: Self.factOptions, flags: []))
        case "who": return try who(Arguments(rest, valued: Self.factOptions, flags: []))
        case "what": return try what(Arguments(rest, valued: Self.factOptions, flags: []))
        case "test": return try test(Arguments(rest, valued: ["--format", "--output"], flags: []))
        case "coverage":
            return try coverage(Arguments(rest, valued: ["--format", "--output", "--threshold"], flags: []))
        case "validate": return try validate(Arguments(rest, valued: [], flags: ["--strict"]))
        case "diff": return try diff(Arguments(rest, valued: ["--relations"], flags: []))
        default: return try convert(Arguments(rest, valued: ["--to", "--output"], flags: ["--fit"]))
        }
    }

    // MARK: - Questions

    private func check(_ arguments: Arguments) throws -> Int32 {
        try arguments.expect("TYPE:RESOURCE#RELATION@TARGET")
        let facts = try facts(arguments)
        let context = try context(arguments, of: facts)
        let question = try AuthzQuestion(asking: arguments.words[0], of: facts)
        guard case .check(let target, let resource) = question.form else { throw Self.needsTarget }
        let verdict = try evaluator(facts).check(target, on: resource, as: question.with(context))
        var line = verdict.isAllowed ? "allowed" : "denied"
        if verdict.isConditional { line += ", depends on conditions" }
        if !verdict.missingContext.isEmpty { line += ", lacks " + verdict.missingContext.joined(separator: ", ") }
        for error in verdict.conditionErrors { line += ", " + error }
        if verdict.isContradictory { line += ", depends on a loop through a subtracted rule" }
        print(line.printable)
        return verdict.isAllowed ? 0 : 1
    }

    private func explain(_ arguments: Arguments) throws -> Int32 {
        try arguments.expect("TYPE:RESOURCE#RELATION@TARGET")
        let facts = try facts(arguments)
        let context = try context(arguments, of: facts)
        let question = try AuthzQuestion(asking: arguments.words[0], of: facts)
        guard case .check(let target, let resource) = question.form else { throw Self.needsTarget }
        let evaluator = try evaluator(facts)
        let (definition, namespace) = (question.relationDefinition, question.namespace)
        let explanation = try evaluator.explain(
            target,
            ofType: question.targetNamespace,
            definition,
            on: resource,
            in: namespace,
            context: context
        )
        for line in explanation.description.split(separator: "\n") { print(String(line).printable) }
        return explanation.verdict.isAllowed ? 0 : 1
    }

    private func who(_ arguments: Arguments) throws -> Int32 {
        try arguments.expect("TYPE:RESOURCE#RELATION")
        let facts = try facts(arguments)
        let context = try context(arguments, of: facts)
        let question = try AuthzQuestion(who: arguments.words[0], of: facts)
        guard case .whoCanAccess(let resource, _) = question.form else { throw Self.needsTarget }
        let evaluator = try evaluator(facts)
        let (definition, namespace) = (question.relationDefinition, question.namespace)
        let ids = try evaluator.whoCanAccess(resource, definition, in: namespace, context: context)
        for id in ids.sorted() { print(id.printable) }
        report(try evaluator.openAnswers(to: question.with(context)))
        return 0
    }

    private func what(_ arguments: Arguments) throws -> Int32 {
        try arguments.expect("TYPE#RELATION@TARGET")
        let facts = try facts(arguments)
        let context = try context(arguments, of: facts)
        let evaluator = try evaluator(facts)
        let word = arguments.words[0]
        guard word.utf8.contains(UInt8(ascii: "#")) else {
            let id = try facts.id(word)
            let held = try evaluator.whatCanTargetAccess(id, context: context)
            let lines = held.map { relation in
                let type = facts.keepsTypes ? "" : "\(relation.namespace):"
                return "\(type)\(relation.resource)#\(relation.relationDefinition)"
            }
            for line in lines.sorted() { print(line.printable) }
            for namespace in facts.schema.namespaces {
                for definition in namespace.relationDefinitions {
                    let question = AuthzQuestion(
                        .whatCanTargetAccess(target: id),
                        definition.name,
                        in: namespace.name,
                        context: context,
                        expected: .ids([])
                    )
                    report(try evaluator.openAnswers(to: question), "\(namespace.name)#\(definition.name): ")
                }
            }
            return 0
        }
        let question = try AuthzQuestion(what: word, of: facts)
        guard case .whatCanTargetAccess(let target) = question.form else { throw Self.needsTarget }
        let (definition, namespace) = (question.relationDefinition, question.namespace)
        let ids = try evaluator.whatCanTargetAccess(target, definition, in: namespace, context: context)
        for id in ids.sorted() { print(id.printable) }
        report(try evaluator.openAnswers(to: question.with(context)))
        return 0
    }

    /// Says what a list leaves out because conditions could not be judged.
    private func report(_ open: OpenAnswers, _ place: String = "") {
        if !open.ids.isEmpty { Self.complain("\(place)left out: \(open.description)") }
        for error in open.errors { Self.complain("\(place)left out what depends on an error: \(error)") }
    }

    private static let needsTarget = Misuse("expected a user or another resource as target, found a set")

    /// The context of the case's questions, with the values that are given in their place.
    private func context(_ arguments: Arguments, of facts: AuthzTestCase) throws -> [String: JSONValue] {
        let contexts = facts.contexts
        guard let text = try arguments.one("--context") else {
            guard contexts.count < 2 else {
                throw Misuse(
                    "--context: expected one, because the questions of the case have different ones, found none"
                )
            }
            return contexts.first ?? [:]
        }
        guard let context = try? JSONReader.parse([UInt8](text.utf8)).objectValue else {
            throw Misuse("--context: expected a JSON object, found \(text)")
        }
        return contexts.count == 1 ? contexts[0].merging(context) { $1 } : context
    }

    private func evaluator(_ facts: AuthzTestCase) throws(DescopeError) -> AuthzEvaluator {
        let evaluator = try AuthzEvaluator(schema: facts.schema, relations: facts.relations)
        let disallowed = evaluator.disallowedRelations
        if let first = disallowed.first {
            Self.complain(
                "\(disallowed.count) relations count for nothing, as the schema does not allow them: \(first)"
            )
        }
        return evaluator
    }

    private func facts(_ arguments: Arguments) throws -> AuthzTestCase {
        if let file = try arguments.one("--cases") {
            guard try arguments.one("--schema") == nil, arguments.all("--relations").isEmpty else {
                throw Misuse("--cases: does not go with --schema and --relations")
            }
            let cases = try cases(in: file)
            guard let name = try arguments.one("--case") else {
                guard let first = cases.first, cases.count == 1 else {
                    throw Misuse("--case: expected the name of one of \(cases.count) cases in \(file)")
                }
                return first
            }
            let chosen = cases.filter { $0.name == name }
            guard let first = chosen.first, chosen.count == 1 else {
                let found = chosen.isEmpty ? name : "\(name), which \(chosen.count) cases are called"
                throw Misuse("--case: expected one of \(cases.map(\.name).joined(separator: "; ")), found \(found)")
            }
            return first
        }
        guard try arguments.one("--case") == nil else { throw Misuse("--case: goes with --cases FILE only") }
        guard let file = try arguments.one("--schema") else { throw Misuse("expected --schema FILE or --cases FILE") }
        var facts = AuthzTestCase("", schema: try schema(in: file))
        facts.relations = try relations(arguments, of: facts.schema)
        return facts
    }

    private func relations(_ arguments: Arguments, of schema: AuthzSchema) throws(DescopeError) -> [AuthzRelation] {
        var relations: [AuthzRelation] = []
        for file in arguments.all("--relations") {
            let (folder, name) = try AuthzFolder.folder(of: file, yaml: DescopeYAML.parse)
            relations += try folder.relations(in: name, of: schema)
        }
        return relations
    }

    private func schema(in file: String) throws(DescopeError) -> AuthzSchema {
        let (folder, name) = try AuthzFolder.folder(of: file, yaml: DescopeYAML.parse)
        return try folder.schema(in: name)
    }

    private func cases(in file: String) throws(DescopeError) -> [AuthzTestCase] {
        let (folder, name) = try AuthzFolder.folder(of: file, yaml: DescopeYAML.parse)
        return try folder.cases(in: name)
    }

    // MARK: - Tests

    /// The cases of all files, which have to be usable.
    private func allCases(_ arguments: Arguments) throws -> [AuthzTestCase] {
        guard !arguments.words.isEmpty else { throw Misuse("expected files with test cases, found none") }
        var all: [AuthzTestCase] = []
        for file in arguments.words {
            let cases = try cases(in: file)
            guard !cases.isEmpty else { throw Misuse("expected at least one test case, found none in \(file)") }
            all += cases
        }
        return all
    }

    /// The results of all cases, also of those that cannot be used.
    private func results(in file: String) -> [AuthzTestResult] {
        do throws(DescopeError) {
            let (folder, name) = try AuthzFolder.folder(of: file, yaml: DescopeYAML.parse)
            return folder.results(in: name)
        } catch { return [AuthzTestResult(name: file, error: error)] }
    }

    private func format(_ arguments: Arguments, _ known: String...) throws -> String {
        let format = try arguments.one("--format") ?? known[0]
        guard known.contains(format) else {
            throw Misuse("--format: expected \(known.joined(separator: ", ")), found \(format)")
        }
        return format
    }

    private func test(_ arguments: Arguments) throws -> Int32 {
        let format = try format(arguments, "text", "json", "junit")
        guard !arguments.words.isEmpty else { throw Misuse("expected files with test cases, found none") }
        let report = AuthzTestReport(arguments.words.flatMap(results))
        let text =
            switch format {
            case "json": "\(report.json)\n"
            case "junit": report.junit
            default: report.text + "\n"
            }
        try write(text, arguments)
        if try arguments.one("--output") != nil {
            print(report.counts)
        }
        return report.errors > 0 ? 2 : report.isSuccess ? 0 : 1
    }

    private func coverage(_ arguments: Arguments) throws -> Int32 {
        let format = try format(arguments, "text", "json", "lcov")
        let threshold = try arguments.one("--threshold").map { text in
            guard let threshold = CoverageThreshold(text) else {
                throw Misuse("--threshold: expected a percentage from 0 to 100, such as 87.5, found \(text)")
            }
            return threshold
        }
        let all = try AuthzCoverage.measure(try allCases(arguments))
        switch format {
        case "lcov":
            let records = all.compactMap(\.lcov)
            guard records.count == all.count else {
                throw Misuse("--format lcov: expected schemas in files .authz, .dsl, .fga or .zed, found another form")
            }
            try write(records.joined(), arguments)
        case "json": try write("\(JSONValue.array(all.map(\.json)))\n", arguments)
        default: try write(all.map { $0.text + "\n" }.joined(), arguments)
        }
        guard let threshold else { return 0 }
        let missed = all.filter { !threshold.isMet(by: $0) }
        for coverage in missed {
            Self.complain("coverage: expected at least \(threshold.text) %, found \(coverage.percent) %")
        }
        return missed.isEmpty ? 0 : 1
    }

    // MARK: - Schemas

    private func validate(_ arguments: Arguments) throws -> Int32 {
        guard !arguments.words.isEmpty else { throw Misuse("expected schemas, found none") }
        var (errors, warnings, unusable) = (0, 0, 0)
        for file in arguments.words {
            do throws(DescopeError) {
                let (folder, name) = try AuthzFolder.folder(of: file, yaml: DescopeYAML.parse)
                for problem in try folder.problems(in: name) {
                    if problem.isError { errors += 1 } else { warnings += 1 }
                    print("\(file): \(problem.isError ? "error" : "warning"): \(problem)".printable)
                }
            } catch {
                unusable += 1
                Self.complain("validate: \(error.message)")
            }
        }
        print("\(errors) errors, \(warnings) warnings")
        if unusable > 0 { return 2 }
        return errors > 0 || (arguments.has("--strict") && warnings > 0) ? 1 : 0
    }

    private func diff(_ arguments: Arguments) throws -> Int32 {
        try arguments.expect("OLD", "NEW")
        let (old, new) = (try schema(in: arguments.words[0]), try schema(in: arguments.words[1]))
        let changes = AuthzSchemaChanges(from: old, to: new)
        // The relations are those of the old schema, which says what is a type in them.
        let stored = try relations(arguments, of: old)
        let disallowed = try changes.disallowed(among: stored)
        for change in changes.changes { print(change.description.printable) }
        for relation in disallowed { print("! \(relation) is stored, and the new schema does not allow it".printable) }
        let listed = Set(disallowed)
        for relation in changes.deleted(among: stored) where !listed.contains(relation) {
            print("! \(relation) is stored, the new schema allows it, and the change deletes it".printable)
        }
        return changes.isEmpty && disallowed.isEmpty ? 0 : 1
    }

    private func convert(_ arguments: Arguments) throws -> Int32 {
        try arguments.expect("FILE")
        guard let form = try arguments.one("--to") else { throw Misuse("expected --to dsl, json, indented or cases") }
        let (file, isFitted) = (arguments.words[0], arguments.has("--fit"))
        let text: String
        switch form {
        case "cases":
            let cases = try cases(in: file).map { isFitted ? $0.fitted : $0 }
            text = try hinting(isFitted) { JSONValue.array(try cases.map { try $0.json() }).text + "\n" }
        case "dsl", "indented", "json":
            var schema = try schema(in: file)
            if isFitted { schema = AuthzTestCase("", schema: schema).fitted.schema }
            if form != "dsl", schema.namespaces.contains(where: \.allowsTypes) {
                Self.complain("convert: the form \(form) has no place for the types that relations allow: left out")
            }
            do {
                text =
                    switch form {
                    case "dsl": try hinting(isFitted) { try schema.dsl() }
                    case "indented": try schema.indented()
                    default: try schema.json()
                    }
            } catch let error as DescopeError where form != "dsl" && !schema.conditions.isEmpty {
                throw Misuse("\(error.message) Conditions are kept with --to dsl.")
            }
        default: throw Misuse("--to: expected dsl, json, indented or cases, found \(form)")
        }
        try write(text, arguments)
        return 0
    }

    /// Writes what the language may not be able to express, unless it is fitted.
    private func hinting(_ isFitted: Bool, _ write: () throws -> String) throws -> String {
        do { return try write() } catch let error as DescopeError where error.code == .invalidSchema && !isFitted {
            throw Misuse("\(error.message) Add --fit to change it so that it can.")
        }
    }

    private func write(_ text: String, _ arguments: Arguments) throws {
        guard let path = try arguments.one("--output") else {
            print(text, terminator: "")
            return
        }
        do { try Data(text.utf8).write(to: URL(filePath: path), options: .atomic) } catch {
            throw Misuse("--output: expected a file that can be written, found none at \(path)")
        }
    }
}

extension AuthzNamespace {
    /// Whether a relation says which types it allows.
    fileprivate var allowsTypes: Bool { relationDefinitions.contains { $0.allowedTargets != nil } }
}

/// How many of the leaves have to be reached, in percent.
private struct CoverageThreshold {
    let text: String
    /// Without the point, and what it is then a multiple of: floating-point numbers are not exact.
    private let number: Int
    private let scale: Int

    /// A decimal number from 0 to 100.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let digits = parts.joined()
        guard (1...2).contains(parts.count), digits.utf8.count <= 9, parts.allSatisfy({ !$0.isEmpty }),
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = Int(digits)
        else { return nil }
        scale = parts.dropFirst().reduce(1) { result, part in part.utf8.reduce(result) { scale, _ in scale * 10 } }
        guard number <= 100 * scale else { return nil }
        (self.text, self.number) = (text, number)
    }

    func isMet(by coverage: AuthzCoverage) -> Bool {
        let (count, reached) = (coverage.leaves.count, coverage.leaves.count - coverage.unreached.count)
        return count == 0 || 100 * scale * reached >= number * count
    }
}

extension AuthzQuestion {
    /// The same question with a context.
    fileprivate func with(_ context: [String: JSONValue]) -> AuthzQuestion {
        var question = self
        question.context = context
        return question
    }
}
