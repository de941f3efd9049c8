public import DescopeCore
import DescopeHTTP
public import DescopeModels

/// Signs users in with passwords.
///
/// ```swift
/// let signedUp = try await client.password.signUp(loginId: "ada@example.com", password: password)
/// let signedIn = try await client.password.signIn(loginId: "ada@example.com", password: password)
/// ```
///
/// A user who has forgotten the password gets a message with ``sendReset(loginId:redirectURL:options:)``. The message
/// signs the user in without a password; ``update(loginId:newPassword:refreshJwt:)`` then sets a new one.
public struct PasswordClient: Sendable {
    let client: DescopeClient

    /// Creates a user with a password, and signs them in. The user's email address is not verified by it.
    ///
    /// - Parameters:
    ///   - loginId: The login id of the new user.
    ///   - password: The password. It has to meet the project's ``policy()``.
    ///   - user: What is known about the user.
    ///   - options: How the sign-up differs from the project's settings.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: The session's tokens.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/userAlreadyExists`` when the
    ///   login id is taken.
    public func signUp(
        loginId: String,
        password: some SecretConvertible,
        user: SignUpUser = SignUpUser(),
        options: SignUpOptions = SignUpOptions(),
        providerId: String? = nil
    ) async throws -> SignInResponse {
        try APIOperation.signUp.requireLoginId(loginId)
        try APIOperation.signUp.requirePassword(password, "password")
        return try await client.send(
            .signUp,
            body: [
                "loginId": loginId, "password": password.asSecret, "user": user, "loginOptions": options,
                "providerId": providerId,
            ],
            returning: .signIn
        )
    }

    /// Signs a user in.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id.
    ///   - password: The password that the user typed.
    ///   - options: How the sign-in differs from the project's settings. The service takes no refresh token here, so
    ///     step-up and MFA are refused: sign the user in with the password first, and add another factor to that
    ///     session.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: The session's tokens.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/passwordExpired`` when the
    ///   password is right and has to be replaced first, with ``replace(loginId:oldPassword:newPassword:options:)``.
    ///   The service does not document its codes for a wrong password and for too many attempts: check for
    ///   ``/DescopeCore/DescopeError/kind`` `api`.
    public func signIn(
        loginId: String,
        password: some SecretConvertible,
        options: LoginOptions = LoginOptions(),
        providerId: String? = nil
    ) async throws -> SignInResponse {
        try APIOperation.signIn.requireLoginId(loginId)
        try APIOperation.signIn.requirePassword(password, "password")
        try options.checkFirstFactor(for: .signIn)
        return try await client.send(
            .signIn,
            body: [
                "loginId": loginId, "password": password.asSecret, "loginOptions": options, "providerId": providerId,
            ],
            returning: .signIn
        )
    }

    /// Sends a message that signs in a user who has forgotten the password. It goes to a verified email address only.
    ///
    /// The project decides whether the message contains a magic link, an enchanted link or a code; the response says
    /// which. Complete that sign-in, then call ``update(loginId:newPassword:refreshJwt:)``. Not retried when the
    /// request may have reached the service: a second message invalidates the first.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id.
    ///   - redirectURL: The page that the link opens. Nil for the project's.
    ///   - options: How the message differs from the project's settings.
    /// - Returns: What was sent, and to which address.
    @discardableResult
    public func sendReset(
        loginId: String,
        redirectURL: String? = nil,
        options: PasswordResetOptions = PasswordResetOptions()
    ) async throws -> PasswordReset {
        try APIOperation.sendReset.requireLoginId(loginId)
        try checkRedirectURL(redirectURL, isOfLink: true, during: APIOperation.sendReset.name)
        return try await client.send(
            .sendReset,
            body: RequestBody(options: options, with: ["loginId": loginId, "redirectUrl": redirectURL])
        )
    }

    /// Sets a new password for a signed-in user, whichever way the user has signed in.
    ///
    /// The user's sessions stay valid, also those of someone who knew the old password: `logOutEverywhere` of
    /// `client.session` ends them all.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id.
    ///   - newPassword: The new password. It has to meet the project's ``policy()``.
    ///   - refreshJwt: The user's refresh token.
    public func update(
        loginId: String,
        newPassword: some SecretConvertible,
        refreshJwt: some SecretConvertible
    ) async throws {
        try APIOperation.update.requireLoginId(loginId)
        try APIOperation.update.requirePassword(newPassword, "newPassword")
        try await client.send(
            .update,
            body: ["loginId": loginId, "newPassword": newPassword.asSecret],
            token: refreshJwt.asSecret,
            returning: .nothing
        )
    }

    /// Replaces a password by a new one, and signs the user in. The old password may have expired.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id.
    ///   - oldPassword: The current password.
    ///   - newPassword: The new password. It has to meet the project's ``policy()``.
    ///   - options: Whether the user's other sessions are ended.
    /// - Returns: The session's tokens.
    public func replace(
        loginId: String,
        oldPassword: some SecretConvertible,
        newPassword: some SecretConvertible,
        options: PasswordReplaceOptions = PasswordReplaceOptions()
    ) async throws -> SignInResponse {
        try APIOperation.replace.requireLoginId(loginId)
        try APIOperation.replace.requirePassword(oldPassword, "oldPassword")
        try APIOperation.replace.requirePassword(newPassword, "newPassword")
        return try await client.send(
            .replace,
            body: RequestBody(
                options: options,
                with: [
                    "loginId": loginId, "oldPassword": oldPassword.asSecret, "newPassword": newPassword.asSecret,
                ]
            ),
            returning: .signIn
        )
    }

    /// Loads what the project requires of passwords, for example to show it in a form.
    public func policy() async throws -> PasswordPolicy { try await client.send(.policy) }
}

extension APIOperation {
    /// Refuses an empty password. Only white space is a password like any other.
    fileprivate func requirePassword(_ password: some SecretConvertible, _ name: String) throws(DescopeError) {
        guard password.asSecret.isEmpty else { return }
        throw argument(name, "expected a non-empty string, found an empty one. Pass what the user typed.")
    }
}
