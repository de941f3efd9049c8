import DescopeAuthzModel
import DescopeCore

// SpiceDB's validation files. Ids keep their type, as in `doc:roadmap`, because ids of Descope belong to no type.

extension AuthzFolder {
    func spiceDBValidation(_ tree: Tree, _ name: String) throws(DescopeError) -> CaseReading {
        _ = try tree.members(["schema", "schemaFile", "relationships", "assertions", "validation"])
        try tree.expectOne("schema", "schemaFile")
        let (schema, source): (AuthzSchema, SchemaSource?)
        if let file = try tree.optionalText("schemaFile") {
            (schema, source) = try read(file)
        } else {
            let text = try tree.text("schema")
            do throws(DescopeError) { (schema, source) = (try AuthzSchema(spiceDB: text), nil) } catch {
                throw error.named("schema")
            }
        }
        let reader = RelationshipReader(schema)
        let relations = try reader.relations(try tree.optionalText("relationships") ?? "")
        var all = AuthzTestCase(name, schema: schema, relations: relations)
        all.source = source
        all.keepsTypes = true
        if let assertions = tree.member("assertions") {
            _ = try assertions.members(["assertTrue", "assertFalse", "assertCaveated"])
            let answers: [(String, AuthzQuestion.Answer)] = [
                ("assertTrue", .allowed), ("assertFalse", .denied), ("assertCaveated", .conditional),
            ]
            for (member, answer) in answers {
                for text in try assertions.texts(member) { all.questions.append(try reader.question(text, answer)) }
            }
        }
        for (object, subjects) in try tree.pairs("validation") {
            all.questions += try reader.validation(object, subjects.value == .null ? [] : subjects.texts())
        }
        return CaseReading(all)
    }
}

/// Reads relationships as SpiceDB writes them.
private struct RelationshipReader {
    private let schema: AuthzSchema
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

    /// An object with a relation, or none: `doc:roadmap#viewer`, `user:tom#...`.
    private struct Object {
        let namespace: String
        let id: String
        let relation: String?

        init?(_ text: Substring) {
            guard let (type, rest) = text.split(at: UInt8(ascii: ":")), !type.isEmpty else { return nil }
            let (id, relation) = rest.split(at: UInt8(ascii: "#")) ?? (rest, Substring("..."))
            guard !id.isEmpty, !relation.isEmpty else { return nil }
            namespace = SpiceDBReader.namespace(String(type))
            self.id = "\(namespace):\(id)"
            self.relation = relation == "..." ? nil : String(relation)
        }

        var isWildcard: Bool { id == "\(namespace):*" }
    }

    /// Who is related, or asked for. A type that the schema does not have is a mistake that would deny unseen.
    private func subject(_ text: Substring) throws(DescopeError) -> Object? {
        guard let subject = Object(text) else { return nil }
        guard schema[subject.namespace] != nil else {
            throw .invalidFile("expected a subject of a type of the schema, found \(text).")
        }
        return subject
    }

