import DescopeAuthzModel
public import DescopeCore

/// A test case of a file, or why it cannot be read.
struct CaseReading {
    let name: String
    let result: Result<AuthzTestCase, DescopeError>

    init(_ test: AuthzTestCase) { (name, result) = (test.name, .success(test)) }

    init(_ name: String, _ error: DescopeError) { (self.name, result) = (name, .failure(error)) }
}

extension AuthzFolder {
    /// Reads test cases. The form is recognized by the members: this project's own, that of published cases (`schema`
    /// and `checks`), OpenFGA's stores, and SpiceDB's validation files. JSON may hold a list of cases, or one on each
    /// line.
    ///
    /// A member that is not known is an error, because a test that is passed over unseen would pass.
    ///
    /// - Throws: `DescopeError.Code.invalidFile`, `DescopeError.Code.invalidSchema` or
    ///   `DescopeError.Code.unsupportedFeature`, of the first case that cannot be read.
    public func cases(in reference: String) throws(DescopeError) -> [AuthzTestCase] {
        var cases: [AuthzTestCase] = []
        for reading in try readings(in: reference) { cases.append(try reading.result.get()) }
        return cases
    }

    /// Runs the test cases of a file. One that cannot be read or run has a result with an error, and the others are run
    /// nevertheless. A file that cannot be read, or has no case, has one such result.
    public func results(in reference: String) -> [AuthzTestResult] {
        do throws(DescopeError) {
            let readings = try readings(in: reference)
            guard !readings.isEmpty else {
                throw .invalidFile("\(reference): expected at least one test case, found none.")
            }
            return readings.map { reading in
                do throws(DescopeError) { return try reading.result.get().run() } catch {
                    return AuthzTestResult(name: reading.name, error: error)
                }
            }
        } catch { return [AuthzTestResult(name: reference, error: error)] }
    }

    /// The cases of a file, also those that cannot be read.
    ///
    /// - Throws: What is wrong with the file as a whole.
    func readings(in reference: String) throws(DescopeError) -> [CaseReading] {
        let text = try text(of: reference)
        do throws(DescopeError) {
            guard Self.isYAML(reference) else { return try readings(json: text, reference) }
            return readings(Tree(try yamlValue(text)), reference)
        } catch { throw error.named(reference) }
    }

    /// The cases of a JSON text that is no file of the folder.
    package func cases(json text: String) throws(DescopeError) -> [AuthzTestCase] {
        var cases: [AuthzTestCase] = []
        for reading in try readings(json: text, "cases") { cases.append(try reading.result.get()) }
        return cases
    }

    private func readings(json text: String, _ reference: String) throws(DescopeError) -> [CaseReading] {
        do throws(DescopeError) { return readings(Tree(try Self.json(text, reference)), reference) } catch {
            // One case on each line is no JSON text as a whole.
            let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
                .enumerated().filter { !$0.element.isEmpty }
            guard lines.count > 1, lines.allSatisfy({ $0.element.hasPrefix("{") }) else { throw error }
            return lines.flatMap { number, line in
                let place = "line \(number + 1)"
                do throws(DescopeError) {
                    return readings(Tree(try Self.json(String(line), place), place), reference)
                } catch { return [CaseReading("\(reference): \(place)", error.named(reference))] }
            }
        }
    }

    private func readings(_ tree: Tree, _ file: String) -> [CaseReading] {
        do throws(DescopeError) {
            guard tree.value.arrayValue == nil else { return try tree.elements().flatMap { readings($0, file) } }
            return try readings(ofCase: tree, file)
        } catch {
            let place = tree.path.isEmpty ? file : "\(file): \(tree.path)"
            return [CaseReading(tree.value["name"]?.stringValue ?? place, error.named(file))]
        }
    }

    /// - Throws: What is wrong with all tests of the case, such as its schema.
    private func readings(ofCase tree: Tree, _ file: String) throws(DescopeError) -> [CaseReading] {
        guard let members = tree.value.objectValue else { throw tree.error("a case or a list of cases") }
        func has(_ names: String...) -> Bool { names.contains { members[$0] != nil } }
        if has("model", "model_file") { return try openFGAStore(tree, file) }
        if has("relationships", "assertions", "validation") { return [try spiceDBValidation(tree, file)] }
        if has("checks", "whoCanAccess", "whatCanTargetAccessWithRelation", "differs", "source") {
            return try published(tree).map(CaseReading.init)
        }
        return try own(tree, file)
    }

