extension JSONReader {
    /// Whether null comes next, which is then passed over.
    @inline(__always)
    package mutating func takeNull() throws(JSONFailure) -> Bool {
        guard isAtNull else { return false }
        guard take(four: 0x6C6C_756E) else { throw failure("expected a value") }
        return true
    }

    /// Reads a string.
    @inline(__always)
    mutating func text() throws(JSONFailure) -> String {
        skipSpace()
        guard peek() == UInt8(ascii: "\"") else { throw mismatch("a string") }
        return try rawText().text
    }

    @inline(__always)
    mutating func bool() throws(JSONFailure) -> Bool {
        skipSpace()
        // "true", and "false" without its first letter, as one number each.
        if take(four: 0x6575_7274) { return true }
        guard peek() == UInt8(ascii: "f"), take(four: 0x6573_6C61, after: 1) else { throw mismatch("true or false") }
        return false
    }

    /// Reads a whole number; `3.0`, `1e3` and `"3"` are whole: the service writes 64-bit numbers as strings.
    mutating func int() throws(JSONFailure) -> Int {
        let start = position
        if let value = shortInteger(), let value = Int(exactly: value) { return value }
        let number = try number()
        // Of what is written as a fraction, a Double keeps all digits below 2^53.
        if case .double(let value) = number, value.magnitude >= 0x1p53 { throw mismatch("a whole number", at: start) }
        guard let value = number?.intValue.flatMap(Int.init(exactly:)) else {
            throw mismatch("a whole number", at: start)
        }
        return value
    }

    /// Reads a number, or the string of one.
    mutating func double() throws(JSONFailure) -> Double {
        let start = position
        if let value = shortInteger() { return Double(value) }
        guard let value = try number()?.doubleValue else { throw mismatch("a number", at: start) }
        return value
    }

    private mutating func number() throws(JSONFailure) -> JSONValue? {
        switch peek() ?? 0 {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): try anyNumber()
        case UInt8(ascii: "\""): try numberInString()
        default: nil
        }
    }
}

extension String: JSONConvertible {
    /// Reads a string.
    public static func read(from json: inout JSONReader) throws(JSONFailure) -> String { try json.text() }
    /// Writes a string.
    public func write(to json: inout JSONWriter) { json.write(self) }
    /// Whether it is empty.
    public var isBlank: Bool { isEmpty }
}

extension Bool: JSONConvertible {
    /// Reads true or false.
    public static func read(from json: inout JSONReader) throws(JSONFailure) -> Bool { try json.bool() }
    /// Writes true or false.
    public func write(to json: inout JSONWriter) { json.write(self) }
    /// False.
    public static var absent: Bool? { false }
}

extension Int: JSONConvertible {
    /// Reads a whole number, or the string of one.
    public static func read(from json: inout JSONReader) throws(JSONFailure) -> Int { try json.int() }
    /// Writes a whole number.
    public func write(to json: inout JSONWriter) { json.write(Int64(self)) }
}

extension Double: JSONConvertible {
    /// Reads a number, or the string of one.
    public static func read(from json: inout JSONReader) throws(JSONFailure) -> Double { try json.double() }
    /// Writes a number, without a point when it is whole.
    public func write(to json: inout JSONWriter) { json.write(self) }
}

extension Secret: JSONConvertible {
    /// Reads a string. What stands for a secret where it is printed is refused.
    public static func read(from json: inout JSONReader) throws(JSONFailure) -> Secret {
        let start = json.position
        let secret = Secret(try json.text())
        guard secret.reveal() != secret.description else {
            throw json.mismatch("a secret and not what is printed in its place", at: start)
        }
        return secret
    }
    /// Writes the string.
    public func write(to json: inout JSONWriter) { json.write(self) }
    /// Whether it is empty.
    public var isBlank: Bool { isEmpty }
}

extension Optional: JSONConvertible where Wrapped: JSONConvertible {
    /// Reads a value, or nil for null and for what is empty.
    public static func read(from json: inout JSONReader) throws(JSONFailure) -> Wrapped? {
        if try json.takeNull() { return nil }
        let value = try Wrapped.read(from: &json)
        return value.isBlank ? nil : value
    }
    /// Writes the value or null.
    public func write(to json: inout JSONWriter) {
        if let self { self.write(to: &json) } else { json.writeNull() }
    }
    /// Nil.
    public static var absent: Wrapped?? { .some(nil) }
    /// Whether it is nil.
    public var isOmitted: Bool { self == nil }
    /// Whether it is nil.
    public var isBlank: Bool { self == nil }
}

