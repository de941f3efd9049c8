/// A value that can stand in JSON: it reads and writes itself.
///
/// Strings, Booleans, numbers, lists, dictionaries, ``JSONValue``, ``Secret`` and every ``JSONModel`` are such values.
public protocol JSONConvertible: Sendable {
    /// Reads the value that comes next.
    static func read(from json: inout JSONReader) throws(JSONFailure) -> Self

    /// Writes the value.
    func write(to json: inout JSONWriter)

    /// What an absent member or null is read as; nil when the member is required.
    static var absent: Self? { get }

    /// Whether a member with this value is left out of the object that is written.
    var isOmitted: Bool { get }

    /// Whether an optional member with this value is read as nil: the service sends empty strings and lists for what is
    /// not set.
    var isBlank: Bool { get }
}

extension JSONConvertible {
    /// Nil: the member is required.
    public static var absent: Self? { nil }
    /// False.
    public var isOmitted: Bool { false }
    /// False.
    public var isBlank: Bool { false }
}

extension JSONConvertible {
    /// Reads the value that a whole text holds.
    ///
    /// - Throws: ``JSONFailure`` when the text is not JSON or does not hold such a value.
    package init(json: [UInt8], from origin: JSONReader.Origin = .service) throws(JSONFailure) {
        var oddities = JSONOddities()
        try self.init(json: json, from: origin, noting: &oddities)
    }

    package init(
        json: [UInt8],
        from origin: JSONReader.Origin = .service,
        noting oddities: inout JSONOddities
    ) throws(JSONFailure) {
        self = try JSONReader.read(json, from: origin, noting: &oddities) { reader throws(JSONFailure) in
            try Self.read(from: &reader)
        }
    }
}

/// A struct that states the members of its JSON object once. Reading, writing and `Codable` follow from them.
///
/// Each member is a stored `var`, stated once; a property that is not stated is neither read nor written. Two members
/// of one name, or a computed property, end the process at the first use of the model.
///
/// ```swift
/// import Foundation
///
/// struct Invoice: JSONModel {
///     var id = ""
///     var lines: [String] = []
///     var paidAt: Date?
///
///     static let members = Members(Self()) {
///         $0("id", \.id, required: true)
///         $0("lines", \.lines)
///         $0("paidTime", \.paidAt, as: .epochSeconds)
///     }
/// }
/// ```
public protocol JSONModel: JSONConvertible, Codable {
    /// The members, with their names in JSON.
    static var members: Members<Self> { get }
}

extension JSONModel {
    /// Reads an object.
    public static func read(from json: inout JSONReader) throws(JSONFailure) -> Self { try readMembers(from: &json) }

    /// Reads an object, for a model that has more to do with it then.
    package static func readMembers(from json: inout JSONReader) throws(JSONFailure) -> Self {
        let table = members.table
        var value = table.empty(Self.self)
        try table.read(&value, &json)
        return value
    }

    /// Writes an object, its members in the order of their names.
    public func write(to json: inout JSONWriter) {
        guard json.open(UInt8(ascii: "{")) else { return }
        writeMembers(to: &json)
        json.close(UInt8(ascii: "}"))
    }

    /// The names of the members in JSON.
    package var memberNames: [String] { Self.members.names }

    /// Whether a member would not be written; nil when the model has no such member.
    package func isOmitted(member name: String) -> Bool? {
        withUnsafePointer(to: self) { Self.members.table.isOmitted(name, $0) }
    }

    /// Writes the members into an object that is being written.
    package func writeMembers(to json: inout JSONWriter) {
        withUnsafePointer(to: self) { Self.members.table.write($0, &json) }
    }

    /// Whether no member would be written: options that say nothing are left out.
    public var isOmitted: Bool { withUnsafePointer(to: self) { Self.members.table.areOmitted($0) } }

    /// Reads what ``encode(to:)`` has written. An optional string that was empty is nil, and a date has the precision
    /// of its form.
    public init(from decoder: any Decoder) throws {
        self = try Self.decode(from: decoder)
        guard !isBlank else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "expected a value")
            )
        }
    }

    /// Writes the members as the service writes them.
    ///
    /// - Throws: `EncodingError.invalidValue` when one of them is a ``Secret``: encode what ``Secret/reveal()``
    ///   returns.
    public func encode(to encoder: any Encoder) throws { try encodeWithoutSecrets(to: encoder) }
}

