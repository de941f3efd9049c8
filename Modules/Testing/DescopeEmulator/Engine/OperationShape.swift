import DescopeCore

/// The request and the response of one operation, as `Docs/api` states them.
package struct OperationShape: Sendable {
    /// The operation's id in `Docs/api/operations.json`.
    package let id: String
    package let method: String
    package let path: String
    /// A variable, because the contract does not know the credentials of every operation.
    package var credentials: Credentials
    package let query: [Member]
    package let body: Body
    /// The members of the response; none when it is empty. A response that is itself the value has it as the member
    /// ``OperationShape/root``.
    package let response: [Member]

    /// The body of a request.
    package enum Body: Sendable {
        case none
        /// An object. Without members it is an empty object.
        case members([Member])
        /// A body that is itself the value. The checked body has it as the member ``OperationShape/root``.
        case root(Shape, isRequired: Bool)
    }

    /// The member for a body that is itself the value.
    package static let root = "$root"

    /// One member of a body, or one query item.
    package struct Member: Sendable {
        package let name: String
        package let shape: Shape
        package let isRequired: Bool
    }

    /// The credentials that an operation requires.
    package enum Credentials: Sendable {
        case none
        case project
        case refresh
        /// A refresh token is optional.
        case projectOrRefresh
        case sessionToken
        case accessKey
        case management
        case appToken
        /// Either of them.
        case managementOrAppToken
        /// OAuth client authentication, in the body or the header.
        case clientCredentials
        /// The contract does not know.
        case unverified

        fileprivate init?(_ alternatives: Substring) {
            guard let found = Self.all[Set(alternatives.split(separator: ","))] else { return nil }
            self = found
        }

        private static let all: [Set<Substring>: Credentials] = [
            ["none"]: .none, ["project"]: .project, ["refreshToken"]: .refresh,
            ["project", "refreshToken"]: .projectOrRefresh, ["sessionToken"]: .sessionToken,
            ["accessKey"]: .accessKey, ["managementKey"]: .management, ["appToken"]: .appToken,
            ["managementKey", "appToken"]: .managementOrAppToken, ["clientCredentials"]: .clientCredentials,
            ["unverified"]: .unverified,
        ]
    }

    /// All operations of the contract by their ids, emulated or not.
    package static let all = contract.operations

    /// The types that requests and responses contain, by their names.
    fileprivate static let types = contract.types

    private static let contract = Contract(OperationTable.text)
}

extension OperationShape {
    /// Checks a body, and returns it with one spelling of each member and one form of each value: without null, and
    /// with whole numbers as numbers. Only a member of any type keeps null.
    package func checked(body: JSONValue?) throws(EmulatorRefusal) -> [String: JSONValue] {
        let members: [Member]
        switch self.body {
        case .root(let shape, let isRequired):
            if let body, body != .null { return [Self.root: try shape.checked(body, "the body")] }
            if isRequired { throw .missing("the body") }
            return [:]
        case .members(let all): members = all
        // Clients send an empty object where there is no body.
        case .none: members = []
        }
        guard let values = (body ?? [:]).objectValue else { throw .noObject }
        return try members.checked(values, "", .both)
    }

    /// Checks the bytes of a body; none and no bytes are the same.
    package func checked(json: [UInt8]?) throws(EmulatorRefusal) -> [String: JSONValue] {
        guard let json, !json.isEmpty else { return try checked(body: nil) }
        guard let value = try? JSONReader.parse(json, from: .service) else { throw .noObject }
        guard !value.isNested(deeperThan: Self.maximumDepth) else {
            let expected = "expected lists and objects nested at most \(Self.maximumDepth) deep"
            throw EmulatorRefusal(400, .badRequest, "\(expected), found deeper ones")
        }
        return try checked(body: value)
    }

    /// Less than a response may have: what is kept is returned inside something else.
    private static let maximumDepth = 48

