public import DescopeAuthzModel
public import DescopeCore

extension AuthzSchema {
    /// Reads OpenFGA's modelling language, schema 1.1 or 1.2.
    ///
    /// A relation with direct types is stored; one with direct types and other terms is both stored and computed. A
    /// condition has to stand at all direct types of a relation or at none, because Descope judges it for the relation.
    /// What Descope does not have is refused: wildcards, and conditions at some types only. Of a `list` or `map`, the
    /// type of the elements is not kept.
    ///
    /// - Throws: `DescopeError.Code.invalidSchema` with line and column, or
    ///   `DescopeError.Code.unsupportedFeature`.
    public init(openFGA text: String) throws(DescopeError) { self = try OpenFGAReader.read(text).get() }

    /// Reads the modules of an OpenFGA model (`fga.mod`, schema 1.2).
    ///
    /// - Parameter modules: Their names, which errors mention, and their texts.
    public init(openFGAModules modules: [(name: String, text: String)]) throws(DescopeError) {
        self = try OpenFGAReader.read(modules: modules).get()
    }

    /// What is wrong with a text in OpenFGA's modelling language: its first syntax error, or otherwise all that its
    /// names, its types and Descope's limits do not allow.
    public static func problems(inOpenFGA text: String) -> [AuthzProblem] { OpenFGAReader.read(text).problems }
}

/// Turns syntax trees of OpenFGA's language into a schema.
struct OpenFGAReader {
    private typealias File = OpenFGAFile

    private var reading = SchemaReading()
    /// Whether the problems name the module.
    private let isModular: Bool
    private var module = ""
    private var namespaces: [String: Namespace] = [:]
    private var order: [String] = []
    private var conditions: [String: (name: Name, module: String)] = [:]
    private var usedConditions: Set<String> = []

    private struct Namespace {
        let name: Name
        var relations: [(relation: File.Relation, module: String)] = []
        var byName: [String: Int] = [:]
    }

    static func read(_ text: String) -> SchemaReading {
        guard text.utf8.count <= SchemaLimits.bytes else { return tooLong }
        do throws(SyntaxProblem) {
            let file = try OpenFGAParser.parse(text)
            var reader = OpenFGAReader(isModular: false)
            reader.checkHeader(of: file)
            reader.read([("", file)])
            return reader.reading
        } catch { return SchemaReading(problems: [error.problem]) }
    }

    static func read(modules: [(name: String, text: String)]) -> SchemaReading {
        var files: [(String, OpenFGAFile)] = []
        var bytes = 0
        for (name, text) in modules {
            bytes += text.utf8.count
            guard bytes <= SchemaLimits.bytes else { return tooLong }
            do throws(SyntaxProblem) {
                let file = try OpenFGAParser.parse(text)
                guard case .module = file.header else {
                    throw SyntaxProblem(AuthzPosition(line: 1, column: 1), "expected a module, found a model.")
                }
                files.append((name, file))
            } catch {
                var problem = error.problem
                problem.message = "\(name): \(problem.message)"
                return SchemaReading(problems: [problem])
            }
        }
        var reader = OpenFGAReader(isModular: true)
        reader.read(files)
        return reader.reading
    }

    private static var tooLong: SchemaReading {
        SchemaReading(problems: [
            AuthzProblem(.syntax, "expected a text of at most \(SchemaLimits.bytes) bytes, found a longer one.")
        ])
    }

    private init(isModular: Bool) {
        self.isModular = isModular
        reading.places = isModular ? nil : SchemaPlaces()
    }

    private mutating func report(_ code: AuthzProblem.Code, _ position: AuthzPosition, _ message: String) {
        let place = isModular ? "\(module): " : ""
        reading.problems.append(AuthzProblem(code, at: position, place + message))
    }

    private mutating func checkHeader(of file: File) {
        switch file.header {
        case .model(let version):
            if !["1.1", "1.2"].contains(version.text) {
                report(.syntax, version.start, "expected schema 1.1 or 1.2, found \(version.text).")
            }
        case .module:
            let start = AuthzPosition(line: 1, column: 1)
            report(.syntax, start, "expected a model with a schema version, found a module: read it by its fga.mod.")
        }
    }

    private mutating func read(_ files: [(module: String, file: File)]) {
        declare(files)
        for space in order { check(space) }
        for (text, condition) in conditions.sorted(by: { $0.value.name.start < $1.value.name.start })
        where !usedConditions.contains(text) {
            module = condition.module
            report(.unusedCondition, condition.name.start, "the condition `\(text)` is not used.")
        }
        if reading.problems.allSatisfy({ $0.code == .unsupported }) { checkEntryPoints() }
        let start = AuthzPosition(line: 1, column: 1)
        reading.problems.sort { ($0.position ?? start) < ($1.position ?? start) }
        guard !reading.problems.contains(where: \.isError) else { return }
        for space in order { convert(space) }
    }

