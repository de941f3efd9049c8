import DescopeCore

/// A value of the Common Expression Language.
enum CELValue: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case timestamp(CELTimestamp)
    case duration(CELDuration)
    case address(IPRange)
    case range(IPRange)
    case list([CELValue])
    case map([CELKey: CELValue])

    /// The name of its type, for messages.
    var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .address: "ipaddress"
        case .range: "cidr"
        case .list: "list"
        case .map: "map"
        }
    }

    var isNumber: Bool {
        switch self {
        case .int, .uint, .double: true
        default: false
        }
    }
}

/// The key of a map. Strings are compared by their bytes, and a number is the same key in each type.
enum CELKey: Hashable, Sendable {
    case bool(Bool)
    case int(Int64)
    /// Only beyond the range of `int`.
    case uint(UInt64)
    case string(ByteKey)

    /// Nil when a value of that type is no key.
    init?(_ value: CELValue) {
        switch value {
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .uint(let number): self = Int64(exactly: number).map { .int($0) } ?? .uint(number)
        case .double(let number):
            if let whole = Int64(exactly: number) { self = .int(whole) } else { return nil }
        case .string(let text): self = .string(ByteKey(text))
        default: return nil
        }
    }

    var value: CELValue {
        switch self {
        case .bool(let flag): .bool(flag)
        case .int(let number): .int(number)
        case .uint(let number): .uint(number)
        case .string(let key): .string(key.text)
        }
    }

    /// An order of all keys, so that macros walk over a map in the same order each time.
    static func stands(_ a: Self, before b: Self) -> Bool {
        switch (a, b) {
        case (.bool(let a), .bool(let b)): !a && b
        case (.int(let a), .int(let b)): a < b
        case (.uint(let a), .uint(let b)): a < b
        case (.string(let a), .string(let b)): a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
        default: a.rank < b.rank
        }
    }

    private var rank: Int {
        switch self {
        case .bool: 0
        case .int: 1
        case .uint: 2
        case .string: 3
        }
    }
}

/// How a number stands to another one, whatever their types are; nil with NaN or another type.
func compareNumbers(_ a: CELValue, _ b: CELValue) -> CELOrder? {
    switch (a, b) {
    case (.int(let a), .int(let b)): CELOrder(a, b)
    case (.uint(let a), .uint(let b)): CELOrder(a, b)
    case (.int(let a), .uint(let b)): a < 0 ? .less : CELOrder(UInt64(a), b)
    case (.uint(let a), .int(let b)): b < 0 ? .greater : CELOrder(a, UInt64(b))
    case (.double(let a), .double(let b)): a.isNaN || b.isNaN ? nil : CELOrder(a, b)
    case (.double(let a), .int(let b)): compare(a, b)
    case (.double(let a), .uint(let b)): compare(a, b)
    case (.int(let a), .double(let b)): compare(b, a)?.reversed
    case (.uint(let a), .double(let b)): compare(b, a)?.reversed
    default: nil
    }
}

/// Exactly: a conversion of the whole number to `Double` would round it.
private func compare(_ a: Double, _ b: some FixedWidthInteger) -> CELOrder? {
    if a.isNaN { return nil }
    let whole = a.rounded(.down)
    guard let number = type(of: b).init(exactly: whole) else { return a < 0 ? .less : .greater }
    return number == b ? CELOrder(a, whole) : CELOrder(number, b)
}

enum CELOrder {
    case less, equal, greater

    init<Value: Comparable>(_ a: Value, _ b: Value) { self = a < b ? .less : a == b ? .equal : .greater }

    var reversed: Self {
        switch self {
        case .less: .greater
        case .equal: .equal
        case .greater: .less
        }
    }
}

// MARK: - Types of parameters

