public import DescopeCore
import DescopeHTTP
public import DescopeModels

/// Signs users in with the codes of an authenticator app (RFC 6238).
///
/// The response to a sign-up has a key, which the user adds to the app, for example by scanning a QR image. From then
/// on the app's codes sign the user in:
///
/// ```swift
/// let setup = try await client.totp.signUp(loginId: "ada@example.com")   // show setup.image
/// let signedIn = try await client.totp.verify(loginId: "ada@example.com", code: code)
/// ```
///
/// Users who have lost the app sign in with recovery codes, each of which works once.
public struct TOTPClient: Sendable {
    let client: DescopeClient

    /// Creates a user who signs in with an authenticator app. The first ``verify(loginId:code:options:refreshJwt:)``
    /// signs the user in.
    ///
    /// - Parameters:
    ///   - loginId: The new user's login id.
    ///   - user: The user's details.
    /// - Returns: The key. Show it to this user only.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/userAlreadyExists`` when the
    ///   login id is taken.
    public func signUp(loginId: String, user: SignUpUser = SignUpUser()) async throws -> TOTPResponse {
        try APIOperation.signUp.requireLoginId(loginId)
        return try await client.send(.signUp, body: ["loginId": loginId, "user": user])
    }

    /// Creates a new key for the authenticator app of a signed-in user. The previous key stops working.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id.
    ///   - refreshJwt: The user's refresh token.
    /// - Returns: The key. Show it to this user only.
    public func update(loginId: String, refreshJwt: some SecretConvertible) async throws -> TOTPResponse {
        try APIOperation.update.requireLoginId(loginId)
        return try await client.send(.update, body: ["loginId": loginId], token: refreshJwt.asSecret)
    }

    /// Verifies a code of the user's app, and signs the user in.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id.
    ///   - code: The code. It works once, for about a minute.
    ///   - options: Settings for this sign-in that differ from the project's.
    ///   - refreshJwt: The user's refresh token. Required for step-up and MFA.
    /// - Returns: The session's tokens.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/missingRefreshJwt`` when
    ///   `options` require a refresh token and there is none. The service does not document its codes for a wrong code
    ///   and for too many attempts; the emulator uses ``/DescopeCore/DescopeError/Code/wrongOTPCode`` and
    ///   ``/DescopeCore/DescopeError/Code/tooManyOTPAttempts``.
    public func verify(
        loginId: String,
        code: some SecretConvertible,
        options: LoginOptions = LoginOptions(),
        refreshJwt: (any SecretConvertible)? = nil
    ) async throws -> SignInResponse {
        try APIOperation.verify.requireLoginId(loginId)
        try APIOperation.verify.require(code.asSecret.reveal(), "code", "Pass the code that the user's app shows.")
        return try await client.send(
            .verify,
            body: ["loginId": loginId, "code": code.asSecret, "loginOptions": options],
            token: try options.checked(refreshJwt?.asSecret, for: .verify),
            returning: .signIn
        )
    }

    /// Creates new recovery codes for a signed-in user. The previous codes stop working.
    ///
    /// Follows the service's published API description: no other SDK has this operation.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id.
    ///   - refreshJwt: The user's refresh token.
    /// - Returns: The codes. Show them to the user once. Each code works once.
    public func generateRecoveryCodes(loginId: String, refreshJwt: some SecretConvertible) async throws -> [Secret] {
        try APIOperation.generateRecoveryCodes.requireLoginId(loginId)
        return try await client.send(
            .generateRecoveryCodes,
            body: ["loginId": loginId],
            token: refreshJwt.asSecret,
            returning: .recoveryCodes
        )
    }

    /// Signs a user in with a recovery code.
    ///
    /// Follows the service's published API description: no other SDK has this operation.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id.
    ///   - recoveryCode: One of the user's recovery codes. It works once.
    ///   - options: Settings for this sign-in that differ from the project's.
    ///   - refreshJwt: The user's refresh token. Required for step-up and MFA.
    /// - Returns: The session's tokens.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/missingRefreshJwt`` when
    ///   `options` require a refresh token and there is none. The service does not document its codes for a wrong code
    ///   and for too many attempts; the emulator uses ``/DescopeCore/DescopeError/Code/wrongOTPCode`` and
    ///   ``/DescopeCore/DescopeError/Code/tooManyOTPAttempts``.
    public func signIn(
        loginId: String,
        recoveryCode: some SecretConvertible,
        options: LoginOptions = LoginOptions(),
        refreshJwt: (any SecretConvertible)? = nil
    ) async throws -> SignInResponse {
        let code = recoveryCode.asSecret
        try APIOperation.signIn.requireLoginId(loginId)
        try APIOperation.signIn.require(code.reveal(), "recoveryCode", "Pass one of the user's recovery codes.")
        return try await client.send(
            .signIn,
            body: ["loginId": loginId, "code": code, "loginOptions": options],
            token: try options.checked(refreshJwt?.asSecret, for: .signIn),
            returning: .signIn
        )
    }
}
