public import DescopeCore

/// A named condition of a schema, which is judged with the context of a question.
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
    /// - Parameters:
    ///   - name: The name; the kind's own when there is only one of it.
    ///   - kind: The kind, such as `IpRange`.
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
