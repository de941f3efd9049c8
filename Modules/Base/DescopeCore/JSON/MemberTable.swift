// The part of the models' engine that touches memory. Each member's place in the model is found once from its key path,
// and the loop below reads and writes there. It is sound because
// - `MemoryLayout.offset(of:)` gives an offset for stored properties alone, and an entry is made with the property's own
//   type, which it keeps beside the offset;
// - the memory belongs to a value of the model's type, which the caller holds exclusively while it is read into;
// - tables are made once, in a `static let`, and never change.

/// The members of a model by name, as offsets into its memory.
struct MemberTable: @unchecked Sendable {
    struct Entry {
        let name: String
        /// `"name":`, as it is written.
        let quoted: [UInt8]
        let offset: Int
        let type: SimpleType
        let isRequired: Bool
        /// Whether a value of another type is an error although the member is optional.
        let isStrict: Bool
        /// Reads the member; false when there is no value after all.
        let read: (UnsafeMutableRawPointer, inout JSONReader) throws(JSONFailure) -> Bool
        let write: (UnsafeRawPointer, inout JSONWriter) -> Void
        let isOmitted: (UnsafeRawPointer) -> Bool
    }

    /// The types that the loop reads and writes itself.
    enum SimpleType: UInt8 {
        case string, optionalString, bool, optionalInt, optionalDouble, strings, values, other

        init<Value>(_ type: Value.Type) {
            self =
                if type == String.self {
                    .string
                } else if type == String?.self {
                    .optionalString
                } else if type == Bool.self {
                    .bool
                } else if type == Int?.self {
                    .optionalInt
                } else if type == Double?.self {
                    .optionalDouble
                } else if type == [String].self {
                    .strings
                } else if type == [String: JSONValue].self {
                    .values
                } else {
                    .other
                }
        }
    }

    private let entries: [Entry]
    private let type: String
    private let slots: NameSlots
    private let required: UInt64
    /// The entries in the order of their names.
    private let sorted: [Int]

    init(_ entries: [Entry], of type: String) {
        precondition(entries.count <= 64, "\(type): expected at most 64 members, found \(entries.count)")
        precondition(Set(entries.map(\.name)).count == entries.count, "\(type): a member is stated twice")
        self.entries = entries
        self.type = type
        sorted = entries.indices.sorted { entries[$0].name < entries[$1].name }
        required = entries.indices.reduce(0) { entries[$1].isRequired ? $0 | 1 << UInt64($1) : $0 }
        slots = NameSlots(entries.map { Array($0.name.utf8) })
    }

    var names: [String] { entries.map(\.name) }

    // MARK: - Reading

    func read(_ root: UnsafeMutableRawPointer, _ json: inout JSONReader) throws(JSONFailure) {
        guard json.isAtObject else { throw json.mismatch("an object") }
        var seen: UInt64 = 0
        if try json.descend(UInt8(ascii: "{"), UInt8(ascii: "}")) {
            repeat {
                json.skipSpace()
                let name = try json.rawText(isName: true)
                let found = name.hasEscapes ? indexOfEscaped(name) : index(of: name.bytes)
                json.skipSpace()
                guard json.take(UInt8(ascii: ":")) else { throw json.failure("expected a colon") }
                json.skipSpace()
                guard let found else {
                    try json.skipValue()
                    continue
                }
                let bit: UInt64 = 1 << UInt64(found)
                guard seen & bit == 0 else { throw json.failure("a member stands there twice") }
                if try read(found, root, &json) { seen |= bit }
            } while try json.isFollowed(before: UInt8(ascii: "}"))
        }
        guard seen & required == required else {
            throw json.mismatch("a value").inside(entries[(required & ~seen).trailingZeroBitCount].name)
        }
    }

