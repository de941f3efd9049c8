/// Writes JSON: members in the order of their names where a model or a dictionary writes them, no white space, nothing
/// escaped that need not be.
public struct JSONWriter {
    /// The text so far.
    package private(set) var bytes: [UInt8] = []
    /// The secrets in it.
    package private(set) var secrets: [Secret] = []
    /// The first value that JSON cannot hold, if there was one.
    package private(set) var failure: Failure?
    private var depth = 0

    /// A value that JSON cannot hold.
    package struct Failure: Sendable {
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

    // MARK: - Strings

    package mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            bytes.append(UInt8(ascii: "\""))
            var plain = utf8.startIndex
            for index in utf8.indices {
                let byte = utf8[index]
                guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[plain..<index]))
                escape(byte)
                plain = index + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[plain...]))
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
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 { return write(whole) }
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
        guard descend() else { return writeNull() }
        bytes.append(UInt8(ascii: "{"))
        write(&self)
        bytes.append(UInt8(ascii: "}"))
        depth -= 1
    }

    package mutating func writeList(_ elements: some Sequence<some JSONConvertible>) {
        guard descend() else { return writeNull() }
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            separate()
            element.write(to: &self)
            if failure != nil { return failed(inside: "\(index)") }
        }
        bytes.append(UInt8(ascii: "]"))
        depth -= 1
    }

    /// Writes a member of the object that is being written.
    package mutating func writeMember(_ name: String, _ value: some JSONConvertible) {
        separate()
        write(name)
        bytes.append(UInt8(ascii: ":"))
        value.write(to: &self)
        if failure != nil { failed(inside: name) }
    }

    @inline(__always)
    mutating func writeName(quoted name: [UInt8]) {
        separate()
        bytes.append(contentsOf: name)
    }

    /// A comma, unless an object or a list has just begun.
    @inline(__always)
    private mutating func separate() {
        if let last = bytes.last, last != UInt8(ascii: "{"), last != UInt8(ascii: "[") { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func descend() -> Bool {
        guard depth < JSONReader.maximumDepth else {
            failure = failure ?? Failure(found: "lists or objects nested deeper than \(JSONReader.maximumDepth)")
            return false
        }
        depth += 1
        return true
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
