public import DescopeCore

extension AuthzSchema {
    /// Reads the indented form in which the service's samples are written.
    ///
    /// It is the JSON form in lines, and the part of YAML that this needs: members with a plain or quoted value, lists,
    /// comments, `[]` for an empty list and `null` for a rule or expression that is missing. All else is refused, and
    /// so are members that the form does not have.
    ///
    /// ```
    /// # A comment.
    /// name: Files
    /// namespaces:
    ///   - name: folder
    ///     relationDefinitions:
    ///       - name: owner
    ///       - name: viewer
    ///         complexDefinition:
    ///           nType: union
    ///           children:
    ///             - nType: child
    ///               expression:
    ///                 neType: self
    ///             - nType: child
    ///               expression:
    ///                 neType: targetSet
    ///                 targetRelationDefinition: owner
    ///                 targetRelationDefinitionNamespace: folder
    /// ```
    ///
    /// A text that has lost its indentation is read too: then the members tell what belongs to what. Where they leave a
    /// choice, as after the first operand of an operator inside another one, the text is refused.
    ///
    /// - Throws: `DescopeError.Code.invalidSchema`. The message begins with the line and column.
    public init(indented text: String) throws(DescopeError) { self = try IndentedReader.schema(text) }

    /// Writes the indented form.
    ///
    /// The types that a relation allows have no place in it and are left out. An arrow that tests several types becomes
    /// the union of one for each.
    ///
    /// - Throws: `DescopeError.Code.invalidSchema` for what the form cannot express: conditions, which
    ///   are never left out because rules would hold for more targets, names that are blank, and rules that are too
    ///   deep to be read.
    public func indented() throws(DescopeError) -> String { try IndentedWriter.text(of: self) }
}

/// The members of the form, and what they hold.
private enum Key: String, CaseIterable {
    case name, namespaces, relationDefinitions, complexDefinition, nType, children, expression, neType
    case relationDefinition, relationDefinitionNamespace, targetRelationDefinition, targetRelationDefinitionNamespace

    init?(_ bytes: some Collection<UInt8>) {
        guard let key = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(bytes) }) else { return nil }
        self = key
    }

    enum Form {
        case text
        case list(Kind)
        case object(Kind)
    }

    var form: Form {
        switch self {
        case .namespaces: .list(.namespace)
        case .relationDefinitions: .list(.definition)
        case .children: .list(.node)
        case .complexDefinition: .object(.node)
        case .expression: .object(.expression)
        case .name, .nType, .neType, .relationDefinition, .relationDefinitionNamespace, .targetRelationDefinition,
            .targetRelationDefinitionNamespace:
            .text
        }
    }
}

/// The objects of the form.
private enum Kind: String {
    case schema, namespace, node, expression
    case definition = "relation definition"

    var keys: [Key] {
        switch self {
        case .schema: [.namespaces, .name]
        case .namespace: [.name, .relationDefinitions]
        case .definition: [.name, .complexDefinition]
        case .node: [.nType, .children, .expression]
        case .expression:
            [
                .neType, .relationDefinition, .relationDefinitionNamespace, .targetRelationDefinition,
                .targetRelationDefinitionNamespace,
            ]
        }
    }

    /// The members without which there is none; the first one begins it in a text without indentation.
    var needed: [Key] { self == .namespace ? [.name, .relationDefinitions] : Array(keys.prefix(1)) }
}

private struct Failure: Error {
    let position: AuthzPosition
    let message: String

    init(_ position: AuthzPosition, _ message: String) { (self.position, self.message) = (position, message) }
}

// MARK: - Lines

/// A line with a member, which may begin an item of a list.
private struct Line {
    let position: AuthzPosition
    let isItem: Bool
    let key: Key
    let keyPosition: AuthzPosition
    let value: Value
    let valuePosition: AuthzPosition

    enum Value {
        /// What follows is on the next lines.
        case none
        case null
        case emptyList
        case text(String)
    }
}

/// The lines of a text that are neither blank nor comments.
private struct Lines {
    private let bytes: [UInt8]
    private var starts: [(line: Int, range: Range<Int>, column: Int)] = []

