#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

// The part of the models' engine that touches memory. Each member's place in the model is found once from its key path,
// and the loops below read and write there. It is sound because
// - `MemoryLayout.offset(of:)` gives an offset for stored properties alone, and an entry is made with the property's
//   own type, by which its kind and its closures are chosen;
// - the memory belongs to a value of the model's type, to which the caller has exclusive access while it is read into;
// - each member is assigned as a whole value of its type, and has a value before: that of the empty model;
// - a table is made once, never changes and is never freed, so that no reference has to be counted to use it.

/// The members of a model by name, as offsets into its memory.
struct MemberTable: @unchecked Sendable {
    /// What is known of one member.
    struct Entry {
        let name: String
        let key: NameKey
        /// `,"name":`, as it is written.
        let quoted: UnsafeBufferPointer<UInt8>
        fileprivate(set) var offset: Int
        let kind: Kind
        /// Whether the model cannot be read without it.
        let isRequired: Bool
        /// Whether a value of another type is an error although the member is optional.
        let isStrict: Bool
        /// Reads the member; false when there is no value after all.
        let read: (UnsafeMutableRawPointer, inout JSONReader) throws(JSONFailure) -> Bool
        let write: (UnsafeRawPointer, inout JSONWriter) -> Void
        let isOmitted: (UnsafeRawPointer) -> Bool
        /// Whether a request is refused when the member is set and has nothing in it but white space.
        let needsText: Bool
        /// Refuses the member when it is set and has nothing in it but white space.
        let refuseBlank: (UnsafeRawPointer, inout JSONWriter) -> Void
    }

    /// The types that the loops read and write themselves: a closure of an entry costs several times as much.
    enum Kind: UInt8 {
        case string, optionalString, bool, optionalBool, int, optionalInt, optionalDouble
        case optionalSecret, strings, flags, values, epochSeconds, epochMilliseconds, other

        init<Value>(_ type: Value.Type) {
            let types: [(Any.Type, Kind)] = [
                (String.self, .string), (String?.self, .optionalString), (Bool.self, .bool),
                (Bool?.self, .optionalBool),
                (Int.self, .int), (Int?.self, .optionalInt), (Double?.self, .optionalDouble),
                (Secret?.self, .optionalSecret), ([String].self, .strings), ([String: Bool].self, .flags),
                ([String: JSONValue].self, .values),
            ]
            self = types.first { $0.0 == type }?.1 ?? .other
        }
    }

    private struct Contents {
        let entries: UnsafeBufferPointer<Entry>
        let slots: NameSlots
        let required: UInt64
        /// The numbers of the entries in the order of their names.
        let sorted: UnsafeBufferPointer<Int>
        let type: String
        /// A value of the model's type.
        let empty: UnsafeRawPointer
    }

    private let contents: UnsafePointer<Contents>

    init<Root>(_ entries: [Entry], empty: Root) {
        let type = "\(Root.self)"
        precondition(entries.count <= 64, "\(type): expected at most 64 members, found \(entries.count)")
        precondition(Set(entries.map(\.name)).count == entries.count, "\(type): a member is stated twice")
        contents = UnsafePointer(
            Self.kept([
                Contents(
                    entries: Self.kept(entries),
                    slots: NameSlots(entries.map(\.key)),
                    required: entries.indices.reduce(0) { entries[$1].isRequired ? $0 | 1 << UInt64($1) : $0 },
                    sorted: Self.kept(entries.indices.sorted { entries[$0].name < entries[$1].name }),
                    type: type,
                    empty: UnsafeRawPointer(Self.kept([empty]).baseAddress.unsafelyUnwrapped)
                )
            ]).baseAddress.unsafelyUnwrapped
        )
    }

    /// The same elements in memory that is never freed.
    fileprivate static func kept<Element>(_ elements: [Element]) -> UnsafeBufferPointer<Element> {
        let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
        _ = memory.initialize(from: elements)
        return UnsafeBufferPointer(memory)
    }

    var names: [String] { contents.pointee.entries.map(\.name) }

    /// The model with no member set.
    @inline(__always)
    func empty<Root>(_ type: Root.Type) -> Root {
        contents.pointee.empty.assumingMemoryBound(to: Root.self).pointee
    }

    private var entries: UnsafePointer<Entry> {
        @inline(__always) get { contents.pointee.entries.baseAddress.unsafelyUnwrapped }
    }

    // MARK: - Reading

