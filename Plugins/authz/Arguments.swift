/// A command line after the name of the command: words, and options that begin with two dashes.
struct Arguments {
    private(set) var words: [String] = []
    private var values: [String: [String]] = [:]
    private var flags: Set<String> = []

    /// - Parameters:
    ///   - valued: The options that take a value, as the next word or after `=`.
    ///   - flags: The options that take none.
    /// - Throws: A ``Misuse`` that names the option.
    init(_ arguments: [String], valued: Set<String>, flags known: Set<String>) throws(Misuse) {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--"), word != "--" else {
                words.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = parts[0]
            if known.contains(name) {
                guard parts.count == 1 else { throw Misuse("\(name): expected no value, found \(parts[1])") }
                flags.insert(name)
            } else if valued.contains(name) {
                guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
                    throw Misuse("\(name): expected a value after it, found none")
                }
                values[name, default: []].append(value)
            } else {
                throw Misuse("\(name): not an option of this command; see --help")
            }
        }
    }

    func has(_ flag: String) -> Bool { flags.contains(flag) }

    /// All values of an option, in their order.
    func all(_ option: String) -> [String] { values[option] ?? [] }

    /// The value of an option that may be given once.
    func one(_ option: String) throws(Misuse) -> String? {
        let given = all(option)
        guard given.count < 2 else { throw Misuse("\(option): expected it once, found it \(given.count) times") }
        return given.first
    }

    /// Exactly so many words.
    func expect(_ names: String...) throws(Misuse) {
        guard words.count == names.count else {
            let found = words.isEmpty ? "none" : words.joined(separator: " ")
            throw Misuse("expected \(names.joined(separator: " ")), found \(found); see --help")
        }
    }
}

/// A command line that is not understood.
struct Misuse: Error {
    let message: String

    init(_ message: String) { self.message = message }
}
