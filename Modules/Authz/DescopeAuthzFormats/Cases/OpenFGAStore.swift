import DescopeAuthzModel
import DescopeCore

// OpenFGA's stores: `*.fga.yaml`. Ids keep their type, as in `doc:roadmap`, because ids of Descope belong to no type.

extension AuthzFolder {
    func openFGAStore(_ tree: Tree, _ file: String) throws(DescopeError) -> [CaseReading] {
        _ = try tree.members(["name", "model", "model_file", "tuples", "tuple_file", "tuple_files", "tests"])
        let (schema, source) = try model(of: tree)
        let reader = TupleReader(schema)
        let shared = try tuples(of: tree, reader)
        let title = try tree.optionalText("name") ?? file
        return try readings(ofTests: tree, titled: title, file) { test, name throws(DescopeError) in
            _ = try test.members([
                "name", "description", "tuples", "tuple_file", "tuple_files", "check", "list_objects", "list_users",
            ])
            var all = AuthzTestCase(name, schema: schema, relations: shared + (try tuples(of: test, reader)))
            all.source = source
            all.keepsTypes = true
            for check in try test.list("check") { all.questions += try reader.checks(check) }
            for list in try test.list("list_objects") { all.questions += try reader.listObjects(list) }
            for list in try test.list("list_users") { all.questions += try reader.listUsers(list) }
            return all
        }
    }

    private func model(of tree: Tree) throws(DescopeError) -> (AuthzSchema, SchemaSource?) {
        try tree.expectOne("model", "model_file")
        if let file = try tree.optionalText("model_file") { return try read(file) }
        let text = try tree.text("model")
        do throws(DescopeError) { return (try AuthzSchema(openFGA: text), nil) } catch { throw error.named("model") }
    }

    private func tuples(of tree: Tree, _ reader: TupleReader) throws(DescopeError) -> [AuthzRelation] {
        var relations: [AuthzRelation] = []
        for tuple in try tree.list("tuples") { relations.append(try reader.relation(tuple)) }
        var files = try tree.texts("tuple_files")
        if let file = try tree.optionalText("tuple_file") { files.append(file) }
        for file in files {
            guard Self.isYAML(file) || file.hasSuffix(".json") else {
                throw .invalidFile("expected tuples in a .json or .yaml file, found \(file).")
            }
            do throws(DescopeError) {
                for tuple in try self.tree(of: file).elements() { relations.append(try reader.relation(tuple)) }
            } catch { throw error.named(file) }
        }
        return relations
    }
}

/// Reads tuples and assertions with a schema.
private struct TupleReader {
    private let schema: AuthzSchema
    /// The conditions of relations, by namespace and definition.
    private var conditions: [String: String] = [:]

    init(_ schema: AuthzSchema) {
        self.schema = schema
        for namespace in schema.namespaces {
            for definition in namespace.relationDefinitions {
                guard let name = definition.storedCondition else { continue }
                conditions["\(namespace.name)#\(definition.name)"] = name
            }
        }
    }

    func relation(_ tree: Tree) throws(DescopeError) -> AuthzRelation {
        _ = try tree.members(["user", "relation", "object", "condition"])
        let (user, relation, object) = (try tree.text("user"), try tree.text("relation"), try tree.text("object"))
        let namespace = try type(of: object, tree)
        if let condition = tree.member("condition") {
            _ = try condition.members(["name", "context"])
            let name = try condition.text("name")
            if let context = condition.member("context"), context.value != .object([:]) {
                throw .unsupported("\(context.path): Descope stores no context with a relation (condition \(name)).")
            }
            guard conditions["\(namespace)#\(relation)"] == name else {
                throw condition.error("the condition of \(namespace)#\(relation), found \(name)")
            }
        } else if let name = conditions["\(namespace)#\(relation)"] {
            throw tree.error("a condition \(name), which \(namespace)#\(relation) asks for")
        }
        return AuthzRelation(
            resource: object,
            relationDefinition: relation,
            namespace: namespace,
            target: try target(user, tree)
        )
    }

    private func type(of object: String, _ tree: Tree) throws(DescopeError) -> String {
        guard let (type, id) = object.split(at: UInt8(ascii: ":")), !type.isEmpty, !id.isEmpty,
            !type.utf8.contains(UInt8(ascii: "#"))
        else { throw tree.error("an object such as doc:roadmap, found \(object)") }
        return String(type)
    }

