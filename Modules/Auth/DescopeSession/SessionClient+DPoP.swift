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
        try await use(proof, boundTo: thumbprint, tokens.scheme)
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

    /// Checks the proof of a request that is about to send a refresh token. When that is bound to a key itself, the
    /// proof is used up at once, since nothing has to be waited for: one that was used before shall not cost the
    /// refresh token.
    func proof(
        in tokens: RequestTokens,
        forRefreshTokenBoundTo thumbprint: String?
    ) async throws -> DPoPProof? {
        let proof = try proof(in: tokens, boundTo: thumbprint)
        if thumbprint != nil { try await use(proof, boundTo: thumbprint, tokens.scheme) }
        return proof
    }

    /// Makes sure that a session token which a refresh token has brought is bound to no other key than the proof's.
    ///
    /// - Parameter thumbprint: Which key the refresh token is bound to: then the proof has been used up. Nil: it has
    ///   not.
    func requireProof(
        _ proof: DPoPProof?,
        for token: DescopeToken,
        broughtByRefreshTokenBoundTo thumbprint: String?,
        _ scheme: RequestTokens.Scheme
    ) async throws {
        guard thumbprint != nil else { return try await use(proof, boundTo: token.proofKeyThumbprint, scheme) }
        guard !client.configuration.gatewayChecksProofs, let bound = token.proofKeyThumbprint else { return }
        guard let proof else { throw DescopeError.missingProof }
        try proof.requireBinding(to: bound)
    }

    /// Uses up a proof, when the tokens need one.
    ///
    /// - Parameter thumbprint: Which key they are bound to; nil when they are not.
    func use(_ proof: DPoPProof?, boundTo thumbprint: String?, _ scheme: RequestTokens.Scheme) async throws {
        guard !client.configuration.gatewayChecksProofs else { return }
        guard let thumbprint else {
            guard scheme == .bearer else { throw DescopeError.unboundToken }
            return
        }
        guard let proof else { throw DescopeError.missingProof }
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
