package import DescopeAuthzModel
package import DescopeCore

// What the command line tool needs beside the public API.

extension AuthzQuestion {
    /// `doc:roadmap#viewer@u1`, asked of the case. Its expected answer has no meaning.
    package init(asking text: String, of test: AuthzTestCase) throws(DescopeError) {
        self = try test.text.check(text, .allowed, [:])
    }

    /// `doc:roadmap#viewer`, asked of the case.
    package init(who text: String, of test: AuthzTestCase) throws(DescopeError) {
        self = try test.text.who(text, [], [:])
    }

    /// `doc#viewer@u1`, asked of the case.
    package init(what text: String, of test: AuthzTestCase) throws(DescopeError) {
        self = try test.text.what(text, [], [:])
    }
}

extension AuthzTestCase {
    fileprivate var text: RelationText { RelationText(schema, keepsTypes: keepsTypes) }

    /// The id in `user:u1`, where `user` is a type of the schema, or `u1`; with its type, when ids keep theirs.
    package func id(_ text: String) throws(DescopeError) -> String { try self.text.id(text) }

    /// The contexts of its questions, each once.
    package var contexts: [[String: JSONValue]] {
        questions.map(\.context).reduce(into: []) { contexts, context in
            if !contexts.contains(context) { contexts.append(context) }
        }
    }
}

extension AuthzFolder {
    /// A list of relations in a JSON or YAML file.
    package func relations(in name: String, of schema: AuthzSchema) throws(DescopeError) -> [AuthzRelation] {
        do throws(DescopeError) {
            return try relations(try tree(of: name).elements(), RelationText(schema))
        } catch { throw error.named(name) }
    }

    /// What is wrong with a schema, or looks like a mistake.
    package func problems(in name: String) throws(DescopeError) -> [AuthzProblem] {
        let text = try text(of: name)
        let suffix = name.split(separator: ".").last
        let isLanguage = suffix == "authz" || suffix == "dsl"
        let reading: SchemaReading? =
            suffix == "fga" ? OpenFGAReader.read(text) : suffix == "zed" ? SpiceDBReader.read(text) : nil
        let found = reading?.problems ?? (isLanguage ? AuthzSchema.problems(inDSL: text) : [])
        guard !found.contains(where: \.isError) else { return found }
        let lints: [AuthzProblem]
        do throws(DescopeError) {
            let schema = try self.schema(in: name)
            // The readers of other languages warn of types of parameters themselves, where they stand.
            let own = reading?.lints.filter { $0.code != .undocumentedParameterType }
            lints = isLanguage ? AuthzSchema.lints(ofDSL: text) : own ?? schema.lints()
            // They have lines, which the evaluator does not know.
            if lints.contains(where: \.isError) { return found + lints }
            // A constraint that only the service knows is a warning of its own.
            if !schema.hasUnknownConstraint { _ = try AuthzEvaluator(schema: schema) }
        } catch {
            let codes: [DescopeError.Code] = [.invalidSchema, .unsupportedFeature]
            guard let code = error.code, codes.contains(code) else { throw error }
            let message = error.message
            let isNamed = message.hasPrefix("\(name): ")
            return found + [
                AuthzProblem(
                    .init(rawValue: code.rawValue),
                    isNamed ? String(message.dropFirst(name.count + 2)) : message
                )
            ]
        }
        return found + lints
    }
}

extension JSONValue {
    /// Its JSON text in lines.
    package var text: String { indentedText ?? description }
}

extension AuthzSchema {
    /// In the language, or in the service's JSON form where that cannot express it. The latter has no conditions.
    fileprivate var written: JSONValue {
        get throws(DescopeError) {
            do throws(DescopeError) { return .string(try dsl()) } catch {
                guard let json = try? json(), let value = try? JSONReader.parse([UInt8](json.utf8), from: .service)
                else { throw error }
                return value
            }
        }
    }
}

extension AuthzCoverage {
    /// A JSON object with the ratio and every leaf.
    package var json: JSONValue {
        .object([
            "leaves": .array(
                leaves.map { leaf, held, notHeld in
                    .object([
                        "namespace": .string(leaf.namespace), "relationDefinition": .string(leaf.relationDefinition),
                        "text": .string(leaf.text), "held": .int(Int64(held)), "notHeld": .int(Int64(notHeld)),
                    ])
                }
            ),
            "percent": .double(percent), "isPartial": .bool(isPartial),
        ])
    }
}