    func relations(_ text: String) throws(DescopeError) -> [AuthzRelation] {
        var relations: [AuthzRelation] = []
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = ConditionText.trimmed(String(line))
            guard !line.isEmpty, !line.hasPrefix("//") else { continue }
            do throws(DescopeError) { relations.append(try relation(line)) } catch {
                throw error.named("relationships: line \(number + 1)")
            }
        }
        return relations
    }

    private func relation(_ line: String) throws(DescopeError) -> AuthzRelation {
        let (text, traits) = line.split(at: UInt8(ascii: "[")) ?? (line[...], "")
        guard let (left, right) = text.split(at: UInt8(ascii: "@")), let object = Object(left),
            let relation = object.relation, let subject = try subject(right)
        else { throw .invalidFile("expected a relationship such as doc:roadmap#viewer@user:tom, found \(line).") }
        if subject.isWildcard { throw .unsupported("Descope has no wildcard: \(right).") }
        if !traits.isEmpty {
            try check(traits, of: object, relation)
        } else if let caveat = conditions["\(object.namespace)#\(relation)"] {
            throw .invalidFile(
                "expected [\(caveat)] at the end, the caveat of \(object.namespace)#\(relation), found none."
            )
        }
        let target: AuthzTarget =
            if let set = subject.relation {
                .set(resource: subject.id, relationDefinition: set, namespace: subject.namespace)
            } else { .id(subject.id, namespace: subject.namespace) }
        return AuthzRelation(
            resource: object.id,
            relationDefinition: relation,
            namespace: object.namespace,
            target: target
        )
    }

    /// What stands in brackets: `[caveat]`, `[caveat:{…}]`, `[expiration:…]`.
    private func check(_ traits: Substring, of object: Object, _ relation: String) throws(DescopeError) {
        if traits.hasPrefix("expiration:") || traits.contains("[expiration:") {
            throw .unsupported("Descope has no expiration of relations: [\(traits)")
        }
        guard traits.hasSuffix("]") else { throw .invalidFile("expected ] at the end, found [\(traits).") }
        let caveat = traits.dropLast()
        if caveat.utf8.contains(UInt8(ascii: ":")) {
            throw .unsupported("Descope stores no context with a relation: [\(traits)")
        }
        guard conditions["\(object.namespace)#\(relation)"] == SpiceDBReader.namespace(String(caveat)) else {
            throw .invalidFile("expected the caveat of \(object.namespace)#\(relation), found \(caveat).")
        }
    }

    /// `doc:roadmap#view@user:tom with {"day": 2}`.
    func question(_ text: String, _ answer: AuthzQuestion.Answer) throws(DescopeError) -> AuthzQuestion {
        var (asked, context) = (text[...], [String: JSONValue]())
        if let range = text.firstRange(of: " with ") {
            asked = text[..<range.lowerBound]
            let json = String(text[range.upperBound...])
            guard let object = try AuthzFolder.json(json, "the context of \(asked)").objectValue else {
                throw .invalidFile("expected an object after with, found \(json).")
            }
            context = object
        }
        guard let (left, right) = asked.split(at: UInt8(ascii: "@")), let object = Object(left),
            let relation = object.relation, let subject = try subject(right)
        else { throw .invalidFile("expected an assertion such as doc:roadmap#view@user:tom, found \(text).") }
        if subject.relation != nil { return .unsupported(text, RelationText.asksForSet) }
        if subject.isWildcard { return .unsupported(text, "Descope has no wildcard") }
        return AuthzQuestion(
            .check(target: subject.id, resource: object.id),
            relation,
            in: object.namespace,
            context: context,
            expected: answer
        )
    }

    /// `doc:roadmap#view` with a list of `[user:tom] is <doc:roadmap#viewer>`. Sets are expanded, so they are passed
    /// over when they stand there.
    func validation(_ text: String, _ subjects: [String]) throws(DescopeError) -> [AuthzQuestion] {
        guard let object = Object(text[...]), let relation = object.relation else {
            throw .invalidFile("expected an object and a relation such as doc:roadmap#view, found \(text).")
        }
        var ids: [String] = []
        for line in subjects {
            guard line.hasPrefix("["), let end = line.utf8.firstIndex(of: UInt8(ascii: "]")),
                let subject = try subject(line[line.utf8.index(after: line.startIndex)..<end])
            else { throw .invalidFile("expected [user:tom] is <…>, found \(line).") }
            if subject.isWildcard || line.contains("[...]") {
                let reason = subject.isWildcard ? "Descope has no wildcard" : "Descope lists no conditional holders"
                return [.unsupported("who \(text)", "\(reason): \(line)")]
            }
            if subject.relation == nil { ids.append(subject.id) }
        }
        return [
            AuthzQuestion(.whoCanAccess(resource: object.id), relation, in: object.namespace, expected: .ids(ids))
        ]
    }
}
