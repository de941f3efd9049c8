public import DescopeCore

/// The members of a request's JSON body. Those that are nil are left out.
///
/// A ``/DescopeCore/Secret`` is sent as its string and never printed, and no error about the request shows a text of
/// the service. A plain `String` is redacted only where the service's text repeats it: wrap passwords, codes and
/// tokens.
///
/// ```swift
/// ["loginId": loginId, "code": code, "loginOptions": options]
/// ```
public struct RequestBody: ExpressibleByDictionaryLiteral, Sendable {
    private var members: [String: any JSONConvertible] = [:]
    private var models: [any JSONModel] = []
    /// The argument that the models are; nil when their members are arguments themselves.
    private var argument: String?
    /// The whole body, when it is a list and not an object, and the argument that it is.
    private var list: (elements: any JSONConvertible, argument: String)?
    /// Whether the models contain the conditions of a search, in which an empty list would find everything.
    private var isSearch = false
    /// The members that must have a value, lists at least one element. Nil: blank values are the caller's matter.
    private var required: [String]?

    /// Makes a body of the members that are not nil.
    public init(dictionaryLiteral elements: (String, (any JSONConvertible)?)...) {
        for (name, value) in elements { self[name] = value }
    }

    /// Makes a body of a model's members and further members. A name that is in both is refused when the request is
    /// sent.
    public init(_ model: some JSONModel, with members: RequestBody = [:]) {
        self = members
        models.append(model)
    }

    /// Makes a body of the members of an argument `options`, and further members.
    package init(options: some JSONModel, with members: RequestBody = [:]) {
        self.init(options, with: members)
        argument = "options"
    }

    /// Makes a body of the conditions of a search, and further members.
    package init(search: some JSONModel, with members: RequestBody = [:]) {
        self.init(search, with: members)
        isSearch = true
    }

    /// Makes a body that is a list with at least one element, and not an object.
    package init(list: [some JSONConvertible], named argument: String) { self.list = (list, argument) }

    /// A member; nil removes it.
    public subscript(name: String) -> (any JSONConvertible)? {
        get { members[name] }
        set { members[name] = newValue }
    }

    /// The same body, with members that must have a value. Other members may be absent, but no string may be blank.
    package func requiring(_ names: [String]) -> RequestBody {
        var body = self
        body.required = names
        return body
    }

    /// The body as JSON, and the secrets in it.
    ///
    /// - Throws: ``DescopeError`` of kind `argument`, which names the member that JSON cannot hold, or that needs a
    ///   value.
    package func encoded() throws(DescopeError) -> (json: [UInt8], secrets: [Secret]) {
        var names = Set(members.keys)
        for name in models.flatMap(\.memberNames) where !names.insert(name).inserted {
            throw .argument(name, "expected it in the model or beside it, found both.")
        }
        try requireValues()
        var json = JSONWriter()
        json.requiresValues = true
        json.refusesBlankElements = required != nil
        json.refusesEmptyLists = isSearch
        if let list {
            guard !list.elements.isBlank else { throw .argument(list.argument, Self.needsElement) }
            list.elements.write(to: &json)
        } else {
            writeMembers(to: &json)
        }
        if let failure = json.failure {
            throw .argument(argument(failure.path), "expected \(failure.expected), found \(failure.found).")
        }
        return (json.bytes, json.secrets)
    }

    private static let needsElement = "expected at least one element, found none."

    private func requireValues() throws(DescopeError) {
        guard let required else { return }
        for (name, value) in members.sorted(by: { $0.key < $1.key }) where hasNoText(value) {
            // An empty list or object may mean all or none: that is the operation's matter.
            let isEmptyList = value is any Collection && !(value is String)
            guard !isEmptyList else { continue }
            throw .argument(name, "expected a non-empty string, found \(blankText(isEmpty: value.isBlank)).")
        }
        for name in required {
            let value = members[name]
            let isAbsent = value?.isOmitted ?? models.lazy.compactMap { $0.isOmitted(member: name) }.first ?? true
            guard !isAbsent else {
                throw .argument(name, value is any Collection ? Self.needsElement : "expected a value, found none.")
            }
        }
    }

    private func writeMembers(to json: inout JSONWriter) {
        json.writeObject { json in
            for model in models where json.failure == nil { model.writeMembers(to: &json) }
            json.writeMembers(members.filter { !$0.value.isOmitted })
        }
    }

    /// The argument that a member comes from: options are an argument of that name, whether they stand in the body
    /// themselves or under `loginOptions`.
    private func argument(_ path: [String]) -> String {
        var path = path
        if let list {
            path.insert(list.argument, at: 0)
        } else if path.first == "loginOptions" {
            path[0] = "options"
        } else if let argument, let first = path.first, members[first] == nil {
            path.insert(argument, at: 0)
        }
        return path.joined(separator: ".")
    }
}

extension RequestBody: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The names of the members that were passed by name. Values may contain secrets and personal data, so they are not
    /// printed.
    public var description: String { members.keys.sorted().joined(separator: ", ") }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// No children, so that `dump` shows nothing either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
