public import DescopeCore
import DescopeHTTP
public import DescopeJWT

extension SessionClient {
    /// Checks an access token: one that an application, an agent or an MCP client got in order to call this server.
    /// Does not suspend when the key that signed it is at hand.
    ///
    /// All issuers of the project count, those for agents and MCP servers among them, which
    /// ``validate(_:audience:dpop:)`` refuses. What keeps one server's tokens from opening another is the audience,
    /// which is therefore mandatory.
    ///
    /// ```swift
    /// let access = try await client.session.validateAccessToken(
    ///     accessJwt,
    ///     audience: ["https://mcp.shop.example"],
    ///     scopes: ["orders.read"]
    /// )
    /// ```
    ///
    /// - Parameters:
    ///   - accessJwt: The access token.
    ///   - audience: Whom it has to be meant for (`aud`): one of these. Name your own server only, for example its URL.
    ///   - scopes: The scopes that it has to have: all of them.
    ///   - dpop: The request that it came with. A token that is bound to a key (RFC 9449) is refused without.
    /// - Returns: The token's claims, now to be trusted.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/insufficientScope`` when the
    ///   token is good and lacks a scope (answer 403), of kind `token` for any other reason to refuse it (401), of kind
    ///   `key` or `storage` when it could not be checked. Of kind `configuration` when `audience` is empty, an audience
    ///   is blank, or a scope is one that no token can have; of kind `argument` when `dpop` has no usable URL.
    public func validateAccessToken(
        _ accessJwt: some SecretConvertible,
        audience: [String],
        scopes: [String] = [],
        dpop: DPoPRequest? = nil
    ) async throws -> AccessToken {
        let tokens = RequestTokens(sessionJwt: accessJwt.asSecret, dpop: dpop)
        return try await validateAccessToken(tokens, audience: audience, scopes: scopes)
    }

    /// The same for the access token of a request's `Authorization` header (RFC 6750, section 2.1); cookies are not
    /// looked at. It must be bound to a key when it came with the scheme DPoP.
    public func validateAccessToken(
        _ tokens: RequestTokens,
        audience: [String],
        scopes: [String] = []
    ) async throws -> AccessToken {
        try await named("session.validateAccessToken") {
            try AccessToken.requireArguments(audience: audience, scopes: scopes)
            let accessJwt = try present(tokens.authorizationJwt, "accessJwt", "The client has to get one.")
            let access = try await validator().validateAccessToken(accessJwt, audience: audience)
            // The scopes last: what they lack is told to the token's owner alone.
            try await requireProof(for: access.token, in: tokens)
            try access.requireScopes(scopes)
            return access
        }
    }
}
