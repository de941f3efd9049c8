import DescopeCore

/// One condition, ready to be judged.
struct ConditionJudge: Sendable {
    private let name: String
    private let parameters: [(name: String, type: CELType)]
    private let expression: CELExpression
    /// The values that the schema has, by the numbers of their parameters.
    private let fixed: [CELValue?]

    /// - Throws: An error of code `invalidSchema` that says what is not supported.
    init(_ condition: AuthzCondition) throws(DescopeError) {
        do throws(CELProblem) {
            self = try Self(reading: condition)
        } catch {
            let problem = Self.problem(error, of: condition)
            throw .schema("in the condition \(condition.name), \(problem)")
        }
    }

    /// What is not supported in a condition; the position is inside the expression.
    static func problem(of condition: AuthzCondition) -> AuthzProblem? {
        do throws(CELProblem) {
            _ = try Self(reading: condition)
            return nil
        } catch {
            return problem(error, of: condition)
        }
    }

    private static func problem(_ error: CELProblem, of condition: AuthzCondition) -> AuthzProblem {
        let position: AuthzPosition? =
            if case .expression(_, let source) = condition.form, error.offset >= 0 {
                CELExpression.position(error.offset, in: source)
            } else { nil }
        return AuthzProblem(.unusableCondition, at: position, error.message)
    }

    private init(reading condition: AuthzCondition) throws(CELProblem) {
        name = condition.name
        switch condition.form {
        case .expression(let list, let source):
            var parameters: [(name: String, type: CELType)] = []
            var names: Set<String> = []
            for parameter in list {
                guard CELParser.isName(parameter.name) else {
                    throw CELProblem(-1, "expected a name of a parameter, found \"\(parameter.name)\"")
                }
                guard names.insert(parameter.name).inserted else {
                    throw CELProblem(-1, "the parameter \(parameter.name) is defined twice")
                }
                guard let type = CELType(parameter.type.rawValue) else {
                    throw CELProblem(
                        -1,
                        "the type \(parameter.type.rawValue) of the parameter \(parameter.name) is not supported"
                    )
                }
                parameters.append((parameter.name, type))
            }
            self.parameters = parameters
            fixed = parameters.map { _ in nil }
            expression = try CELParser.read(
                source,
                parameters.map { CELParser.Parameter(name: $0.name, type: $0.type) }
            )
        case .constraint(let kind, let arguments):
            guard let constraint = BuiltInConstraint.of(kind) else {
                throw CELProblem(-1, "the constraint \(kind.rawValue) is not supported")
            }
            let fixed = try constraint.values(of: arguments)
            parameters = constraint.parameters.map { ($0.name, $0.type) }
            self.fixed = fixed
            let variables = zip(constraint.parameters, fixed).map {
                CELParser.Parameter(name: $0.name, type: $0.type, value: $1)
            }
            do throws(CELProblem) {
                expression = try CELParser.read(constraint.expression, variables)
            } catch {
                // The expression is none that the user wrote.
                throw CELProblem(-1, "in the constraint \(kind.rawValue), \(error.message)")
            }
        }
    }

    /// Judges the condition with a context.
    ///
    /// A value of another type than that of its parameter is a failure, whether or not the verdict depends on it.
    ///
    /// - Returns: The verdict, and how many steps it took.
    func judge(_ context: [String: JSONValue]) -> (verdict: ConditionVerdict, steps: Int) {
        var room = CELEvaluation.maximumSteps
        let verdict = judge(context, &room)
        return (verdict, parameters.count + CELEvaluation.maximumSteps - max(room, 0))
    }

    private func judge(_ context: [String: JSONValue], _ room: inout Int) -> ConditionVerdict {
        var values = fixed
        for (number, parameter) in parameters.enumerated() where values[number] == nil {
            guard let given = context[parameter.name] else { continue }
            // JSON has no other way to say that there is no value.
            if case .null = given { if case .any = parameter.type {} else { continue } }
            guard let value = parameter.type.value(given, &room) else {
                return .failed(
                    room < 0
                        ? "\(name): the context is too large to be judged"
                        : "\(name): expected \(parameter.type.name) as \(parameter.name), found another value"
                )
            }
            values[number] = value
        }
        var evaluation = CELEvaluation(expression, values, steps: room)
        let outcome = evaluation.run()
        room = evaluation.stepsLeft
        switch outcome {
        case .value(.bool(true)): return .met
        case .value(.bool(false)): return .notMet
        case .value(let other): return .failed("\(name): expected a Boolean, found \(other.typeName)")
        case .unknown(let numbers): return .missing(numbers.map { parameters[$0].name })
        case .failed(let problem):
            return .failed("\(name): \(problem.message) (\(expression.position(problem.offset)))")
        }
    }
}

extension AuthzProblem.Code {
    /// A condition or constraint uses what is not supported.
    public static let unusableCondition = Self(rawValue: "unusableCondition")
}