    /// Reads one member; false when it has no value: null is the same as absent.
    @inline(__always)
    private func read(
        _ index: Int,
        _ root: UnsafeMutableRawPointer,
        _ json: inout JSONReader
    ) throws(JSONFailure) -> Bool {
        let mark = json.mark
        do throws(JSONFailure) {
            if try json.takeNull() { return false }
            return try entries.withUnsafeBufferPointer { entries throws(JSONFailure) in
                let entry = entries.baseAddress.unsafelyUnwrapped + index
                let place = root + entry.pointee.offset
                switch entry.pointee.type {
                case .string: place.assumingMemoryBound(to: String.self).pointee = try json.text()
                case .optionalString:
                    let text = try json.text()
                    if !text.isEmpty { place.assumingMemoryBound(to: String?.self).pointee = text }
                case .bool: place.assumingMemoryBound(to: Bool.self).pointee = try json.bool()
                case .optionalInt: place.assumingMemoryBound(to: Int?.self).pointee = try json.int()
                case .optionalDouble: place.assumingMemoryBound(to: Double?.self).pointee = try json.double()
                case .strings: place.assumingMemoryBound(to: [String].self).pointee = try [String].read(from: &json)
                case .values:
                    place.assumingMemoryBound(to: [String: JSONValue].self).pointee = try .read(from: &json)
                case .other: return try entry.pointee.read(place, &json)
                }
                return true
            }
        } catch {
            let entry = entries[index]
            guard !entry.isRequired, !entry.isStrict else { throw error.inside(entry.name) }
            do throws(JSONFailure) { try json.pass(over: mark, type, entry.name, error) } catch {
                throw error.inside(entry.name)
            }
            return true
        }
    }

    @inline(__always)
    private func index(of name: UnsafeBufferPointer<UInt8>) -> Int? {
        let index = slots.index(of: name)
        return index < entries.count && isNamed(index, name) ? index : nil
    }

    @inline(__always)
    private func isNamed(_ index: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        entries.withUnsafeBufferPointer { entries in
            entries[index].quoted.withUnsafeBufferPointer { quoted in
                quoted.count == name.count + 3 && isSame(UnsafeBufferPointer(rebasing: quoted[1..<name.count + 1]), name)
            }
        }
    }

    @inline(never)
    private func indexOfEscaped(_ name: JSONReader.Text) -> Int? {
        var text = name.text
        return text.withUTF8 { index(of: $0) }
    }

    // MARK: - Writing

    func write(_ root: UnsafeRawPointer, _ json: inout JSONWriter) {
        entries.withUnsafeBufferPointer { entries in
            for index in sorted {
                let entry = entries.baseAddress.unsafelyUnwrapped + index
                let place = root + entry.pointee.offset
                switch entry.pointee.type {
                case .string:
                    json.writeName(quoted: entry.pointee.quoted)
                    json.write(place.assumingMemoryBound(to: String.self).pointee)
                case .optionalString:
                    guard let text = place.assumingMemoryBound(to: String?.self).pointee else { continue }
                    json.writeName(quoted: entry.pointee.quoted)
                    json.write(text)
                case .bool:
                    json.writeName(quoted: entry.pointee.quoted)
                    json.write(place.assumingMemoryBound(to: Bool.self).pointee)
                default:
                    if entry.pointee.isOmitted(place) { continue }
                    json.writeName(quoted: entry.pointee.quoted)
                    entry.pointee.write(place, &json)
                }
                if json.failure != nil { return json.failed(inside: entry.pointee.name) }
            }
        }
    }

    func areOmitted(_ root: UnsafeRawPointer) -> Bool { entries.allSatisfy { $0.isOmitted(root + $0.offset) } }
}

extension MemberTable.Entry {
    init<Root, Value: JSONConvertible>(
        _ name: StaticString,
        _ path: WritableKeyPath<Root, Value>,
        isRequired: Bool,
        isStrict: Bool
    ) {
        self.init(
            name,
            path,
            isRequired: isRequired,
            isStrict: isStrict,
            read: { place, json throws(JSONFailure) in
                let value = try Value.read(from: &json)
                place.pointee = value
                return !isRequired || !value.isBlank
            },
            write: { $0.write(to: &$1) },
            isOmitted: \.isOmitted
        )
    }