extension JSONConvertible {
    /// Reads the value from another decoder.
    package static func decode(from decoder: any Decoder) throws -> Self {
        var json = JSONWriter()
        try JSONValue(from: decoder).write(to: &json)
        do throws(JSONFailure) { return try Self(json: json.bytes) } catch {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: error.description)
            )
        }
    }

    /// Writes the value to another encoder.
    ///
    /// - Throws: `EncodingError.invalidValue` when there is a ``Secret`` or a number in it that JSON cannot hold.
    package func encodeWithoutSecrets(to encoder: any Encoder) throws {
        var json = JSONWriter()
        write(to: &json)
        guard json.secrets.isEmpty, json.failure == nil else {
            throw EncodingError.invalidValue(
                self,
                EncodingError.Context(
                    codingPath: encoder.codingPath,
                    debugDescription: "expected no Secret and only finite numbers in what is encoded, found another "
                        + "value. A secret that is meant to leave this program is encoded as what reveal() returns."
                )
            )
        }
        try JSONReader.parse(json.bytes, from: .service).encode(to: encoder)
    }
}

/// How a member is written where its type alone does not say: a date, or a value that must not fail.
public struct JSONForm<Value: Sendable>: Sendable {
    /// Nil stands for no value, as null does.
    let read: @Sendable (inout JSONReader) throws(JSONFailure) -> Value?
    let write: @Sendable (Value, inout JSONWriter) -> Void
    /// Whether a value of another type is an error, and is not read as nil.
    let isStrict: Bool
    /// How the loop of a model reads the same by itself, if it does.
    let kind: MemberTable.Kind

    package init(
        isStrict: Bool = false,
        _ read: @escaping @Sendable (inout JSONReader) throws(JSONFailure) -> Value?,
        write: @escaping @Sendable (Value, inout JSONWriter) -> Void
    ) {
        self.init(isStrict: isStrict, .other, read, write: write)
    }

    init(
        isStrict: Bool,
        _ kind: MemberTable.Kind,
        _ read: @escaping @Sendable (inout JSONReader) throws(JSONFailure) -> Value?,
        write: @escaping @Sendable (Value, inout JSONWriter) -> Void
    ) {
        self.read = read
        self.write = write
        self.isStrict = isStrict
        self.kind = kind
    }
}

/// The members of a model, with their names in JSON.
///
/// A model states them in a `static let`. They are kept in memory for as long as the process lives, so a computed
/// property would leak them each time it is read.
///
/// Reading is lenient. A member that is absent, null or of another type keeps the value that it has in the empty model,
/// and so does an optional string that is empty. Elements of a list that cannot be read, and nulls, are left out.
/// Members that the model does not have are skipped. A required member has to be there, of its type and not empty; a
/// required list or dictionary may be empty.
public struct Members<Root: Sendable>: Sendable {
    let table: MemberTable

    /// Takes an empty model and its members.
    public init(_ empty: Root, _ list: (inout List) -> Void) {
        var members = List()
        list(&members)
        table = MemberTable(members.entries, empty: empty)
    }

    /// The names in JSON, in the order in which the model states them.
    public var names: [String] { table.names }

    /// Collects members.
    public struct List {
        fileprivate var entries: [MemberTable.Entry] = []

        /// Adds a member that is read and written as its type says.
        ///
        /// - Parameters:
        ///   - name: The name in JSON.
        ///   - path: The stored property.
        ///   - required: Whether the model cannot be read without it; an empty string is the same as none.
        ///   - strict: Whether a value of another type is an error, although the member is not required.
        ///   - needsText: Whether a request is refused when the member is set to a string that is empty or only white
        ///     space. A required member always needs one.
        public mutating func callAsFunction<Value: JSONConvertible>(
            _ name: StaticString,
            _ path: WritableKeyPath<Root, Value>,
            required: Bool = Value.absent == nil,
            strict: Bool = false,
            needsText: Bool = false
        ) {
            let entry = MemberTable.Entry(name, path, isRequired: required, isStrict: strict, needsText: needsText)
            entries.append(entry)
        }

        /// Adds a member that is read and written in a form of its own.
        ///
        /// - Parameters:
        ///   - name: The name in JSON.
        ///   - path: The stored property.
        ///   - form: How it is read and written.
        public mutating func callAsFunction<Value>(
            _ name: StaticString,
            _ path: WritableKeyPath<Root, Value?>,
            as form: JSONForm<Value>
        ) {
            entries.append(MemberTable.Entry(name, path, form))
        }

        /// Adds a member of a patch that is read and written in a form of its own.
        ///
        /// - Parameters:
        ///   - name: The name in JSON.
        ///   - path: The stored property.
        ///   - form: How a value that is set is read and written.
        public mutating func callAsFunction<Value>(
            _ name: StaticString,
            _ path: WritableKeyPath<Root, Change<Value>>,
            as form: JSONForm<Value>
        ) {
            entries.append(MemberTable.Entry(name, path, form))
        }

        /// Adds all members of a model that is a part of this one: they stand in the same JSON object.
        ///
        /// - Parameter path: The stored property.
        public mutating func callAsFunction<Part: JSONModel>(all path: WritableKeyPath<Root, Part>) {
            entries += Part.members.table.entries(at: path)
        }
    }
}
