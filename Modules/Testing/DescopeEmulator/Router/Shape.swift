import DescopeCore

/// The type of a request member. Null always counts as absent.
indirect enum Shape: Sendable {
    case text
    case flag
    case number
    /// Any JSON value.
    case any
    case list(Shape)
    /// An object with any members, all of one shape.
    case map(Shape)
    /// An object with these members and no others.
    case object([Member])

    /// Throws for a value of another shape, with the name of the member.
    func check(_ value: JSONValue, _ name: String) throws(EmulatorRefusal) {
        switch (self, value) {
        case (.text, .string), (.flag, .bool), (.number, .int), (.number, .double), (.any, _): return
        case (.list(let shape), .array(let elements)):
            for element in elements { try shape.check(element, "\(name)[]") }
        case (.map(let shape), .object(let members)):
            for (key, value) in members { try shape.check(value, "\(name).\(key)") }
        case (.object(let members), .object(let values)): try members.check(values, name + ".")
        default: throw .invalid("\(name) has the wrong type")
        }
    }
}

/// One member of a request.
struct Member: Sendable {
    let name: String
    let shape: Shape
    let isRequired: Bool

    static func required(_ name: String, _ shape: Shape = .text) -> Self {
        Self(name: name, shape: shape, isRequired: true)
    }
    static func optional(_ name: String, _ shape: Shape = .text) -> Self {
        Self(name: name, shape: shape, isRequired: false)
    }
}

extension [Member] {
    static func optional(_ names: String...) -> Self { names.map { .optional($0) } }

    /// A query item may be repeated when it is a list.
    func check(query: [String: [String]]) throws(EmulatorRefusal) {
        var values: [String: JSONValue] = [:]
        for (name, texts) in query {
            if case .list = first(where: { $0.name == name })?.shape {
                values[name] = .texts(texts)
            } else if let text = texts.first, texts.count == 1 {
                values[name] = .string(text)
            } else {
                throw EmulatorRefusal(400, .invalidRequest, "a query item is repeated")
            }
        }
        try check(values)
    }

    func check(_ values: [String: JSONValue], _ prefix: String = "") throws(EmulatorRefusal) {
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            guard let member = first(where: { $0.name == name }) else {
                throw EmulatorRefusal(400, .invalidRequest, "\(prefix)\(name) is not a known member")
            }
            if value != .null { try member.shape.check(value, prefix + name) }
        }
        for member in self where member.isRequired {
            let value = values[member.name] ?? .null
            guard value != .null, value != "" else { throw .missing(prefix + member.name) }
        }
    }
}
