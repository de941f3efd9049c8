import DescopeCore
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The members of a request's JSON body. Those that are nil are left out; a `Secret` is sent, and never printed.
///
/// ```swift
/// ["loginId": loginId, "code": code, "loginOptions": options]
/// ```
public struct RequestBody: ExpressibleByDictionaryLiteral, Sendable {
    private var members: [String: any Encodable & Sendable] = [:]

    /// Takes the members that are not nil.
    public init(dictionaryLiteral elements: (String, (any Encodable & Sendable)?)...) {
        for (name, value) in elements { self[name] = value }
    }

    /// Takes members that several calls have in common.
    package init(_ members: [String: (any Encodable & Sendable)?]) {
        for (name, value) in members { self[name] = value }
    }

    /// A member; nil removes it.
    public subscript(name: String) -> (any Encodable & Sendable)? {
        get { members[name] }
        set { members[name] = newValue }
    }

    /// The JSON text, members in the order of their names, and the secrets in it.
    func encoded() throws -> (json: [UInt8], secrets: [Secret]) {
        let collector = SecretCollector()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if let key = CodingUserInfoKey.secretCollector { encoder.userInfo[key] = collector }
        let json = try encoder.encode(members.mapValues(AnyMember.init))
        return ([UInt8](json), collector.secrets.withLock(\.self))
    }

    private struct AnyMember: Encodable {
        let value: any Encodable

        func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
    }
}

extension RequestBody: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The members' names alone: their values are nobody's business in a log.
    public var description: String { members.keys.sorted().joined(separator: ", ") }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// No children, so that `dump` stays silent too.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
