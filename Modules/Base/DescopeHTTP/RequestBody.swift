public import DescopeCore

/// The members of a request's JSON body. Those that are nil are left out; a `Secret` is sent, and never printed.
///
/// ```swift
/// ["loginId": loginId, "code": code, "loginOptions": options]
/// ```
public struct RequestBody: ExpressibleByDictionaryLiteral, Sendable {
    private var members: [String: any JSONConvertible] = [:]
    private var model: (any JSONModel)?

    /// Makes a body of the members that are not nil.
    public init(dictionaryLiteral elements: (String, (any JSONConvertible)?)...) {
        for (name, value) in elements { self[name] = value }
    }

    /// Makes a body of a model's members and further members. No name may be in both.
    public init(_ model: some JSONModel, with members: RequestBody = [:]) {
        self = members
        self.model = model
    }

    /// A member; nil removes it.
    public subscript(name: String) -> (any JSONConvertible)? {
        get { members[name] }
        set { members[name] = newValue }
    }

    /// The body as JSON, and the secrets in it.
    ///
    /// - Throws: ``DescopeError`` of kind `argument`, which names the member that JSON cannot hold.
    func encoded() throws(DescopeError) -> (json: [UInt8], secrets: [Secret]) {
        var json = JSONWriter()
        json.writeObject { json in
            model?.writeMembers(to: &json)
            for (name, value) in members.sorted(by: { $0.key < $1.key }) where !value.isOmitted && json.failure == nil {
                json.writeMember(name, value)
            }
        }
        if let failure = json.failure {
            throw .argument(
                failure.path.joined(separator: "."),
                "expected a value that JSON can hold, found \(failure.found)."
            )
        }
        return (json.bytes, json.secrets)
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