    /// Reads an object into a model.
    @inline(__always)
    func read<Root>(_ root: UnsafeMutablePointer<Root>, _ json: inout JSONReader) throws(JSONFailure) {
        try read(UnsafeMutableRawPointer(root), &json)
    }

    private func read(_ root: UnsafeMutableRawPointer, _ json: inout JSONReader) throws(JSONFailure) {
        guard json.isAtObject else { throw json.mismatch("an object") }
        var seen: UInt64 = 0
        var present: UInt64 = 0
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
                guard seen & bit == 0 else { throw json.failure("duplicate member") }
                seen |= bit
                if try read(entries + found, root, &json) { present |= bit }
            } while try json.isFollowed(before: UInt8(ascii: "}"))
        }
        let missing = contents.pointee.required & ~present
        guard missing == 0 else {
            throw json.mismatch("a value").inside(entries[missing.trailingZeroBitCount].name)
        }
    }

    /// Reads one member; false when it has no value: null is the same as absent.
    @inline(__always)
    private func read(
        _ entry: UnsafePointer<Entry>,
        _ root: UnsafeMutableRawPointer,
        _ json: inout JSONReader
    ) throws(JSONFailure) -> Bool {
        let mark = json.mark
        do throws(JSONFailure) {
            if try json.takeNull() { return false }
            let place = root + entry.pointee.offset
            switch entry.pointee.kind {
            case .string:
                let text = try json.text()
                place.assumingMemoryBound(to: String.self).pointee = text
                return !text.isEmpty
            case .optionalString:
                let text = try json.text()
                guard !text.isEmpty else { return false }
                place.assumingMemoryBound(to: String?.self).pointee = text
            case .bool: place.assumingMemoryBound(to: Bool.self).pointee = try json.bool()
            case .optionalBool: place.assumingMemoryBound(to: Bool?.self).pointee = try json.bool()
            case .int: place.assumingMemoryBound(to: Int.self).pointee = try json.int()
            case .optionalInt: place.assumingMemoryBound(to: Int?.self).pointee = try json.int()
            case .optionalDouble: place.assumingMemoryBound(to: Double?.self).pointee = try json.double()
            case .optionalSecret:
                let secret = try Secret.read(from: &json)
                guard !secret.isEmpty else { return false }
                place.assumingMemoryBound(to: Secret?.self).pointee = secret
            case .strings: place.assumingMemoryBound(to: [String].self).pointee = try .read(from: &json)
            case .flags: place.assumingMemoryBound(to: [String: Bool].self).pointee = try .read(from: &json)
            case .values: place.assumingMemoryBound(to: [String: JSONValue].self).pointee = try .read(from: &json)
            case .epochSeconds:
                place.assumingMemoryBound(to: Date?.self).pointee = Date(epoch: try json.double(), perSecond: 1)
            case .epochMilliseconds:
                place.assumingMemoryBound(to: Date?.self).pointee = Date(epoch: try json.double(), perSecond: 1000)
            case .other: return try entry.pointee.read(place, &json)
            }
            return true
        } catch {
            try pass(entry, mark, &json, error)
            return true
        }
    }

    /// Passes over a member's value that cannot be read, unless that is an error.
    @inline(never)
    private func pass(
        _ entry: UnsafePointer<Entry>,
        _ mark: JSONReader.Mark,
        _ json: inout JSONReader,
        _ error: JSONFailure
    ) throws(JSONFailure) {
        let name = entry.pointee.name
        guard !entry.pointee.isRequired, !entry.pointee.isStrict else { throw error.inside(name) }
        do throws(JSONFailure) { try json.pass(over: mark, contents.pointee.type, name, error) } catch {
            throw error.inside(name)
        }
    }

    @inline(__always)
    private func index(of name: UnsafeBufferPointer<UInt8>) -> Int? {
        let key = NameKey(name)
        let index = contents.pointee.slots.index(of: key)
        guard index < contents.pointee.entries.count, entries[index].key == key else { return nil }
        return key.isWhole || isNamed(index, name) ? index : nil
    }

    @inline(never)
    private func isNamed(_ index: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        var own = entries[index].name
        return own.withUTF8 { isSame($0, name) }
    }

    @inline(never)
    private func indexOfEscaped(_ name: JSONReader.Text) -> Int? {
        var text = name.text
        return text.withUTF8 { index(of: $0) }
    }

    // MARK: - Writing

    /// Writes the members of a model, which `root` points to, without the braces around them.
    func write(_ root: UnsafeRawPointer, _ json: inout JSONWriter) {
        for index in contents.pointee.sorted {
            let entry = entries + index
            let place = root + entry.pointee.offset
            if json.requiresValues, entry.pointee.needsText {
                entry.pointee.refuseBlank(place, &json)
                if json.failure != nil { return json.failed(inside: entry.pointee.name) }
            }
            switch entry.pointee.kind {
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
            case .optionalSecret:
                guard let secret = place.assumingMemoryBound(to: Secret?.self).pointee else { continue }
                json.writeName(quoted: entry.pointee.quoted)
                json.write(secret)
            case .strings:
                let texts = place.assumingMemoryBound(to: [String].self)
                if texts.pointee.isEmpty { continue }
                json.writeName(quoted: entry.pointee.quoted)
                texts.pointee.write(to: &json)
            case .values:
                let values = place.assumingMemoryBound(to: [String: JSONValue].self)
                if values.pointee.isEmpty { continue }
                json.writeName(quoted: entry.pointee.quoted)
                values.pointee.write(to: &json)
            default:
                if entry.pointee.isOmitted(place) { continue }
                json.writeName(quoted: entry.pointee.quoted)
                entry.pointee.write(place, &json)
            }
            if json.failure != nil { return json.failed(inside: entry.pointee.name) }
        }
    }

    func isOmitted(_ name: String, _ root: UnsafeRawPointer) -> Bool? {
        contents.pointee.entries.first { $0.name == name }.map { $0.isOmitted(root + $0.offset) }
    }

    func areOmitted(_ root: UnsafeRawPointer) -> Bool {
        contents.pointee.entries.allSatisfy { $0.isOmitted(root + $0.offset) }
    }
}