    /// Checks query items, and returns them under one spelling each, without empty ones.
    package func checked(query: [String: [String]]) throws(EmulatorRefusal) -> [String: [String]] {
        var found: [String: [String]] = [:]
        var second: [(name: String, texts: [String])] = []
        for (name, texts) in query.sorted(by: { $0.key < $1.key }) {
            guard let member = self.query.member(name, .both) else { throw .unknownMember(name) }
            guard member.shape.isList || texts.count == 1 else {
                throw EmulatorRefusal(400, .invalidRequest, "a query item is repeated")
            }
            let texts = texts.filter { !$0.isEmpty }
            for text in texts { try member.shape.check(queryItem: text, name) }
            guard !texts.isEmpty else { continue }
            if member.name == name { found[name] = texts } else { second.append((member.name, texts)) }
        }
        for (name, texts) in second where found[name] == nil { found[name] = texts }
        for member in self.query where member.isRequired && found[member.name] == nil { throw .missing(member.name) }
        return found
    }
}

extension JSONValue {
    // As deep as the reader allows.
    fileprivate func isNested(deeperThan limit: Int) -> Bool {
        switch self {
        case .array(let values): limit == 0 || values.contains { $0.isNested(deeperThan: limit - 1) }
        case .object(let members): limit == 0 || members.values.contains { $0.isNested(deeperThan: limit - 1) }
        default: false
        }
    }
}

extension OperationShape {
    /// The type of a member.
    package indirect enum Shape: Sendable {
        case text
        case flag
        case number
        case integer
        /// A 64-bit integer, which requests write as a number or as a string.
        case longInteger
        /// Any JSON value.
        case any
        case list(Shape)
        /// An object with any members, all of one shape.
        case map(Shape)
        /// A type of the contract.
        case named(String)
    }

    /// A type of the contract: an object or a string.
    fileprivate enum NamedType: Sendable {
        case object([Member])
        case text
    }
}

// MARK: - Responses

extension OperationShape {
    /// A response with all members of the contract, empty where they are not set, and without others.
    func completed(_ body: JSONValue) -> JSONValue {
        guard let first = response.first else { return body }
        return first.name == Self.root ? first.shape.completed(body) : .object(response.completed(body))
    }
}

extension OperationShape.Shape {
    /// The members of an object of the contract, or of the elements of a list of such objects.
    var members: [OperationShape.Member] {
        switch self {
        case .list(let shape): shape.members
        case .named(let name): if case .object(let members) = OperationShape.types[name] { members } else { [] }
        default: []
        }
    }

    var isList: Bool { if case .list = self { true } else { false } }

    // The recursion follows the value, whose depth the JSON reader bounds: an absent object stays absent.
    fileprivate func completed(_ value: JSONValue) -> JSONValue {
        switch (self, value) {
        case (.text, .int(let number)), (.longInteger, .int(let number)): .string("\(number)")
        case (.text, .null): ""
        case (.flag, .null): false
        case (.number, .null), (.integer, .null): 0
        case (.longInteger, .null): "0"
        case (.list, .null): []
        case (.map, .null): [:]
        case (.named, .null): members.isEmpty ? "" : nil
        case (.list(let shape), .array(let elements)): .array(elements.map(shape.completed))
        case (.map(let shape), .object(let members)): .object(members.mapValues(shape.completed))
        case (.named, .object): .object(members.completed(value))
        default: value
        }
    }
}

