/// A place in a text: both numbers begin at 1, and columns count Unicode scalars.
public struct AuthzPosition: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The line.
    public var line: Int
    /// The column.
    public var column: Int

    /// Makes a position.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Whether the first stands before the second.
    public static func < (a: Self, b: Self) -> Bool { (a.line, a.column) < (b.line, b.column) }

    /// `line 3, column 7`.
    public var description: String { "line \(line), column \(column)" }
}

/// What is wrong with a schema, or looks like a mistake.
public struct AuthzProblem: Hashable, Sendable, CustomStringConvertible {
    /// Which problem it is.
    public var code: Code
    /// Whether the schema cannot be used.
    public var isError: Bool
    /// Where it is in the text that the schema was read from, if it was read from one.
    public var position: AuthzPosition?
    /// What was expected, what was found and what to do.
    public var message: String

    /// Makes a problem.
    public init(_ code: Code, isError: Bool = true, at position: AuthzPosition? = nil, _ message: String) {
        self.code = code
        self.isError = isError
        self.position = position
        self.message = message
    }

    /// Which problem it is. Open: more may be added.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The name.
        public let rawValue: String

        /// Makes a code from its name.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// The position, if there is one, and the message.
    public var description: String { position.map { "\($0): \(message)" } ?? message }
}