extension MemberTable {
    /// The entries of a model that is a part of another one.
    func entries<Root, Part>(at path: WritableKeyPath<Root, Part>) -> [Entry] {
        guard let start = MemoryLayout<Root>.offset(of: path) else {
            preconditionFailure("\(Root.self): expected a stored property")  // trap: a mistake in a model
        }
        return contents.pointee.entries.map { entry in
            var entry = entry
            entry.offset += start
            return entry
        }
    }
}

// MARK: - Entries

/// A list or a dictionary: when it is required, it has to be there, and may be empty.
private protocol JSONContainer {}

extension Array: JSONContainer {}

extension Dictionary: JSONContainer {}

extension MemberTable.Entry {
    init<Root, Value: JSONConvertible>(
        _ name: StaticString,
        _ path: WritableKeyPath<Root, Value>,
        isRequired: Bool,
        isStrict: Bool,
        needsText: Bool
    ) {
        let mayBeBlank = !isRequired || Value.self is any JSONContainer.Type
        self.init(
            name,
            path,
            MemberTable.Kind(Value.self),
            isRequired: isRequired,
            isStrict: isStrict,
            read: { place, json throws(JSONFailure) in
                let value = try Value.read(from: &json)
                // An empty value is like an absent one: the member keeps what it has in the empty model.
                if !value.isBlank { place.assumingMemoryBound(to: Value.self).pointee = value }
                return mayBeBlank || !value.isBlank
            },
            write: { $0.assumingMemoryBound(to: Value.self).pointee.write(to: &$1) },
            isOmitted: { $0.assumingMemoryBound(to: Value.self).pointee.isOmitted },
            needsText: needsText || !mayBeBlank,
            refuseBlank: { place, json in
                let value = place.assumingMemoryBound(to: Value.self).pointee
                if isRequired || !value.isOmitted, hasNoText(value) { json.refuseBlank(value) }
            }
        )
    }

    init<Root, Value>(_ name: StaticString, _ path: WritableKeyPath<Root, Value?>, _ form: JSONForm<Value>) {
        self.init(
            name,
            path,
            form.kind,
            isRequired: false,
            isStrict: form.isStrict,
            read: { place, json throws(JSONFailure) in
                place.assumingMemoryBound(to: Value?.self).pointee = try form.read(&json)
                return true
            },
            write: { if let value = $0.assumingMemoryBound(to: Value?.self).pointee { form.write(value, &$1) } },
            isOmitted: { $0.assumingMemoryBound(to: Value?.self).pointee == nil },
            needsText: false,
            refuseBlank: { _, _ in }
        )
    }