    init(_ text: String) {
        bytes = Array(text.utf8)
        var (start, number) = (0, 0)
        while start < bytes.count {
            number += 1
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            var range = start..<end
            start = end + 1
            if bytes[range].last == UInt8(ascii: "\r") { range = range.lowerBound..<(range.upperBound - 1) }
            let spaces = bytes[range].prefix { $0 == UInt8(ascii: " ") }.count
            let content = (range.lowerBound + spaces)..<range.upperBound
            guard let first = bytes[content].first, first != UInt8(ascii: "#") else { continue }
            starts.append((number, content, spaces + 1))
        }
    }

    var indices: Range<Int> { starts.indices }

    /// Whether all lines begin in one column, so that it tells nothing.
    var isFlat: Bool { starts.allSatisfy { $0.column == starts.first?.column } }

    /// Whether a line has a member.
    func has(_ key: Key, at number: Int) -> Bool {
        guard indices.contains(number), let line = try? self.line(number) else { return false }
        return line.key == key && !line.isItem
    }

    func line(_ number: Int) throws(Failure) -> Line {
        let (number, range, column) = starts[number]
        func position(_ index: Int) -> AuthzPosition {
            AuthzPosition(
                line: number,
                column: column + AuthzPosition.end(of: bytes[range.lowerBound..<index]).column - 1
            )
        }
        func index(after start: Int) -> Int {
            start + bytes[start..<range.upperBound].prefix { $0 == UInt8(ascii: " ") }.count
        }
        var start = range.lowerBound
        let isItem =
            bytes[start] == UInt8(ascii: "-") && start + 1 < range.upperBound
            && bytes[start + 1] == UInt8(ascii: " ")
        if isItem { start = index(after: start + 1) }
        let name = bytes[start..<range.upperBound].prefix { isNamePart($0) }
        let rest = bytes[name.endIndex..<range.upperBound]
        guard !name.isEmpty, rest.first == UInt8(ascii: ":"), rest.count == 1 || rest.dropFirst().first == 0x20 else {
            let found = rest.isEmpty && name.isEmpty ? "the end of the line" : quoted(bytes[start..<range.upperBound])
            throw Failure(position(start), "expected a member of the form, such as name: Files, found \(found).")
        }
        guard let key = Key(name) else {
            let keys = Key.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(position(start), "expected a member of the form (\(keys)), found \(quoted(name)).")
        }
        let valueStart = index(after: rest.startIndex + 1)
        let value = bytes[valueStart..<range.upperBound]
        func make(_ found: Line.Value) -> Line {
            Line(
                position: position(range.lowerBound),
                isItem: isItem,
                key: key,
                keyPosition: position(start),
                value: found,
                valuePosition: position(valueStart)
            )
        }
        /// - Parameter end: Where the value has ended.
        func checkEnd(_ end: Int) throws(Failure) {
            let next = index(after: end)
            guard next == range.upperBound || (next > end && bytes[next] == UInt8(ascii: "#")) else {
                throw Failure(
                    position(next),
                    "expected the end of the line after the value, found \(quoted(bytes[next..<range.upperBound]))."
                )
            }
        }
        switch value.first {
        case nil: return make(.none)
        case UInt8(ascii: "#"): return make(.none)
        case UInt8(ascii: "["):
            guard value.dropFirst().first == UInt8(ascii: "]") else {
                throw Failure(
                    position(valueStart),
                    "expected [] or a list on the lines that follow, found another list."
                )
            }
            try checkEnd(valueStart + 2)
            return make(.emptyList)
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            guard let (text, end) = Self.quotedText(value) else {
                throw Failure(position(valueStart), "expected a string that ends on the same line, found another one.")
            }
            try checkEnd(end)
            return make(.text(text))
        default:
            let plain = Self.plainText(value)
            if plain.elementsEqual("null".utf8) { return make(.null) }
            if let reason = Self.refusal(ofPlain: plain) {
                throw Failure(position(valueStart), "expected a value in quotes, found \(quoted(plain)), \(reason).")
            }
            return make(.text(String(decoding: plain, as: UTF8.self)))
        }
    }

