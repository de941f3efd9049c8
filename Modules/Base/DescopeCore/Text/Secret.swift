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

extension DefaultStringInterpolation {
    /// Writes `<secret>`, as every other way to print a ``Secret`` does.
    ///
    /// The compiler warns of it, because a header or URL such as `"Bearer \(token)"` would be sent with this
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
    /// - Throws: `DecodingError` for `<secret>`, which stands for a secret where it is printed. Store what ``reveal()``
    ///   returns.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self.init(try container.decode(String.self))
        guard value != description else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "expected a secret's text, found what stands for it where it is printed. "
                    + "Store what reveal() returns."
            )
        }
    }

    /// Refuses: a struct that holds a secret is easily encoded by mistake, for a log or a store.
    ///
    /// Where the secret has to be in the JSON, as in a response to a mobile app, give the struct a `String` and set it
    /// to ``reveal()``.
    ///
    /// - Throws: `EncodingError.invalidValue`.
    public func encode(to encoder: any Encoder) throws {
        throw EncodingError.invalidValue(
            self,
            EncodingError.Context(
                codingPath: encoder.codingPath,
                debugDescription: "expected no Secret in what is encoded, found one. If it is meant to leave this "
                    + "program, encode what reveal() returns, in a member of type String."
            )
        )
    }
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
