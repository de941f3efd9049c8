/// A token, key, code or password that never prints its value, in descriptions, dumps or interpolations.
///
/// Parameters also accept a plain `String`; the SDK stores and returns secrets as `Secret`. It has no `==`, because the
/// duration of an ordinary comparison reveals how much of a secret is right.
public struct Secret: Sendable {
    private let value: String

    /// Wraps a string.
    public init(_ value: String) { self.value = value }

    /// Returns the string itself, for an `Authorization` header, a cookie or a response body.
    public func reveal() -> String { value }

    /// Whether the string is empty.
    public var isEmpty: Bool { value.isEmpty }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<secret>`.
    public var description: String { "<secret>" }
    /// Always `<secret>`.
    public var debugDescription: String { description }
    /// No children, so that `dump` shows nothing either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension DefaultStringInterpolation {
    /// Writes `<secret>`, like every other way to print a ``Secret``.
    ///
    /// Deprecated so that the compiler warns: a header or URL such as `"Bearer \(token)"` would be sent with this
    /// placeholder.
    @available(
        *,
        deprecated,
        message: "writes '<secret>': interpolate reveal() where the string itself is needed, description in a log"
    )
    public mutating func appendInterpolation(_ secret: Secret) { appendLiteral(secret.description) }
}

extension Secret: Codable {
    /// Reads a string.
    ///
    /// - Throws: `DecodingError` for the string `<secret>`, the printed form of a secret. Store the result of
    ///   ``reveal()``.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self.init(try container.decode(String.self))
        guard value != description else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "expected a secret's string, found its printed form '<secret>'. "
                    + "Store the result of reveal()."
            )
        }
    }

    /// Always throws, because a struct that contains a secret is easily encoded by mistake, for a log or a store.
    ///
    /// Where JSON has to contain the secret, for example in a response to a mobile app, use a `String` property and set
    /// it to ``reveal()``.
    ///
    /// - Throws: `EncodingError.invalidValue`.
    public func encode(to encoder: any Encoder) throws {
        throw EncodingError.invalidValue(
            self,
            EncodingError.Context(
                codingPath: encoder.codingPath,
                debugDescription: "expected no Secret in an encoded value, found one. If it is meant to leave this "
                    + "program, encode the result of reveal() in a property of type String."
            )
        )
    }
}

extension Secret: ExpressibleByStringLiteral {
    /// Wraps a literal, for tests.
    public init(stringLiteral value: String) { self.init(value) }
}

/// A type accepted for secret arguments: a ``Secret`` or a plain string.
public protocol SecretConvertible: Sendable {
    /// The value as a ``Secret``, which does not print.
    var asSecret: Secret { get }
}

extension Secret: SecretConvertible {
    /// The secret itself.
    public var asSecret: Secret { self }
}

extension String: SecretConvertible {
    /// The string as a ``Secret``, which does not print.
    public var asSecret: Secret { Secret(self) }
}

extension Substring: SecretConvertible {
    /// The string as a ``Secret``, which does not print.
    public var asSecret: Secret { Secret(String(self)) }
}
