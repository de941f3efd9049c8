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
        case "diff": return try diff(Arguments(rest, valued: [], flags: []))
        default: return try convert(Arguments(rest, valued: ["--to", "--output"], flags: ["--fit"]))
        }
    }

    // MARK: - Questions

    private func check(_ arguments: Arguments) throws -> Int32 {
        try arguments.expect("TYPE:RESOURCE#RELATION@TARGET")
        let (facts, context) = (try facts(arguments), try context(arguments))
        let question = try AuthzQuestion(asking: arguments.words[0], of: facts.schema)
        guard case .check(let target, let resource) = question.form else { throw Self.needsTarget }
        let verdict = try evaluator(facts)
            .check(target, question.relationDefinition, on: resource, in: question.namespace, context: context)
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
        let (facts, context) = (try facts(arguments), try context(arguments))
        let question = try AuthzQuestion(asking: arguments.words[0], of: facts.schema)
        guard case .check(let target, let resource) = question.form else { throw Self.needsTarget }
        let evaluator = try evaluator(facts)
        let (definition, namespace) = (question.relationDefinition, question.namespace)
        let explanation = try evaluator.explain(target, definition, on: resource, in: namespace, context: context)
        print(explanation)
        return explanation.verdict.isAllowed ? 0 : 1
    }

    private func who(_ arguments: Arguments) throws -> Int32 {
        try arguments.expect("TYPE:RESOURCE#RELATION")
        let (facts, context) = (try facts(arguments), try context(arguments))
        let question = try AuthzQuestion(who: arguments.words[0], of: facts.schema)
        guard case .whoCanAccess(let resource, _) = question.form else { throw Self.needsTarget }
        let ids = try evaluator(facts)
            .whoCanAccess(resource, question.relationDefinition, in: question.namespace, context: context)
        for id in ids.sorted() { print(id.printable) }
        return 0
    }

    private func what(_ arguments: Arguments) throws -> Int32 {
        try arguments.expect("TYPE#RELATION@TARGET")
        let (facts, context) = (try facts(arguments), try context(arguments))
        let evaluator = try evaluator(facts)
        let word = arguments.words[0]
        guard word.utf8.contains(UInt8(ascii: "#")) else {
            let held = try evaluator.whatCanTargetAccess(AuthzQuestion.id(word, in: facts.schema), context: context)
            for line in held.map({ "\($0.namespace):\($0.resource)#\($0.relationDefinition)" }).sorted() {
                print(line.printable)
            }
            return 0
        }
        let question = try AuthzQuestion(what: word, of: facts.schema)
        guard case .whatCanTargetAccess(let target) = question.form else { throw Self.needsTarget }
        let ids = try evaluator.whatCanTargetAccess(
            target,
            question.relationDefinition,
            in: question.namespace,
            context: context
        )
        for id in ids.sorted() { print(id.printable) }
        return 0
    }

    private static let needsTarget = Misuse("expected a user or another resource as target, found a set")

    private func context(_ arguments: Arguments) throws -> [String: JSONValue] {
        guard let text = try arguments.one("--context") else { return [:] }
        guard let context = try? JSONReader.parse([UInt8](text.utf8)).objectValue else {
            throw Misuse("--context: expected a JSON object, found \(text)")
        }
        return context
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
            guard let chosen = cases.first(where: { $0.name == name }) else {
                throw Misuse("--case: expected one of \(cases.map(\.name).joined(separator: "; ")), found \(name)")
            }
            return chosen
        }
        guard let file = try arguments.one("--schema") else { throw Misuse("expected --schema FILE or --cases FILE") }
        var facts = AuthzTestCase("", schema: try schema(in: file))
        for file in arguments.all("--relations") {
            let (folder, name) = try AuthzFolder.folder(of: file, yaml: DescopeYAML.parse)
            facts.relations += try folder.relations(in: name, of: facts.schema)
        }
        return facts
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

    private func allCases(_ arguments: Arguments) throws -> [AuthzTestCase] {
        guard !arguments.words.isEmpty else { throw Misuse("expected files with test cases, found none") }
        var all: [AuthzTestCase] = []
        for file in arguments.words { all += try cases(in: file) }
        return all
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
        var report = AuthzTestReport()
        for test in try allCases(arguments) { report.results.append(try test.run()) }
        let text =
            switch format {
            case "json": "\(report.json)\n"
            case "junit": report.junit
            default: report.text + "\n"
            }
        try write(text, arguments)
        if try arguments.one("--output") != nil {
            print("\(report.passed) passed, \(report.failed) failed, \(report.unsupported) not supported")
        }
        return report.isSuccess ? 0 : 1
    }

    private func coverage(_ arguments: Arguments) throws -> Int32 {
        let format = try format(arguments, "text", "json", "lcov")
        var threshold = 0.0
        if let text = try arguments.one("--threshold") {
            guard let number = Double(text), (0...100).contains(number) else {
                throw Misuse("--threshold: expected a percentage from 0 to 100, found \(text)")
            }
            threshold = number
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
        return all.allSatisfy { $0.ratio * 100 >= threshold } ? 0 : 1
    }

    // MARK: - Schemas

    private func validate(_ arguments: Arguments) throws -> Int32 {
        guard !arguments.words.isEmpty else { throw Misuse("expected schemas, found none") }
        var (errors, warnings) = (0, 0)
        for file in arguments.words {
            let (folder, name) = try AuthzFolder.folder(of: file, yaml: DescopeYAML.parse)
            for problem in try folder.problems(in: name) {
                if problem.isError { errors += 1 } else { warnings += 1 }
                print("\(file): \(problem.isError ? "error" : "warning"): \(problem)".printable)
            }
        }
        print("\(errors) errors, \(warnings) warnings")
        return errors > 0 || (arguments.has("--strict") && warnings > 0) ? 1 : 0
    }

    private func diff(_ arguments: Arguments) throws -> Int32 {
        try arguments.expect("OLD", "NEW")
        let changes = AuthzSchemaChanges(
            from: try schema(in: arguments.words[0]),
            to: try schema(in: arguments.words[1])
        )
        guard !changes.isEmpty else { return 0 }
        print(changes)
        return 1
    }

    private func convert(_ arguments: Arguments) throws -> Int32 {
        try arguments.expect("FILE")
        guard let form = try arguments.one("--to") else { throw Misuse("expected --to dsl, json, indented or cases") }
        let file = arguments.words[0]
        if form == "cases" {
            let cases = try cases(in: file).map { arguments.has("--fit") ? $0.fitted : $0 }
            try write(JSONValue.array(cases.map { try $0.json() }).text + "\n", arguments)
            return 0
        }
        var schema = try schema(in: file)
        if arguments.has("--fit") { schema = AuthzTestCase("", schema: schema).fitted.schema }
        switch form {
        case "dsl": try write(try schema.dsl(), arguments)
        case "indented": try write(try schema.indented(), arguments)
        case "json": try write(try schema.json(), arguments)
        default: throw Misuse("--to: expected dsl, json, indented or cases, found \(form)")
        }
        return 0
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
