public import DescopeCore
import DescopeCrypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Checks that the sender of a token holds the key that the token is bound to, with the request's DPoP proof (RFC
/// 9449).
///
/// ```swift
/// let token = try await tokens.validate(jwt)                        // a TokenValidator
/// try await proofs.validate(dpopRequest, for: token, jwt: jwt)      // a DPoPValidator
/// ```
///
/// `client.session` does both in one call.
public struct DPoPValidator: Sendable {
    /// The maximum length of a proof: 6 KiB.
    static let maximumBytes = 6 << 10
    /// The maximum size of an RSA key. The sender chooses the key, and a check has to stay cheap.
    static let maximumRSABits = 4096
    /// The maximum age of a proof in seconds.
    static let maximumAge: TimeInterval = 60
    /// The tolerated lead of the sender's clock in seconds.
    static let leeway: TimeInterval = 5
    /// How long a used proof is remembered: longer than it is valid.
    static let memory = Duration.seconds(120)

    private let replayStore: any ReplayStore
    private let clock: any DescopeClock

    /// Makes a validator.
    ///
    /// - Parameters:
    ///   - replayStore: The store of used proofs; the same for all validators of an app.
    ///   - clock: The source of time.
    public init(replayStore: some ReplayStore, clock: some DescopeClock = SystemClock()) {
        self.replayStore = replayStore
        self.clock = clock
    }

    /// Checks the proof for a token, and marks it as used. A token that is not bound to a key requires no proof.
    ///
    /// - Parameters:
    ///   - request: The request that the token came with; nil counts as one without a proof.
    ///   - token: The validated token.
    ///   - jwt: The token string.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/missingProof``,
    ///   ``/DescopeCore/DescopeError/Code/invalidProof`` or ``/DescopeCore/DescopeError/Code/replayedProof``, or
    ///   ``/DescopeCore/DescopeError/Code/tooManyProofs`` when the replay store has a limit for each key; of kind
    ///   `storage` when the replay store failed; of kind `argument` when the request's URL is not absolute.
    public func validate(_ request: DPoPRequest?, for token: DescopeToken, jwt: some SecretConvertible) async throws {
        guard let thumbprint = token.proofKeyThumbprint else { return }
        try await use(try proof(in: request, presenting: jwt.asSecret, boundTo: thumbprint), boundTo: thumbprint)
    }

    /// Checks everything about a proof except whether it has been used before, and does not mark it as used.
    ///
    /// - Parameters:
    ///   - request: The request with the proof.
    ///   - jwt: The token in the same request, for which the proof has to be made. Nil: for no token.
    ///   - thumbprint: The thumbprint of the key that has to have signed the proof. Nil when it is not known yet.
    package func proof(
        in request: DPoPRequest?,
        presenting jwt: Secret?,
        boundTo thumbprint: String?
    ) throws(DescopeError) -> DPoPProof {
        guard let request, !request.proofs.isEmpty else { throw DescopeError.missingProof(in: request) }
        guard request.proofs.count == 1, let value = request.proofs.first else {
            throw invalid("expected one DPoP header, found \(request.proofs.count)")
        }
        let text = String(trimmed(value.reveal()[...]))
        guard !text.isEmpty else { throw DescopeError.missingProof(in: request) }
        guard text.utf8.count <= Self.maximumBytes else {
            throw invalid("expected at most \(Self.maximumBytes) bytes, found \(text.utf8.count)")
        }
        return try withBytes(of: text) { bytes throws(DescopeError) in
            let header = try header(of: bytes)
            let key = try publicKey(in: header)
            let found = try key.thumbprint()
            // Before the signature check, which is expensive.
            if let thumbprint { try requireBinding(of: found, to: thumbprint) }
            let claims = try claims(of: bytes, signedWith: key, header.algorithm, found)
            return DPoPProof(thumbprint: found, id: try id(ofProofWith: claims, for: request, jwt))
        }
    }

