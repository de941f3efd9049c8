/// Why a JSON text was refused: what was expected, inside which members, and at which byte. It never holds a value.
public struct JSONFailure: Error, CustomStringConvertible {
    /// What is wrong.
    package let reason: String
    /// The byte of the text at which it was noticed.
    package let offset: Int
    /// The members that lead there, the outermost first; a list's elements are numbers.
    package private(set) var path: [String] = []
    /// Whether the text is good JSON, and only not what the model says.
    let isMismatch: Bool

    package init(_ reason: String, at offset: Int, isMismatch: Bool = false) {
        self.reason = reason
        self.offset = offset
        self.isMismatch = isMismatch
    }

    @inline(never)
    package func inside(_ name: String) -> JSONFailure {
        var failure = self
        failure.path.insert(name, at: 0)
        return failure
    }

    /// What is wrong and where, without a value.
    public var description: String {
        (path.isEmpty ? "" : path.joined(separator: ".").forMessage + ": ") + "\(reason) at byte \(offset)"
    }
}

/// What a reader has passed over because it was not what a model says: a number where a string is expected, a null in a
/// list, an element of a list without its required members.
package struct JSONOddities: Sendable {
    /// How many there were.
    package private(set) var count = 0
    /// The first few, as type and member: `UserProfile.email`.
    package private(set) var members: [String] = []

    package init() {}

    mutating func note(_ type: String, _ member: String) {
        count += 1
        if members.count < 16 { members.append("\(type).\(member)") }
    }
}