    // MARK: - Declarations

    private mutating func declare(_ files: [(module: String, file: File)]) {
        for (module, file) in files {
            self.module = module
            for type in file.types where !type.isExtension {
                checkName(type.name, "a type", maximum: 254)
                if let first = namespaces[type.name.text] {
                    report(.duplicate, first.name.start, "the type `\(type.name.text)` is defined twice.")
                } else {
                    namespaces[type.name.text] = Namespace(name: type.name)
                    order.append(type.name.text)
                }
            }
            for condition in file.conditions { declare(condition) }
        }
        for (module, file) in files {
            self.module = module
            var extended: Set<String> = []
            for type in file.types {
                if type.isExtension {
                    if !extended.insert(type.name.text).inserted {
                        report(.duplicate, type.name.start, "`\(type.name.text)` is extended twice in this file.")
                    }
                    guard namespaces[type.name.text] != nil else {
                        report(.unknownName, type.name.start, "the type `\(type.name.text)` is not defined.")
                        continue
                    }
                }
                for relation in type.relations { declare(relation, in: type.name.text) }
            }
        }
    }

    private mutating func declare(_ relation: File.Relation, in space: String) {
        checkName(relation.name, "a relation", maximum: 50)
        let name = relation.name.text
        guard namespaces[space]?.byName[name] == nil else {
            report(.duplicate, relation.name.start, "the relation `\(name)` of `\(space)` is defined twice.")
            return
        }
        let number = namespaces[space]?.relations.count ?? 0
        namespaces[space]?.byName[name] = number
        namespaces[space]?.relations.append((relation, module))
    }

    private mutating func declare(_ condition: File.Condition) {
        let name = condition.name
        guard conditions[name.text] == nil else {
            report(.duplicate, name.start, "the condition `\(name.text)` is defined twice.")
            return
        }
        conditions[name.text] = (name, module)
        var seen: Set<String> = []
        var parameters: [AuthzCondition.Parameter] = []
        for (parameter, type) in condition.parameters {
            if !seen.insert(parameter.text).inserted {
                report(.duplicate, parameter.start, "the parameter `\(parameter.text)` is declared twice.")
            }
            if let problem = ConditionParameters.problem(of: type) {
                reading.problems.append(isModular ? problem.named(module) : problem)
            }
            parameters.append(AuthzCondition.Parameter(parameter.text, .init(rawValue: type.text)))
        }
        guard let braces = condition.braces else { return }
        let read = AuthzCondition(name.text, parameters, braces.inside)
        reading.schema.conditions.append(read)
        reading.places?.conditions.append(name.start)
        reading.places?.expressions.append(nil)
        if let problem = ConditionText.problem(of: read, named: name.start, braces) {
            reading.problems.append(isModular ? problem.named(module) : problem)
        }
    }

    private mutating func checkName(_ name: Name, _ what: String, maximum: Int) {
        if name.text == "self" || name.text == "this" {
            report(.invalidName, name.start, "\(what) cannot be named `\(name.text)`, which is reserved.")
        } else if name.text.utf8.count > maximum {
            report(.invalidName, name.start, "the name of \(what) has at most \(maximum) characters.")
        }
    }

    // MARK: - Checks

    private mutating func check(_ space: String) {
        for (relation, module) in namespaces[space]?.relations ?? [] {
            self.module = module
            check(relation.rule, in: space)
        }
    }

    private func has(_ space: String, _ relation: String) -> Bool { namespaces[space]?.byName[relation] != nil }

    private func relation(_ space: String, _ name: String) -> File.Relation? {
        namespaces[space].flatMap { space in space.byName[name].map { space.relations[$0].relation } }
    }

    private mutating func check(_ rule: File.Expression, in space: String) {
        switch rule {
        case .direct(let restrictions, _): check(restrictions)
        case .computed(let name):
            if !has(space, name.text) {
                report(.unknownName, name.start, "the relation `\(name.text)` is not defined in `\(space)`.")
            }
        case .from(let name, let edge): check(name, from: edge, in: space)
        case .union(let operands), .intersection(let operands), .exclusion(let operands):
            var seen: [String: AuthzPosition] = [:]
            for operand in operands {
                check(operand, in: space)
                guard let (shown, start) = operand.leaf else { continue }
                if let first = seen[shown] {
                    report(.duplicate, first, "`\(shown)` is twice among the terms.")
                } else {
                    seen[shown] = start
                }
            }
        }
    }