    private func target(_ user: String, _ tree: Tree) throws(DescopeError) -> AuthzTarget {
        let type = try type(of: user, tree)
        guard schema[type] != nil else { throw tree.error("a user of a type of the schema, found \(user)") }
        if user.hasSuffix(":*") { throw .unsupported("\(tree.path): Descope has no wildcard: \(user).") }
        guard let hash = user.utf8.lastIndex(of: UInt8(ascii: "#")) else { return .id(user, namespace: type) }
        return .set(
            resource: String(user[..<hash]),
            relationDefinition: String(user[user.utf8.index(after: hash)...]),
            namespace: type
        )
    }

    // MARK: - Assertions

    /// Why Descope has no form for a question about a user; nil when it has.
    private func reasonNotToAsk(for user: String, _ tree: Tree) throws(DescopeError) -> String? {
        if user.hasSuffix(":*"), schema[try type(of: user, tree)] != nil { return "Descope has no wildcard" }
        guard case .id = try target(user, tree) else { return RelationText.asksForSet }
        return nil
    }

    func checks(_ tree: Tree) throws(DescopeError) -> [AuthzQuestion] {
        _ = try tree.members(["user", "users", "object", "objects", "context", "assertions"])
        let context = try tree.context()
        let users = try tree.texts("users") + [tree.optionalText("user")].compactMap(\.self)
        let objects = try tree.texts("objects") + [tree.optionalText("object")].compactMap(\.self)
        guard !users.isEmpty, !objects.isEmpty else { throw tree.error("a user and an object") }
        var questions: [AuthzQuestion] = []
        for user in users {
            for object in objects {
                let namespace = try type(of: object, tree)
                for (relation, expected) in try tree.assertions() {
                    guard let isAllowed = expected.value.boolValue else { throw expected.error("true or false") }
                    if let reason = try reasonNotToAsk(for: user, tree) {
                        questions.append(.unsupported("\(object)#\(relation)@\(user)", reason))
                        continue
                    }
                    questions.append(
                        AuthzQuestion(
                            .check(target: user, resource: object),
                            relation,
                            in: namespace,
                            context: context,
                            expected: isAllowed ? .allowed : .denied
                        )
                    )
                }
            }
        }
        return questions
    }

    func listObjects(_ tree: Tree) throws(DescopeError) -> [AuthzQuestion] {
        _ = try tree.members(["user", "type", "context", "assertions"])
        let (user, namespace, context) = (try tree.text("user"), try tree.text("type"), try tree.context())
        var questions: [AuthzQuestion] = []
        for (relation, expected) in try tree.assertions() {
            if let reason = try reasonNotToAsk(for: user, tree) {
                questions.append(.unsupported("what \(namespace)#\(relation)@\(user)", reason))
                continue
            }
            questions.append(
                AuthzQuestion(
                    .whatCanTargetAccess(target: user),
                    relation,
                    in: namespace,
                    context: context,
                    expected: .ids(expected.value == .null ? [] : try expected.texts())
                )
            )
        }
        return questions
    }

    func listUsers(_ tree: Tree) throws(DescopeError) -> [AuthzQuestion] {
        _ = try tree.members(["object", "user_filter", "context", "assertions"])
        let (object, context) = (try tree.text("object"), try tree.context())
        let namespace = try type(of: object, tree)
        let filters = try tree.list("user_filter")
        guard let filter = filters.first, filters.count == 1 else { throw tree.error("one user_filter") }
        _ = try filter.members(["type", "relation"])
        let type = try filter.text("type")
        guard schema[type] != nil else { throw filter.error("a type of the schema, found \(type)") }
        var questions: [AuthzQuestion] = []
        for (relation, expected) in try tree.assertions() {
            _ = try expected.members(["users"])
            let users = try expected.texts("users")
            let shown = "who \(object)#\(relation)@\(type):…"
            if let set = try filter.optionalText("relation") {
                questions.append(.unsupported("\(shown)#\(set)", "Descope expands sets and does not list them"))
            } else if let wildcard = users.first(where: { $0.hasSuffix(":*") }) {
                questions.append(.unsupported(shown, "Descope has no wildcard: \(wildcard)"))
            } else {
                questions.append(
                    AuthzQuestion(
                        .whoCanAccess(resource: object, prefix: type + ":"),
                        relation,
                        in: namespace,
                        context: context,
                        expected: .ids(users)
                    )
                )
            }
        }
        return questions
    }
}

extension AuthzRelationDefinition {
    /// The name of the condition that stored relations are judged by.
    var storedCondition: String? {
        if case .named(let name) = condition { return name }
        var open = rule.map { [$0] } ?? []
        while let node = open.popLast() {
            if case .conditional(.stored, .named(let name)) = node { return name }
            open += node.children
        }
        return nil
    }
}
