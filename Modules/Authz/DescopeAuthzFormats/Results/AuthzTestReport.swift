public import DescopeAuthzModel
public import DescopeCore

/// The result of a question.
public enum AuthzOutcome: Hashable, Sendable {
    /// The answer is the expected one.
    case passed
    /// The answer is another.
    case failed(expected: String, found: String)
    /// Descope has no form for the question.
    case unsupported(reason: String)
}

/// The questions of one case, and what became of them.
public struct AuthzTestResult: Sendable {
    /// The name of the case.
    public var name: String
    /// The questions with their outcomes, in the order of the case.
    public var questions: [(question: AuthzQuestion, outcome: AuthzOutcome)]
    /// Why the case could not be read or run; then it has no questions.
    public var error: DescopeError?

    /// Makes a result of questions that were asked.
    public init(name: String, questions: [(question: AuthzQuestion, outcome: AuthzOutcome)]) {
        (self.name, self.questions) = (name, questions)
    }

    /// Makes the result of a case that could not be read or run.
    public init(name: String, error: DescopeError) { (self.name, questions, self.error) = (name, [], error) }
}

extension AuthzTestCase {
    /// Asks all questions.
    ///
    /// - Throws: `DescopeError.Code.invalidSchema` when the evaluator refuses the schema, and
    ///   `DescopeError.Code.invalidFile` for a stored relation that the schema does not allow, and for a case without
    ///   questions.
    public func run() throws(DescopeError) -> AuthzTestResult {
        let evaluator: AuthzEvaluator
        do throws(DescopeError) { evaluator = try AuthzEvaluator(schema: schema, relations: relations) } catch {
            throw error.named(name)
        }
        if refusesDisallowedRelations, let relation = evaluator.disallowedRelations.first {
            throw .invalidFile("\(name): expected relations that the schema allows, found \(relation).")
        }
        guard !questions.isEmpty else { throw .invalidFile("\(name): expected at least one question, found none.") }
        return AuthzTestResult(name: name, questions: questions.map { ($0, evaluator.outcome(of: $0)) })
    }
}

extension AuthzEvaluator {
    /// Asks a question and compares the answer. A question that cannot be answered has failed, whatever is expected: so
    /// has one that depends on a condition which cannot be judged, and a list that may be longer with more context.
    public func outcome(of question: AuthzQuestion) -> AuthzOutcome {
        if case .unsupported(_, let reason) = question.form { return .unsupported(reason: reason) }
        let expected = question.expected.description
        do throws(DescopeError) {
            let (answer, note) = try answer(to: question)
            let open = try openAnswers(to: question)
            if let error = open.errors.first { return .failed(expected: expected, found: "an error: \(error)") }
            if case .ids = answer, !open.ids.isEmpty {
                return .failed(expected: expected, found: "\(answer), and perhaps \(open.description)")
            }
            if question.expected.isSame(as: answer) { return .passed }
            return .failed(expected: expected, found: "\(answer)\(note)")
        } catch { return .failed(expected: expected, found: "an error: \(error.message)") }
    }

    /// The verdict of a question that is a check.
    package func check(
        _ target: String,
        on resource: String,
        as question: AuthzQuestion
    ) throws(DescopeError) -> AuthzVerdict {
        try check(
            target,
            ofType: question.targetNamespace,
            question.relationDefinition,
            on: resource,
            in: question.namespace,
            context: question.context
        )
    }

    /// The answer, and what it depends on.
    private func answer(
        to question: AuthzQuestion
    ) throws(DescopeError) -> (answer: AuthzQuestion.Answer, note: String) {
        let (definition, namespace, context) = (question.relationDefinition, question.namespace, question.context)
        switch question.form {
        case .check(let target, let resource):
            let verdict = try check(target, on: resource, as: question)
            if verdict.isAllowed { return (.allowed, "") }
            if !verdict.missingContext.isEmpty {
                return (.conditional, " (the context lacks \(verdict.missingContext.joined(separator: ", ")))")
            }
            return (.denied, verdict.isContradictory ? " (a loop through a subtracted rule)" : "")
        case .whoCanAccess(let resource, let prefix):
            let ids = try whoCanAccess(resource, definition, in: namespace, context: context)
            return (.ids(ids.filter { $0.utf8.starts(with: prefix.utf8) }), "")
        case .whatCanTargetAccess(let target):
            return (.ids(try whatCanTargetAccess(target, definition, in: namespace, context: context)), "")
        case .unsupported: return (.denied, "")
        }
    }
}

extension AuthzQuestion.Answer {
    /// Whether it is the same answer; ids in any order.
    fileprivate func isSame(as other: Self) -> Bool {
        func bytes(_ ids: [String]) -> Set<[UInt8]> { Set(ids.map { Array($0.utf8) }) }
        if case .ids(let ids) = self, case .ids(let others) = other { return bytes(ids) == bytes(others) }
        return self == other
    }
}

/// The results of several cases, and the forms in which they are printed.
public struct AuthzTestReport: Sendable {
    /// The results, in the order of the cases.
    public var results: [AuthzTestResult]

    /// Makes a report.
    public init(_ results: [AuthzTestResult] = []) { self.results = results }

    private func count(_ isCounted: (AuthzOutcome) -> Bool) -> Int {
        results.reduce(0) { $0 + $1.questions.count { isCounted($0.outcome) } }
    }

