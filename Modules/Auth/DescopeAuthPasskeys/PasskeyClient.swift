public import DescopeCore
import DescopeHTTP
public import DescopeModels

/// Signing in with passkeys (WebAuthn): keys that the user's device holds and unlocks by finger, face or PIN.
///
/// Each takes two calls. A start says what the browser is to do; the finish takes what the browser's
/// `navigator.credentials` gave, written as JSON text with the bytes in base64url:
///
/// ```swift
/// let start = try await client.passkeys.startSignIn(loginId: "ada@example.com", origin: "https://app.example.com")
/// // The browser calls navigator.credentials with start.options, and posts what comes of it.
/// let signedIn = try await client.passkeys.finishSignIn(transactionId: start.transactionId, response: response)
/// ```
///
/// A start is good for one finish, and for a few minutes.
public struct PasskeyClient: Sendable {
    let client: DescopeClient

    /// Begins a sign-up: asks the browser of somebody who has no user yet for a new passkey.
    ///
    /// - Parameters:
    ///   - loginId: What the user will sign in with.
    ///   - origin: Where the user's page is from, as a browser writes it: `https://app.example.com`.
    ///   - user: What is known of the user. The browser shows the name.
    ///   - options: How the sign-up differs from the project's settings.
    ///   - passkeyOptions: How the passkey is to be made.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/userAlreadyExists`` when the
    ///   login id is taken.
    public func startSignUp(
        loginId: String,
        origin: String,
        user: SignUpUser = SignUpUser(),
        options: SignUpOptions = SignUpOptions(),
        passkeyOptions: PasskeyOptions = PasskeyOptions()
    ) async throws -> PasskeyStart {
        try await start(
            "passkeys.startSignUp",
            "/v1/auth/webauthn/signup/start",
            loginId: loginId,
            origin,
            [
                "user": NewUser(loginId: loginId, user: user), "loginOptions": options.unless(SignUpOptions()),
                "passkeyOptions": passkeyOptions.unless(PasskeyOptions()),
            ]
        )
    }

    /// Ends a sign-up: makes the user and signs them in.
    ///
    /// - Parameters:
    ///   - transactionId: From the start.
    ///   - response: What `navigator.credentials.create` gave, as JSON text.
    /// - Returns: The session's tokens.
    public func finishSignUp(
        transactionId: some SecretConvertible,
        response: some SecretConvertible
    ) async throws -> SignInResponse {
        let body = try finish("passkeys.finishSignUp", transactionId.asSecret, response.asSecret)
        return try await client.send(
            Endpoint("passkeys.finishSignUp", .post, "/v1/auth/webauthn/signup/finish", body: body)
        )
    }

    /// Begins a sign-in: asks the user's browser to use a passkey.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id. Nil lets the user choose among the passkeys that the device keeps for the
    ///     site.
    ///   - origin: Where the user's page is from, as a browser writes it: `https://app.example.com`.
    ///   - options: How the sign-in differs from the project's settings.
    ///   - refreshJwt: The user's refresh token, which step-up and MFA need.
    ///   - passkeyOptions: How the passkey is to be used.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/userNotFound`` when there is
    ///   no such user, ``/DescopeCore/DescopeError/Code/missingRefreshJwt`` when `options` asks for what needs one.
    public func startSignIn(
        loginId: String?,
        origin: String,
        options: LoginOptions = LoginOptions(),
        refreshJwt: (any SecretConvertible)? = nil,
        passkeyOptions: PasskeyOptions = PasskeyOptions()
    ) async throws -> PasskeyStart {
        let refreshJwt = try options.checked(refreshJwt?.asSecret, "passkeys.startSignIn")
        return try await start(
            "passkeys.startSignIn",
            "/v1/auth/webauthn/signin/start",
            loginId: loginId,
            origin,
            ["loginId": loginId, "loginOptions": options, "passkeyOptions": passkeyOptions.unless(PasskeyOptions())],
            refreshJwt
        )
    }

    /// Ends a sign-in.
    ///
    /// - Parameters:
    ///   - transactionId: From the start.
    ///   - response: What `navigator.credentials.get` gave, as JSON text.
    /// - Returns: The session's tokens.
    public func finishSignIn(
        transactionId: some SecretConvertible,
        response: some SecretConvertible
    ) async throws -> SignInResponse {
        let body = try finish("passkeys.finishSignIn", transactionId.asSecret, response.asSecret)
        return try await client.send(
            Endpoint(
                "passkeys.finishSignIn",
                .post,
                "/v1/auth/webauthn/signin/finish",
                body: body,
                refusal: .unauthenticated
            )
        )
    }

