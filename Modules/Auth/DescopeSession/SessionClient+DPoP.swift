import DescopeCore
import DescopeHTTP
import DescopeJWT

// What DPoP (RFC 9449) asks of a request's tokens: one that is bound to a key needs a proof that the sender holds the
// key, however it was sent; one that is not is untouched, unless it came with the scheme DPoP.
extension SessionClient {
    /// Makes sure that the sender of a session token holds the key that it is bound to.
    func requireProof(for token: DescopeToken, in tokens: RequestTokens) async throws {
        // The proof of a token that is not bound is nobody's business.
        let thumbprint = token.proofKeyThumbprint
        let proof = thumbprint == nil ? nil : try proof(in: tokens, boundTo: thumbprint)
        try await use(proof, boundTo: thumbprint, in: tokens)
    }

    /// Checks all that can be known of a request's proof before the session token is there, and uses up nothing.
    ///
    /// - Parameter thumbprint: Which key it has to be signed with. Nil: that is not known yet.
    /// - Returns: The proof; nil when there is none and perhaps none is needed.
    func proof(in tokens: RequestTokens, boundTo thumbprint: String?) throws(DescopeError) -> DPoPProof? {
        guard !client.configuration.gatewayChecksProofs else { return nil }
        let isThere = tokens.dpop.map { !$0.proofs.isEmpty } ?? false
        guard isThere || thumbprint != nil || tokens.scheme == .dpop else { return nil }
        let jwt = tokens.sessionJwt.flatMap { $0.isEmpty ? nil : $0 }
        return try dpopValidator().proof(in: tokens.dpop, presenting: jwt, boundTo: thumbprint)
    }

    /// Checks the proof of a request that is about to send a refresh token. When one of its tokens is known to be bound
    /// to a key, the proof is used up before anything is sent: nobody else can end the session or spend its refresh
    /// token with that session token, not even with a proof that was used before.
    ///
    /// - Parameter thumbprints: The keys that the request's tokens are bound to, as far as that is known.
    func proof(in tokens: RequestTokens, forTokensBoundTo thumbprints: [String]) async throws -> DPoPProof? {
        let proof = try proof(in: tokens, boundTo: thumbprints.first)
        for thumbprint in thumbprints.dropFirst() { try proof?.requireBinding(to: thumbprint) }
        if let thumbprint = thumbprints.first { try await use(proof, boundTo: thumbprint, in: tokens) }
        return proof
    }

    /// Makes sure that a new token is bound to no other key than the proof's.
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
        message: "token: expected one that is bound to a key, as it came with the scheme DPoP, found one that is not. "
            + "Send it with the scheme Bearer."
    )
}
