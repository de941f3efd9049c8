import DescopeCore

/// A constraint of the service, as the parameters that the context gives and an expression over them.
///
/// The names and types of the parameters are those that the service documents. What it does not say, whether limits are
/// included and whether a regular expression has to match the whole string, is a stand-in: limits are included, a time
/// of expiry is not, and a part of the string is enough.
struct BuiltInConstraint: Sendable {
    let kind: AuthzCondition.Kind
    let parameters: [Parameter]
    let expression: String
    /// Whether the arguments are the elements of one list.
    var takesList = false
    /// Whether the arguments have to be given.
    var needsArguments = false

    struct Parameter: Sendable {
        let name: String
        let type: CELType
        /// Whether arguments give it.
        var isLimit = false
    }

    private static func limit(_ name: String, _ type: CELType) -> Parameter {
        Parameter(name: name, type: type, isLimit: true)
    }

    private static let all = [
        Self(
            kind: .ipRange,
            parameters: [Parameter(name: "ip", type: .address), limit("ip_range", .string)],
            expression: "ip.in_cidr(ip_range)"
        ),
        Self(
            kind: .ipList,
            parameters: [Parameter(name: "ip", type: .address), limit("allowed_ips", .list(.address))],
            expression: "ip in allowed_ips",
            takesList: true
        ),
        Self(
            kind: .dateExpiryEpochSeconds,
            parameters: [Parameter(name: "now_epoch_seconds", type: .int), limit("expiry_epoch_seconds", .int)],
            expression: "now_epoch_seconds < expiry_epoch_seconds"
        ),
        Self(
            kind: .stringMatchRegex,
            parameters: [Parameter(name: "str", type: .string), limit("regex", .string)],
            expression: "str.matches(regex)",
            needsArguments: true
        ),
        Self(
            kind: .numAtLeast,
            parameters: [Parameter(name: "num", type: .number), limit("min", .number)],
            expression: "num >= min"
        ),
        Self(
            kind: .numAtMost,
            parameters: [Parameter(name: "num", type: .number), limit("max", .number)],
            expression: "num <= max"
        ),
        Self(
            kind: .numRange,
            parameters: [Parameter(name: "num", type: .number), limit("min", .number), limit("max", .number)],
            expression: "num >= min && num <= max"
        ),
        Self(
            kind: .boolCheck,
            parameters: [Parameter(name: "bool", type: .bool), limit("expected", .bool)],
            expression: "bool == expected"
        ),
        Self(
            kind: .geoCountry,
            parameters: [Parameter(name: "country_code", type: .string), limit("allowed_countries", .list(.string))],
            expression: "country_code in allowed_countries",
            takesList: true
        ),
        Self(
            kind: .intList,
            parameters: [Parameter(name: "int", type: .int), limit("allowed_ints", .list(.int))],
            expression: "int in allowed_ints",
            takesList: true
        ),
        Self(
            kind: .labelList,
            parameters: [Parameter(name: "label", type: .string), limit("allowed_labels", .list(.string))],
            expression: "label in allowed_labels",
            takesList: true
        ),
    ]

    static func of(_ kind: AuthzCondition.Kind) -> Self? { all.first { $0.kind == kind } }

    private var name: String { kind.rawValue }

    /// The values that arguments give to the parameters; nil for those that the context gives.
    func values(of arguments: [JSONValue]) throws(CELProblem) -> [CELValue?] {
        if arguments.isEmpty {
            guard !needsArguments else { throw CELProblem(-1, "the constraint \(name) needs an argument") }
            return parameters.map { _ in nil }
        }
        let limits = parameters.filter(\.isLimit)
        let given = takesList ? [JSONValue.array(arguments)] : arguments
        guard given.count == limits.count else {
            throw CELProblem(
                -1,
                "the constraint \(name) takes \(limits.count) arguments or none, found \(arguments.count)"
            )
        }
        var (values, position): ([CELValue?], Int) = ([], 0)
        var room = CELEvaluation.maximumSteps
        for parameter in parameters {
            guard parameter.isLimit else {
                values.append(nil)
                continue
            }
            guard let value = parameter.type.value(given[position], &room) else {
                throw CELProblem(-1, "expected \(parameter.type.name) as argument of the constraint \(name)")
            }
            values.append(value)
            position += 1
        }
        try check(values)
        return values
    }

    private func check(_ values: [CELValue?]) throws(CELProblem) {
        switch (kind, values.last ?? nil) {
        case (.ipRange, .string(let text)?):
            guard CELValue.range(text) != nil else {
                throw CELProblem(-1, "expected a range such as 10.0.0.0/8 as argument of the constraint IpRange")
            }
        case (.geoCountry, .list(let countries)?):
            for case .string(let code) in countries
            where code.utf8.count != 2 || !code.utf8.allSatisfy({ (65...90).contains($0) }) {
                throw CELProblem(-1, "expected codes of countries such as US as arguments of the constraint GeoCountry")
            }
        case (.numRange, let most?):
            if let least = values[1], compareNumbers(least, most) == .greater {
                throw CELProblem(-1, "expected the smaller limit first in the constraint NumRange")
            }
        default: break
        }
    }
}

extension AuthzCondition {
    /// Whether it is a constraint of a kind that is not known here.
    var isUnknownConstraint: Bool {
        if case .constraint(let kind, _) = form { BuiltInConstraint.of(kind) == nil } else { false }
    }
}

extension AuthzSchema {
    /// Whether it has a constraint that the evaluator does not know.
    package var hasUnknownConstraint: Bool { conditions.contains(where: \.isUnknownConstraint) }
}