    /// Reads the tests of a case, each on its own. A case without any has one reading with an error: it would be passed
    /// over unseen.
    func readings(
        ofTests tree: Tree,
        titled title: String,
        _ file: String,
        _ read: (Tree, String) throws(DescopeError) -> AuthzTestCase
    ) throws(DescopeError) -> [CaseReading] {
        let tests = try tree.list("tests")
        guard !tests.isEmpty else {
            return [CaseReading(title, tree.error("at least one test, found none").named(file))]
        }
        return tests.enumerated().map { number, test in
            let name = "\(title): \(test.value["name"]?.stringValue ?? "test \(number + 1)")"
            do throws(DescopeError) {
                _ = try test.optionalText("name")
                return CaseReading(try read(test, name))
            } catch { return CaseReading(name, error.named(file)) }
        }
    }

    // MARK: - This project's form

    private func own(_ tree: Tree, _ file: String) throws(DescopeError) -> [CaseReading] {
        _ = try tree.members(["name", "schema", "schemaFile", "relations", "relationsFile", "tests"])
        let (schema, source) = try schema(of: tree)
        let text = RelationText(schema)
        var relations = try self.relations(tree.list("relations"), text)
        if let file = try tree.optionalText("relationsFile") {
            let list = try self.tree(of: file)
            relations += try list.naming { () throws(DescopeError) in try self.relations(list.elements(), text) }
        }
        let title = try tree.optionalText("name") ?? file
        return try readings(ofTests: tree, titled: title, file) { test, name throws(DescopeError) in
            _ = try test.members([
                "name", "relations", "context", "allowed", "denied", "conditional", "who", "what",
            ])
            let own = try self.relations(test.list("relations"), text)
            var all = AuthzTestCase(name, schema: schema, relations: relations + own)
            all.source = source
            all.questions = try test.naming { () throws(DescopeError) in try questions(test, text) }
            return all
        }
    }

    private func schema(of tree: Tree) throws(DescopeError) -> (AuthzSchema, SchemaSource?) {
        try tree.expectOne("schema", "schemaFile")
        if let file = try tree.optionalText("schemaFile") { return try read(file) }
        guard let inline = tree.member("schema") else { throw tree.error("a member schema or schemaFile") }
        return try inline.naming { () throws(DescopeError) in
            if let text = inline.value.stringValue { return (try AuthzSchema(dsl: text), nil) }
            return (try Self.schema(inline.value), nil)
        }
    }

    private func questions(_ test: Tree, _ text: RelationText) throws(DescopeError) -> [AuthzQuestion] {
        let context = try test.context()
        var questions: [AuthzQuestion] = []
        let answers: [(String, AuthzQuestion.Answer)] = [
            ("allowed", .allowed), ("denied", .denied), ("conditional", .conditional),
        ]
        for (member, answer) in answers {
            for question in try test.texts(member) { questions.append(try text.check(question, answer, context)) }
        }
        for (question, ids) in try test.pairs("who") {
            questions.append(try text.who(question, ids.texts(), context))
        }
        for (question, ids) in try test.pairs("what") {
            questions.append(try text.what(question, ids.texts(), context))
        }
        return questions
    }

    /// Relations as texts, in the form of `AuthzRelation`, or as tuples.
    func relations(_ list: [Tree], _ text: RelationText) throws(DescopeError) -> [AuthzRelation] {
        var relations: [AuthzRelation] = []
        for tree in list { relations.append(try relation(tree, text)) }
        return relations
    }