    /// Begins a sign-in, or a sign-up when there is no such user.
    ///
    /// There is no finish of its own: ``PasskeyStart/createsPasskey`` says whether to go on with
    /// ``finishSignUp(transactionId:response:)`` or with ``finishSignIn(transactionId:response:)``.
    ///
    /// - Parameters:
    ///   - loginId: What the user signs in with.
    ///   - origin: Where the user's page is from, as a browser writes it: `https://app.example.com`.
    ///   - options: How the sign-up differs from the project's settings.
    ///   - passkeyOptions: How the passkey is to be made or used.
    public func startSignUpOrIn(
        loginId: String,
        origin: String,
        options: SignUpOptions = SignUpOptions(),
        passkeyOptions: PasskeyOptions = PasskeyOptions()
    ) async throws -> PasskeyStart {
        try await start(
            "passkeys.startSignUpOrIn",
            "/v1/auth/webauthn/signup-in/start",
            loginId: loginId,
            origin,
            [
                "loginId": loginId, "loginOptions": options.unless(SignUpOptions()),
                "passkeyOptions": passkeyOptions.unless(PasskeyOptions()),
            ]
        )
    }

    /// Begins to add a passkey to a user who is signed in: asks the browser for a new one.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id.
    ///   - origin: Where the user's page is from, as a browser writes it: `https://app.example.com`.
    ///   - refreshJwt: The user's refresh token.
    ///   - mfa: Whether the finish answers with a session that has the passkey as a factor beside those proven before.
    ///   - passkeyOptions: How the passkey is to be made.
    public func startUpdate(
        loginId: String,
        origin: String,
        refreshJwt: some SecretConvertible,
        mfa: Bool? = nil,
        passkeyOptions: PasskeyOptions = PasskeyOptions()
    ) async throws -> PasskeyStart {
        try await start(
            "passkeys.startUpdate",
            "/v1/auth/webauthn/update/start",
            loginId: loginId,
            origin,
            ["loginId": loginId, "mfa": mfa, "passkeyOptions": passkeyOptions.unless(PasskeyOptions())],
            refreshJwt.asSecret
        )
    }

    /// Adds the passkey to the user. It does not ask for the refresh token again: the start's id stands for it.
    ///
    /// - Parameters:
    ///   - transactionId: From the start.
    ///   - response: What `navigator.credentials.create` gave, as JSON text.
    /// - Returns: The new session's tokens when the start asked for `mfa`, otherwise nil.
    @discardableResult
    public func finishUpdate(
        transactionId: some SecretConvertible,
        response: some SecretConvertible
    ) async throws -> SignInResponse? {
        let body = try finish("passkeys.finishUpdate", transactionId.asSecret, response.asSecret)
        return try await client.send(
            Endpoint<NoContent>("passkeys.finishUpdate", .post, "/v1/auth/webauthn/update/finish", body: body)
                .reading(UpdateAnswer.read)
        )
    }

    private func start(
        _ name: String,
        _ path: EndpointPath,
        loginId: String?,
        _ origin: String,
        _ body: RequestBody,
        _ refreshJwt: Secret? = nil
    ) async throws -> PasskeyStart {
        if let loginId { try requireLoginId(loginId, during: name) }
        try checkOrigin(origin, during: name)
        var body = body
        body["origin"] = origin
        return try await client.send(
            Endpoint(name, .post, path, body: body, authorization: .project(refreshJwt))
        )
    }

    private func finish(
        _ name: String,
        _ transactionId: Secret,
        _ response: Secret
    ) throws(DescopeError) -> RequestBody {
        try requireText(transactionId.reveal(), "transactionId", "Pass the one that the start gave.", during: name)
        let advice = "Pass what navigator.credentials gave, as JSON text."
        try requireText(response.reveal(), "response", advice, during: name)
        return ["transactionId": transactionId, "response": response]
    }
}

/// A sign-up's user: here the login id travels with what else is known.
private struct NewUser: Encodable {
    let loginId: String
    let user: SignUpUser

    func encode(to encoder: any Encoder) throws {
        try user.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(loginId, forKey: .loginId)
    }

    private enum Key: String, CodingKey {
        case loginId
    }
}

/// Refuses what is no origin as browsers write it, or as apps do: `android:apk-key-hash:…`.
private func checkOrigin(_ origin: String, during operation: String) throws(DescopeError) {
    let advice = "Pass the origin of the user's page: https://app.example.com."
    try requireText(origin, "origin", advice, during: operation)
    let refusal = DescopeError.argument(
        "origin",
        "expected http or https, host and, unless it is the usual one, port, in small letters, found something else. "
            + advice
    ).during(operation)
    // First of all: it may come from a request, and what is beyond ASCII costs much to compare.
    guard isHeaderText(origin) else { throw refusal }
    if ["android:", "ios:"].contains(where: origin.hasPrefix) { return }
    let (scheme, usualPort) = origin.hasPrefix("http://") ? ("http://", 80) : ("https://", 443)
    // Whether plain http will do for a host, as it does on the developer's own, browser and service decide.
    let secured = "https://" + origin.dropFirst(scheme.count)
    guard origin.hasPrefix(scheme), (try? BaseURL(secured))?.description == secured,
        !secured.dropFirst("https://".count).contains("/"), !origin.hasSuffix(":\(usualPort)")
    else { throw refusal }
}
