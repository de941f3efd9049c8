import DescopeCore

/// A string that is compared and hashed by its bytes: ids come from outside, and `String` normalizes them for it.
struct ByteKey: Hashable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (a: Self, b: Self) -> Bool { a.text.hasSameBytes(as: b.text) }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

/// Numbers for strings, in the order in which they came.
struct Interner: Sendable {
    private(set) var texts: [String] = []
    private var numbers: [ByteKey: Int32] = [:]

    var count: Int { texts.count }

    /// The number of a string; nil when it has none.
    func number(of text: String) -> Int32? { numbers[ByteKey(text)] }

    /// The number of a string, a new one when it has none.
    mutating func intern(_ text: String) -> Int32 {
        let next = Int32(texts.count)
        let number = numbers[ByteKey(text), default: next]
        if number == next {
            numbers[ByteKey(text)] = next
            texts.append(text)
        }
        return number
    }
}
