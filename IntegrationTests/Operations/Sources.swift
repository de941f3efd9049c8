import Foundation

/// What the modules' sources state.
enum Sources {
    /// The names of all operations: what stands after `APIOperation(`.
    static func operationNames() throws -> [String] {
        try texts("Modules").flatMap { text in
            text.matches(of: #/(?:APIOperation|Self)\(\s*(?:management: )?"([a-zA-Z]+\.[a-zA-Z0-9]+)"/#).map {
                String($0.1)
            }
        }
    }

    /// The names of all public models.
    static func modelNames() throws -> [String] {
        try texts("Modules").flatMap { text in
            text.matches(of: #/public struct (\w+): [A-Za-z, ]*JSONModel/#).map { String($0.1) }
        }
    }

    /// The types with the operations of the management API, by the name of the property of `Management`.
    static let managementTypes = Result {
        try (texts("Modules/Management") + texts("Modules/Authz")).reduce(into: [String: String]()) { types, text in
            for match in text.matches(of: #/public var (\w+): (\w+) \{ \w+\(management: self\) \}/#) {
                types[String(match.1)] = String(match.2)
            }
        }
    }

    /// All public methods of the clients, as `OTPClient.signIn(with:loginId:)`.
    static func methods() throws -> Set<String> {
        var methods: Set<String> = []
        for text in try texts("Modules") {
            var owner = ""
            for match in text.matches(
                of: #/(?:^|\n)(?:public struct|extension) (\w+)|public (?:static )?func `?(\w+)`?(?:<[^>]*>)?\(/#
            ) {
                if let type = match.1 {
                    owner = String(type)
                } else if let name = match.2 {
                    methods.insert("\(owner).\(name)(\(labels(text[match.range.upperBound...])))")
                }
            }
        }
        return methods
    }

    /// The labels of the parameters that come next, each with its colon.
    private static func labels(_ parameters: Substring) -> String {
        var (depth, labels, piece) = (0, "", "")
        func label() -> String { piece.split(whereSeparator: { " \n:".contains($0) }).first.map { $0 + ":" } ?? "" }
        for character in parameters {
            switch character {
            case "(", "[", "<", "{": depth += 1
            case ")" where depth == 0: return labels + label()
            case ")", "]", ">", "}": depth -= 1
            case "," where depth == 0:
                labels += label()
                piece = ""
                continue
            default: break
            }
            piece.append(character)
        }
        return labels
    }

    private static func texts(_ folder: String) throws -> [String] {
        let root = URL(filePath: packageRoot).appending(path: folder)
        let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        var texts: [String] = []
        while let file = files?.nextObject() as? URL {
            if file.pathExtension == "swift" { texts.append(try String(contentsOf: file, encoding: .utf8)) }
        }
        return texts
    }
}
