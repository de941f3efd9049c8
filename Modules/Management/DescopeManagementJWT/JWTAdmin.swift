@_exported public import DescopeManagement
@_exported public import DescopeModels

extension Management {
    /// Makes tokens for users: signs them in, impersonates them, and adds claims to their tokens.
    public var jwt: JWTAdmin { JWTAdmin(management: self) }
}

/// Makes tokens for users without a proof of their identity: verify it before calling an operation.
///
/// ```swift
/// let signedIn = try await client.management.jwt.signIn("ada@example.com")
/// ```
///
/// Custom claims are top-level claims of the tokens. Check claims and login ids that come from a request.
public struct JWTAdmin: Sendable {
    let management: Management

    // MARK: - Signing in

    /// Signs a user in.
    ///
    /// - Parameters:
    ///   - loginId: One of the user's login ids, or the user's id.
    ///   - options: Options of the session.
    ///   - refreshJwt: The user's refresh token, which step-up and MFA need. The request's member is `jwt`.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/managedUserNotFound``
    ///   when there is no such user, ``/DescopeCore/DescopeError/Code/missingRefreshJwt`` when `options` needs one and
    ///   none is passed.
    public func signIn(
        _ loginId: String,
        options: ManagementSignInOptions = ManagementSignInOptions(),
        refreshJwt: (any SecretConvertible)? = nil
    ) async throws -> SignInResponse {
        let factors = LoginOptions(stepup: options.stepup, mfa: options.mfa)
        let jwt = try factors.checked(refreshJwt?.asSecret, for: .signIn)
        return try await management.send(
            .signIn,
            body: RequestBody(options, with: ["loginId": loginId, "jwt": jwt]),
            returning: .signIn
        )
    }

    /// Creates a user and signs the user in.
    ///
    /// - Parameters:
    ///   - loginId: The id with which the user will sign in.
    ///   - user: The user's values.
    ///   - options: Options of the user and of the session.
    public func signUp(
        _ loginId: String,
        user: SignUpUser = SignUpUser(),
        options: ManagementSignUpOptions = ManagementSignUpOptions()
    ) async throws -> SignInResponse {
        try await management.send(
            .signUp,
            body: RequestBody(options, with: ["loginId": loginId, "user": user]),
            returning: .signIn
        )
    }

    /// Signs a user in, and creates the user first if there is none.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id.
    ///   - user: The values of a user who is created.
    ///   - options: Options of a user who is created, and of the session.
    public func signUpOrIn(
        _ loginId: String,
        user: SignUpUser = SignUpUser(),
        options: ManagementSignUpOptions = ManagementSignUpOptions()
    ) async throws -> SignInResponse {
        try await management.send(
            .signUpOrIn,
            body: RequestBody(options, with: ["loginId": loginId, "user": user]),
            returning: .signIn
        )
    }

    /// Makes a session without a user.
    ///
    /// - Parameters:
    ///   - customClaims: Claims of the tokens.
    ///   - roleNames: The session's roles.
    ///   - selectedTenant: The tenant that the session is for.
    ///   - refreshDuration: How long the refresh token is valid, in whole seconds; nil leaves that to the project.
    /// - Returns: The session's tokens. There is no user in it.
    public func signInAnonymously(
        customClaims: [String: JSONValue]? = nil,
        roleNames: [String]? = nil,
        selectedTenant: String? = nil,
        refreshDuration: Duration? = nil
    ) async throws -> SignInResponse {
        try await management.send(
            .signInAnonymously,
            body: [
                "customClaims": customClaims, "roles": roleNames, "selectedTenant": selectedTenant,
                "refreshDuration": try APIOperation.signInAnonymously.seconds(refreshDuration, "refreshDuration"),
            ],
            returning: .signIn
        )
    }

    // MARK: - Changing tokens

    /// Makes a token like another one, with further claims and with the user's present roles and permissions.
    ///
    /// - Parameters:
    ///   - jwt: The token, which has to be valid.
    ///   - customClaims: The claims to add.
    ///   - refreshDuration: How long the new token is valid, in whole seconds; nil keeps the expiration.
    /// - Returns: The new token, of the same kind.
    public func update(
        _ jwt: some SecretConvertible,
        customClaims: [String: JSONValue]? = nil,
        refreshDuration: Duration? = nil
    ) async throws -> Secret {
        try await management.send(
            .updateJWT,
            body: [
                "jwt": jwt.asSecret, "customClaims": customClaims,
                "refreshDuration": try APIOperation.updateJWT.seconds(refreshDuration, "refreshDuration"),
            ],
            returning: .member("jwt")
        )
    }

    // MARK: - Impersonation

