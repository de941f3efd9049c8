public import DescopeCore
import DescopeHTTP
public import DescopeModels

/// Signs users in with the identity provider of a tenant, with SAML or OpenID Connect.
///
/// A start returns the URL to send the user to. The user signs in there and comes back to the redirect URL with a
/// `code`, which ``exchange(code:)`` exchanges for a session:
///
/// ```swift
/// let url = try await client.sso.start(tenant: "acme", redirectURL: "https://app.example.com/signed-in")
/// // Redirect the browser to url.reveal(); in the handler of /signed-in:
/// let signedIn = try await client.sso.exchange(code: code)
/// ```
///
/// When the sign-in fails at the provider, or the service refuses it, the redirect URL brings an `err` instead of a
/// `code`.
public struct SSOClient: Sendable {
    let client: DescopeClient
    let start: APIOperation
    let exchange: APIOperation

    /// Starts a sign-in.
    ///
    /// - Parameters:
    ///   - tenant: The tenant's id, or the user's email address, whose domain identifies the tenant.
    ///   - redirectURL: Where the user comes back to. Nil uses the URL in the tenant's or the project's settings.
    ///   - options: How the sign-in differs from the project's settings.
    ///   - refreshJwt: The user's refresh token, which step-up and MFA need.
    ///   - ssoOptions: Which of the tenant's identity providers is used, what it is told about the user, and what it
    ///     asks.
    /// - Returns: The URL to send the user to. It is a secret, because it holds the state of this sign-in.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/missingRefreshJwt`` when
    ///   `options` asks for step-up or MFA without a refresh token.
    public func start(
        tenant: String,
        redirectURL: String? = nil,
        options: LoginOptions = LoginOptions(),
        refreshJwt: (any SecretConvertible)? = nil,
        ssoOptions: SSOOptions = SSOOptions()
    ) async throws -> Secret {
        try start.require(tenant, "tenant", "Pass the tenant's id or the user's email address.")
        try checkRedirectURL(redirectURL, during: start.name)
        let query: APIQuery = [
            "tenant": tenant, "redirectURL": redirectURL, "ssoId": ssoOptions.ssoId, "loginHint": ssoOptions.loginHint,
            "forceAuthn": ssoOptions.forceAuthn ? "true" : nil, "initiatedEmail": ssoOptions.initiatedEmail,
        ]
        return try await client.send(
            start,
            query: query + .list("prompt", ssoOptions.prompt.map(\.rawValue)),
            body: RequestBody(options: options),
            token: try options.checked(refreshJwt?.asSecret, for: start),
            returning: .member("url")
        )
    }

    /// Exchanges the code from the redirect URL for a session.
    ///
    /// - Parameter code: The code. It works once, and for a few minutes.
    /// - Returns: The session's tokens. ``/DescopeModels/SignInResponse/idpResponse`` holds what the identity provider
    ///   returned.
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `api` when the code is wrong, used or expired.
    public func exchange(code: some SecretConvertible) async throws -> SignInResponse {
        try exchange.require(code.asSecret.reveal(), "code", "Pass the code from the redirect URL.")
        return try await client.send(exchange, body: ["code": code.asSecret], returning: .signIn)
    }
}