    init<Root, Value>(_ name: StaticString, _ path: WritableKeyPath<Root, Change<Value>>, _ form: JSONForm<Value>) {
        self.init(
            name,
            path,
            .other,
            isRequired: false,
            isStrict: form.isStrict,
            read: { place, json throws(JSONFailure) in
                place.assumingMemoryBound(to: Change<Value>.self).pointee =
                    try form.read(&json).map { .set($0) } ?? .clear
                return true
            },
            write: { $0.assumingMemoryBound(to: Change<Value>.self).pointee.write(to: &$1, form.write) },
            isOmitted: {
                if case .keep = $0.assumingMemoryBound(to: Change<Value>.self).pointee { true } else { false }
            },
            needsText: false,
            refuseBlank: { _, _ in }
        )
    }

    private init<Root, Value>(
        _ name: StaticString,
        _ path: WritableKeyPath<Root, Value>,
        _ kind: MemberTable.Kind,
        isRequired: Bool,
        isStrict: Bool,
        read: @escaping (UnsafeMutableRawPointer, inout JSONReader) throws(JSONFailure) -> Bool,
        write: @escaping (UnsafeRawPointer, inout JSONWriter) -> Void,
        isOmitted: @escaping (UnsafeRawPointer) -> Bool,
        needsText: Bool,
        refuseBlank: @escaping (UnsafeRawPointer, inout JSONWriter) -> Void
    ) {
        guard let offset = MemoryLayout<Root>.offset(of: path) else {
            preconditionFailure("\(Root.self).\(name): expected a stored property")  // trap: a mistake in a model
        }
        self.name = name.description
        key = NameKey(MemberTable.kept(Array(self.name.utf8)))
        quoted = MemberTable.kept(Array(",".utf8) + self.name.json + Array(":".utf8))
        self.offset = offset
        self.kind = kind
        self.isRequired = isRequired
        self.isStrict = isStrict
        self.read = read
        self.write = write
        self.isOmitted = isOmitted
        self.needsText = needsText
        self.refuseBlank = refuseBlank
    }
}

/// Whether there is nothing in a value but white space.
package func hasNoText(_ value: some JSONConvertible) -> Bool {
    switch value {
    case let text as String: isBlank(text)
    case let secret as Secret: isBlank(secret.reveal())
    case .set(let text) as Change<String>: isBlank(text)
    default: value.isBlank
    }
}

// MARK: - Names

/// What is looked at of a name: its length, and its first and last eight bytes. Of a name of up to 16 bytes that is all
/// of it, so that two such names are the same when their keys are.
struct NameKey: Equatable {
    private let first: UInt64
    private let last: UInt64
    private let count: Int

    /// Whether the key has all of the name.
    var isWhole: Bool { count <= 16 }

    @inline(__always)
    init(_ name: UnsafeBufferPointer<UInt8>) {
        count = name.count
        guard count > 0, let raw = UnsafeRawPointer(name.baseAddress) else {
            (first, last) = (0, 0)
            return
        }
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
    }

    @inline(__always)
    func slot(_ multiplier: UInt64, _ shift: UInt64) -> Int {
        let mixed = (first ^ (last &* 0xD6E8_FEB8_6659_FD93 &+ UInt64(truncatingIfNeeded: count))) &* multiplier
        return Int(truncatingIfNeeded: ((mixed ^ (mixed >> 32)) &* multiplier) >> shift)
    }
}

/// A perfect hash of a few names: each has a slot of its own.
private struct NameSlots {
    private let slots: UnsafeBufferPointer<UInt8>
    private let multiplier: UInt64
    private let shift: UInt64

    init(_ names: [NameKey]) {
        // Twice the room at least; more, when some names share all that is looked at.
        var bits = max(1, Int.bitWidth - (names.count * 2).leadingZeroBitCount)
        var multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
        var tries = 0
        while true {
            if let slots = Self.slots(names, multiplier, bits) {
                (self.slots, self.multiplier, shift) = (MemberTable.kept(slots), multiplier, UInt64(64 - bits))
                return
            }
            multiplier = multiplier &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407 | 1
            tries += 1
            if tries % 1000 == 0 { bits += 1 }
            precondition(bits <= 16, "expected names that differ in their length, first or last eight bytes")
        }
    }

    private static func slots(_ names: [NameKey], _ multiplier: UInt64, _ bits: Int) -> [UInt8]? {
        var slots = [UInt8](repeating: .max, count: 1 << bits)
        for (index, name) in names.enumerated() {
            let slot = name.slot(multiplier, UInt64(64 - bits))
            guard slots[slot] == .max else { return nil }
            slots[slot] = UInt8(index)
        }
        return slots
    }

    /// The number of the name that may be this one; 255 for none.
    @inline(__always)
    func index(of name: NameKey) -> Int { Int(slots[name.slot(multiplier, shift)]) }
}
