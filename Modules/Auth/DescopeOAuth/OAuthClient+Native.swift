public import DescopeCore
import DescopeHTTP
public import DescopeModels

// A native app talks to the provider itself and passes the result to its server.
extension OAuthClient {
    /// Starts a sign-in with a provider's own button in a native app, for example "Sign in with Apple".
    ///
    /// - Parameters:
    ///   - provider: The provider at which the user has an account.
    ///   - options: How the sign-in differs from the project's settings. Step-up and MFA are refused.
    ///   - implicit: Whether the provider will return an id token instead of a code. Nil leaves it to the service.
    /// - Returns: What the app needs to ask the provider.
    public func startNative(
        with provider: OAuthProvider,
        options: LoginOptions = LoginOptions(),
        implicit: Bool? = nil
    ) async throws -> OAuthNativeStart {
        try APIOperation.startNative.require(provider)
        try options.checkFirstFactor(for: .startNative)
        return try await client.send(
            .startNative,
            body: ["provider": provider.rawValue, "loginOptions": options, "implicit": implicit]
        )
    }

    /// Exchanges what the provider gave the app for a session.
    ///
    /// - Parameters:
    ///   - provider: The provider at which the user has an account.
    ///   - stateId: The state from ``startNative(with:options:implicit:)``.
    ///   - code: The provider's authorization code. Either this or `idToken` is needed.
    ///   - idToken: The provider's id token.
    ///   - user: The JSON string with the user's name, which Apple sends with the first sign-in only.
    /// - Returns: The session's tokens.
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `api` when the state is used or expired, or the service does not
    ///   accept the provider's code or token.
    public func finishNative(
        with provider: OAuthProvider,
        stateId: some SecretConvertible,
        code: (any SecretConvertible)? = nil,
        idToken: (any SecretConvertible)? = nil,
        user: String? = nil
    ) async throws -> SignInResponse {
        let operation = APIOperation.finishNative
        let (stateId, code, idToken) = (stateId.asSecret, code?.asSecret, idToken?.asSecret)
        try operation.require(provider)
        try operation.require(stateId.reveal(), "stateId", "Pass the one that startNative returned.")
        guard code != nil || idToken != nil else {
            throw operation.argument(
                "code",
                "expected the provider's code, or its id token as idToken, found neither. Pass one of them."
            )
        }
        for (name, secret) in [("code", code), ("idToken", idToken)] {
            guard let secret else { continue }
            try operation.require(secret.reveal(), name, "Pass what the provider gave the app, or nil.")
        }
        return try await client.send(
            operation,
            body: ["provider": provider.rawValue, "stateId": stateId, "code": code, "idToken": idToken, "user": user],
            returning: .signIn
        )
    }
}

// A page shows the provider's One Tap prompt and passes the result to its server.
extension OAuthClient {
    /// Loads the project's client id at the provider, which One Tap needs.
    public func oneTapClientId(for provider: OAuthProvider) async throws -> String {
        try APIOperation.oneTapClientId.require(provider)
        return try await client.send(.oneTapClientId, path: [provider.rawValue], returning: .member("clientId"))
    }

    /// Verifies the id token from One Tap and returns a code for ``exchange(code:)``.
    ///
    /// - Parameters:
    ///   - provider: The provider at which the user has an account.
    ///   - idToken: The provider's id token.
    ///   - nonce: The nonce that the page passed to One Tap. Each sign-in needs a new one.
    ///   - options: How the sign-in differs from the project's settings. Step-up and MFA are refused.
    /// - Returns: The code.
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `api` when the id token is not valid.
    public func verifyOneTap(
        with provider: OAuthProvider,
        idToken: some SecretConvertible,
        nonce: some SecretConvertible,
        options: LoginOptions = LoginOptions()
    ) async throws -> Secret {
        let body = try oneTapBody(.verifyOneTap, provider, idToken.asSecret, nonce.asSecret, options)
        return try await client.send(.verifyOneTap, body: body, returning: .member("code"))
    }

    /// Exchanges the id token from One Tap for a session.
    ///
    /// - Parameters:
    ///   - provider: The provider at which the user has an account.
    ///   - idToken: The provider's id token.
    ///   - nonce: The nonce that the page passed to One Tap. Each sign-in needs a new one.
    ///   - options: How the sign-in differs from the project's settings. Step-up and MFA are refused.
    /// - Returns: The session's tokens.
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `api` when the id token is not valid.
    public func exchangeOneTap(
        with provider: OAuthProvider,
        idToken: some SecretConvertible,
        nonce: some SecretConvertible,
        options: LoginOptions = LoginOptions()
    ) async throws -> SignInResponse {
        let body = try oneTapBody(.exchangeOneTap, provider, idToken.asSecret, nonce.asSecret, options)
        return try await client.send(.exchangeOneTap, body: body, returning: .signIn)
    }

    private func oneTapBody(
        _ operation: APIOperation,
        _ provider: OAuthProvider,
        _ idToken: Secret,
        _ nonce: Secret,
        _ options: LoginOptions
    ) throws(DescopeError) -> RequestBody {
        try operation.require(provider)
        try operation.require(idToken.reveal(), "idToken", "Pass the one that One Tap gave the page.")
        try operation.require(nonce.reveal(), "nonce", "Pass the one that the page passed to One Tap.")
        try options.checkFirstFactor(for: operation)
        return ["provider": provider.rawValue, "idToken": idToken, "nonce": nonce, "loginOptions": options]
    }
}