    private mutating func check(_ restrictions: [File.Restriction]) {
        var seen: [String: AuthzPosition] = [:]
        for restriction in restrictions {
            let type = restriction.type
            let shown = restriction.shown + (restriction.condition.map { " with " + $0.text } ?? "")
            if let first = seen[shown] {
                report(.duplicate, first, "`\(shown)` is twice among the types.")
            } else {
                seen[shown] = type.start
            }
            if namespaces[type.text] == nil {
                report(.unknownName, type.start, "`\(type.text)` is not a type.")
            } else if let relation = restriction.relation, !has(type.text, relation.text) {
                report(.unknownName, type.start, "`\(relation.text)` is not a relation of `\(type.text)`.")
            }
            if let condition = restriction.condition {
                usedConditions.insert(condition.text)
                if conditions[condition.text] == nil {
                    report(.unknownName, condition.start, "the condition `\(condition.text)` is not defined.")
                }
            }
            if restriction.isWildcard {
                report(.unsupported, type.start, "Descope has no wildcard: `\(restriction.shown)`.")
            }
        }
        let named = restrictions.first { $0.condition != nil }?.condition
        if let named, restrictions.contains(where: { $0.condition?.text != named.text }) {
            report(
                .unsupported,
                named.start,
                "Descope has no condition at some types of a relation only: `with \(named.text)`."
            )
        }
    }

    private mutating func check(_ name: Name, from edge: Name, in space: String) {
        guard let followed = relation(space, edge.text) else {
            report(.unknownName, name.start, "`\(edge.text)` is not a relation of `\(space)`.")
            return
        }
        guard case .direct(let types, _) = followed.rule,
            types.allSatisfy({ $0.relation == nil && !$0.isWildcard })
        else {
            report(
                .computedEdge,
                edge.start,
                "`\(edge.text)` after `from` has to allow types alone, without sets, wildcards or other terms."
            )
            return
        }
        if !types.contains(where: { has($0.type.text, name.text) }) {
            let shown = types.map(\.type.text).joined(separator: ", ")
            report(.unknownName, name.start, "`\(name.text)` is defined on no type of `\(edge.text)`: \(shown).")
        }
    }

    /// Reports relations that nobody can ever hold.
    private mutating func checkEntryPoints() {
        var circuit = EntryPoints()
        for space in order {
            for (relation, _) in namespaces[space]?.relations ?? [] {
                let output = circuit.node(space, relation.name.text)
                connect(relation.rule, in: space, to: output, &circuit)
            }
        }
        circuit.run()
        for space in order {
            for (relation, module) in namespaces[space]?.relations ?? []
            where !circuit.isOn(circuit.node(space, relation.name.text)) {
                self.module = module
                let name = relation.name.text
                report(
                    .noEntryPoint,
                    relation.name.start,
                    "nobody can hold `\(name)` of `\(space)`: it has no entry point, or only refers to itself."
                )
            }
        }
    }

    private func connect(_ rule: File.Expression, in space: String, to output: Int, _ circuit: inout EntryPoints) {
        switch rule {
        case .direct(let types, _):
            for type in types {
                if let relation = type.relation {
                    circuit.connect(circuit.node(type.type.text, relation.text), to: output)
                } else {
                    circuit.turnOn(output)
                }
            }
        case .computed(let name): circuit.connect(circuit.node(space, name.text), to: output)
        case .from(let name, let edge):
            guard case .direct(let types, _) = relation(space, edge.text)?.rule else { return }
            for type in types where has(type.type.text, name.text) {
                circuit.connect(circuit.node(type.type.text, name.text), to: output)
            }
        case .union(let operands): for operand in operands { connect(operand, in: space, to: output, &circuit) }
        case .intersection(let operands), .exclusion(let operands):
            let all = circuit.gate(needing: operands.count)
            circuit.connect(all, to: output)
            for operand in operands {
                let any = circuit.gate(needing: 1)
                circuit.connect(any, to: all)
                connect(operand, in: space, to: any, &circuit)
            }
        }
    }

    // MARK: - Conversion

    private mutating func convert(_ space: String) {
        var namespace = AuthzNamespace(space)
        var definitions: [SchemaPlaces.Definition] = []
        for (relation, _) in namespaces[space]?.relations ?? [] {
            var definition = AuthzRelationDefinition(relation.name.text)
            var leaves: [AuthzPosition] = []
            var places = SchemaPlaces.Definition(name: relation.name.start)
            if case .direct(let types, let start) = relation.rule {
                definition.allowedTargets = targets(types, &places)
                definition.condition = types.first?.condition.map { .named($0.text) }
                leaves = [start]
            } else {
                definition.rule = node(relation.rule, &definition, &leaves, &places)
            }
            namespace.relationDefinitions.append(definition)
            reading.positions.set(space, relation.name.text, at: relation.name.start, leaves: leaves)
            definitions.append(places)
        }
        reading.schema.namespaces.append(namespace)
        reading.places?.types.append(namespaces[space]?.name.start ?? AuthzPosition(line: 1, column: 1))
        reading.places?.definitions.append(definitions)
    }

