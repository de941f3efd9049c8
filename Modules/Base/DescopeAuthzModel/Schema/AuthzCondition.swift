public import DescopeCore

/// A named condition of a schema, which is judged with the context of a question.
///
/// An expression is written in the Common Expression Language. ``AuthzEvaluator`` knows these parts of it:
///
/// - all operators, all literals except for bytes, `has`, and the macros `all`, `exists`, `exists_one`, `filter` and
///   `map`
/// - `size`, `contains`, `startsWith`, `endsWith`, and `matches` with the common part of RE2's syntax
/// - conversions between types, `timestamp` and `duration`, with their arithmetic and their parts
/// - for addresses `ipaddress`, `ip`, `isIP`, `cidr`, `isCIDR`, `in_cidr`, `containsIP`, `containsCIDR` and `family`
///
/// Whatever else is refused when the schema is read.
///
/// `&&` and `||` need no more than one side that decides, whatever the other is. A parameter that the context lacks
/// leaves the verdict open if it depends on it. A value of another type than its parameter's, an error, and more work
/// than is allowed are failures. Neither ever grants, and neither does its negation.
public struct AuthzCondition: Hashable, Sendable {
    /// The name, unique among the schema's conditions and constraints.
    public var name: String
    /// What it is judged by.
    public var form: Form

    /// Makes a condition from an expression.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - parameters: The variables of the expression, which the context of a question gives.
    ///   - expression: An expression of the Common Expression Language that is true or false.
    public init(_ name: String, _ parameters: [Parameter], _ expression: String) {
        self.name = name
        form = .expression(parameters, expression)
    }

    /// Makes a constraint: a condition that the service has built in.
    ///
    /// | kind | from the context | limits, from the arguments, or without those from the context |
    /// |---|---|---|
    /// | `IpRange` | `ip` | `ip_range`, such as `10.0.0.0/8` |
    /// | `IpList` | `ip` | `allowed_ips`: each argument is one |
    /// | `DateExpiryEpochSeconds` | `now_epoch_seconds` | `expiry_epoch_seconds`, which is later |
    /// | `StringMatchRegex` | `str` | an expression that matches a part of it; the argument is needed |
    /// | `NumAtLeast` | `num` | `min` |
    /// | `NumAtMost` | `num` | `max` |
    /// | `NumRange` | `num` | `min` and `max` |
    /// | `BoolCheck` | `bool` | `expected` |
    /// | `GeoCountry` | `country_code` | `allowed_countries`, such as `US`: each argument is one |
    /// | `IntList` | `int` | `allowed_ints`: each argument is one |
    /// | `LabelList` | `label` | `allowed_labels`: each argument is one |
    ///
    /// The service documents kinds and names. It does not say that limits of numbers are included, that the moment of
    /// expiry is not, and that a regular expression may match a part: there ``AuthzEvaluator`` may differ from it. The
    /// evaluator has no clock; the context has to give `now_epoch_seconds`.
    ///
    /// - Parameters:
    ///   - name: The name; the kind's own when there is only one of it.
    ///   - kind: The kind.
    ///   - arguments: Its limits; with none, the context of a question gives them.
    public init(constraint name: String, kind: Kind, arguments: [JSONValue] = []) {
        self.name = name
        form = .constraint(kind, arguments)
    }

    /// What a condition is judged by.
    public enum Form: Hashable, Sendable {
        /// An expression of the Common Expression Language, with its variables.
        case expression([Parameter], String)
        /// A condition that the service has built in, with its limits.
        case constraint(Kind, [JSONValue])
    }

    /// A variable of an expression.
    public struct Parameter: Hashable, Sendable {
        /// The name.
        public var name: String
        /// The type.
        public var type: ParameterType

        /// Makes a parameter.
        public init(_ name: String, _ type: ParameterType) {
            self.name = name
            self.type = type
        }
    }

    /// The type of a variable. Open: the service may add some.
    ///
    /// ``AuthzEvaluator`` also knows some of OpenFGA and SpiceDB: `uint`, `timestamp`, `duration`, `map`, `any`, and
    /// lists and maps of one type, such as `list<string>`. Times and durations are given as strings.
    public struct ParameterType: RawRepresentable, Hashable, Sendable {
        /// The name.
        public let rawValue: String

        /// Makes a type from its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A whole number of 64 bits.
        public static let int = Self(rawValue: "int")
        /// A string.
        public static let string = Self(rawValue: "string")
        /// A Boolean.
        public static let bool = Self(rawValue: "bool")
        /// A number.
        public static let double = Self(rawValue: "double")
        /// A list of any values.
        public static let list = Self(rawValue: "list")
        /// An IP address, given as a string.
        public static let ipAddress = Self(rawValue: "ipaddress")
    }

    /// A built-in constraint. Open: the service may add some.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The name.
        public let rawValue: String

        /// Makes a kind from its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// An IP address in a range.
        public static let ipRange = Self(rawValue: "IpRange")
        /// An IP address of a list.
        public static let ipList = Self(rawValue: "IpList")
        /// A time before another one, both in seconds since 1970.
        public static let dateExpiryEpochSeconds = Self(rawValue: "DateExpiryEpochSeconds")
        /// A string that a regular expression matches.
        public static let stringMatchRegex = Self(rawValue: "StringMatchRegex")
        /// A number that is not too small.
        public static let numAtLeast = Self(rawValue: "NumAtLeast")
        /// A number that is not too large.
        public static let numAtMost = Self(rawValue: "NumAtMost")
        /// A number in a range.
        public static let numRange = Self(rawValue: "NumRange")
        /// A Boolean.
        public static let boolCheck = Self(rawValue: "BoolCheck")
        /// A country of a list, by its code of two letters.
        public static let geoCountry = Self(rawValue: "GeoCountry")
        /// A whole number of a list.
        public static let intList = Self(rawValue: "IntList")
        /// A string of a list.
        public static let labelList = Self(rawValue: "LabelList")
    }
}

/// Which conditions have to be met, by their names.
public indirect enum AuthzRequirement: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The condition of that name is met.
    case named(String)
    /// Each is met.
    case all([AuthzRequirement])
    /// At least one is met.
    case any([AuthzRequirement])
    /// It is not met.
    case not(AuthzRequirement)

    /// The condition of that name is met.
    public init(stringLiteral name: String) { self = .named(name) }
}
