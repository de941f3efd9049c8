public import DescopeCore
import DescopeHTTP
public import DescopeModels

/// Signing in with the identity provider of a tenant, by SAML or OpenID Connect.
///
/// First a call that says where to send the user. The user signs in there and comes back to the redirect URL, which
/// brings a `code`; ``exchange(code:)`` makes a session of it:
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
    /// `sso` or `saml`: in paths and in the names of calls.
    let protocolName: String

    /// Begins a sign-in.
    ///
    /// - Parameters:
    ///   - tenant: The tenant's id, or the user's e-mail address, whose domain says which tenant it is.
    ///   - redirectURL: Where the user comes back to. Nil is the address in the tenant's or the project's settings.
    ///   - options: How the sign-in differs from the project's settings.
    ///   - refreshJwt: The user's refresh token, which step-up and MFA need.
    ///   - ssoOptions: Which of the tenant's identity providers it is to be, and what that is told and asked.
    /// - Returns: Where to send the user. It holds the state that ties the way back to this call, so it does not print.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/missingRefreshJwt`` when
    ///   `options` asks for what needs a refresh token.
    public func start(
        tenant: String,
        redirectURL: String? = nil,
        options: LoginOptions = LoginOptions(),
        refreshJwt: (any SecretConvertible)? = nil,
        ssoOptions: SSOOptions = SSOOptions()
    ) async throws -> Secret {
        let operation = "\(protocolName).start"
        let advice = "Pass the tenant's id or the user's e-mail address."
        try requireText(tenant, "tenant", advice, during: operation)
        try checkRedirectURL(redirectURL, during: operation)
        let refreshJwt = try options.checked(refreshJwt?.asSecret, operation)
        let items = [
            ("tenant", tenant), ("redirectURL", redirectURL), ("ssoId", ssoOptions.ssoId),
            ("loginHint", ssoOptions.loginHint), ("forceAuthn", ssoOptions.forceAuthn ? "true" : nil),
            ("initiatedEmail", ssoOptions.initiatedEmail),
        ]
        // Begun twice, one of the two is never followed: nothing is sent to anybody.
        return try await client.send(
            Endpoint<AuthorizationURL>(
                operation,
                .post,
                "/v1/auth/\(protocolName)/authorize",
                query: items.compactMap { name, value in value.map { APIQueryItem(name, $0) } }
                    + ssoOptions.prompt.map { APIQueryItem("prompt", $0.rawValue) },
                body: RequestBody(options.members),
                authorization: .project(refreshJwt),
                retryable: .always
            )
        ).url
    }

    /// Makes a session of the code that the redirect URL has brought.
    ///
    /// - Parameter code: The code. It works once, and for a few minutes.
    /// - Returns: The session's tokens. ``/DescopeModels/SignInResponse/idpResponse`` has what the identity provider
    ///   said.
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `api` when the code is wrong, used or expired.
    public func exchange(code: some SecretConvertible) async throws -> SignInResponse {
        let (operation, code) = ("\(protocolName).exchange", code.asSecret)
        let advice = "Pass the code that the redirect URL has brought."
        try requireText(code.reveal(), "code", advice, during: operation)
        return try await client.send(
            Endpoint(
                operation,
                .post,
                "/v1/auth/\(protocolName)/exchange",
                body: ["code": code],
                refusal: .unauthenticated
            )
        )
    }
}
