public import DescopeCore
public import DescopeCrypto
import DescopeJWT

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A test client's key: tokens are bound to it, and it makes DPoP proofs (RFC 9449) for them.
///
/// ```swift
/// let prover = try DPoPProver(clock: clock)
/// let jwt = try minter.session(claims: prover.binding)
/// let proof = try prover.proof("GET", "https://api.example.com/orders", for: jwt)
/// let request = DPoPRequest(proofs: [proof], method: "GET", url: "https://api.example.com/orders")
/// let token = try await client.session.validate(jwt, dpop: request)
/// ```
public struct DPoPProver: Sendable {
    /// The key that signs the proofs.
    public let signingKey: SigningKey

    /// The thumbprint of the public key.
    public let thumbprint: String

    /// The source of the proofs' times.
    public var clock: any DescopeClock

    /// Generates a new key each time, so proofs of one prover are invalid for another one's tokens.
    ///
    /// - Parameters:
    ///   - algorithm: The key's algorithm.
    ///   - clock: The source of the proofs' times.
    public init(algorithm: SignatureAlgorithm = .es256, clock: some DescopeClock = SystemClock()) throws {
        try self.init(signingKey: .generate(for: algorithm), clock: clock)
    }

    /// Makes a prover with your own key.
    public init(signingKey: SigningKey, clock: some DescopeClock = SystemClock()) throws {
        self.signingKey = signingKey
        self.clock = clock
        thumbprint = try signingKey.publicKey.thumbprint()
    }

    /// The claim that binds a token to the key, for a ``TokenMinter``.
    public var binding: [String: JSONValue] { ["cnf": ["jkt": .string(thumbprint)]] }

    /// The public key in the form of a proof's header.
    public var publicKey: JSONValue { .object(signingKey.publicKey.members.mapValues(JSONValue.string)) }

    /// Makes a proof. It is valid unless `claims` or `header` change it.
    ///
    /// - Parameters:
    ///   - method: The request's method.
    ///   - url: The request's URL.
    ///   - jwt: The token in the same request. Nil: no token.
    ///   - claims: Claims that are added or replaced; nil removes a claim.
    ///   - header: Members of the header that are added or replaced; nil removes a member.
    public func proof(
        _ method: String,
        _ url: String,
        for jwt: (any SecretConvertible)? = nil,
        claims: [String: JSONValue?] = [:],
        header: [String: JSONValue?] = [:]
    ) throws -> Secret {
        var said: [String: JSONValue] = [
            "jti": .string(Base64URL.encode(try SecureRandom.bytes(count: 16))),
            "htm": .string(method), "htu": .string(url),
            "iat": .int(Int64(clock.now.timeIntervalSince1970.rounded(.down))),
        ]
        if let jwt {
            let digest = try MessageDigest.hash(Array(jwt.asSecret.reveal().utf8), using: .sha256)
            said["ath"] = .string(Base64URL.encode(digest))
        }
        for (name, value) in claims { said[name] = value }
        let usual: [String: JSONValue?] = ["typ": "dpop+jwt", "jwk": publicKey]
        return Secret(try JWS.sign(said, keyId: nil, with: signingKey, header: usual.merging(header) { $1 }))
    }
}
