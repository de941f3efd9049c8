/// An expression of the Common Expression Language, as a tree of limited depth.
struct CELExpression: Sendable {
    /// Longest text of an expression, in bytes.
    static let maximumLength = 16_384
    /// Most brackets around a part of it. A thread's stack is small on some systems, and an unoptimized build needs
    /// much of it for each.
    static let maximumNesting = 32
    /// Deepest tree, also of the values.
    static let maximumDepth = 64

    /// Operands stand before what refers to them; the last one is the whole.
    var nodes: [Node] = []
    let source: String

    struct Node: Sendable {
        var kind: Kind
        /// Where it is in the source, in bytes.
        let offset: Int
        let depth: Int
    }

    indirect enum Kind: Sendable {
        case literal(CELValue)
        case parameter(Int)
        /// A variable of a macro, numbered from the outermost macro.
        case local(Int)
        case not(Int)
        case negative(Int)
        case and([Int])
        case or([Int])
        case choice(Int, Int, Int)
        case binary(Operator, Int, Int)
        case index(Int, Int)
        case select(Int, String)
        case has(Int, String)
        case list([Int])
        case map([Int], [Int])
        case call(CELFunction, [Int])
        case matches(Int, LinearRegex)
        case walk(Macro, Int, local: Int, Int, transform: Int?)

        var children: [Int] {
            switch self {
            case .literal, .parameter, .local: []
            case .not(let inner), .negative(let inner), .select(let inner, _), .has(let inner, _),
                .matches(let inner, _):
                [inner]
            case .and(let list), .or(let list), .list(let list), .call(_, let list): list
            case .map(let keys, let values): keys + values
            case .choice(let condition, let first, let second): [condition, first, second]
            case .binary(_, let first, let second), .index(let first, let second): [first, second]
            case .walk(_, let range, _, let inner, let transform): [range, inner] + (transform.map { [$0] } ?? [])
            }
        }
    }

    enum Operator: String, Sendable {
        case equal = "=="
        case unequal = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case contained = "in"
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case remainder = "%"
    }

    enum Macro: String, Sendable {
        case all
        case exists
        case existsOne = "exists_one"
        case filter
        case map
    }

    /// The line and the column of a place in the source.
    func position(_ offset: Int) -> AuthzPosition { Self.position(offset, in: source) }

    static func position(_ offset: Int, in source: String) -> AuthzPosition {
        .end(of: source.utf8.prefix(offset))
    }
}

/// A function of the language that is supported.
enum CELFunction: String, Sendable, CaseIterable {
    case size, contains, startsWith, endsWith, matches
    case int, uint, double, string, bool, dyn, timestamp, duration
    case ipaddress, ip, cidr, isIP, isCIDR
    case inCIDR = "in_cidr"
    case containsIP, containsCIDR, family
    case getFullYear, getMonth, getDayOfYear, getDayOfMonth, getDate, getDayOfWeek
    case getHours, getMinutes, getSeconds, getMilliseconds

    /// How many arguments it takes when it is called alone, as in `size(x)`; nil when it cannot be.
    var argumentsAlone: ClosedRange<Int>? {
        switch self {
        case .size, .int, .uint, .double, .string, .bool, .dyn, .timestamp, .duration, .ipaddress, .ip, .cidr, .isIP,
            .isCIDR:
            1...1
        case .matches: 2...2
        default: nil
        }
    }

    /// How many arguments it takes when it is called on a value, as in `x.size()`; nil when it cannot be.
    var argumentsOnValue: ClosedRange<Int>? {
        switch self {
        case .size, .family: 0...0
        case .contains, .startsWith, .endsWith, .matches, .inCIDR, .containsIP, .containsCIDR: 1...1
        case .getFullYear, .getMonth, .getDayOfYear, .getDayOfMonth, .getDate, .getDayOfWeek, .getHours, .getMinutes,
            .getSeconds, .getMilliseconds:
            0...1
        default: nil
        }
    }
}

/// What is wrong in an expression, and where.
struct CELProblem: Error {
    let offset: Int
    let message: String

    init(_ offset: Int, _ message: String) { (self.offset, self.message) = (offset, message) }
}
