import DescopeCore
import DescopeHTTP
import DescopeJWT

// DPoP (RFC 9449): a token that is bound to a key needs a proof that the sender holds the key, whatever scheme it was
// sent with. An unbound token needs no proof, and is refused only when it was sent with the scheme DPoP.
extension SessionClient {
    /// Requires that the sender of a session token holds the key that it is bound to.
    func requireProof(for token: DescopeToken, in tokens: RequestTokens) async throws {
        // The proof is ignored when the token is not bound.
        let thumbprint = token.proofKeyThumbprint
        let proof = thumbprint == nil ? nil : try proof(in: tokens, boundTo: thumbprint)
        try await use(proof, boundTo: thumbprint, in: tokens)
    }

    /// Checks a request's proof as far as possible before the session token is known, without using it up.
    ///
    /// - Parameter thumbprint: The key that has to have signed it; nil when that is not known yet.
    /// - Returns: The proof; nil when there is none, and possibly none is needed.
    func proof(in tokens: RequestTokens, boundTo thumbprint: String?) throws(DescopeError) -> DPoPProof? {
        guard !client.configuration.gatewayChecksProofs else { return nil }
        let isThere = tokens.dpop.map { !$0.proofs.isEmpty } ?? false
        guard isThere || thumbprint != nil || tokens.scheme == .dpop else { return nil }
        let jwt = tokens.sessionJwt.flatMap { $0.isEmpty ? nil : $0 }
        return try dpopValidator().proof(in: tokens.dpop, presenting: jwt, boundTo: thumbprint)
    }

    /// Checks the proof of a request that is about to send a refresh token. When one of its tokens is known to be bound
    /// to a key, the proof is used up before anything is sent. So a sender without the key, or with a replayed proof,
    /// can neither end the session nor use its refresh token.
    ///
    /// - Parameter thumbprints: The keys that the request's tokens are bound to, as far as that is known.
    func proof(in tokens: RequestTokens, forTokensBoundTo thumbprints: [String]) async throws -> DPoPProof? {
        let proof = try proof(in: tokens, boundTo: thumbprints.first)
        for thumbprint in thumbprints.dropFirst() { try proof?.requireBinding(to: thumbprint) }
        if let thumbprint = thumbprints.first { try await use(proof, boundTo: thumbprint, in: tokens) }
        return proof
    }

    /// Requires that a new token is bound to the proof's key or to none.
    ///
    /// - Parameters:
    ///   - thumbprint: The key that the new token is bound to; nil when it is not bound.
    ///   - isUsed: Whether the proof has been used up before the request was sent.
    ///   - tokens: The tokens that were sent.
    func requireProof(
        _ proof: DPoPProof?,
        forNewTokenBoundTo thumbprint: String?,
        isUsed: Bool,
        in tokens: RequestTokens
    ) async throws {
        guard isUsed, let thumbprint else { return try await use(proof, boundTo: thumbprint, in: tokens) }
        guard !client.configuration.gatewayChecksProofs else { return }
        guard let proof else { throw DescopeError.missingProof(in: tokens.dpop) }
        try proof.requireBinding(to: thumbprint)
    }

    /// Uses up a proof, when the tokens need one.
    ///
    /// - Parameters:
    ///   - thumbprint: The key that they are bound to; nil when they are not.
    ///   - tokens: The tokens of the request that the proof came with.
    func use(_ proof: DPoPProof?, boundTo thumbprint: String?, in tokens: RequestTokens) async throws {
        guard !client.configuration.gatewayChecksProofs else { return }
        guard let thumbprint else {
            guard tokens.scheme == .bearer else { throw DescopeError.unboundToken }
            return
        }
        guard let proof else { throw DescopeError.missingProof(in: tokens.dpop) }
        try await dpopValidator().use(proof, boundTo: thumbprint)
    }

    private func dpopValidator() throws(DescopeError) -> DPoPValidator {
        DPoPValidator(replayStore: try client.sessionState().replayStore, clock: client.clock)
    }
}

extension DescopeError {
    fileprivate static let unboundToken = DescopeError(
        .token,
        code: .unboundToken,
        message: "token: expected one that is bound to a key, because of the scheme DPoP, found an unbound one. "
            + "Send it with the scheme Bearer."
    )
}