extension [OperationShape.Member] {
    fileprivate func completed(_ value: JSONValue) -> [String: JSONValue] {
        Dictionary(
            map { ($0.name, $0.shape.completed(value[$0.name] ?? .null)) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}

// MARK: - Values

extension OperationShape.Shape {
    /// Checks a value and returns it in its one form. The recursion follows the value, whose depth
    /// the JSON reader bounds.
    fileprivate func checked(_ value: JSONValue, _ name: String) throws(EmulatorRefusal) -> JSONValue {
        switch (self, value) {
        case (.text, .string), (.flag, .bool), (.number, .int), (.number, .double), (.any, _): return value
        case (.integer, .int), (.integer, .double), (.longInteger, .int), (.longInteger, .double):
            if let whole = value.intValue { return .int(whole) }
        case (.longInteger, .string(let digits)):
            if let whole = Int64(digits) { return .int(whole) }
        case (.list(let shape), .array(let elements)):
            var checked: [JSONValue] = []
            for element in elements { checked.append(try shape.checked(element, "\(name)[]")) }
            return .array(checked)
        case (.map(let shape), .object(var members)):
            for (key, value) in members.sorted(by: { $0.key < $1.key }) {
                members[key] = try shape.checked(value, "\(name).\(key)")
            }
            return .object(members)
        case (.named(let type), _):
            switch (OperationShape.types[type], value) {
            case (.object(let members), .object(let values)):
                return .object(try members.checked(values, name + ".", Spelling.isUser(type) ? .both : .first))
            case (.text, .string): return value
            default: break
            }
        default: break
        }
        throw .wrongType(name)
    }

    /// Checks one item of a query, where every value is text.
    fileprivate func check(queryItem text: String, _ name: String) throws(EmulatorRefusal) {
        switch self {
        case .flag:
            guard ["true", "false"].contains(text) else { throw .invalid("\(name) is neither true nor false") }
        case .integer, .longInteger:
            guard Int64(text) != nil else { throw .wrongType(name) }
        case .number:
            guard Double(text) != nil else { throw .wrongType(name) }
        case .list(let shape): try shape.check(queryItem: text, name)
        case .text, .any, .map, .named: return
        }
    }
}

extension [OperationShape.Member] {
    /// The member that a request calls by this name.
    fileprivate func member(_ name: String, _ spelling: Spelling) -> OperationShape.Member? {
        if let own = first(where: { $0.name == name }) { return own }
        guard case .both = spelling else { return nil }
        return Spelling.second[name]?.lazy.compactMap { other in first { $0.name == other } }.first
    }

    fileprivate func checked(
        _ values: [String: JSONValue],
        _ path: String,
        _ spelling: Spelling
    ) throws(EmulatorRefusal) -> [String: JSONValue] {
        var found: [String: JSONValue] = [:]
        var second: [(name: String, value: JSONValue)] = []
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            guard let member = member(name, spelling) else { throw .unknownMember(path + name) }
            if value == .null, !member.isAny { continue }
            let checked = try member.shape.checked(value, path + name)
            if member.name == name { found[name] = checked } else { second.append((member.name, checked)) }
        }
        // The contract's own spelling counts; the second one only where the first says nothing.
        for (name, value) in second where found[name]?.saysNothing != false { found[name] = value }
        for member in self where member.isRequired {
            guard let value = found[member.name], member.isAny || value != "" else {
                throw .missing(path + member.name)
            }
        }
        return found
    }
}

extension OperationShape.Member {
    /// Null and the empty string are values of any type, not the absence of one.
    fileprivate var isAny: Bool { if case .any = shape { true } else { false } }
}

extension JSONValue {
    fileprivate var saysNothing: Bool { self == .null || self == "" || self == [] }
}

extension EmulatorRefusal {
    fileprivate static let noObject = Self(400, .badRequest, "the body is not a JSON object")
    fileprivate static func unknownMember(_ name: String) -> Self {
        Self(400, .invalidRequest, "\(name) is not a known member")
    }
    fileprivate static func wrongType(_ name: String) -> Self { .invalid("\(name) has the wrong type") }
}

// MARK: - Spellings

/// Which spellings of its members an object takes.
private enum Spelling {
    /// The contract's own.
    case first
    /// The second ones too.
    case both

    /// The second spellings that SDKs send, each with the spellings of the contract that it may stand for.
    static let second = [
        "identifier": ["loginId"],
        "name": ["displayName"],
        "additionalIdentifiers": ["additionalLoginIds"],
        "additionalLoginIds": ["additionalIdentifiers"],
        "ssoAppIDs": ["ssoAppIds"],
        "whatsApp": ["whatsapp"],
        "transactionID": ["transactionId"],
        "redirectUrl": ["redirectURL", "URI"],
        "redirectURL": ["redirectUrl", "URI"],
        "URI": ["redirectURL", "redirectUrl"],
        "uri": ["URI", "redirectURL", "redirectUrl"],
    ]

    /// Whether a type is the user of a batch, who is spelled like a single one. Other types have one spelling.
    static func isUser(_ type: String) -> Bool { ["BatchUser", "PatchUser"].contains(type) }
}

// MARK: - The table

/// The contract, read from the text of ``OperationTable``. Tests check that all of it can be read.
private struct Contract {
    var operations: [String: OperationShape] = [:]
    var types: [String: OperationShape.NamedType] = [:]

    init(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        // An empty line stands between the operations and the types.
        for line in lines.prefix(while: { !$0.isEmpty }) {
            if let operation = OperationShape(line) { operations[operation.id] = operation }
        }
        for line in lines.drop(while: { !$0.isEmpty }).dropFirst() {
            let words = line.split(separator: " ")
            guard let name = words.first else { continue }
            types[String(name)] = words.dropFirst().first == "string" ? .text : .object(.init(words.dropFirst()))
        }
    }
}

extension OperationShape {
    /// Reads `otp.verify POST /v1/auth/otp/verify/{deliveryMethod} project ?item:bool code:string! >name:type`, where
    /// `-` is no body and `{}` an empty object, `?` marks items of the query and `>` members of the response.
    fileprivate init?(_ line: Substring) {
        var words = line.split(separator: " ")[...]
        guard let id = words.popFirst(), let method = words.popFirst(), let path = words.popFirst(),
            let credentials = words.popFirst().flatMap(Credentials.init)
        else { return nil }
        self.id = String(id)
        self.method = String(method)
        self.path = String(path)
        self.credentials = credentials
        query = [Member](words.filter { $0.hasPrefix("?") }.map { $0.dropFirst() })
        response = [Member](words.filter { $0.hasPrefix(">") }.map { $0.dropFirst() })
        let members = words.filter { !$0.hasPrefix("?") && !$0.hasPrefix(">") }
        switch members.first {
        case "-": body = .none
        case "{}": body = .members([])
        default:
            let members = [Member](members)
            body =
                if let root = members.first, root.name == Self.root {
                    .root(root.shape, isRequired: root.isRequired)
                } else {
                    .members(members)
                }
        }
    }
}

extension [OperationShape.Member] {
    fileprivate init(_ words: some Sequence<Substring>) {
        let all = words.compactMap(OperationShape.Member.init)
        // Where the contract lists both, its notes call the one a second spelling of the other.
        self = all.contains { $0.name == "ssoAppIds" } ? all.filter { $0.name != "ssoAppIDs" } : all
    }
}

extension OperationShape.Member {
    fileprivate init?(_ word: Substring) {
        guard let colon = word.firstIndex(of: ":") else { return nil }
        name = String(word[..<colon])
        isRequired = word.hasSuffix("!")
        shape = OperationShape.Shape(word[word.index(after: colon)...].prefix { $0 != "!" })
    }
}

extension OperationShape.Shape {
    fileprivate init(_ type: Substring) {
        switch type {
        case "string", "bytesBase64": self = .text
        case "bool": self = .flag
        case "int": self = .integer
        case "int64": self = .longInteger
        case "number": self = .number
        case "any": self = .any
        case _ where type.hasSuffix("[]"): self = .list(Self(type.dropLast(2)))
        case _ where type.hasPrefix("map<string,"):
            self = .map(Self(type.dropFirst("map<string,".count).dropLast()))
        default: self = .named(String(type))
        }
    }
}
