public import DescopeCore
import DescopeHTTP
public import DescopeModels

/// Signing in with accounts elsewhere.
///
/// First a call that says where to send the user. The user signs in there and comes back to the redirect URL, which
/// brings a `code`; ``exchange(code:)`` makes a session of it:
///
/// ```swift
/// let url = try await client.oauth.start(with: .google, redirectURL: "https://app.example.com/signed-in")
/// // Redirect the browser to url.reveal(); in the handler of /signed-in:
/// let signedIn = try await client.oauth.exchange(code: code)
/// ```
///
/// When the sign-in fails at the provider, or the service refuses it, the redirect URL brings an `err` instead of a
/// `code`.
///
/// Apps without a browser between use ``startNative(with:options:implicit:)``, pages with Google One Tap
/// ``exchangeOneTap(with:idToken:nonce:options:)``.
public struct OAuthClient: Sendable {
    let client: DescopeClient

    /// Begins a sign-in; a user who is not known yet is signed up.
    ///
    /// - Parameters:
    ///   - provider: Where the user's account is.
    ///   - redirectURL: Where the user comes back to. Nil is the address in the project's settings.
    ///   - options: How the sign-in differs from the project's settings.
    ///   - refreshJwt: The user's refresh token, which step-up and MFA need.
    ///   - oauthOptions: What the provider is told and asked.
    /// - Returns: Where to send the user. It holds the state that ties the way back to this call, so it does not print.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/missingRefreshJwt`` when
    ///   `options` asks for what needs a refresh token.
    public func start(
        with provider: OAuthProvider,
        redirectURL: String? = nil,
        options: LoginOptions = LoginOptions(),
        refreshJwt: (any SecretConvertible)? = nil,
        oauthOptions: OAuthOptions = OAuthOptions()
    ) async throws -> Secret {
        try await start(
            "oauth.start",
            "/v1/auth/oauth/authorize",
            try query("oauth.start", provider, redirectURL, oauthOptions),
            options,
            refreshJwt?.asSecret
        )
    }

    /// Begins a sign-up. For a user who exists the redirect URL brings an `err`.
    ///
    /// - Parameters:
    ///   - provider: Where the user's account is.
    ///   - redirectURL: Where the user comes back to. Nil is the address in the project's settings.
    ///   - options: How the sign-up differs from the project's settings.
    ///   - refreshJwt: The user's refresh token, which step-up and MFA need.
    ///   - oauthOptions: What the provider is told and asked.
    /// - Returns: Where to send the user. It holds the state that ties the way back to this call, so it does not print.
    public func startSignUp(
        with provider: OAuthProvider,
        redirectURL: String? = nil,
        options: LoginOptions = LoginOptions(),
        refreshJwt: (any SecretConvertible)? = nil,
        oauthOptions: OAuthOptions = OAuthOptions()
    ) async throws -> Secret {
        try await start(
            "oauth.startSignUp",
            "/v1/auth/oauth/authorize/signup",
            try query("oauth.startSignUp", provider, redirectURL, oauthOptions),
            options,
            refreshJwt?.asSecret
        )
    }

    /// Begins a sign-in of a user who exists. For anybody else the redirect URL brings an `err`.
    ///
    /// - Parameters:
    ///   - provider: Where the user's account is.
    ///   - redirectURL: Where the user comes back to. Nil is the address in the project's settings.
    ///   - options: How the sign-in differs from the project's settings.
    ///   - refreshJwt: The user's refresh token, which step-up and MFA need.
    ///   - oauthOptions: What the provider is told and asked.
    /// - Returns: Where to send the user. It holds the state that ties the way back to this call, so it does not print.
    public func startSignIn(
        with provider: OAuthProvider,
        redirectURL: String? = nil,
        options: LoginOptions = LoginOptions(),
        refreshJwt: (any SecretConvertible)? = nil,
        oauthOptions: OAuthOptions = OAuthOptions()
    ) async throws -> Secret {
        try await start(
            "oauth.startSignIn",
            "/v1/auth/oauth/authorize/signin",
            try query("oauth.startSignIn", provider, redirectURL, oauthOptions),
            options,
            refreshJwt?.asSecret
        )
    }

    /// Begins to connect an account elsewhere with a user who is signed in, who can sign in with it from then on.
    ///
    /// - Parameters:
    ///   - provider: Where the account is.
    ///   - redirectURL: Where the user comes back to. Nil is the address in the project's settings.
    ///   - refreshJwt: The user's refresh token.
    ///   - options: How the sign-in that follows differs from the project's settings.
    ///   - allowAllMerge: When the account belongs to another user: merges that user into this one, instead of
    ///     refusing.
    ///   - oauthOptions: What the provider is told and asked.
    /// - Returns: Where to send the user. It holds the state that ties the way back to this call, so it does not print.
    public func startUpdate(
        with provider: OAuthProvider,
        redirectURL: String? = nil,
        refreshJwt: some SecretConvertible,
        options: LoginOptions = LoginOptions(),
        allowAllMerge: Bool = false,
        oauthOptions: OAuthOptions = OAuthOptions()
    ) async throws -> Secret {
        var query = try query("oauth.startUpdate", provider, redirectURL, oauthOptions)
        if allowAllMerge { query.append(APIQueryItem("allowAllMerge", "true")) }
        return try await start(
            "oauth.startUpdate",
            "/v1/auth/oauth/authorize/update",
            query,
            options,
            refreshJwt.asSecret
        )
    }

    /// Makes a session of the code that the redirect URL, or ``verifyOneTap(with:idToken:nonce:options:)``, has
    /// brought.
    ///
    /// - Parameter code: The code. It works once, and for a few minutes.
    /// - Returns: The session's tokens.
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `api` when the code is wrong, used or expired.
    public func exchange(code: some SecretConvertible) async throws -> SignInResponse {
        let code = code.asSecret
        try requireText(
            code.reveal(),
            "code",
            "Pass the code that the redirect URL has brought.",
            during: "oauth.exchange"
        )
        return try await client.send(
            Endpoint(
                "oauth.exchange",
                .post,
                "/v1/auth/oauth/exchange",
                body: ["code": code],
                refusal: .unauthenticated
            )
        )
    }

    private func start(
        _ name: String,
        _ path: EndpointPath,
        _ query: [APIQueryItem],
        _ options: LoginOptions,
        _ refreshJwt: Secret?
    ) async throws -> Secret {
        let refreshJwt = try options.checked(refreshJwt, name)
        // Begun twice, one of the two is never followed: nothing is sent to anybody.
        return try await client.send(
            Endpoint<AuthorizationURL>(
                name,
                .post,
                path,
                query: query,
                body: RequestBody(options.members),
                authorization: .project(refreshJwt),
                retryable: .always
            )
        ).url
    }

    private func query(
        _ operation: String,
        _ provider: OAuthProvider,
        _ redirectURL: String?,
        _ options: OAuthOptions
    ) throws(DescopeError) -> [APIQueryItem] {
        try check(provider, operation)
        try checkRedirectURL(redirectURL, during: operation)
        let items = [
            ("provider", provider.rawValue), ("redirectURL", redirectURL), ("loginHint", options.loginHint),
            ("initiatedEmail", options.initiatedEmail),
        ]
        return items.compactMap { name, value in value.map { APIQueryItem(name, $0) } }
            + options.prompt.map { APIQueryItem("prompt", $0.rawValue) }
    }

    func check(_ provider: OAuthProvider, _ operation: String) throws(DescopeError) {
        let advice = "Pass .google or another known one, or the name that the project gave it."
        try requireText(provider.rawValue, "provider", advice, during: operation)
    }
}
