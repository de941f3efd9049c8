public import DescopeCore
import DescopeHTTP
public import DescopeModels

/// Signs users in with an account at an OAuth provider.
///
/// A start returns the URL to send the user to. The user signs in there and comes back to the redirect URL with a
/// `code`, which ``exchange(code:)`` exchanges for a session:
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
/// Native apps that talk to the provider themselves use ``startNative(with:options:implicit:)``, pages with Google One
/// Tap use ``exchangeOneTap(with:idToken:nonce:options:)``.
public struct OAuthClient: Sendable {
    let client: DescopeClient

    /// Starts a sign-in. A user who does not exist yet is signed up.
    ///
    /// - Parameters:
    ///   - provider: The provider at which the user has an account.
    ///   - redirectURL: Where the user comes back to. Nil uses the URL in the project's settings.
    ///   - options: How the sign-in differs from the project's settings.
    ///   - refreshJwt: The user's refresh token, which step-up and MFA need.
    ///   - oauthOptions: What the provider is told about the user, and what it asks.
    /// - Returns: The URL to send the user to. It is a secret, because it holds the state of this sign-in.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/missingRefreshJwt`` when
    ///   `options` asks for step-up or MFA without a refresh token.
    public func start(
        with provider: OAuthProvider,
        redirectURL: String? = nil,
        options: LoginOptions = LoginOptions(),
        refreshJwt: (any SecretConvertible)? = nil,
        oauthOptions: OAuthOptions = OAuthOptions()
    ) async throws -> Secret {
        try await start(.start, provider, redirectURL, options, refreshJwt?.asSecret, oauthOptions)
    }

    /// Starts a sign-up. For a user who exists already the redirect URL brings an `err`.
    ///
    /// - Parameters:
    ///   - provider: The provider at which the user has an account.
    ///   - redirectURL: Where the user comes back to. Nil uses the URL in the project's settings.
    ///   - options: How the sign-up differs from the project's settings.
    ///   - refreshJwt: The user's refresh token, which step-up and MFA need.
    ///   - oauthOptions: What the provider is told about the user, and what it asks.
    /// - Returns: The URL to send the user to. It is a secret, because it holds the state of this sign-up.
    public func startSignUp(
        with provider: OAuthProvider,
        redirectURL: String? = nil,
        options: LoginOptions = LoginOptions(),
        refreshJwt: (any SecretConvertible)? = nil,
        oauthOptions: OAuthOptions = OAuthOptions()
    ) async throws -> Secret {
        try await start(.startSignUp, provider, redirectURL, options, refreshJwt?.asSecret, oauthOptions)
    }

    /// Starts a sign-in of a user who exists. For any other user the redirect URL brings an `err`.
    ///
    /// - Parameters:
    ///   - provider: The provider at which the user has an account.
    ///   - redirectURL: Where the user comes back to. Nil uses the URL in the project's settings.
    ///   - options: How the sign-in differs from the project's settings.
    ///   - refreshJwt: The user's refresh token, which step-up and MFA need.
    ///   - oauthOptions: What the provider is told about the user, and what it asks.
    /// - Returns: The URL to send the user to. It is a secret, because it holds the state of this sign-in.
    public func startSignIn(
        with provider: OAuthProvider,
        redirectURL: String? = nil,
        options: LoginOptions = LoginOptions(),
        refreshJwt: (any SecretConvertible)? = nil,
        oauthOptions: OAuthOptions = OAuthOptions()
    ) async throws -> Secret {
        try await start(.startSignIn, provider, redirectURL, options, refreshJwt?.asSecret, oauthOptions)
    }

    /// Starts to connect an account at a provider with a signed-in user, who can sign in with it from then on.
    ///
    /// - Parameters:
    ///   - provider: The provider at which the user has the account.
    ///   - redirectURL: Where the user comes back to. Nil uses the URL in the project's settings.
    ///   - refreshJwt: The user's refresh token.
    ///   - options: How the sign-in that follows differs from the project's settings.
    ///   - allowAllMerge: Whether another user who has the account already is merged into this one. Without it the
    ///     service refuses such an account.
    ///   - oauthOptions: What the provider is told about the user, and what it asks.
    /// - Returns: The URL to send the user to. It is a secret, because it holds the state of this update.
    public func startUpdate(
        with provider: OAuthProvider,
        redirectURL: String? = nil,
        refreshJwt: some SecretConvertible,
        options: LoginOptions = LoginOptions(),
        allowAllMerge: Bool = false,
        oauthOptions: OAuthOptions = OAuthOptions()
    ) async throws -> Secret {
        try await start(
            .startUpdate,
            provider,
            redirectURL,
            options,
            refreshJwt.asSecret,
            oauthOptions,
            allowAllMerge: allowAllMerge
        )
    }

    /// Exchanges a code from the redirect URL, or from ``verifyOneTap(with:idToken:nonce:options:)``, for a session.
    ///
    /// - Parameter code: The code. It works once, and for a few minutes.
    /// - Returns: The session's tokens.
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `api` when the code is wrong, used or expired.
    public func exchange(code: some SecretConvertible) async throws -> SignInResponse {
        try APIOperation.exchange.require(code.asSecret.reveal(), "code", "Pass the code from the redirect URL.")
        return try await client.send(.exchange, body: ["code": code.asSecret], returning: .signIn)
    }

    private func start(
        _ operation: APIOperation,
        _ provider: OAuthProvider,
        _ redirectURL: String?,
        _ options: LoginOptions,
        _ refreshJwt: Secret?,
        _ oauthOptions: OAuthOptions,
        allowAllMerge: Bool = false
    ) async throws -> Secret {
        try operation.require(provider)
        try checkRedirectURL(redirectURL, during: operation.name)
        let query: APIQuery = [
            "provider": provider.rawValue, "redirectURL": redirectURL, "loginHint": oauthOptions.loginHint,
            "initiatedEmail": oauthOptions.initiatedEmail, "allowAllMerge": allowAllMerge ? "true" : nil,
        ]
        return try await client.send(
            operation,
            query: query + .list("prompt", oauthOptions.prompt.map(\.rawValue)),
            body: RequestBody(options: options),
            token: try options.checked(refreshJwt, for: operation),
            returning: .member("url")
        )
    }
}

extension APIOperation {
    /// Refuses a provider without a name.
    func require(_ provider: OAuthProvider) throws(DescopeError) {
        try require(provider.rawValue, "provider", "Pass a known provider such as .google, or the name of your own.")
    }
}
