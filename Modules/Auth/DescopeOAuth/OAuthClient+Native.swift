public import DescopeCore
import DescopeHTTP
public import DescopeModels

/// What a native app needs to ask the provider for a sign-in.
public struct OAuthNativeStart: Decodable, Sendable {
    /// The project's id at the provider, when the service says it.
    public let clientId: String?
    /// Ties ``OAuthClient/finishNative(with:stateId:code:idToken:user:)`` to this start.
    public let stateId: Secret
    /// What the id token has to repeat, when there will be one.
    public let nonce: Secret?
    /// Whether the provider's id token comes back, rather than a code.
    public let implicit: Bool
}

// Where the app itself speaks to the provider, and hands what it got to its server.
extension OAuthClient {
    /// Begins a sign-in by a provider's own button in a native app, as "Sign in with Apple".
    ///
    /// - Parameters:
    ///   - provider: Where the user's account is.
    ///   - options: How the sign-in differs from the project's settings. Step-up and MFA do not go with it.
    ///   - implicit: Whether the provider's id token will come back, rather than a code. Nil leaves it to the service.
    /// - Returns: What the app needs to ask the provider.
    public func startNative(
        with provider: OAuthProvider,
        options: LoginOptions = LoginOptions(),
        implicit: Bool? = nil
    ) async throws -> OAuthNativeStart {
        try check(provider, "oauth.startNative")
        try options.checkFirstFactor("oauth.startNative")
        return try await client.send(
            Endpoint(
                "oauth.startNative",
                .post,
                "/v1/auth/oauth/native/start",
                body: [
                    "provider": provider.rawValue, "loginOptions": options.unless(LoginOptions()), "implicit": implicit,
                ],
                retryable: .always
            )
        )
    }

    /// Makes a session of what the provider gave the app.
    ///
    /// - Parameters:
    ///   - provider: Where the user's account is.
    ///   - stateId: The state of ``OAuthNativeStart``.
    ///   - code: The provider's authorization code; this or `idToken` is needed.
    ///   - idToken: The provider's id token.
    ///   - user: The JSON text in which Apple tells the user's name, the first time only.
    /// - Returns: The session's tokens.
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `api` when the state is used or expired, or the provider's
    ///   answer is not to be trusted.
    public func finishNative(
        with provider: OAuthProvider,
        stateId: some SecretConvertible,
        code: (any SecretConvertible)? = nil,
        idToken: (any SecretConvertible)? = nil,
        user: String? = nil
    ) async throws -> SignInResponse {
        let operation = "oauth.finishNative"
        let (stateId, code, idToken) = (stateId.asSecret, code?.asSecret, idToken?.asSecret)
        try check(provider, operation)
        try requireText(stateId.reveal(), "stateId", "Pass the one that startNative returned.", during: operation)
        guard code != nil || idToken != nil else {
            throw DescopeError.argument(
                "code",
                "expected the provider's code, or its id token as idToken, found neither."
            ).during(operation)
        }
        for (name, secret) in [("code", code), ("idToken", idToken)] {
            guard let secret else { continue }
            try requireText(secret.reveal(), name, "Pass what the provider gave the app, or nil.", during: operation)
        }
        return try await client.send(
            Endpoint(
                operation,
                .post,
                "/v1/auth/oauth/native/finish",
                body: [
                    "provider": provider.rawValue, "stateId": stateId, "code": code, "idToken": idToken, "user": user,
                ],
                refusal: .unauthenticated
            )
        )
    }
}

// Where a page shows the provider's own prompt.
extension OAuthClient {
    /// The project's id at the provider, which One Tap asks for.
    public func oneTapClientId(for provider: OAuthProvider) async throws -> String {
        try check(provider, "oauth.oneTapClientId")
        return try await client.send(
            Endpoint<OneTapClient>("oauth.oneTapClientId", .get, "/v1/auth/onetap/clientid/\(provider.rawValue)")
        ).clientId
    }

    /// Checks the id token that One Tap gave the page, and makes a code of it for ``exchange(code:)``.
    ///
    /// - Parameters:
    ///   - provider: Where the user's account is.
    ///   - idToken: The provider's id token.
    ///   - nonce: The nonce that the page gave One Tap. It has to be new each time.
    ///   - options: How the sign-in differs from the project's settings. Step-up and MFA do not go with it.
    /// - Returns: The code.
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `api` when the id token is not to be trusted.
    public func verifyOneTap(
        with provider: OAuthProvider,
        idToken: some SecretConvertible,
        nonce: some SecretConvertible,
        options: LoginOptions = LoginOptions()
    ) async throws -> Secret {
        let operation = "oauth.verifyOneTap"
        let body = try oneTap(operation, provider, idToken.asSecret, nonce.asSecret, options)
        return try await client.send(
            Endpoint<OneTapCode>(
                operation,
                .post,
                "/v1/auth/onetap/idtoken/verify",
                body: body,
                refusal: .unauthenticated
            )
        ).code
    }

    /// Makes a session of the id token that One Tap gave the page.
    ///
    /// - Parameters:
    ///   - provider: Where the user's account is.
    ///   - idToken: The provider's id token.
    ///   - nonce: The nonce that the page gave One Tap. It has to be new each time.
    ///   - options: How the sign-in differs from the project's settings. Step-up and MFA do not go with it.
    /// - Returns: The session's tokens.
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `api` when the id token is not to be trusted.
    public func exchangeOneTap(
        with provider: OAuthProvider,
        idToken: some SecretConvertible,
        nonce: some SecretConvertible,
        options: LoginOptions = LoginOptions()
    ) async throws -> SignInResponse {
        let operation = "oauth.exchangeOneTap"
        let body = try oneTap(operation, provider, idToken.asSecret, nonce.asSecret, options)
        return try await client.send(
            Endpoint(operation, .post, "/v1/auth/onetap/idtoken/exchange", body: body, refusal: .unauthenticated)
        )
    }

    private func oneTap(
        _ operation: String,
        _ provider: OAuthProvider,
        _ idToken: Secret,
        _ nonce: Secret,
        _ options: LoginOptions
    ) throws(DescopeError) -> RequestBody {
        try check(provider, operation)
        try requireText(idToken.reveal(), "idToken", "Pass the one that One Tap gave the page.", during: operation)
        try requireText(nonce.reveal(), "nonce", "Pass the one that the page gave One Tap.", during: operation)
        try options.checkFirstFactor(operation)
        return [
            "provider": provider.rawValue, "idToken": idToken, "nonce": nonce,
            "loginOptions": options.unless(LoginOptions()),
        ]
    }
}

private struct OneTapClient: Decodable { let clientId: String }

private struct OneTapCode: Decodable { let code: Secret }