    /// Makes a refresh token with which one user acts as another one. Its claim `act` names the impersonator, who needs
    /// the permission `Impersonate`.
    ///
    /// - Parameters:
    ///   - loginId: The login id of the user to act as.
    ///   - impersonatorId: The id of the user who acts.
    ///   - validatesConsent: Whether the user to act as has to have consented.
    ///   - stepup: Whether the session counts as stepped up.
    ///   - customClaims: Claims of the token.
    ///   - selectedTenant: The tenant that the session is for.
    ///   - refreshDuration: How long the token is valid, in whole seconds; nil leaves that to the project.
    /// - Returns: The refresh token.
    public func impersonate(
        _ loginId: String,
        impersonatorId: String,
        validatesConsent: Bool,
        stepup: Bool? = nil,
        customClaims: [String: JSONValue]? = nil,
        selectedTenant: String? = nil,
        refreshDuration: Duration? = nil
    ) async throws -> Secret {
        try await management.send(
            .impersonate,
            body: [
                "loginId": loginId, "impersonatorId": impersonatorId, "validateConsent": validatesConsent,
                "stepup": stepup, "customClaims": customClaims, "selectedTenant": selectedTenant,
                "refreshDuration": try APIOperation.impersonate.seconds(refreshDuration, "refreshDuration"),
            ],
            returning: .member("jwt")
        )
    }

    /// Makes a stepped-up session token with which one user acts as another one. It cannot be refreshed.
    ///
    /// - Parameters:
    ///   - loginId: The login id of the user to act as.
    ///   - impersonatorId: The id of the user who acts.
    ///   - validatesConsent: Whether the user to act as has to have consented.
    ///   - customClaims: Claims of the token.
    ///   - selectedTenant: The tenant that the session is for.
    ///   - refreshDuration: How long the token is valid, in whole seconds; nil leaves that to the project.
    /// - Returns: The session token.
    public func impersonateStepup(
        _ loginId: String,
        impersonatorId: String,
        validatesConsent: Bool,
        customClaims: [String: JSONValue]? = nil,
        selectedTenant: String? = nil,
        refreshDuration: Duration? = nil
    ) async throws -> Secret {
        try await management.send(
            .impersonateStepup,
            body: [
                "loginId": loginId, "impersonatorId": impersonatorId, "validateConsent": validatesConsent,
                "customClaims": customClaims, "selectedTenant": selectedTenant,
                "refreshDuration": try APIOperation.impersonateStepup.seconds(refreshDuration, "refreshDuration"),
            ],
            returning: .member("jwt")
        )
    }

    /// Ends an impersonation: makes a refresh token of the user who acted.
    ///
    /// - Parameters:
    ///   - jwt: The token of the impersonation.
    ///   - customClaims: Claims of the new token.
    ///   - selectedTenant: The tenant that the session is for.
    ///   - refreshDuration: How long the new token is valid, in whole seconds; nil leaves that to the project.
    /// - Returns: The refresh token of the user who acted.
    public func stopImpersonation(
        _ jwt: some SecretConvertible,
        customClaims: [String: JSONValue]? = nil,
        selectedTenant: String? = nil,
        refreshDuration: Duration? = nil
    ) async throws -> Secret {
        try await management.send(
            .stopImpersonation,
            body: [
                "jwt": jwt.asSecret, "customClaims": customClaims, "selectedTenant": selectedTenant,
                "refreshDuration": try APIOperation.stopImpersonation.seconds(refreshDuration, "refreshDuration"),
            ],
            returning: .member("jwt")
        )
    }

    // MARK: - Client assertions

    /// Makes a token with which a client authenticates itself to another authorization server (RFC 7523), signed by the
    /// service.
    ///
    /// - Parameters:
    ///   - issuer: The issuer (`iss`); for most servers the client's id.
    ///   - subject: The subject (`sub`), the client's id.
    ///   - audience: The authorization server (`aud`); at least one value.
    ///   - expiresIn: How long the token is valid, in whole seconds.
    ///   - algorithm: The signature's algorithm; nil leaves that to the service.
    ///   - flattensAudience: Whether an audience with one value is a string and not a list.
    public func generateClientAssertion(
        issuer: String,
        subject: String,
        audience: [String],
        expiresIn: Duration,
        algorithm: ClientAssertionAlgorithm? = nil,
        flattensAudience: Bool? = nil
    ) async throws -> Secret {
        try await management.send(
            .generateClientAssertion,
            body: [
                "issuer": issuer, "subject": subject, "audience": audience, "algorithm": algorithm,
                "expiresIn": try APIOperation.generateClientAssertion.seconds(expiresIn, "expiresIn"),
                "flattenAudience": flattensAudience,
            ],
            requiring: ["audience"],
            returning: .member("jwt")
        )
    }
}
