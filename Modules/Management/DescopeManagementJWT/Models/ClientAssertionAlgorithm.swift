public import DescopeCore

/// The algorithm of a client assertion's signature. The set is open: the service may add values.
public struct ClientAssertionAlgorithm: JSONName {
    /// The algorithm's name in a token's header.
    public let rawValue: String

    /// Makes an algorithm from its name in a token's header.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// RSASSA-PKCS1-v1_5 with SHA-256.
    public static let rs256 = Self(rawValue: "RS256")
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    public static let rs384 = Self(rawValue: "RS384")
    /// ECDSA with P-384 and SHA-384.
    public static let es384 = Self(rawValue: "ES384")
}