    /// Throws unless a proof is signed with the key that the token is bound to and has not been used before. Marks it
    /// as used.
    package func use(_ proof: DPoPProof, boundTo thumbprint: String) async throws {
        try requireBinding(of: proof.thumbprint, to: thumbprint)
        let isNew: Bool
        do {
            isNew = try await replayStore.insert(
                sha256(proof.thumbprint + "." + proof.id),
                of: sha256(proof.thumbprint),
                for: Self.memory
            )
        } catch let error where error is DescopeError || isOwnCancellation(error) {
            throw error
        } catch {
            throw DescopeError(
                .storage,
                code: .replayStoreFailed,
                message: "replay store: expected a result, found a failure (\(type(of: error))). "
                    + "No proof is accepted that may have been used before.",
                underlying: error
            )
        }
        guard isNew else {
            throw DescopeError(
                .token,
                code: .replayedProof,
                message: "proof: expected one that has not been used, found one that has. "
                    + "Each request needs a proof of its own."
            )
        }
    }

    private func header(of bytes: UnsafeBufferPointer<UInt8>) throws(DescopeError) -> JWS.Header {
        let header: JWS.Header
        do { header = try JWS.header(ofWellFormed: bytes) } catch {
            guard error.code != .unsupportedAlgorithm else {
                let names = SignatureAlgorithm.supported.map(\.rawValue).joined(separator: ", ")
                throw invalid("expected one of \(names) in 'alg', found another algorithm", error)
            }
            throw invalid("expected one plain signed JWT in compact form, found something else", error)
        }
        guard header.type?.stringValue?.hasSameBytes(as: "dpop+jwt") ?? false else {
            throw invalid("expected 'dpop+jwt' in 'typ', found none or another type")
        }
        return header
    }

    private func publicKey(in header: JWS.Header) throws(DescopeError) -> PublicKeyMaterial {
        guard let jwk = header.key else { throw invalid("expected a public key in 'jwk', found none") }
        if let algorithm = jwk[.alg] {
            guard algorithm.stringValue.flatMap(SignatureAlgorithm.supported) == header.algorithm else {
                throw invalid("expected the algorithm of its key in 'alg', found another")
            }
        }
        let key: PublicKeyMaterial
        do { key = try PublicKeyMaterial(jwk) } catch {
            throw invalid("expected a public key for signatures in 'jwk', found one that cannot be used", error)
        }
        if case .rsa(let modulus, _) = key, modulus.drop(while: { $0 == 0 }).count > Self.maximumRSABits / 8 {
            throw invalid("expected an RSA key of at most \(Self.maximumRSABits) bits in 'jwk', found a larger one")
        }
        return key
    }

    private func claims(
        of bytes: UnsafeBufferPointer<UInt8>,
        signedWith key: PublicKeyMaterial,
        _ algorithm: SignatureAlgorithm,
        _ thumbprint: String
    ) throws(DescopeError) -> ProofClaims {
        let verificationKey: VerificationKey
        do {
            verificationKey = try VerificationKey(JWK(publicKey: key, algorithm: algorithm, keyId: thumbprint))
        } catch {
            // Not an error of the proof.
            if error.code == .cryptoUnavailable { throw error }
            throw invalid("expected a key in 'jwk' that fits the algorithm, found one that does not", error)
        }
        let payload: [UInt8]
        do { payload = try JWS.payload(of: bytes, signedBy: verificationKey) } catch {
            throw invalid("expected a signature that fits its key, found one that does not", error)
        }
        do { return try ProofClaims(payload) } catch { throw invalid("its claims cannot be read: \(error)") }
    }

    /// Checks the claims of a proof and returns its id.
    private func id(
        ofProofWith claims: ProofClaims,
        for request: DPoPRequest,
        _ jwt: Secret?
    ) throws(DescopeError) -> String {
        func isSame(_ claim: JSONValue?, _ expected: String) -> Bool {
            claim?.stringValue?.hasSameBytes(as: expected) ?? false
        }
        guard let id = claims.id?.stringValue, (1...128).contains(id.utf8.count) else {
            throw invalid("expected a string of 1 to 128 bytes in 'jti', found none or another")
        }
        guard isSame(claims.method, request.method) else {
            throw invalid("expected the request's method in 'htm', found none or another")
        }
        let target = try request.target.get()
        guard let url = claims.url?.stringValue, RequestURL(url) == target else {
            throw invalid("expected the request's URL in 'htu', found none or another. Behind a proxy, see DPoPRequest")
        }
        try checkTimes(claims)
        if let jwt {
            guard isSame(claims.tokenDigest, Base64URL.encode(try sha256(jwt.reveal()))) else {
                throw invalid("expected the digest of the request's token in 'ath', found none or another")
            }
        } else {
            guard claims.tokenDigest == nil else {
                throw invalid(
                    "expected no 'ath', because the request has no session token, found one. Pass the session token too"
                )
            }
        }
        return id
    }

