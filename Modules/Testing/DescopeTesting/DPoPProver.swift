public import DescopeCore
public import DescopeCrypto
import DescopeJWT

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A client's key in a test: tokens are bound to it, and it makes the DPoP proofs (RFC 9449) that go with them.
///
/// ```swift
/// let prover = try DPoPProver(clock: clock)
/// let jwt = try minter.session(claims: prover.binding)
/// let proof = try prover.proof("GET", "https://api.example.com/orders", for: jwt)
/// let request = DPoPRequest(proofs: [proof], method: "GET", url: "https://api.example.com/orders")
/// let token = try await client.session.validate(jwt, dpop: request)
/// ```
public struct DPoPProver: Sendable {
    /// What signs the proofs.
    public let signingKey: SigningKey

    /// The thumbprint of its public half.
    public let thumbprint: String

    /// Where the proofs' times come from.
    public var clock: any DescopeClock

    /// Makes a key. A new one each time: two of them refuse each other's proofs.
    ///
    /// - Parameters:
    ///   - algorithm: What the key is for.
    ///   - clock: Where the proofs' times come from.
    public init(algorithm: SignatureAlgorithm = .es256, clock: some DescopeClock = SystemClock()) throws {
        try self.init(signingKey: .generate(for: algorithm), clock: clock)
    }

    /// Takes a key of your own.
    public init(signingKey: SigningKey, clock: some DescopeClock = SystemClock()) throws {
        self.signingKey = signingKey
        self.clock = clock
        thumbprint = try signingKey.publicKey.thumbprint()
    }

    /// The claim of a token that is bound to the key: for a ``TokenMinter``.
    public var binding: [String: JSONValue] { ["cnf": ["jkt": .string(thumbprint)]] }

    /// The public half, as a proof's header has it.
    public var publicKey: JSONValue { .object(signingKey.publicKey.members.mapValues(JSONValue.string)) }

    /// A proof: good as long as nothing of it is said differently.
    ///
    /// - Parameters:
    ///   - method: The request's method.
    ///   - url: The request's URL.
    ///   - jwt: The token that it goes with. Nil: none.
    ///   - claims: What it says beside or instead of the usual; nil takes a claim away.
    ///   - header: What its header says beside or instead of the usual; nil takes a member away.
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
