public import DescopeCore
import DescopeHTTP
public import DescopeJWT
public import DescopeModels

// Sessions that start with another service's token, with a code, or on the user's phone.
extension SessionClient {
    /// Creates a session from another service's token, so that users who migrate to Descope need not sign in again.
    ///
    /// Session migration has to be set up in the Descope console, for the service that issues the tokens. The token is
    /// not checked here, and is sent without a refresh token.
    ///
    /// - Parameters:
    ///   - externalToken: The other service's token of the user.
    ///   - audience: The accepted audiences: the session token needs one of them (`aud`). Empty accepts any.
    ///   - dpop: The request that the token came with. When the session token is bound to a key (RFC 9449), it is
    ///     refused without a proof, and the tokens are discarded.
    /// - Returns: The session, with both tokens. Send them to the user, and drop the external one.
    /// - Throws: ``/DescopeCore/DescopeError``, with ``/DescopeCore/DescopeError/Code/newTokenRefused`` when the
    ///   session token is refused here: then ``/DescopeCore/DescopeError/refreshJwt`` is the refresh token to keep.
    public func migrate(
        externalToken: some SecretConvertible,
        audience: [String] = [],
        dpop: DPoPRequest? = nil
    ) async throws -> ActiveSession {
        try await named(APIOperation.migrate.name) {
            try requireNamedAudience(audience)
            let externalToken = try present(
                externalToken.asSecret,
                "externalToken",
                "Pass the other service's token of the user."
            )
            let validator = try validator()
            let tokens = RequestTokens(dpop: dpop)
            let proof = try proof(in: tokens, boundTo: nil)
            let response = try await client.send(
                .migrate,
                body: ["externalToken": externalToken],
                returning: .signIn
            )
            return try await session(
                from: response,
                sent: nil,
                of: nil,
                audience: audience,
                validator,
                provenKey: nil
            ) { try await use(proof, boundTo: $0, in: tokens) }
        }
    }

    /// Exchanges a code that the service has issued for a session.
    ///
    /// Codes of OAuth and SSO sign-ins have methods of their own, in `DescopeOAuth` and `DescopeSSO`.
    ///
    /// - Parameter code: The code. It works once.
    /// - Returns: The session's tokens.
    public func exchange(code: some SecretConvertible) async throws -> SignInResponse {
        try APIOperation.exchangeCode.require(code.asSecret.reveal(), "code", "Pass the code from the redirect URL.")
        return try await client.send(.exchangeCode, query: .secret("code", code.asSecret), returning: .signIn)
    }

    /// Returns the session of a push sign-in, after the user has confirmed it on the phone.
    ///
    /// The service refuses it with status 401 until the user has confirmed: try again after about a second.
    ///
    /// - Parameter pendingRef: The reference that the start of the sign-in returned. Keep it secret: it gives access to
    ///   the session.
    /// - Returns: The session's tokens. The service returns them only once.
    public func pushSession(pendingRef: some SecretConvertible) async throws -> SignInResponse {
        let pendingRef = pendingRef.asSecret
        let advice = "Pass the one that the start of the sign-in returned."
        try APIOperation.pushSession.require(pendingRef.reveal(), "pendingRef", advice)
        return try await client.send(.pushSession, body: ["pendingRef": pendingRef], returning: .signIn)
    }
}