    /// A string in quotes and where it ends; nil when it does not.
    private static func quotedText(_ value: ArraySlice<UInt8>) -> (text: String, end: Int)? {
        guard let mark = value.first else { return nil }
        var index = value.startIndex + 1
        var text: [UInt8] = []
        while index < value.endIndex {
            let byte = value[index]
            index += 1
            if mark == UInt8(ascii: "'") {
                guard byte >= 0x20, byte != 0x7F else { return nil }
                guard byte == mark else {
                    text.append(byte)
                    continue
                }
                // Two of them are one.
                guard index < value.endIndex, value[index] == mark else {
                    return (String(decoding: text, as: UTF8.self), index)
                }
                text.append(byte)
                index += 1
            } else if byte == UInt8(ascii: "\\") {
                index += 1
            } else if byte == mark {
                guard let json = try? JSONReader.parse(Array(value[..<index]), from: .service),
                    case .string(let text) = json
                else { return nil }
                return (text, index)
            }
        }
        return nil
    }

    /// A value without quotes, up to a comment.
    private static func plainText(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var (end, previous) = (value.startIndex, UInt8(0))
        for (index, byte) in zip(value.indices, value) {
            if byte == UInt8(ascii: "#"), previous == UInt8(ascii: " ") { break }
            if byte != UInt8(ascii: " ") { end = index + 1 }
            previous = byte
        }
        return value[..<end]
    }

    private static func refusal(ofPlain text: ArraySlice<UInt8>) -> String? {
        guard let first = text.first, !"-?:,[]{}#&*!|>'\"%@`".utf8.contains(first) else {
            return "which begins with a sign that has a meaning in YAML"
        }
        let colon = UInt8(ascii: ":")
        guard text.last != colon, !zip(text, text.dropFirst()).contains(where: { $0 == colon && $1 == 0x20 }) else {
            return "which has a colon that has a meaning in YAML"
        }
        guard text.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return "which has a tab or control character" }
        return isOtherType(text) ? "which readers of YAML do not take for a string" : nil
    }

    /// Whether some readers of YAML take it for a number, a date, a Boolean or null.
    static func isOtherType(_ text: some Collection<UInt8>) -> Bool {
        guard let first = text.first else { return true }
        let word = text.count <= 5 ? String(decoding: text.map { $0 | 0x20 }, as: UTF8.self) : ""
        if first == UInt8(ascii: "~") && text.count == 1 { return true }
        if ["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(word) { return true }
        guard isDigit(first) || first == UInt8(ascii: "+") || first == UInt8(ascii: ".") else { return false }
        return text.allSatisfy { isDigit($0) || ".+-_:aAbBcCdDeEfFiInNoOtTxXzZ ".utf8.contains($0) }
    }
}

// MARK: - Structure

/// Turns lines into the JSON form, whose reader knows what nodes and expressions mean.
private struct IndentedReader {
    /// An object or a list that is open.
    private struct Frame {
        let kind: Kind
        let isList: Bool
        /// Where it begins.
        let position: AuthzPosition
        /// Of its members or of the dashes of its items; nil before the first one.
        var column: Int?
        var keys: [Key] = []
        var items = 0
        /// Whether it is a node with children or an expression.
        var hasContent = false

        /// What it lacks, if it cannot end yet.
        var missing: String? {
            if isList { return items == 0 ? "an item of the list, or []" : nil }
            if let key = kind.needed.first(where: { !keys.contains($0) }) {
                return "the member \(key.rawValue) of the \(kind.rawValue)"
            }
            return kind == .node && !hasContent ? "an expression or children of the node" : nil
        }
    }

    private let lines: Lines
    private var frames: [Frame] = []
    private var json: [UInt8] = []
    /// From which byte of the JSON on something comes from a place in the text.
    private var marks: [(offset: Int, position: AuthzPosition)] = []

    static func schema(_ text: String) throws(DescopeError) -> AuthzSchema {
        var reader = IndentedReader(lines: Lines(text))
        do throws(Failure) { return try reader.read() } catch {
            throw DescopeError(.argument, code: .invalidSchema, message: "\(error.position): \(error.message)")
        }
    }

    private init(lines: Lines) { self.lines = lines }