/// The type of a parameter.
indirect enum CELType: Sendable {
    case any, bool, int, uint, double, string, timestamp, duration, address
    /// Of built-in constraints alone: a whole number stays one, however large it is.
    case number
    case list(CELType)
    case map(CELType)

    /// Nil when there is no such type.
    init?(_ text: String) {
        guard let type = Self.read(text[...], depth: 0) else { return nil }
        self = type
    }

    private static let maximumDepth = 8

    private static func read(_ text: Substring, depth: Int) -> CELType? {
        guard depth < maximumDepth else { return nil }
        switch text {
        case "any": return .any
        case "bool": return .bool
        case "int": return .int
        case "uint": return .uint
        case "double": return .double
        case "string": return .string
        case "timestamp": return .timestamp
        case "duration": return .duration
        case "ipaddress": return .address
        case "list": return .list(.any)
        case "map": return .map(.any)
        default:
            guard text.last == ">", let start = text.firstIndex(of: "<") else { return nil }
            let inner = text[text.index(after: start)...].dropLast()
            guard let element = read(inner, depth: depth + 1) else { return nil }
            switch text[..<start] {
            case "list": return .list(element)
            case "map": return .map(element)
            default: return nil
            }
        }
    }

    var name: String {
        switch self {
        case .any: "any value"
        case .bool: "a Boolean"
        case .int: "a whole number"
        case .uint: "a whole number from 0"
        case .double, .number: "a number"
        case .string: "a string"
        case .timestamp: "a time as RFC 3339 writes it"
        case .duration: "a duration such as 1h30m"
        case .address: "an IP address"
        case .list(.any): "a list"
        case .list(let element): "a list, each element \(element.name)"
        case .map(.any): "an object"
        case .map(let element): "an object, each member \(element.name)"
        }
    }

    /// The value of JSON; nil when it is none of this type. Nothing is converted: a number in a string is no number.
    ///
    /// - Parameter room: How much work is left.
    func value(_ json: JSONValue, _ room: inout Int, depth: Int = 0) -> CELValue? {
        room -= 1
        guard depth <= CELExpression.maximumDepth, room >= 0 else { return nil }
        switch (self, json) {
        case (.any, .null): return .null
        case (.bool, .bool(let flag)), (.any, .bool(let flag)): return .bool(flag)
        case (.any, .int(let number)), (.number, .int(let number)): return .int(number)
        case (.any, .double(let number)), (.number, .double(let number)): return .double(number)
        case (.int, _): return json.intValue.map { .int($0) }
        case (.uint, _): return json.intValue.flatMap { UInt64(exactly: $0) }.map { .uint($0) }
        case (.double, _): return json.doubleValue.map { .double($0) }
        case (.string, .string(let text)), (.any, .string(let text)):
            room -= text.utf8.count / CELEvaluation.bytesPerStep
            return .string(text)
        case (.timestamp, .string(let text)): return CELTimestamp(text).map { .timestamp($0) }
        case (.duration, .string(let text)): return CELDuration(text).map { .duration($0) }
        case (.address, .string(let text)): return .address(text)
        case (.list(let element), .array(let values)):
            return Self.list(values, element, &room, depth)
        case (.any, .array(let values)): return Self.list(values, .any, &room, depth)
        case (.map(let element), .object(let members)): return Self.map(members, element, &room, depth)
        case (.any, .object(let members)): return Self.map(members, .any, &room, depth)
        default: return nil
        }
    }

    private static func list(_ values: [JSONValue], _ type: Self, _ room: inout Int, _ depth: Int) -> CELValue? {
        var list: [CELValue] = []
        for value in values {
            guard let element = type.value(value, &room, depth: depth + 1) else { return nil }
            list.append(element)
        }
        return .list(list)
    }

    private static func map(
        _ members: [String: JSONValue],
        _ type: Self,
        _ room: inout Int,
        _ depth: Int
    ) -> CELValue? {
        var map: [CELKey: CELValue] = [:]
        for (name, value) in members {
            guard let element = type.value(value, &room, depth: depth + 1) else { return nil }
            room -= name.utf8.count / CELEvaluation.bytesPerStep
            map[.string(ByteKey(name))] = element
        }
        return .map(map)
    }
}

extension CELValue {
    /// An IP address; nil when the text is none.
    static func address(_ text: String) -> CELValue? {
        // The longest address takes 45 bytes.
        guard text.utf8.count <= 64, !text.utf8.contains(UInt8(ascii: "/")), let address = IPRange(text) else {
            return nil
        }
        return .address(address)
    }

    /// A range of IP addresses; nil when the text is none.
    static func range(_ text: String) -> CELValue? {
        guard text.utf8.count <= 64, text.utf8.contains(UInt8(ascii: "/")), let range = IPRange(text) else {
            return nil
        }
        return .range(range)
    }
}
