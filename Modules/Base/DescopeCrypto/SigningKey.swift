/// A private key that signs with one algorithm, for tests and the emulator. Printing it shows only the algorithm.
public struct SigningKey: Sendable {
    /// The algorithm that the key signs with.
    public let algorithm: SignatureAlgorithm

    /// The public key that verifies this key's signatures.
    public let publicKey: PublicKeyMaterial

    private let key: PlatformSigningKey
    private let family: SignatureAlgorithm.Family

    /// Generates a new key.
    ///
    /// - Parameters:
    ///   - algorithm: The algorithm to sign with; it decides the kind of key.
    ///   - rsaBits: The size of an RSA key, from 2048 to 16384; each doubling takes about ten times longer to generate.
    /// - Throws: ``CryptoError/Code/unsupportedAlgorithm``; ``CryptoError/Code/invalidKey`` for a size out of range;
    ///   ``CryptoError/Code/libraryUnavailable``.
    public static func generate(
        for algorithm: SignatureAlgorithm,
        rsaBits: Int = 2048
    ) throws(CryptoError) -> SigningKey {
        guard PublicKeyMaterial.rsaBits.contains(rsaBits) else {
            throw CryptoError(.invalidKey, "rsaBits: expected 2048 to 16384, found \(rsaBits)")
        }
        let scheme = try algorithm.supportedScheme()
        return try SigningKey(PlatformSigningKey(generating: scheme.family, rsaBits: rsaBits), scheme)
    }

    /// Makes a key from the numbers of an RSA key, big-endian, named as in a JWK.
    ///
    /// - Throws: ``CryptoError/Code/invalidKey`` if the numbers do not belong together or `algorithm` is not an RSA
    ///   algorithm.
    public init(
        algorithm: SignatureAlgorithm,
        n: [UInt8],
        e: [UInt8],
        d: [UInt8],
        p: [UInt8],
        q: [UInt8],
        dp: [UInt8],
        dq: [UInt8],
        qi: [UInt8]
    ) throws(CryptoError) {
        let parts = [[0], n, e, d, p, q, dp, dq, qi].map(DER.integer)
        let scheme = try algorithm.supportedScheme()
        try self.init(PlatformSigningKey(rsaPrivateKey: DER.sequence(parts)), scheme)
        try requireMatchingHalves()
    }

    /// Makes a key from a PEM string: PKCS#8 without a password, starting with `-----BEGIN PRIVATE KEY-----`.
    ///
    /// - Throws: ``CryptoError/Code/invalidKey`` if `pem` contains no readable private key, or one for another
    ///   algorithm.
    public init(algorithm: SignatureAlgorithm, pkcs8PEM pem: String) throws(CryptoError) {
        guard pem.contains("-----BEGIN PRIVATE KEY-----") else {
            throw CryptoError(
                .invalidKey,
                "pkcs8PEM: expected a string with `-----BEGIN PRIVATE KEY-----`, found one without. "
                    + "Convert other forms with `openssl pkcs8 -topk8 -nocrypt`"
            )
        }
        let scheme = try algorithm.supportedScheme()
        try self.init(PlatformSigningKey(pkcs8PEM: pem), scheme)
        try requireMatchingHalves()
    }

    private init(_ key: PlatformSigningKey, _ scheme: SignatureAlgorithm.Scheme) throws(CryptoError) {
        self.key = key
        family = scheme.family
        algorithm = scheme.algorithm
        publicKey = try key.publicKey()
        _ = try publicKey.signatureByteCount(for: scheme)
    }

    /// The private key in PKCS#8, in DER: what ``init(algorithm:pkcs8PEM:)`` reads in PEM.
    package func pkcs8() throws(CryptoError) -> [UInt8] { try key.pkcs8() }

    /// Signs a message as for a JWS: an ECDSA signature is `r` followed by `s`.
    ///
    /// - Throws: ``CryptoError/Code/failed``.
    public func signature(for message: UnsafeRawBufferPointer) throws(CryptoError) -> [UInt8] {
        try key.signature(for: message, family: family)
    }

    /// Signs a message as for a JWS: an ECDSA signature is `r` followed by `s`.
    ///
    /// - Throws: ``CryptoError/Code/failed``.
    public func signature(for message: [UInt8]) throws(CryptoError) -> [UInt8] {
        try withBytes(message) { message throws(CryptoError) in try signature(for: message) }
    }

    // Libraries do not check that the private and public parts belong together; a trial signature shows it.
    private func requireMatchingHalves() throws(CryptoError) {
        let trial = Array("trial".utf8)
        let verifier = try PlatformCrypto().verifier(for: publicKey, algorithm: algorithm)
        guard let signature = try? signature(for: trial), verifier.isValid(signature: signature, for: trial) else {
            throw CryptoError(.invalidKey, "key: expected numbers that belong together, found a key that cannot sign")
        }
    }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Only the algorithm, no key material.
    public var description: String { "<signing key for \(algorithm.rawValue)>" }
    /// Only the algorithm, no key material.
    public var debugDescription: String { description }
    /// No children, so that `dump` shows nothing either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
