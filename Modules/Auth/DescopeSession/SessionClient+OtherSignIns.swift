public import DescopeCore
import DescopeHTTP
public import DescopeJWT
public import DescopeModels

// Sessions that begin elsewhere: with another service's token, with a code, on the user's phone.
extension SessionClient {
    /// Makes a session from a token of the service that your users came from, so that nobody has to sign in again.
    ///
    /// The project has to be set up for it: the console says which service's tokens it takes. The token is sent as it
    /// is, without a refresh token.
    ///
    /// - Parameters:
    ///   - externalToken: The other service's token of the user.
    ///   - audience: Whom the session token has to be meant for: one of these. Empty: it does not matter.
    ///   - dpop: The request that the token came with. When the session token is bound to a key (RFC 9449), it is
    ///     refused without; then the tokens are handed to nobody.
    /// - Returns: The session, with both tokens. Hand them to the user, and forget the external one.
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

    /// Exchanges a code that the service has handed out for the session that it stands for.
    ///
    /// Codes of a sign-in with OAuth or SSO have calls of their own, in `DescopeOAuth` and `DescopeSSO`.
    ///
    /// - Parameter code: The code. It works once.
    /// - Returns: The session's tokens.
    public func exchange(code: some SecretConvertible) async throws -> SignInResponse {
        try APIOperation.exchangeCode.require(code.asSecret.reveal(), "code", "Pass the code from the redirect URL.")
        return try await client.send(.exchangeCode, query: .secret("code", code.asSecret), returning: .signIn)
    }

    /// The session of a sign-in that the user confirms on a phone, once they have.
    ///
    /// Ask again after a second or so when it is refused with status 401: the user has not answered yet.
    ///
    /// - Parameter pendingRef: The reference that the start of the sign-in answered. Who has it gets the session.
    /// - Returns: The session's tokens. They are handed out once.
    public func pushSession(pendingRef: some SecretConvertible) async throws -> SignInResponse {
        let pendingRef = pendingRef.asSecret
        let advice = "Pass the one that the start of the sign-in returned."
        try APIOperation.pushSession.require(pendingRef.reveal(), "pendingRef", advice)
        return try await client.send(.pushSession, body: ["pendingRef": pendingRef], returning: .signIn)
    }
}