extension Array: JSONConvertible where Element: JSONConvertible {
    /// Reads a list, without the nulls in it and the elements that cannot be read.
    public static func read(from json: inout JSONReader) throws(JSONFailure) -> [Element] {
        var count = 0
        return try read(from: &json, count: &count)
    }
    /// Reads a list, and counts all elements, also those that cannot be read.
    package static func read(from json: inout JSONReader, count: inout Int) throws(JSONFailure) -> [Element] {
        guard json.isAtList else { throw json.mismatch("a list") }
        var list: [Element] = []
        guard try json.descend(UInt8(ascii: "["), UInt8(ascii: "]")) else { return list }
        repeat {
            let mark = json.mark
            do throws(JSONFailure) {
                if json.isAtNull, Element.absent == nil, try json.takeNull() {
                    json.noteNull("[\(Element.self)]")
                } else {
                    list.append(try Element.read(from: &json))
                }
            } catch {
                do throws(JSONFailure) { try json.pass(over: mark, "[\(Element.self)]", "element", error) } catch {
                    throw error.inside("\(count)")
                }
            }
            count += 1
        } while try json.isFollowed(before: UInt8(ascii: "]"))
        return list
    }
    /// Writes a list.
    public func write(to json: inout JSONWriter) { json.writeList(self) }
    /// The empty list.
    public static var absent: [Element]? { [] }
    /// Whether it is empty.
    public var isOmitted: Bool { isEmpty }
    /// Whether it is empty.
    public var isBlank: Bool { isEmpty }
}

extension Dictionary: JSONConvertible where Key == String, Value: JSONConvertible {
    /// Reads an object, without the members that cannot be read.
    public static func read(from json: inout JSONReader) throws(JSONFailure) -> [String: Value] {
        guard json.isAtObject else { throw json.mismatch("an object") }
        var members: [String: Value] = [:]
        try json.forEachMember { json, name throws(JSONFailure) in
            let mark = json.mark
            do throws(JSONFailure) {
                if json.isAtNull, Value.absent == nil, try json.takeNull() {
                    json.noteNull("[String: \(Value.self)]")
                } else {
                    members[name.text] = try Value.read(from: &json)
                }
            } catch {
                do throws(JSONFailure) { try json.pass(over: mark, "[String: \(Value.self)]", "member", error) } catch {
                    throw error.inside(name.text)
                }
            }
        }
        return members
    }
    /// Writes an object, its members in the order of their names.
    public func write(to json: inout JSONWriter) {
        json.writeObject { json in
            // Strings alone are sorted by code that the compiler specializes, pairs with any value are not.
            var names = [String](keys)
            names.sort()
            for name in names where json.failure == nil {
                if let value = self[name] { json.writeMember(name, value) }
            }
        }
    }
    /// The empty dictionary.
    public static var absent: [String: Value]? { [:] }
    /// Whether it is empty.
    public var isOmitted: Bool { isEmpty }
    /// Whether it is empty.
    public var isBlank: Bool { isEmpty }
}

extension JSONValue: JSONConvertible {
    /// Reads any value.
    public static func read(from json: inout JSONReader) throws(JSONFailure) -> JSONValue { try json.value() }
    /// Writes the value.
    public func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.writeNull()
        case .bool(let value): json.write(value)
        case .int(let value): json.write(value)
        case .double(let value): json.write(value)
        case .string(let value): json.write(value)
        case .array(let value): value.write(to: &json)
        case .object(let value): value.write(to: &json)
        }
    }
    /// `null`.
    public static var absent: JSONValue? { .null }
    /// Whether it is `null`.
    public var isOmitted: Bool { self == .null }
}

/// An open set of names, which the service may extend: `struct Status: JSONName { let rawValue: String }`.
public protocol JSONName: JSONConvertible, RawRepresentable, Hashable, Codable where RawValue == String {
    /// Takes a name as the service writes it.
    init(rawValue: String)
}

extension JSONName {
    /// Reads a name.
    public static func read(from json: inout JSONReader) throws(JSONFailure) -> Self { Self(rawValue: try json.text()) }
    /// Writes the name.
    public func write(to json: inout JSONWriter) { json.write(rawValue) }
    /// Whether it is empty.
    public var isBlank: Bool { rawValue.isEmpty }
}