    private func relation(_ tree: Tree, _ text: RelationText) throws(DescopeError) -> AuthzRelation {
        if let string = tree.value.stringValue {
            return try tree.naming { () throws(DescopeError) in try text.relation(string) }
        }
        // The reader of the service's responses passes over what it does not know; here that may be a misspelt name.
        let isTuple = ["resourceType", "relation", "targetType"].contains { tree.value[$0] != nil }
        if isTuple {
            _ = try tree.members(["resource", "resourceType", "relation", "target", "targetType"])
        } else {
            let sets = [
                "targetSetResource", "targetSetRelationDefinition", "targetSetRelationDefinitionNamespace",
            ]
            let known = ["resource", "relationDefinition", "namespace", "target", "targetNamespace", "query"]
            _ = try tree.members(Set(known + sets))
            _ = try tree.member("query")?.members([
                "tenants", "roles", "text", "statuses", "ssoOnly", "withTestUser", "customAttributes",
            ])
            let sides = [["target", "targetNamespace"], sets, ["query"]].filter { names in
                names.contains { tree.member($0) != nil }
            }
            guard sides.count < 2 else { throw tree.error("one of a target, a target set and a query, found several") }
        }
        do throws(JSONFailure) {
            let json = tree.value.json
            return isTuple ? AuthzRelation(try FGATuple(json: json)) : try AuthzRelation(json: json)
        } catch { throw tree.error("a relation: \(error)") }
    }

    // MARK: - Published cases

    private func published(_ tree: Tree) throws(DescopeError) -> [AuthzTestCase] {
        _ = try tree.members([
            "name", "source", "schema", "dsl", "dslMissing", "relations", "disallowed", "checks",
            "whatCanTargetAccessWithRelation", "whoCanAccess", "differs", "notes",
        ])
        let name = try tree.text("name")
        guard let schemaTree = tree.member("schema") else { throw tree.error("a member schema") }
        let schema = try schemaTree.naming { () throws(DescopeError) in try Self.schema(schemaTree.value) }
        let text = RelationText(schema)
        let relations = try self.relations(tree.list("relations"), text)
        var (disallowed, disallowedByType): ([AuthzRelation], [AuthzRelation]) = ([], [])
        for element in try tree.list("disallowed") {
            _ = try element.members(["relation", "why"])
            guard let relation = element.member("relation") else { throw element.error("a member relation") }
            let read = try self.relations([relation], text)
            // The types that a relation allows are in the language only.
            if try element.text("why") == "type" { disallowedByType += read } else { disallowed += read }
        }
        var questions: [AuthzQuestion] = []
        for kind in ["checks", "whoCanAccess", "whatCanTargetAccessWithRelation"] {
            for element in try tree.list(kind) { questions.append(try question(kind, element)) }
        }
        // Their published answer is not the one of the model that Descope documents, which `expected` has.
        for element in try tree.list("differs") {
            questions.append(try question(element.text("kind"), element, besides: ["kind", "source", "why"]))
        }
        var cases = [
            AuthzTestCase(name, schema: schema, relations: relations + disallowed, questions: questions)
        ]
        if let dsl = try tree.optionalText("dsl") {
            let all = relations + disallowed + disallowedByType
            cases.append(
                AuthzTestCase("\(name) (dsl)", schema: try AuthzSchema(dsl: dsl), relations: all, questions: questions)
            )
        }
        for index in cases.indices { cases[index].refusesDisallowedRelations = false }
        return cases
    }

    private func question(
        _ kind: String,
        _ tree: Tree,
        besides others: Set<String> = []
    ) throws(DescopeError) -> AuthzQuestion {
        let (form, sides, expected): (AuthzQuestion.Form, Set<String>, AuthzQuestion.Answer)
        switch kind {
        case "checks":
            guard let isAllowed = tree.value["expected"]?.boolValue else { throw tree.error("a Boolean expected") }
            sides = ["target", "resource"]
            form = .check(target: try tree.text("target"), resource: try tree.text("resource"))
            expected = isAllowed ? .allowed : .denied
        case "whoCanAccess":
            sides = ["resource"]
            form = .whoCanAccess(resource: try tree.text("resource"))
            expected = .ids(try tree.list(required: "expected"))
        case "whatCanTargetAccessWithRelation":
            sides = ["target"]
            form = .whatCanTargetAccess(target: try tree.text("target"))
            expected = .ids(try tree.list(required: "expected"))
        default:
            throw tree.error("a kind checks, whoCanAccess or whatCanTargetAccessWithRelation, found \(kind)")
        }
        _ = try tree.members(sides.union(others).union(["relationDefinition", "namespace", "expected"]))
        return AuthzQuestion(
            form,
            try tree.text("relationDefinition"),
            in: try tree.text("namespace"),
            expected: expected
        )
    }
}