extension AuthzTestCase {
    /// The case over a schema that the language can express: what is both stored and computed is split, and names are
    /// changed that it cannot spell. Ids stay as they are.
    package var fitted: AuthzTestCase {
        let split = SplitSchema(schema)
        let names = LanguageNames(split.schema)
        var copy = self
        copy.schema = names.renamed(split.schema)
        copy.relations = relations.map { names.renamed(split.moved($0)) }
        for index in questions.indices {
            copy.questions[index].targetNamespace = questions[index].targetNamespace.map(names.namespace)
            copy.questions[index].namespace = names.namespace(questions[index].namespace)
            copy.questions[index].relationDefinition = names.definition(questions[index].relationDefinition)
        }
        copy.source = nil
        return copy
    }

    /// The case in this project's form. Its schema is written in the language, or in JSON where that cannot express it.
    ///
    /// - Throws: ``DescopeError/Code/unsupportedFeature`` for questions that the form does not have, and
    ///   `invalidSchema` when neither can express the schema.
    package func json() throws(DescopeError) -> JSONValue {
        let text = RelationText(schema)
        var tests: [JSONValue] = []
        for (context, questions) in groupedByContext {
            var test: [String: JSONValue] = context.isEmpty ? [:] : ["context": .object(context)]
            for question in questions { try question.add(to: &test, text) }
            tests.append(.object(test))
        }
        let schema = try schema.written
        let facts = relations.compactMap { try? JSONReader.parse($0.json, from: .service) }
        return .object([
            "name": .string(name), "schema": schema, "relations": .array(facts), "tests": .array(tests),
        ])
    }

    private var groupedByContext: [(context: [String: JSONValue], questions: [AuthzQuestion])] {
        var groups: [(context: [String: JSONValue], questions: [AuthzQuestion])] = []
        for question in questions {
            if let last = groups.last, last.context == question.context,
                !last.questions.contains(where: { question.hasKey(of: $0) })
            {
                groups[groups.count - 1].questions.append(question)
            } else {
                groups.append((question.context, [question]))
            }
        }
        return groups
    }
}

extension AuthzQuestion {
    /// Adds the question to a test in this project's form.
    fileprivate func add(to test: inout [String: JSONValue], _ text: RelationText) throws(DescopeError) {
        switch (form, expected) {
        case (.check(let target, let resource), .allowed), (.check(let target, let resource), .denied),
            (.check(let target, let resource), .conditional):
            let member = expected.description
            let typed = targetNamespace.map { "\($0):\(target)" } ?? text.written(target)
            let question = "\(namespace):\(resource)#\(relationDefinition)@\(typed)"
            // Signs in ids and names may read as another question.
            var again = try? text.check(question, expected, context)
            // The type that `written` puts before an id is the one that the id has itself.
            if targetNamespace == nil { again?.targetNamespace = nil }
            guard again == self else { throw unwritable }
            test[member] = .array((test[member]?.arrayValue ?? []) + [.string(question)])
        case (.whoCanAccess(let resource, ""), .ids(let ids)):
            var who = test["who"]?.objectValue ?? [:]
            let question = "\(namespace):\(resource)#\(relationDefinition)"
            let written = ids.sorted().map(text.written)
            guard (try? text.who(question, written, context)) == sorted else { throw unwritable }
            who[question] = .array(written.map { .string($0) })
            test["who"] = .object(who)
        case (.whatCanTargetAccess(let target), .ids(let ids)):
            var what = test["what"]?.objectValue ?? [:]
            let question = "\(namespace)#\(relationDefinition)@\(text.written(target))"
            let written = ids.sorted().map { $0.hasPrefix("\(namespace):") ? "\(namespace):\($0)" : $0 }
            guard (try? text.what(question, written, context)) == sorted else { throw unwritable }
            what[question] = .array(written.map { .string($0) })
            test["what"] = .object(what)
        default: throw .unsupported("this project's form has no question \(self).")
        }
    }

    private var unwritable: DescopeError { .unsupported("this project's form cannot write \(self).") }

    /// With the ids of the answer in order.
    private var sorted: AuthzQuestion {
        guard case .ids(let ids) = expected else { return self }
        var sorted = self
        sorted.expected = .ids(ids.sorted())
        return sorted
    }

    /// Whether another question for a list would be the same member of a test. Members are compared as strings are.
    fileprivate func hasKey(of other: AuthzQuestion) -> Bool {
        guard case .ids = expected else { return false }
        return description == other.description
    }
}
