import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A reader of untrusted input, and the properties that have to hold for any input.
///
/// The fuzzer searches for an input that violates a property. The tests try the stored inputs, some of which once did.
package struct FuzzTarget: Sendable {
    package static let all = [
        base64URL, caseFiles, claims, condition, foreignSchemas, indentedSchema, json, keySet, models, schemaLanguage,
        signature,
        token, work,
    ]

    /// The target's name, which is also the name of the folder with its inputs.
    package let name: String
    private let read: @Sendable ([UInt8]) throws -> Bool

    init(_ name: String, _ read: @escaping @Sendable ([UInt8]) throws -> Bool) {
        self.name = name
        self.read = read
    }

    /// Passes an input to the reader.
    ///
    /// - Returns: Whether the reader accepted it.
    /// - Throws: The violated property.
    package func accepts(_ input: [UInt8]) throws -> Bool {
        // Text files end with a newline, which is not part of the input.
        try read(input.last == UInt8(ascii: "\n") ? Array(input.dropLast()) : input)
    }

    /// The stored inputs by file name.
    package func inputs() throws -> [String: [UInt8]] {
        let folder = Self.folder + "inputs/\(name)"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        return try names.reduce(into: [:]) { $0[$1] = try Self.contents(of: "inputs/\(name)/\($1)") }
    }

    /// The contents of a file in this folder.
    static func contents(of path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: folder + path)))
    }

    static let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        .dropLast(2).map { $0 + "/" }.joined()
}

/// A property that did not hold.
struct BrokenProperty: Error, CustomStringConvertible {
    let description: String
}

func require(_ condition: Bool, _ property: @autoclosure () -> String) throws {
    if !condition { throw BrokenProperty(description: "does not hold: \(property())") }
}

// MARK: - Other readers, to compare ours with

/// The value that Foundation's decoder reads, or nil when it refuses the input.
func foundationValue(_ json: some Sequence<UInt8>) -> JSONValue? {
    (try? JSONDecoder().decode(FoundationValue.self, from: Data(json)))?.value
}

/// What Foundation's decoder reads, whatever it is.
struct FoundationValue: Decodable {
    let value: JSONValue

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            value = .null
        } else if let flag = try? container.decode(Bool.self) {
            value = .bool(flag)
        } else if let number = try? container.decode(Double.self) {
            // Beyond 2^52 it returns whole numbers for some that are not.
            let whole = (try? container.decode(Int64.self)).flatMap { Double($0) == number ? $0 : nil }
            value = whole.map { .int($0) } ?? .double(number)
        } else if let zero = try? container.decode(Int64.self) {
            // It refuses numbers that are too small for a `Double`.
            value = .int(zero)
        } else if let text = try? container.decode(String.self) {
            value = .string(text)
        } else if let list = try? container.decode([FoundationValue].self) {
            value = .array(list.map(\.value))
        } else {
            value = .object(try container.decode([String: FoundationValue].self).mapValues(\.value))
        }
    }
}

/// The bytes that Foundation reads from base64url, or nil when it refuses them or would encode them differently.
func foundationBytes(_ base64URL: some Collection<UInt8>) -> [UInt8]? {
    var text: [UInt8] = []
    for byte in base64URL {
        switch byte {
        case UInt8(ascii: "-"): text.append(UInt8(ascii: "+"))
        case UInt8(ascii: "_"): text.append(UInt8(ascii: "/"))
        case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
        default: text.append(byte)
        }
    }
    text += Array(repeating: UInt8(ascii: "="), count: (4 - text.count % 4) % 4)
    guard let data = Data(base64Encoded: Data(text)), data.base64EncodedData() == Data(text) else { return nil }
    return Array(data)
}

/// Whether two values are the same byte for byte. Readers may differ in which whole numbers they keep as `double`.
func isSame(_ a: JSONValue, _ b: JSONValue) -> Bool {
    switch (a, b) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.int(let a), .int(let b)): a == b
    case (.int, .double), (.double, .int), (.double, .double): a.doubleValue == b.doubleValue
    case (.string(let a), .string(let b)): isSame(a, b)
    case (.array(let a), .array(let b)): a.count == b.count && zip(a, b).allSatisfy { isSame($0, $1) }
    case (.object(let a), .object(let b)):
        a.count == b.count
            && a.allSatisfy { name, value in
                guard let place = b.index(forKey: name) else { return false }
                return isSame(b[place].key, name) && isSame(b[place].value, value)
            }
    default: false
    }
}

/// Whether two strings are the same byte for byte; Swift's `==` also returns true for canonically equivalent ones.
func isSame(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }
