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
    private var model: (any JSONModel)?
    /// The argument that the model is; nil when its members are arguments themselves.
    private var argument: String?
    /// The whole body, when it is no object.
    private var root: (any JSONConvertible)?

    /// Makes a body of the members that are not nil.
    public init(dictionaryLiteral elements: (String, (any JSONConvertible)?)...) {
        for (name, value) in elements { self[name] = value }
    }

    /// Makes a body of a model's members and further members. A name that is in both is refused when the request is
    /// sent.
    public init(_ model: some JSONModel, with members: RequestBody = [:]) {
        self = members
        self.model = model
    }

    /// Makes a body of the members of an argument `options`, and further members.
    package init(options: some JSONModel, with members: RequestBody = [:]) {
        self.init(options, with: members)
        argument = "options"
    }

    /// Makes a body that is a list and not an object.
    package init(list: [some JSONConvertible]) { root = list }

    /// A member; nil removes it.
    public subscript(name: String) -> (any JSONConvertible)? {
        get { members[name] }
        set { members[name] = newValue }
    }

    /// The body as JSON, and the secrets in it.
    ///
    /// - Throws: ``DescopeError`` of kind `argument`, which names the member that JSON cannot hold.
    package func encoded() throws(DescopeError) -> (json: [UInt8], secrets: [Secret]) {
        if let name = model?.memberNames.first(where: { members[$0] != nil }) {
            throw .argument(name, "expected it in the model or beside it, found both.")
        }
        var json = JSONWriter()
        json.requiresValues = true
        if let root { root.write(to: &json) } else { writeMembers(to: &json) }
        if let failure = json.failure {
            throw .argument(argument(failure.path), "expected \(failure.expected), found \(failure.found).")
        }
        return (json.bytes, json.secrets)
    }

    private func writeMembers(to json: inout JSONWriter) {
        json.writeObject { json in
            model?.writeMembers(to: &json)
            for (name, value) in members.sorted(by: { $0.key < $1.key }) where !value.isOmitted && json.failure == nil {
                json.writeMember(name, value)
            }
        }
    }

    /// The argument that a member comes from: options are an argument of that name, whether they stand in the body
    /// themselves or under `loginOptions`.
    private func argument(_ path: [String]) -> String {
        var path = path
        if path.first == "loginOptions" {
            path[0] = "options"
        } else if let argument, let first = path.first, members[first] == nil {
            path.insert(argument, at: 0)
        }
        return path.joined(separator: ".")
    }

    /// Refuses strings and lists of strings that are blank, and absent values.
    ///
    /// - Parameters:
    ///   - required: The members that must be there, lists with at least one element.
    ///   - operation: The operation that the body is for.
    package func requireValues(_ required: [String], during operation: APIOperation) throws(DescopeError) {
        for (name, value) in members.sorted(by: { $0.key < $1.key }) where hasNoText(value) {
            // An empty list may mean all or none: what it means is the operation's matter.
            if let list = value as? any Collection, !(value is String) {
                guard required.contains(name) || !list.isEmpty else { continue }
                throw operation.argument(name, "expected at least one element, found none.")
            }
            throw operation.argument(name, "expected a non-empty value, found none.")
        }
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            guard let index = (value as? [String])?.firstIndex(where: isBlank) else { continue }
            throw operation.argument("\(name).\(index)", "expected a non-empty value, found none.")
        }
        for name in required where members[name] == nil && !(model?.memberNames.contains(name) ?? false) {
            throw operation.argument(name, "expected a value, found none.")
        }
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
