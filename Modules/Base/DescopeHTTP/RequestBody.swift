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
        json.writeObject { json in
            model?.writeMembers(to: &json)
            for (name, value) in members.sorted(by: { $0.key < $1.key }) where !value.isOmitted && json.failure == nil {
                json.writeMember(name, value)
            }
        }
        if let failure = json.failure {
            throw .argument(
                Self.argument(failure.path, isInModel: failure.path.first.map { members[$0] == nil } ?? false),
                "expected a value that JSON can hold, found \(failure.found)."
            )
        }
        return (json.bytes, json.secrets)
    }

    /// The argument that a member comes from: options are an argument of that name, whether they stand in the body
    /// themselves or under `loginOptions`.
    private static func argument(_ path: [String], isInModel: Bool) -> String {
        var path = path
        if path.first == "loginOptions" { path[0] = "options" } else if isInModel { path.insert("options", at: 0) }
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
