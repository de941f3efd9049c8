public import DescopeAuthzModel
public import DescopeCore

extension AuthzSchema {
    /// Reads SpiceDB's schema language.
    ///
    /// `+` binds tightest, then `&`, then `-`. A caveat has to stand at all types of a relation or at none, because
    /// Descope judges a condition for the relation. `/` in names of definitions becomes `_`. What Descope does not have
    /// is refused: wildcards, `nil`, `self`, `.all()`, expiration, and caveats at some types only. Of a `list` or
    /// `map`, the type of the elements is not kept.
    ///
    /// - Throws: `DescopeError.Code.invalidSchema` with line and column, or
    ///   `DescopeError.Code.unsupportedFeature`.
    public init(spiceDB text: String) throws(DescopeError) { self = try SpiceDBReader.read(text).get() }

    /// What is wrong with a text in SpiceDB's schema language: its first syntax error, or otherwise all that its names
    /// and Descope's limits do not allow.
    public static func problems(inSpiceDB text: String) -> [AuthzProblem] { SpiceDBReader.read(text).problems }
}

/// Reads SpiceDB's schema language in one pass.
struct SpiceDBReader {
    private var reading = SchemaReading()
    private let tokens: [Token]
    private var index = 0
    private var usesSelf = false
    /// What refers to a relation, to be looked up when all are known.
    private var references: [(namespace: String, relation: String?, start: AuthzPosition)] = []
    private var arrows: [(namespace: String, edge: String, start: AuthzPosition)] = []
    private var usedCaveats: [(name: String, start: AuthzPosition)] = []
    private var caveats: Set<String> = []
    private var names: [String: Set<String>] = [:]
    private var spellings: [String: String] = [:]

    private static let rules = LexicalRules(
        wordSigns: [UInt8(ascii: "/")],
        signs: Set("(){}<>,:#*=|+&-.;".utf8),
        longSigns: [(UInt8(ascii: "-"), UInt8(ascii: ">"))],
        hasSlashComments: true
    )

    static func read(_ text: String) -> SchemaReading {
        guard text.utf8.count <= SchemaLimits.bytes else {
            let message = "expected a text of at most \(SchemaLimits.bytes) bytes, found a longer one."
            return SchemaReading(problems: [AuthzProblem(.syntax, message)])
        }
        var reader = SpiceDBReader(text)
        do throws(SyntaxProblem) {
            try reader.file()
            reader.checkReferences()
        } catch { reader.reading.problems = [error.problem] }
        return reader.reading
    }

    private init(_ text: String) {
        tokens = [Token](of: text, Self.rules)
        reading.places = SchemaPlaces()
    }

    /// The name of a definition as this project writes it.
    static func namespace(_ name: String) -> String { name.utf8.contains(UInt8(ascii: "/")) ? slashless(name) : name }

