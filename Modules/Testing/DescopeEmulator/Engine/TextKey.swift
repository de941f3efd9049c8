import DescopeCore

extension Sequence<String> {
    /// Whether one of the strings has the same bytes as another one.
    func hasSame(_ text: String) -> Bool { contains { $0.hasSameBytes(as: text) } }

    /// The strings, each once, in the order of their first places.
    var distinct: [String] {
        var seen: Set<TextKey> = []
        return filter { seen.insert(TextKey($0)).inserted }
    }
}

/// A string that is compared and hashed by its bytes. `String` itself takes composed and decomposed characters for the
/// same, and normalizes untrusted strings for it.
struct TextKey: Hashable, Codable, Sendable {
    let text: String
    /// Whether composed and decomposed characters are the same, as for `String`. Only login ids may be compared so.
    let isCanonical: Bool

    init(_ text: String, isCanonical: Bool = false) {
        self.text = text
        self.isCanonical = isCanonical
    }

    static func == (a: Self, b: Self) -> Bool {
        // Keys of the two kinds have different hashes, so they are never equal.
        guard a.isCanonical == b.isCanonical else { return false }
        return a.isCanonical ? a.text == b.text : a.text.hasSameBytes(as: b.text)
    }

    func hash(into hasher: inout Hasher) {
        if isCanonical { return hasher.combine(text) }
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
