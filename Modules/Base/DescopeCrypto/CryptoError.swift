/// The error that cryptographic operations throw.
///
/// An invalid signature is not an error: ``SignatureVerifier`` returns `false`. Messages contain no key material.
public struct CryptoError: Error, Hashable, Sendable {
    /// Which failure it is.
    public let code: Code

    /// What was expected, what was found and what to do.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Which failure it is. The set is open: compare with the known codes and expect others.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code's name.
        public let rawValue: String

        /// Makes a code from its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The platform's cryptography library was not found, or this program is a fully static executable, which
        /// cannot load a library. The message says what to do.
        public static let libraryUnavailable = Self(rawValue: "libraryUnavailable")
        /// The algorithm is not supported. `none` and HMAC are never supported.
        public static let unsupportedAlgorithm = Self(rawValue: "unsupportedAlgorithm")
        /// The key is malformed, too weak, or made for another algorithm.
        public static let invalidKey = Self(rawValue: "invalidKey")
        /// An argument is out of range, or the library failed.
        public static let failed = Self(rawValue: "failed")
    }
}

extension CryptoError: CustomStringConvertible {
    /// One line: the message and the code.
    public var description: String { "\(message) [\(code.rawValue)]" }
}