    init<Root, Value>(_ name: StaticString, _ path: WritableKeyPath<Root, Value?>, _ form: JSONForm<Value>) {
        self.init(
            name,
            path,
            isRequired: false,
            isStrict: form.isStrict,
            read: { place, json throws(JSONFailure) in
                place.pointee = try form.read(&json)
                return true
            },
            write: { if let value = $0 { form.write(value, &$1) } },
            isOmitted: { $0 == nil }
        )
    }

    private init<Root, Value>(
        _ name: StaticString,
        _ path: WritableKeyPath<Root, Value>,
        isRequired: Bool,
        isStrict: Bool,
        read: @escaping (UnsafeMutablePointer<Value>, inout JSONReader) throws(JSONFailure) -> Bool,
        write: @escaping (Value, inout JSONWriter) -> Void,
        isOmitted: @escaping (Value) -> Bool
    ) {
        guard let offset = MemoryLayout<Root>.offset(of: path) else {
            preconditionFailure("\(Root.self).\(name): expected a stored property")  // trap: a mistake in a model
        }
        self.name = name.description
        quoted = Array("\"\(name)\":".utf8)
        self.offset = offset
        type = MemberTable.SimpleType(Value.self)
        self.isRequired = isRequired
        self.isStrict = isStrict
        self.read = { place, json throws(JSONFailure) in
            try read(place.assumingMemoryBound(to: Value.self), &json)
        }
        self.write = { write($0.assumingMemoryBound(to: Value.self).pointee, &$1) }
        self.isOmitted = { isOmitted($0.assumingMemoryBound(to: Value.self).pointee) }
    }
}

/// A perfect hash of a few names: each has a slot of its own.
private struct NameSlots {
    private let slots: [UInt8]
    private let multiplier: UInt64
    private let shift: UInt64

    init(_ names: [[UInt8]]) {
        // Twice the room at least; more, when some names share all that is looked at.
        var bits = max(1, Int.bitWidth - (names.count * 2).leadingZeroBitCount)
        var multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
        var tries = 0
        while true {
            if let slots = Self.slots(names, multiplier, bits) {
                (self.slots, self.multiplier, shift) = (slots, multiplier, UInt64(64 - bits))
                return
            }
            multiplier = multiplier &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407 | 1
            tries += 1
            if tries % 1000 == 0 { bits += 1 }
            precondition(bits <= 16, "expected names that differ in their length, first or last eight bytes")
        }
    }

    private static func slots(_ names: [[UInt8]], _ multiplier: UInt64, _ bits: Int) -> [UInt8]? {
        var slots = [UInt8](repeating: .max, count: 1 << bits)
        for (index, name) in names.enumerated() {
            let slot = name.withUnsafeBufferPointer { Self.slot($0, multiplier, UInt64(64 - bits)) }
            guard slots[slot] == .max else { return nil }
            slots[slot] = UInt8(index)
        }
        return slots
    }

    /// The number of the name that may be this one; 255 for none.
    @inline(__always)
    func index(of name: UnsafeBufferPointer<UInt8>) -> Int {
        slots.withUnsafeBufferPointer { Int($0[Self.slot(name, multiplier, shift)]) }
    }

    @inline(__always)
    private static func slot(_ name: UnsafeBufferPointer<UInt8>, _ multiplier: UInt64, _ shift: UInt64) -> Int {
        let count = name.count
        guard count > 0, let raw = UnsafeRawPointer(name.baseAddress) else { return 0 }
        let first: UInt64
        let last: UInt64
        if count >= 8 {
            first = raw.loadUnaligned(as: UInt64.self)
            last = raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        } else if count >= 4 {
            first = UInt64(raw.loadUnaligned(as: UInt32.self))
            last = UInt64(raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
        } else {
            first = UInt64(name[0]) | UInt64(name[count / 2]) << 8
            last = UInt64(name[count - 1])
        }
        let mixed = (first ^ (last &* 0xD6E8_FEB8_6659_FD93 &+ UInt64(count))) &* multiplier
        return Int(((mixed ^ (mixed >> 32)) &* multiplier) >> shift)
    }
}
