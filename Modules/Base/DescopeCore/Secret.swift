package import Synchronization

/// A token, key, code or password: it does not print, in no description, dump or interpolation.
///
/// Arguments take a plain `String` as well; what the SDK stores or returns is a `Secret`. It has no `==`: an ordinary
/// comparison takes longer the more of a secret is right, and tells it that way.
public struct Secret: Sendable {
    private let value: String

    /// Wraps a text.
    public init(_ value: String) { self.value = value }

    /// The text itself: for an `Authorization` header, a cookie, a response body.
    public func reveal() -> String { value }

    /// Whether there is no text in it.
    public var isEmpty: Bool { value.isEmpty }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<secret>`.
    public var description: String { "<secret>" }
    /// Always `<secret>`.
    public var debugDescription: String { description }
    /// No children, so that `dump` stays silent too.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Secret: Codable {
    /// Reads a text.
    ///
    /// - Throws: `DecodingError` for what ``encode(to:)`` wrote: whoever stores a secret has to store what ``reveal()``
    ///   gives, and shall not learn of it when users are signed out.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self.init(try container.decode(String.self))
        guard value != description else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "expected a secret's text, found what stands for it where it is not to show. "
                    + "Store what reveal() gives."
            )
        }
    }

    /// Writes `<secret>`, so that whatever encodes its owner writes no secret; only this SDK's requests write the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let key = CodingUserInfoKey.secretCollector, let collector = encoder.userInfo[key] as? SecretCollector {
            collector.secrets.withLock { $0.append(self) }
            try container.encode(value)
        } else {
            try container.encode(description)
        }
    }
}

extension CodingUserInfoKey {
    /// Marks the encoder of a request: secrets are written to it as they are.
    package static let secretCollector = CodingUserInfoKey(rawValue: "descope.secretCollector")
}

/// The secrets that went into a request, so that messages about it can be kept clear of them.
package final class SecretCollector: Sendable {
    package let secrets = Mutex<[Secret]>([])

    package init() {}
}

extension Secret: ExpressibleByStringLiteral {
    /// Wraps a literal; of use in tests.
    public init(stringLiteral value: String) { self.init(value) }
}

/// What may be passed where a secret is wanted: a ``Secret``, or the plain text of one.
public protocol SecretConvertible: Sendable {
    /// The same, in a type that does not print.
    var asSecret: Secret { get }
}

extension Secret: SecretConvertible {
    /// Itself.
    public var asSecret: Secret { self }
}

extension String: SecretConvertible {
    /// This text, in a type that does not print.
    public var asSecret: Secret { Secret(self) }
}

extension Substring: SecretConvertible {
    /// This text, in a type that does not print.
    public var asSecret: Secret { Secret(String(self)) }
}