    private func targets(
        _ types: [File.Restriction],
        _ places: inout SchemaPlaces.Definition
    ) -> [AuthzAllowedTarget] {
        places.targets = types.map { SchemaPlaces.Reference(first: $0.type.start, second: $0.relation?.start) }
        if let condition = types.first?.condition { places.requirements.append(condition.start) }
        return types.map { AuthzAllowedTarget($0.type.text, $0.relation?.text) }
    }

    private func node(
        _ rule: File.Expression,
        _ definition: inout AuthzRelationDefinition,
        _ leaves: inout [AuthzPosition],
        _ places: inout SchemaPlaces.Definition
    ) -> AuthzNode {
        func nodes(_ operands: [File.Expression]) -> [AuthzNode] {
            operands.map { node($0, &definition, &leaves, &places) }
        }
        switch rule {
        case .direct(let types, let start):
            leaves.append(start)
            definition.allowedTargets = targets(types, &places)
            let condition = types.first?.condition
            return condition.map { .conditional(.stored, .named($0.text)) } ?? .stored
        case .computed(let name):
            leaves.append(name.start)
            places.leaves.append(SchemaPlaces.Reference(first: name.start))
            return .targetSet(name.text)
        case .from(let name, let edge):
            leaves.append(name.start)
            places.leaves.append(SchemaPlaces.Reference(first: edge.start, second: name.start))
            return .relationRight(AuthzNode.Edge(edge.text), name.text)
        case .union(let operands): return .union(nodes(operands))
        case .intersection(let operands): return .intersect(nodes(operands))
        case .exclusion(let operands): return .sub(nodes(operands))
        }
    }
}

extension OpenFGAFile.Expression {
    /// As it is written, and where, when it is a reference.
    fileprivate var leaf: (shown: String, start: AuthzPosition)? {
        switch self {
        case .computed(let name): (name.text, name.start)
        case .from(let name, let edge): ("\(name.text) from \(edge.text)", name.start)
        case .direct, .union, .intersection, .exclusion: nil
        }
    }
}

/// Types of parameters in both languages.
enum ConditionParameters {
    private static let documented: Set<String> = ["int", "string", "bool", "double", "list", "ipaddress"]
    private static let known: Set<String> = documented.union(["uint", "timestamp", "duration", "map", "any"])

    /// What is wrong with a type. The evaluator judges more types than the service documents.
    static func problem(of type: Name) -> AuthzProblem? {
        guard known.contains(type.text) else {
            return AuthzProblem(.unsupported, at: type.start, "Descope has no parameters of type \(type.text).")
        }
        guard !documented.contains(type.text) else { return nil }
        return AuthzProblem(
            .unsupported,
            isError: false,
            at: type.start,
            "Descope documents no parameters of type \(type.text): here they are judged, the service may refuse them."
        )
    }
}

extension AuthzProblem {
    /// The problem, with the module that it is in.
    func named(_ module: String) -> AuthzProblem {
        var problem = self
        problem.message = "\(module): \(message)"
        return problem
    }
}

extension Token {
    /// What stands between its braces.
    var inside: String { ConditionText.trimmed(String(Substring(text.utf8.dropFirst().dropLast()))) }
}

/// Which relations somebody can hold: a network of gates, each of which turns on as soon as enough of its inputs are
/// on.
private struct EntryPoints {
    private var needed: [Int] = []
    private var outputs: [[Int]] = []
    private var numbers: [String: Int] = [:]
    private var ready: [Int] = []

    mutating func gate(needing count: Int) -> Int {
        needed.append(count)
        outputs.append([])
        return needed.count - 1
    }

    mutating func node(_ space: String, _ relation: String) -> Int {
        let key = "\(space)#\(relation)"
        if let number = numbers[key] { return number }
        let number = gate(needing: 1)
        numbers[key] = number
        return number
    }

    mutating func connect(_ input: Int, to output: Int) { outputs[input].append(output) }

    mutating func turnOn(_ gate: Int) {
        guard needed[gate] > 0 else { return }
        needed[gate] = 0
        ready.append(gate)
    }

    mutating func run() {
        while let gate = ready.popLast() {
            for output in outputs[gate] where needed[output] > 0 {
                needed[output] -= 1
                if needed[output] == 0 { ready.append(output) }
            }
        }
    }

    func isOn(_ gate: Int) -> Bool { needed[gate] == 0 }
}