    private static func slashless(_ name: String) -> String {
        let bytes = name.utf8.map { $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: - Tokens

    private var next: Token { tokens[min(index, tokens.count - 1)] }

    @discardableResult
    private mutating func take() -> Token {
        let token = next
        index += 1
        return token
    }

    private mutating func skipNewlines() { while next.kind == .newline || next.isSign(";") { index += 1 } }

    private func expected(_ what: String) -> SyntaxProblem {
        SyntaxProblem(next.start, "expected \(what), found \(next.shown).")
    }

    private mutating func takeSign(_ sign: String) throws(SyntaxProblem) {
        guard next.isSign(sign) else { throw expected("`\(sign)`") }
        index += 1
    }

    private mutating func name(_ what: String, allowsSlash: Bool = false) throws(SyntaxProblem) -> Name {
        let isName =
            next.kind == .word
            && (next.text.utf8.first.map { $0.isWordByte && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
                ?? false)
            && (allowsSlash || !next.text.utf8.contains(UInt8(ascii: "/")))
        guard isName else { throw expected(what) }
        let token = take()
        return Name(text: token.text, start: token.start)
    }

    private mutating func refuse(_ feature: String, at position: AuthzPosition) {
        reading.problems.append(AuthzProblem(.unsupported, at: position, "Descope has no \(feature)."))
    }

    private mutating func report(_ code: AuthzProblem.Code, _ position: AuthzPosition, _ message: String) {
        reading.problems.append(AuthzProblem(code, at: position, message))
    }

    // MARK: - Grammar

    private mutating func file() throws(SyntaxProblem) {
        while true {
            skipNewlines()
            if next.kind == .end { return }
            switch next.text {
            case "use":
                take()
                let feature = try name("a feature after `use`")
                if feature.text == "self" {
                    usesSelf = true
                } else if feature.text == "expiration" {
                    refuse("expiration of relations", at: feature.start)
                } else {
                    refuse("feature `\(feature.text)`", at: feature.start)
                }
            case "caveat": try caveat()
            case "definition": try definition()
            default: throw expected("`definition`, `caveat` or `use`")
            }
        }
    }

    private mutating func caveat() throws(SyntaxProblem) {
        take()
        let caveat = try name("the caveat's name", allowsSlash: true)
        let caveatName = Self.namespace(caveat.text)
        if !caveats.insert(caveatName).inserted {
            report(.duplicate, caveat.start, "the caveat `\(caveat.text)` is defined twice.")
        }
        try takeSign("(")
        var parameters: [AuthzCondition.Parameter] = []
        while true {
            while next.kind == .newline { take() }
            if next.isSign(")") { break }
            let parameter = try name("the parameter's name")
            let type = try name("the parameter's type")
            try skipElementType(depth: 0)
            if let problem = ConditionParameters.problem(of: type) { reading.problems.append(problem) }
            parameters.append(AuthzCondition.Parameter(parameter.text, .init(rawValue: type.text)))
            while next.kind == .newline { take() }
            if next.isSign(",") { take() } else { break }
        }
        try takeSign(")")
        guard next.kind == .braces else { throw next.isSign("{") ? .unclosed(next) : expected("`{`") }
        let braces = take()
        let read = AuthzCondition(caveatName, parameters, braces.inside)
        reading.schema.conditions.append(read)
        reading.places?.conditions.append(caveat.start)
        reading.places?.expressions.append(nil)
        if let problem = ConditionText.problem(of: read, named: caveat.start, braces) {
            reading.problems.append(problem)
        }
    }

    /// The type of a list's or map's elements, which is not kept: `<string>`, `<list<int>>`.
    private mutating func skipElementType(depth: Int) throws(SyntaxProblem) {
        guard next.isSign("<") else { return }
        guard depth < SchemaLimits.depth else { throw expected("types in at most \(SchemaLimits.depth) levels") }
        take()
        _ = try name("a type")
        try skipElementType(depth: depth + 1)
        try takeSign(">")
    }

    private mutating func definition() throws(SyntaxProblem) {
        take()
        let written = try name("the definition's name", allowsSlash: true)
        let space = Self.namespace(written.text)
        if let other = spellings.updateValue(written.text, forKey: space) {
            let why = other == written.text ? "is defined twice" : "and `\(other)` become one name, `\(space)`"
            report(.duplicate, written.start, "the definition `\(written.text)` \(why).")
        }
        var namespace = AuthzNamespace(space)
        var definitions: [SchemaPlaces.Definition] = []
        // An empty definition exists too.
        if names[space] == nil { names[space] = [] }
        try takeSign("{")
        while true {
            skipNewlines()
            if next.isSign("}") { break }
            var definition: AuthzRelationDefinition
            let isRelation = next.isWord("relation")
            guard isRelation || next.isWord("permission") else { throw expected("`relation`, `permission` or `}`") }
            take()
            let definitionName = try name(isRelation ? "the relation's name" : "the permission's name")
            var places = SchemaPlaces.Definition(name: definitionName.start)
            if isRelation {
                definition = try relation(definitionName.text, &places)
            } else {
                try takeSign("=")
                let rule = try expression(in: space, &places.leaves, depth: 0)
                definition = AuthzRelationDefinition(definitionName.text, rule: rule)
            }
            guard next.kind == .newline || next.isSign(";") || next.isSign("}") else {
                throw expected(isRelation ? "`|` or the end of the line" : "an operator or the end of the line")
            }
            if !names[space, default: []].insert(definitionName.text).inserted {
                report(.duplicate, definitionName.start, "`\(definitionName.text)` of `\(space)` is defined twice.")
            }
            namespace.relationDefinitions.append(definition)
            definitions.append(places)
            let leaves = isRelation ? [definitionName.start] : places.leaves.map(\.first)
            reading.positions.set(space, definitionName.text, at: definitionName.start, leaves: leaves)
        }
        take()
        reading.schema.namespaces.append(namespace)
        reading.places?.types.append(written.start)
        reading.places?.definitions.append(definitions)
    }

    private mutating func relation(
        _ relationName: String,
        _ places: inout SchemaPlaces.Definition
    ) throws(SyntaxProblem) -> AuthzRelationDefinition {
        try takeSign(":")
        var targets: [AuthzAllowedTarget] = []
        var conditions: [Name?] = []
        while true {
            while next.kind == .newline { take() }
            let written = try name("a type", allowsSlash: true)
            let type = Self.namespace(written.text)
            var condition: Name?
            if next.isSign("#") {
                take()
                let set = try name("a relation after `#`")
                targets.append(AuthzAllowedTarget(type, set.text))
                places.targets.append(SchemaPlaces.Reference(first: written.start, second: set.start))
                references.append((type, set.text, written.start))
            } else {
                if next.isSign(":") {
                    take()
                    try takeSign("*")
                    refuse("wildcard: `\(written.text):*`", at: written.start)
                }
                targets.append(AuthzAllowedTarget(type))
                places.targets.append(SchemaPlaces.Reference(first: written.start))
                references.append((type, nil, written.start))
            }
            if next.isWord("with") {
                var count = 0
                repeat {
                    take()
                    let trait = try name("a caveat after `with`", allowsSlash: true)
                    if trait.text == "expiration" {
                        refuse("expiration of relations", at: trait.start)
                    } else {
                        count += 1
                        guard count == 1 else {
                            throw SyntaxProblem(
                                trait.start,
                                "expected one caveat, found a second one, `\(trait.text)`."
                            )
                        }
                        condition = Name(text: Self.namespace(trait.text), start: trait.start)
                        usedCaveats.append((Self.namespace(trait.text), trait.start))
                    }
                } while next.isWord("and")
            }
            conditions.append(condition)
            guard targets.count <= SchemaLimits.allowedTargets else {
                throw expected("at most \(SchemaLimits.allowedTargets) types of one relation")
            }
            guard next.isSign("|") else { break }
            take()
        }
        var definition = AuthzRelationDefinition(relationName, allowedTargets: targets)
        if let named = conditions.compactMap(\.self).first {
            if conditions.contains(where: { $0?.text != named.text }) {
                refuse("condition at some types of a relation only: `with \(named.text)`", at: named.start)
            }
            definition.condition = .named(named.text)
            places.requirements = [named.start]
        }
        return definition
    }

    // MARK: - Rules

    private typealias Leaves = [SchemaPlaces.Reference]

    private mutating func expression(
        in space: String,
        _ leaves: inout Leaves,
        depth: Int
    ) throws(SyntaxProblem) -> AuthzNode {
        guard depth <= SchemaLimits.depth else {
            throw expected("parentheses in at most \(SchemaLimits.depth) levels")
        }
        var subtracted: [AuthzNode] = []
        repeat {
            var intersected: [AuthzNode] = []
            repeat {
                var united: [AuthzNode] = []
                repeat {
                    united.append(try term(in: space, &leaves, depth: depth))
                } while takeOperator("+")
                intersected.append(united.count == 1 ? united[0] : .union(united))
            } while takeOperator("&")
            subtracted.append(intersected.count == 1 ? intersected[0] : .intersect(intersected))
        } while takeOperator("-")
        return subtracted.count == 1 ? subtracted[0] : .sub(subtracted)
    }

    /// Takes an operator, which stands after an operand. A line may end after it.
    private mutating func takeOperator(_ sign: String) -> Bool {
        guard next.isSign(sign) else { return false }
        take()
        while next.kind == .newline { take() }
        return true
    }

    private mutating func term(
        in space: String,
        _ leaves: inout Leaves,
        depth: Int
    ) throws(SyntaxProblem) -> AuthzNode {
        if takeOperator("(") {
            let inner = try expression(in: space, &leaves, depth: depth + 1)
            while next.kind == .newline { take() }
            try takeSign(")")
            return inner
        }
        let first = try name("a relation or `(`")
        leaves.append(SchemaPlaces.Reference(first: first.start))
        if first.text == "nil" {
            refuse("empty rule: `nil`", at: first.start)
            return .stored
        }
        if first.text == "self", usesSelf {
            refuse("`self`, the object as its own subject", at: first.start)
            return .stored
        }
        if next.isSign("->") {
            take()
            return arrow(first, try name("a relation after `->`"), in: space, &leaves)
        }
        guard next.isSign(".") else {
            references.append((space, first.text, first.start))
            return .targetSet(first.text)
        }
        take()
        let function = try name("`any` or `all` after `.`")
        guard function.text == "any" || function.text == "all" else {
            throw SyntaxProblem(function.start, "expected `any` or `all` after `.`, found `\(function.text)`.")
        }
        try takeSign("(")
        let tested = try name("a relation")
        try takeSign(")")
        if function.text == "all" { refuse("function `.all()`", at: function.start) }
        return arrow(first, tested, in: space, &leaves)
    }

    private mutating func arrow(
        _ edge: Name,
        _ tested: Name,
        in space: String,
        _ leaves: inout Leaves
    ) -> AuthzNode {
        leaves[leaves.count - 1].second = tested.start
        references.append((space, edge.text, edge.start))
        arrows.append((space, edge.text, edge.start))
        return .relationRight(AuthzNode.Edge(edge.text), tested.text)
    }

    // MARK: - Names

    private mutating func checkReferences() {
        for (space, relation, start) in references {
            if names[space] == nil {
                report(.unknownName, start, "the definition `\(space)` does not exist.")
            } else if let relation, names[space]?.contains(relation) == false {
                report(.unknownName, start, "`\(relation)` is not defined in `\(space)`.")
            }
        }
        for (name, start) in usedCaveats where !caveats.contains(name) {
            report(.unknownName, start, "the caveat `\(name)` is not defined.")
        }
        var permissions: Set<String> = []
        for namespace in reading.schema.namespaces {
            for definition in namespace.relationDefinitions where definition.rule != nil {
                permissions.insert("\(namespace.name)#\(definition.name)")
            }
        }
        for (space, edge, start) in arrows where permissions.contains("\(space)#\(edge)") {
            report(.computedEdge, start, "expected a relation before the arrow, found the permission `\(edge)`.")
        }
    }
}
