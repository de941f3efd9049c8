public import DescopeCore
import DescopeHTTP
public import DescopeModels

/// Signing in with passwords.
///
/// ```swift
/// let signedUp = try await client.password.signUp(loginId: "ada@example.com", password: password)
/// let signedIn = try await client.password.signIn(loginId: "ada@example.com", password: password)
/// ```
///
/// Whoever has forgotten theirs gets a message with ``sendReset(loginId:redirectURL:options:)``. It signs them in
/// without a password, and ``update(loginId:newPassword:refreshJwt:)`` sets a new one.
public struct PasswordClient: Sendable {
    let client: DescopeClient

    /// Makes a user with a password, and signs them in. The user's e-mail address is not proven by it.
    ///
    /// - Parameters:
    ///   - loginId: What the user will sign in with.
    ///   - password: The password. It has to meet the project's ``policy()``.
    ///   - user: What is known of the user.
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
        try requireLoginId(loginId, during: "password.signUp")
        return try await client.send(
            Endpoint(
                "password.signUp",
                .post,
                "/v1/auth/password/signup",
                body: [
                    "loginId": loginId, "password": try checked(password, "password", "password.signUp"),
                    "user": user.unless(SignUpUser()), "loginOptions": options.unless(SignUpOptions()),
                    "providerId": providerId,
                ]
            )
        )
    }

    /// Signs a user in.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id.
    ///   - password: What the user typed.
    ///   - options: How the sign-in differs from the project's settings. The service takes no refresh token here, so
    ///     step-up and MFA cannot be asked for: let a password come first and another way of signing in second.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: The session's tokens.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/passwordExpired`` when the
    ///   password is right and has to be replaced first, with ``replace(loginId:oldPassword:newPassword:options:)``.
    ///   The service does not document its codes for a wrong password and for too many tries: go by
    ///   ``/DescopeCore/DescopeError/kind`` `api`.
    public func signIn(
        loginId: String,
        password: some SecretConvertible,
        options: LoginOptions = LoginOptions(),
        providerId: String? = nil
    ) async throws -> SignInResponse {
        try requireLoginId(loginId, during: "password.signIn")
        let password = try checked(password, "password", "password.signIn")
        try options.checkFirstFactor("password.signIn")
        return try await client.send(
            Endpoint(
                "password.signIn",
                .post,
                "/v1/auth/password/signin",
                body: [
                    "loginId": loginId, "password": password, "loginOptions": options.unless(LoginOptions()),
                    "providerId": providerId,
                ],
                refusal: .unauthenticated
            )
        )
    }

    /// Sends a message that lets a user in who has forgotten the password. It goes to a proven e-mail address only.
    ///
    /// By the project's setting it brings a magic link, an enchanted link or a code; the answer says which. What
    /// follows is that way of signing in, and then ``update(loginId:newPassword:refreshJwt:)``. Not repeated when it
    /// may have reached the service: a second message makes the first useless.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id.
    ///   - redirectURL: Where the link leads, instead of the project's setting.
    ///   - options: How the message differs from the project's settings.
    /// - Returns: Which message went where.
    @discardableResult
    public func sendReset(
        loginId: String,
        redirectURL: String? = nil,
        options: PasswordResetOptions = PasswordResetOptions()
    ) async throws -> PasswordReset {
        try requireLoginId(loginId, during: "password.sendReset")
        try checkRedirectURL(redirectURL, isOfLink: true, during: "password.sendReset")
        return try await client.send(
            Endpoint(
                "password.sendReset",
                .post,
                "/v1/auth/password/reset",
                body: [
                    "loginId": loginId, "redirectUrl": redirectURL, "templateId": options.templateId,
                    "templateOptions": options.templateOptions, "providerId": options.providerId,
                    "locale": options.locale,
                ],
                refusal: .undisclosed
            )
        )
    }

    /// Sets a new password for a user who is signed in, however they have signed in.
    ///
    /// The user's sessions live on, those of whoever has known the old password too: `logOutEverywhere` of
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
        try requireLoginId(loginId, during: "password.update")
        let _: NoContent = try await client.send(
            Endpoint(
                "password.update",
                .post,
                "/v1/auth/password/update",
                body: [
                    "loginId": loginId, "newPassword": try checked(newPassword, "newPassword", "password.update"),
                ],
                authorization: .refreshJwt(refreshJwt.asSecret)
            )
        )
    }

    /// Replaces a password by a new one, and signs the user in. Works for an expired one as well.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id.
    ///   - oldPassword: The password so far.
    ///   - newPassword: The new password. It has to meet the project's ``policy()``.
    ///   - options: What becomes of the user's other sessions.
    /// - Returns: The session's tokens.
    public func replace(
        loginId: String,
        oldPassword: some SecretConvertible,
        newPassword: some SecretConvertible,
        options: PasswordReplaceOptions = PasswordReplaceOptions()
    ) async throws -> SignInResponse {
        try requireLoginId(loginId, during: "password.replace")
        return try await client.send(
            Endpoint(
                "password.replace",
                .post,
                "/v1/auth/password/replace",
                body: [
                    "loginId": loginId, "oldPassword": try checked(oldPassword, "oldPassword", "password.replace"),
                    "newPassword": try checked(newPassword, "newPassword", "password.replace"),
                    "revokeOtherSessions": options.revokeOtherSessions,
                    "revokeOtherSessionsTypes": options.revokeOtherSessionsTypes,
                ]
            )
        )
    }

    /// What the project asks of passwords: to say so in a form, before anything is sent.
    public func policy() async throws -> PasswordPolicy {
        try await client.send(Endpoint("password.policy", .get, "/v1/auth/password/policy", refusal: .misconfiguration))
    }

    /// A password may hold anything, white space too, but not nothing.
    private func checked(
        _ password: some SecretConvertible,
        _ name: String,
        _ operation: String
    ) throws(DescopeError) -> Secret {
        let password = password.asSecret
        guard !password.isEmpty else {
            throw DescopeError.argument(
                name,
                "expected a non-empty text, found an empty one. Pass what the user typed."
            ).during(operation)
        }
        return password
    }
}