    private func checkTimes(_ claims: ProofClaims) throws(DescopeError) {
        let now = clock.now.timeIntervalSince1970
        func found(_ claim: JSONValue?) -> String {
            claim?.doubleValue.map { "found \(apart($0, now)). Check both machines' clocks" } ?? "found no time"
        }
        guard let issuedAt = claims.issuedAt?.doubleValue, issuedAt > now - Self.maximumAge,
            issuedAt < now + Self.leeway
        else {
            throw invalid("expected a time of the last \(Int(Self.maximumAge)) s in 'iat', \(found(claims.issuedAt))")
        }
        // Proofs need not have these claims, but when they do, the claims are enforced.
        if let expiry = claims.expiry {
            guard let expiry = expiry.doubleValue, expiry > now - Self.leeway else {
                throw invalid("expected a time to come in 'exp', \(found(claims.expiry))")
            }
        }
        if let notBefore = claims.notBefore {
            guard let notBefore = notBefore.doubleValue, notBefore < now + Self.leeway else {
                throw invalid("expected a time that has come in 'nbf', \(found(claims.notBefore))")
            }
        }
    }
}

/// The claims of a proof that are read; a list or an object counts as null. Other claims are only checked for valid
/// JSON: the sender signs the proof with its own key, so its content is as untrusted as an unsigned string.
private struct ProofClaims {
    var id: JSONValue?
    var method: JSONValue?
    var url: JSONValue?
    var issuedAt: JSONValue?
    var expiry: JSONValue?
    var notBefore: JSONValue?
    var tokenDigest: JSONValue?

    init(_ payload: [UInt8]) throws(JSONFailure) {
        try JSONReader.scan(payload, from: .anybody) { reader throws(JSONFailure) in
            try reader.forEachMember { reader, name throws(JSONFailure) in
                switch name.word {
                case word("jti"): id = try reader.scalar()
                case word("htm"): method = try reader.scalar()
                case word("htu"): url = try reader.scalar()
                case word("iat"): issuedAt = try reader.scalar()
                case word("exp"): expiry = try reader.scalar()
                case word("nbf"): notBefore = try reader.scalar()
                case word("ath"): tokenDigest = try reader.scalar()
                default: try reader.skipValue()
                }
            }
            try reader.end()
        }
    }
}

/// A proof that is valid for its request: the thumbprint of its key, and its id.
package struct DPoPProof: Sendable {
    let thumbprint: String
    let id: String

    /// Throws unless the proof is signed with the key that a token is bound to.
    package func requireBinding(to expected: String) throws(DescopeError) {
        try DescopeJWT.requireBinding(of: thumbprint, to: expected)
    }
}

private func requireBinding(of thumbprint: String, to expected: String) throws(DescopeError) {
    guard thumbprint.hasSameBytes(as: expected) else {
        throw invalid("expected the key that the token is bound to in 'jwk', found another")
    }
}

extension DescopeError {
    /// The token is bound to a key, and the request has no proof.
    ///
    /// - Parameter request: The request with the token, if it was passed.
    package static func missingProof(in request: DPoPRequest?) -> DescopeError {
        DescopeError(
            .token,
            code: .missingProof,
            message: "proof: expected a DPoP header, as the token is bound to a key (RFC 9449), found none. "
                + (request == nil
                    ? "Pass the token's request as `dpop`."
                    : "The client has to send a proof, made for this request and this token.")
        )
    }
}

private func invalid(_ message: String, _ underlying: DescopeError? = nil) -> DescopeError {
    DescopeError(.token, code: .invalidProof, message: "proof: \(message).", underlying: underlying)
}
