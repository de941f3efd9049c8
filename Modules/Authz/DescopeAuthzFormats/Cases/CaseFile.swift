import DescopeAuthzModel
public import DescopeCore

extension AuthzFolder {
    /// Reads test cases. The form is recognized by the members: this project's own, that of published cases (`schema`
    /// and `checks`), OpenFGA's stores, and SpiceDB's validation files. JSON may hold a list of cases, or one on each
    /// line.
    ///
    /// A member that is not known is an error, because a test that is passed over unseen would pass.
    ///
    /// - Throws: `DescopeError.Code.invalidFile`, `DescopeError.Code.invalidSchema` or
    ///   `DescopeError.Code.unsupportedFeature`.
    public func cases(in reference: String) throws(DescopeError) -> [AuthzTestCase] {
        let text = try text(of: reference)
        do throws(DescopeError) {
            guard Self.isYAML(reference) else { return try cases(json: text, reference) }
            return try cases(Tree(try yamlValue(text)), reference)
        } catch { throw error.named(reference) }
    }

    private func cases(json text: String, _ reference: String) throws(DescopeError) -> [AuthzTestCase] {
        do throws(DescopeError) {
            return try cases(Tree(try Self.json(text, reference)), reference)
        } catch {
            // One case on each line is no JSON text as a whole.
            let lines = text.split(whereSeparator: { $0 == "\n" || $0 == "\r\n" })
            guard error.code == .invalidFile, lines.count > 1, lines.allSatisfy({ $0.hasPrefix("{") }) else {
                throw error
            }
            var all: [AuthzTestCase] = []
            for (number, line) in lines.enumerated() {
                let value = try Self.json(String(line), "line \(number + 1)")
                all += try cases(Tree(value, "line \(number + 1)"), reference)
            }
            return all
        }
    }

    private func cases(_ tree: Tree, _ name: String) throws(DescopeError) -> [AuthzTestCase] {
        guard tree.value.arrayValue == nil else {
            var all: [AuthzTestCase] = []
            for element in try tree.elements() { all += try cases(element, name) }
            return all
        }
        guard let members = tree.value.objectValue else { throw tree.error("a case or a list of cases") }
        func has(_ names: String...) -> Bool { names.contains { members[$0] != nil } }
        if has("model", "model_file") { return try openFGAStore(tree, name) }
        if has("relationships", "assertions", "validation") { return try spiceDBValidation(tree, name) }
        if has("checks", "whoCanAccess", "whatCanTargetAccessWithRelation", "source") { return try published(tree) }
        return try own(tree, name)
    }

    // MARK: - This project's form

    private func own(_ tree: Tree, _ name: String) throws(DescopeError) -> [AuthzTestCase] {
        _ = try tree.members(["name", "schema", "schemaFile", "relations", "relationsFile", "tests"])
        let (schema, source) = try schema(of: tree)
        let text = RelationText(schema)
        var relations = try self.relations(tree.list("relations"), text)
        if let file = try tree.optionalText("relationsFile") {
            let list = try self.tree(of: file)
            relations += try list.naming { () throws(DescopeError) in try self.relations(list.elements(), text) }
        }
        let title = try tree.optionalText("name") ?? name
        var cases: [AuthzTestCase] = []
        for (number, test) in try tree.list("tests").enumerated() {
            _ = try test.members([
                "name", "relations", "context", "allowed", "denied", "conditional", "who", "what",
            ])
            let testName = try test.optionalText("name") ?? "test \(number + 1)"
            let own = try self.relations(test.list("relations"), text)
            var all = AuthzTestCase("\(title): \(testName)", schema: schema, relations: relations + own)
            all.source = source
            all.questions = try test.naming { () throws(DescopeError) in try questions(test, text) }
            cases.append(all)
        }
        return cases
    }

    private func schema(of tree: Tree) throws(DescopeError) -> (AuthzSchema, SchemaSource?) {
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
        for tree in list {
            if let string = tree.value.stringValue {
                relations.append(try tree.naming { () throws(DescopeError) in try text.relation(string) })
                continue
            }
            do throws(JSONFailure) {
                if tree.value["resourceType"] != nil {
                    relations.append(AuthzRelation(try FGATuple(json: tree.value.json)))
                } else {
                    relations.append(try AuthzRelation(json: tree.value.json))
                }
            } catch { throw tree.error("a relation: \(error)") }
        }
        return relations
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
            guard let relation = element.member("relation") else { throw element.error("a member relation") }
            let read = try self.relations([relation], text)
            // The types that a relation allows are in the language only.
            if try element.text("why") == "type" { disallowedByType += read } else { disallowed += read }
        }
        var questions: [AuthzQuestion] = []
        for check in try tree.list("checks") {
            guard let expected = check.value["expected"]?.boolValue else { throw check.error("a Boolean expected") }
            questions.append(
                try question(
                    .check(target: check.text("target"), resource: check.text("resource")),
                    check,
                    expected ? .allowed : .denied
                )
            )
        }
        for who in try tree.list("whoCanAccess") {
            let answer = AuthzQuestion.Answer.ids(try who.texts("expected"))
            questions.append(try question(.whoCanAccess(resource: who.text("resource")), who, answer))
        }
        for what in try tree.list("whatCanTargetAccessWithRelation") {
            let answer = AuthzQuestion.Answer.ids(try what.texts("expected"))
            questions.append(try question(.whatCanTargetAccess(target: what.text("target")), what, answer))
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
        _ form: AuthzQuestion.Form,
        _ tree: Tree,
        _ expected: AuthzQuestion.Answer
    ) throws(DescopeError) -> AuthzQuestion {
        AuthzQuestion(
            form,
            try tree.text("relationDefinition"),
            in: try tree.text("namespace"),
            expected: expected
        )
    }
}