    private mutating func read() throws(Failure) -> AuthzSchema {
        let isFlat = lines.isFlat
        try open(.schema, isList: false, at: .start)
        for number in lines.indices {
            let line = try lines.line(number)
            if isFlat { try placeByMembers(line, number) } else { try placeByColumns(line) }
        }
        while !frames.isEmpty { try close() }
        do throws(JSONFailure) { return try AuthzSchema(json: json) } catch {
            let position = marks.last { $0.offset <= error.offset }?.position ?? .start
            throw Failure(position, "\(error.reason), found another one.")
        }
    }

    // MARK: Places

    /// Adds a line to the object or list that its column tells.
    private mutating func placeByColumns(_ line: Line) throws(Failure) {
        let column = line.position.column
        while let top = frames.last {
            let outer = frames.dropLast().last?.column ?? 0
            switch (top.isList, top.column) {
            case (true, nil):
                guard line.isItem, column >= outer else { throw missing(top, line) }
                frames[frames.count - 1].column = column
                return try addItem(line)
            case (false, nil):
                guard !line.isItem, column > outer else { throw missing(top, line) }
                frames[frames.count - 1].column = column
                return try addMember(line)
            case (let isList, let known?) where known == column && isList == line.isItem:
                return try isList ? addItem(line) : addMember(line)
            case (true, let known?) where known >= column, (false, let known?) where known > column:
                guard frames.count > 1 else { throw misplaced(line) }
                try close()
            default: throw misplaced(line)
            }
        }
    }

    /// Adds a line to the only object or list that can take it.
    private mutating func placeByMembers(_ line: Line, _ number: Int) throws(Failure) {
        var found: [Int] = []
        for (index, frame) in zip(frames.indices, frames).reversed() {
            if takes(line, number, frame) { found.append(index) }
            if frame.missing != nil { break }
        }
        guard let only = found.first else {
            if let top = frames.last, top.missing != nil { throw missing(top, line) }
            throw misplaced(line)
        }
        guard found.count == 1 else {
            let places = found.map { "\(frames[$0].position)" }.joined(separator: " or ")
            throw Failure(
                line.position,
                "expected indentation, because \(line.key.rawValue) may belong to what begins at \(places)."
            )
        }
        while frames.count > only + 1 { try close() }
        if line.isItem { try addItem(line) } else { try addMember(line) }
    }

    private func takes(_ line: Line, _ number: Int, _ frame: Frame) -> Bool {
        guard line.isItem else {
            return !frame.isList && frame.kind.keys.contains(line.key) && !frame.keys.contains(line.key)
        }
        guard frame.isList, frame.kind.needed.first == line.key else { return false }
        // A namespace and a definition begin alike.
        guard line.key == .name else { return true }
        return (frame.kind == .namespace) == lines.has(.relationDefinitions, at: number + 1)
    }

    private func missing(_ frame: Frame, _ line: Line) -> Failure {
        Failure(
            line.position,
            "expected \(frame.missing ?? "more"), found \(line.isItem ? "- " : "")\(line.key.rawValue)."
        )
    }

    private func misplaced(_ line: Line) -> Failure {
        if let frame = frames.last(where: { !$0.isList && $0.kind.keys.contains(line.key) }),
            !line.isItem, frame.keys.contains(line.key)
        {
            return twice(line, frame)
        }
        let what = "\(line.isItem ? "an item that begins with " : "")\(line.key.rawValue)"
        return Failure(line.position, "expected a line of what is open here, found \(what), which has no place in it.")
    }

    private func twice(_ line: Line, _ frame: Frame) -> Failure {
        Failure(
            line.keyPosition,
            "expected \(line.key.rawValue) once in the \(frame.kind.rawValue) at \(frame.position), found it again."
        )
    }

    // MARK: Parts

    private mutating func open(_ kind: Kind, isList: Bool, at position: AuthzPosition) throws(Failure) {
        guard frames.count < JSONReader.maximumDepth else {
            throw Failure(position, "expected lists and objects at most \(JSONReader.maximumDepth) deep, found more.")
        }
        frames.append(Frame(kind: kind, isList: isList, position: position))
        write(isList ? "[" : "{", at: position)
    }

    private mutating func close() throws(Failure) {
        guard let frame = frames.last else { return }
        if let missing = frame.missing { throw Failure(frame.position, "expected \(missing), found none.") }
        json.append(UInt8(ascii: frame.isList ? "]" : "}"))
        frames.removeLast()
    }

