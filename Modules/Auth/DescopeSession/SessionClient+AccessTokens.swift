public import DescopeCore
import DescopeHTTP
public import DescopeJWT

extension SessionClient {
    /// Validates an access token: one that an application, an agent or an MCP client uses to call this server. Does not
    /// suspend when the key that signed it is cached.
    ///
    /// All issuers of the project are accepted, including those for agents and MCP servers, which
    /// ``validate(_:audience:dpop:)`` refuses. The audience is mandatory: without it, a token for one server would be
    /// accepted by another.
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
    ///   - audience: The accepted audiences: the token needs one of them (`aud`). Pass your own server only, for
    ///     example its URL.
    ///   - scopes: The required scopes. The token needs all of them.
    ///   - dpop: The request that it came with. A token that is bound to a key (RFC 9449) is refused without it.
    /// - Returns: The verified claims of the token.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/insufficientScope`` when the
    ///   token is valid but lacks a scope (status 403), of kind `token` when it is refused for any other reason (401),
    ///   of kind `key` or `storage` when it could not be checked. Of kind `configuration` when `audience` is empty, an
    ///   audience is blank, or a scope has characters that no scope can have; of kind `argument` when `dpop` has no
    ///   usable URL.
    public func validateAccessToken(
        _ accessJwt: some SecretConvertible,
        audience: [String],
        scopes: [String] = [],
        dpop: DPoPRequest? = nil
    ) async throws -> AccessToken {
        let tokens = RequestTokens(sessionJwt: accessJwt.asSecret, dpop: dpop)
        return try await validateAccessToken(tokens, audience: audience, scopes: scopes)
    }

    /// The same for the access token of a request's `Authorization` header (RFC 6750, section 2.1); cookies are
    /// ignored. It must be bound to a key when it was sent with the scheme DPoP.
    public func validateAccessToken(
        _ tokens: RequestTokens,
        audience: [String],
        scopes: [String] = []
    ) async throws -> AccessToken {
        try await named("session.validateAccessToken") {
            try AccessToken.requireArguments(audience: audience, scopes: scopes)
            let accessJwt = try present(tokens.authorizationJwt, "accessJwt", "The client has to get one.")
            let access = try await validator().validateAccessToken(accessJwt, audience: audience)
            // Scopes are checked last, so that only the token's holder learns which are missing.
            try await requireProof(for: access.token, in: tokens)
            try access.requireScopes(scopes)
            return access
        }
    }
}
