public import DescopeCore
import DescopeHTTP
public import DescopeModels

/// Signing in with the codes of an authenticator app (RFC 6238).
///
/// A sign-up answers with a key, which the user's app takes from a QR image; from then on the app's codes sign in:
///
/// ```swift
/// let setup = try await client.totp.signUp(loginId: "ada@example.com")   // show setup.image
/// let signedIn = try await client.totp.verify(loginId: "ada@example.com", code: code)
/// ```
///
/// For the day on which the app is lost there are recovery codes: each signs in once.
public struct TOTPClient: Sendable {
    let client: DescopeClient

    /// Makes a user who will sign in with an authenticator app. The user is signed in by the first
    /// ``verify(loginId:code:options:refreshJwt:)``.
    ///
    /// - Parameters:
    ///   - loginId: What the user will sign in with.
    ///   - user: What is known of the user.
    /// - Returns: The key, for the user's app alone.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/userAlreadyExists`` when the
    ///   login id is taken.
    public func signUp(loginId: String, user: SignUpUser = SignUpUser()) async throws -> TOTPResponse {
        try requireLoginId(loginId, during: "totp.signUp")
        return try await client.send(
            Endpoint(
                "totp.signUp",
                .post,
                "/v1/auth/totp/signup",
                body: ["loginId": loginId, "user": user.unless(SignUpUser())]
            )
        )
    }

    /// Gives a user who is signed in a key for an authenticator app. A key from before is worth nothing then.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id.
    ///   - refreshJwt: The user's refresh token.
    /// - Returns: The key, for the user's app alone.
    public func update(loginId: String, refreshJwt: some SecretConvertible) async throws -> TOTPResponse {
        try requireLoginId(loginId, during: "totp.update")
        return try await client.send(
            Endpoint(
                "totp.update",
                .post,
                "/v1/auth/totp/update",
                body: ["loginId": loginId],
                authorization: .refreshJwt(refreshJwt.asSecret)
            )
        )
    }

    /// Checks the code that the user's app shows, and signs the user in.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id.
    ///   - code: The code. It works once, and for about a minute.
    ///   - options: How the sign-in differs from the project's settings.
    ///   - refreshJwt: The user's refresh token, which step-up and MFA need.
    /// - Returns: The session's tokens.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/missingRefreshJwt`` when
    ///   `options` asks for what needs one. The service does not document its codes for a wrong code and for too many
    ///   tries; the emulator takes ``/DescopeCore/DescopeError/Code/wrongOTPCode`` and
    ///   ``/DescopeCore/DescopeError/Code/tooManyOTPAttempts``.
    public func verify(
        loginId: String,
        code: some SecretConvertible,
        options: LoginOptions = LoginOptions(),
        refreshJwt: (any SecretConvertible)? = nil
    ) async throws -> SignInResponse {
        let advice = "Pass the code that the user's app shows."
        return try await signIn(
            "totp.verify",
            "/v1/auth/totp/verify",
            loginId,
            ("code", code.asSecret, advice),
            options,
            refreshJwt
        )
    }

    /// Makes new recovery codes for a user who is signed in. Those from before are worth nothing then.
    ///
    /// Known from the service's API description alone: no other SDK has this call.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id.
    ///   - refreshJwt: The user's refresh token.
    /// - Returns: The codes, to be shown to the user once. Each signs in once.
    public func generateRecoveryCodes(loginId: String, refreshJwt: some SecretConvertible) async throws -> [Secret] {
        try requireLoginId(loginId, during: "totp.generateRecoveryCodes")
        let answer: RecoveryCodes = try await client.send(
            Endpoint(
                "totp.generateRecoveryCodes",
                .post,
                "/v1/auth/recovery-codes",
                body: ["loginId": loginId],
                authorization: .refreshJwt(refreshJwt.asSecret)
            )
        )
        return answer.codes.map(\.code)
    }

    /// Signs a user in with one of the recovery codes.
    ///
    /// Known from the service's API description alone: no other SDK has this call.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id.
    ///   - recoveryCode: One of the codes. It works once.
    ///   - options: How the sign-in differs from the project's settings.
    ///   - refreshJwt: The user's refresh token, which step-up and MFA need.
    /// - Returns: The session's tokens.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/missingRefreshJwt`` when
    ///   `options` asks for what needs one. The service does not document its codes for a wrong code and for too many
    ///   tries; the emulator takes ``/DescopeCore/DescopeError/Code/wrongOTPCode`` and
    ///   ``/DescopeCore/DescopeError/Code/tooManyOTPAttempts``.
    public func signIn(
        loginId: String,
        recoveryCode: some SecretConvertible,
        options: LoginOptions = LoginOptions(),
        refreshJwt: (any SecretConvertible)? = nil
    ) async throws -> SignInResponse {
        let advice = "Pass one of the user's recovery codes."
        return try await signIn(
            "totp.signIn",
            "/v1/auth/recovery-codes/signin",
            loginId,
            ("recoveryCode", recoveryCode.asSecret, advice),
            options,
            refreshJwt
        )
    }

    private func signIn(
        _ name: String,
        _ path: EndpointPath,
        _ loginId: String,
        _ code: (name: String, value: Secret, advice: String),
        _ options: LoginOptions,
        _ refreshJwt: (any SecretConvertible)?
    ) async throws -> SignInResponse {
        try requireLoginId(loginId, during: name)
        try requireText(code.value.reveal(), code.name, code.advice, during: name)
        let refreshJwt = try options.checked(refreshJwt?.asSecret, name)
        return try await client.send(
            Endpoint(
                name,
                .post,
                path,
                body: ["loginId": loginId, "code": code.value, "loginOptions": options],
                authorization: .project(refreshJwt),
                refusal: .unauthenticated
            )
        )
    }
}

/// As the service writes them: each in an object of its own.
private struct RecoveryCodes: Decodable, Sendable {
    struct Code: Decodable, Sendable { let code: Secret }

    let codes: [Code]
}
