/// Writes JSON: members in the order of their names where a model or a dictionary writes them, no white space, nothing
/// escaped that need not be.
public struct JSONWriter {
    /// The text so far.
    package private(set) var bytes: [UInt8] = []
    /// The secrets in it.
    package private(set) var secrets: [Secret] = []
    /// The first value that cannot be written, if there was one.
    package private(set) var failure: Failure?
    /// Whether a required member of a model without a value is a failure, as in a request's body.
    package var requiresValues = false
    /// Whether a string that is blank is a failure in a list.
    package var refusesBlankElements = false
    /// Whether an empty list is a failure, as in a search, where it would find everything.
    package var refusesEmptyLists = false
    private var depth = 0

    /// A value that cannot be written.
    package struct Failure: Sendable {
        /// What is expected instead.
        package var expected = "a value that JSON can hold"
        /// What it is.
        package let found: String
        /// The members that lead to it, the outermost first.
        package fileprivate(set) var path: [String] = []
    }

    package init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    private mutating func append(ascii text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func failed(inside name: String) { failure?.path.insert(name, at: 0) }

    /// Refuses a value.
    package mutating func refuse(expecting expected: String, found: String) {
        failure = failure ?? Failure(expected: expected, found: found)
    }

    /// Refuses a string that is empty or only white space.
    package mutating func refuseBlank(_ value: some JSONConvertible) {
        refuse(expecting: "a non-empty string", found: blankText(isEmpty: value.isBlank))
    }

    // MARK: - Strings

    package mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            bytes.append(UInt8(ascii: "\""))
            var rest = utf8[...]
            while let stop = rest.firstIndex(where: {
                $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\")
            }) {
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: rest[..<stop]))
                escape(rest[stop])
                rest = rest[(stop + 1)...]
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: rest))
            bytes.append(UInt8(ascii: "\""))
        }
    }

    package mutating func write(_ secret: Secret) {
        secrets.append(secret)
        write(secret.reveal())
    }

    @inline(never)
    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            append(ascii: "u00")
            for digit in [byte >> 4, byte & 15] {
                bytes.append(digit < 10 ? digit + UInt8(ascii: "0") : digit - 10 + UInt8(ascii: "a"))
            }
        }
    }

    // MARK: - Numbers and words

    package mutating func write(_ value: Bool) { if value { append(ascii: "true") } else { append(ascii: "false") } }

    package mutating func write(_ value: Int64) {
        guard value != 0 else { return bytes.append(UInt8(ascii: "0")) }
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { room in
            var start = room.count
            while rest > 0, start > 0 {
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                start -= 1
                room.initializeElement(at: start, to: UInt8(digit) + UInt8(ascii: "0"))
                rest = quotient
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: room[start...]))
        }
    }

    /// Whole numbers are written without a point: the service's integers do not take `1.0`.
    package mutating func write(_ value: Double) {
        if let whole = Int64(exactly: value) { return write(whole) }
        guard value.isFinite else {
            failure = failure ?? Failure(found: "a number that is not finite")
            return writeNull()
        }
        bytes.append(contentsOf: value.description.utf8)
    }

    package mutating func writeNull() { append(ascii: "null") }

    // MARK: - Objects and lists

    /// Writes the braces around members that `write` writes.
    package mutating func writeObject(_ write: (inout JSONWriter) -> Void) {
        guard open(UInt8(ascii: "{")) else { return }
        write(&self)
        close(UInt8(ascii: "}"))
    }

    /// Writes members in the order of their names.
    package mutating func writeMembers(_ members: [String: any JSONConvertible]) {
        for (name, value) in members.sorted(by: { $0.key < $1.key }) where failure == nil { writeMember(name, value) }
    }

    package mutating func writeList(_ elements: some Sequence<some JSONConvertible>) {
        guard open(UInt8(ascii: "[")) else { return }
        var index = 0
        defer {
            if refusesEmptyLists, index == 0 { refuse(expecting: "at least one element, or nil", found: "none") }
        }
        for element in elements {
            separate()
            element.write(to: &self)
            if refusesBlankElements, let text = element as? String, isBlank(text) { refuseBlank(text) }
            if failure != nil { return failed(inside: "\(index)") }
            index += 1
        }
        close(UInt8(ascii: "]"))
    }

    /// Writes a member of the object that is being written.
    package mutating func writeMember(_ name: String, _ value: some JSONConvertible) {
        separate()
        write(name)
        bytes.append(UInt8(ascii: ":"))
        value.write(to: &self)
        if failure != nil { failed(inside: name) }
    }

    /// Writes a member's name.
    ///
    /// - Parameter name: `,"name":`.
    @inline(__always)
    mutating func writeName(quoted name: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: isAtFirst ? name[1...] : name[...]))
    }

    /// Whether an object or a list has just begun.
    private var isAtFirst: Bool {
        @inline(__always) get { bytes.last == UInt8(ascii: "{") || bytes.last == UInt8(ascii: "[") }
    }

    @inline(__always)
    private mutating func separate() {
        if !isAtFirst { bytes.append(UInt8(ascii: ",")) }
    }

    /// Begins an object or a list; false when that is too deep, and null was written.
    mutating func open(_ bracket: UInt8) -> Bool {
        guard depth < JSONReader.maximumDepth else {
            failure = failure ?? Failure(found: "lists or objects nested deeper than \(JSONReader.maximumDepth)")
            writeNull()
            return false
        }
        depth += 1
        bytes.append(bracket)
        return true
    }

    mutating func close(_ bracket: UInt8) {
        depth -= 1
        bytes.append(bracket)
    }
}

extension JSONConvertible {
    /// The value as a JSON text.
    package var json: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }
}