    /// How many questions have the expected answer.
    public var passed: Int { count { $0 == .passed } }
    /// How many questions have another answer.
    public var failed: Int { count { if case .failed = $0 { true } else { false } } }
    /// How many questions Descope has no form for.
    public var unsupported: Int { count { if case .unsupported = $0 { true } else { false } } }
    /// How many cases could not be read or run.
    public var errors: Int { results.count { $0.error != nil } }
    /// Whether all questions passed, and there is at least one.
    public var isSuccess: Bool { passed > 0 && failed == 0 && unsupported == 0 && errors == 0 }

    /// The counts in one line.
    package var counts: String {
        "\(passed) passed, \(failed) failed, \(unsupported) not supported"
            + (errors > 0 ? ", \(errors) \(errors == 1 ? "case" : "cases") with an error" : "")
    }

    /// Lines for people: each case, the questions that did not pass, and the counts.
    public var text: String {
        var lines: [String] = []
        for result in results {
            if let error = result.error {
                let isNamed = error.message.hasPrefix("\(result.name): ")
                lines.append("ERROR  \(isNamed ? "" : "\(result.name): ")\(error.message)")
                continue
            }
            let others = result.questions.filter { $0.outcome != .passed }
            lines.append("\(others.isEmpty ? "passed" : "FAILED") \(result.name) (\(result.questions.count))")
            for (question, outcome) in others { lines.append("    \(question): \(outcome)") }
        }
        lines.append(counts)
        return lines.map(\.printable).joined(separator: "\n")
    }

    /// A JSON object with the counts and every question.
    public var json: JSONValue {
        .object([
            "passed": .int(Int64(passed)), "failed": .int(Int64(failed)), "unsupported": .int(Int64(unsupported)),
            "errors": .int(Int64(errors)),
            "cases": .array(
                results.map { result in
                    var members: [String: JSONValue] = [
                        "name": .string(result.name),
                        "questions": .array(result.questions.map { Self.json($0.question, $0.outcome) }),
                    ]
                    members["error"] = result.error.map { .string($0.message) }
                    return .object(members)
                }
            ),
        ])
    }

    private static func json(_ question: AuthzQuestion, _ outcome: AuthzOutcome) -> JSONValue {
        var members: [String: JSONValue] = ["question": .string(question.description)]
        switch outcome {
        case .passed: members["outcome"] = "passed"
        case .failed(let expected, let found):
            members["outcome"] = "failed"
            members["expected"] = .string(expected)
            members["found"] = .string(found)
        case .unsupported(let reason):
            members["outcome"] = "unsupported"
            members["reason"] = .string(reason)
        }
        return .object(members)
    }

    /// JUnit's XML: a suite for each case, a test for each question. A question that Descope has no form for is an
    /// error, and so is the one test of a case that could not be read or run.
    public var junit: String {
        var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
        lines.append("<testsuites name=\"authz\" \(junitCounts)>")
        for result in results {
            let single = AuthzTestReport([result])
            let name = result.name.xmlAttribute
            lines.append("  <testsuite name=\"\(name)\" \(single.junitCounts)>")
            if let error = result.error {
                let message = error.message.xmlAttribute
                lines.append(
                    "    <testcase classname=\"\(name)\" name=\"the case\"><error message=\"\(message)\"/></testcase>"
                )
            }
            for (question, outcome) in result.questions {
                let test = "    <testcase classname=\"\(name)\" name=\"\(question.description.xmlAttribute)\""
                switch outcome {
                case .passed: lines.append(test + "/>")
                case .failed:
                    lines.append(test + "><failure message=\"\(outcome.description.xmlAttribute)\"/></testcase>")
                case .unsupported:
                    lines.append(test + "><error message=\"\(outcome.description.xmlAttribute)\"/></testcase>")
                }
            }
            lines.append("  </testsuite>")
        }
        lines.append("</testsuites>")
        return lines.joined(separator: "\n") + "\n"
    }

    private var junitCounts: String {
        let total = passed + failed + unsupported + errors
        return "tests=\"\(total)\" failures=\"\(failed)\" errors=\"\(unsupported + errors)\""
    }
}

extension AuthzOutcome: CustomStringConvertible {
    /// `passed`, what was expected and found, or why the question is not supported.
    public var description: String {
        switch self {
        case .passed: "passed"
        case .failed(let expected, let found): "expected \(expected), found \(found)"
        case .unsupported(let reason): "not supported: \(reason)"
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }
}

extension String {
    /// Without control characters, which would change a terminal or break a line.
    package var printable: String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0.isControl ? " " : $0 }))
    }

    /// For an attribute in double quotes. What XML 1.0 cannot hold becomes U+FFFD.
    fileprivate var xmlAttribute: String {
        var out = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar {
            case "&": out.append(contentsOf: "&amp;".unicodeScalars)
            case "<": out.append(contentsOf: "&lt;".unicodeScalars)
            case ">": out.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": out.append(contentsOf: "&quot;".unicodeScalars)
            case "\t", "\n", "\r": out.append(contentsOf: "&#\(scalar.value);".unicodeScalars)
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
                out.append("\u{FFFD}")
            default: out.append(scalar)
            }
        }
        return String(out)
    }
}
