/// What a cryptographic operation throws.
///
/// A signature that does not fit is no error: ``SignatureVerifier`` answers `false`. Messages hold no key material.
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

    /// Which failure it is. Open: compare with the known ones and expect more.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code's name.
        public let rawValue: String

        /// Makes a code from its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The platform's cryptography library was not found, or this program is a fully static executable, which can
        /// load none. The message says what to do.
        public static let libraryUnavailable = Self(rawValue: "libraryUnavailable")
        /// The algorithm is not one that we verify; `none` and HMAC among them.
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