    private mutating func write(_ text: String, at position: AuthzPosition) {
        marks.append((json.count, position))
        json += text.utf8
    }

    /// Adds an item to the list that is on top, and the member that begins it.
    private mutating func addItem(_ line: Line) throws(Failure) {
        guard let list = frames.last else { return }
        if list.items > 0 { json.append(UInt8(ascii: ",")) }
        frames[frames.count - 1].items += 1
        try open(list.kind, isList: false, at: line.position)
        frames[frames.count - 1].column = line.keyPosition.column
        try addMember(line)
    }

    /// Adds a member to the object that is on top.
    private mutating func addMember(_ line: Line) throws(Failure) {
        guard let object = frames.last else { return }
        let key = line.key
        guard object.kind.keys.contains(key) else {
            let keys = object.kind.keys.map(\.rawValue).joined(separator: ", ")
            throw Failure(
                line.keyPosition,
                "expected a member of the \(object.kind.rawValue) (\(keys)), found \(key.rawValue)."
            )
        }
        guard !object.keys.contains(key) else { throw twice(line, object) }
        if !object.keys.isEmpty { json.append(UInt8(ascii: ",")) }
        frames[frames.count - 1].keys.append(key)
        write("\"\(key.rawValue)\":", at: line.keyPosition)
        switch (key.form, line.value) {
        case (.text, .text(let text)):
            marks.append((json.count, line.valuePosition))
            json += text.json
        case (.list, .emptyList): write("[]", at: line.valuePosition)
        case (.object, .null): write("null", at: line.valuePosition)
        case (.list(let kind), .none):
            frames[frames.count - 1].hasContent = true
            try open(kind, isList: true, at: line.keyPosition)
        case (.object(let kind), .none):
            frames[frames.count - 1].hasContent = true
            try open(kind, isList: false, at: line.keyPosition)
        case (.text, _): throw Failure(line.valuePosition, "expected a string as \(key.rawValue), found none.")
        case (.list, _):
            throw Failure(line.valuePosition, "expected [] as \(key.rawValue) or items on the lines that follow.")
        case (.object, _):
            throw Failure(line.valuePosition, "expected null as \(key.rawValue) or members on the lines that follow.")
        }
    }
}

// MARK: - Writing

private struct IndentedWriter {
    private var text = ""

    static func text(of schema: AuthzSchema) throws(DescopeError) -> String {
        let json = try schema.checkedJSON()
        var writer = IndentedWriter()
        do throws(JSONFailure) {
            try JSONReader.scan(json, from: .service) { json throws(JSONFailure) in
                try writer.writeObject(from: &json, 0, after: "")
            }
        } catch { throw .schema("what no reader takes: \(error)") }
        return writer.text
    }

    /// - Parameters:
    ///   - indent: How many spaces stand before its members.
    ///   - head: What stands before the first one instead.
    private mutating func writeObject(
        from json: inout JSONReader,
        _ indent: Int,
        after head: String
    ) throws(JSONFailure) {
        var head = head
        try json.forEachMember { json, name throws(JSONFailure) in
            text += "\(head)\(name.text):"
            head = String(repeating: " ", count: indent)
            if json.isAtText {
                text += " \(Self.scalar(try json.string()))\n"
            } else if json.isAtList {
                var isEmpty = true
                try json.forEachElement { json throws(JSONFailure) in
                    if isEmpty { text += "\n" }
                    isEmpty = false
                    try writeObject(from: &json, indent + 4, after: head + "  - ")
                }
                if isEmpty { text += " []\n" }
            } else {
                text += "\n"
                try writeObject(from: &json, indent + 2, after: head + "  ")
            }
        }
    }

    private static func scalar(_ text: String) -> String {
        isPlainName(text) ? text : String(decoding: text.json, as: UTF8.self)
    }

    private static func isPlainName(_ text: String) -> Bool {
        guard let first = text.utf8.first, isNameStart(first) else { return false }
        return text.utf8.allSatisfy { isNamePart($0) || $0 == UInt8(ascii: "-") } && !Lines.isOtherType(text.utf8)
    }
}
