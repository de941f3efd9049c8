public import DescopeManagement
public import DescopeModels

extension DeliveryMethod {
    /// None: the code or link of a test user is only returned.
    public static let embedded = Self(rawValue: "Embedded")
}

// In all operations `loginId` is one of the user's login ids, or the user's id.
extension UserAdmin {
    // MARK: - Passwords

    /// Sets a password that the user has to replace at the next sign-in.
    public func setTemporaryPassword(_ password: some SecretConvertible, loginId: String) async throws {
        try await management.send(
            .setTemporaryPassword,
            body: ["loginId": loginId, "password": password.asSecret, "setActive": false]
        )
    }

    /// Sets a password with which the user can sign in.
    public func setActivePassword(_ password: some SecretConvertible, loginId: String) async throws {
        try await management.send(
            .setActivePassword,
            body: ["loginId": loginId, "password": password.asSecret, "setActive": true]
        )
    }

    /// Sets a password. The service has replaced this operation by ``setTemporaryPassword(_:loginId:)`` and
    /// ``setActivePassword(_:loginId:)``.
    public func setPassword(
        _ password: some SecretConvertible,
        loginId: String,
        isActive: Bool? = nil
    ) async throws {
        try await management.send(
            .setPassword,
            body: ["loginId": loginId, "password": password.asSecret, "setActive": isActive]
        )
    }

    /// Expires a user's password: it has to be replaced at the next sign-in.
    public func expirePassword(_ loginId: String) async throws {
        try await management.send(.expirePassword, body: ["loginId": loginId])
    }

    // MARK: - Passkeys, authenticators, devices

    /// A user's passkeys.
    public func listPasskeys(_ loginId: String) async throws -> [UserPasskey] {
        try await management.send(.listPasskeys, body: ["loginId": loginId], returning: .member("passkeys"))
    }

    /// Gives a user passkeys that were registered with another service. From the service's published description; not
    /// checked against another SDK.
    ///
    /// - Parameters:
    ///   - passkeys: The passkeys; at least one.
    ///   - loginId: One of the user's login ids, or the user's id.
    public func importPasskeys(_ passkeys: [ImportedPasskey], loginId: String) async throws {
        try await management.send(
            .importPasskeys,
            body: ["loginId": loginId, "devices": passkeys],
            requiring: ["devices"]
        )
    }

    /// Removes one of a user's passkeys.
    public func removePasskey(credentialId: String, loginId: String) async throws {
        try await management.send(.removePasskey, body: ["loginId": loginId, "credentialId": credentialId])
    }

    /// Removes all of a user's passkeys.
    public func removeAllPasskeys(_ loginId: String) async throws {
        try await management.send(.removeAllPasskeys, body: ["loginId": loginId])
    }

    /// Removes a user's authenticator app.
    public func removeTOTPSeed(_ loginId: String) async throws {
        try await management.send(.removeTOTPSeed, body: ["loginId": loginId])
    }

    /// Removes a user's recovery codes.
    public func removeRecoveryCodes(_ loginId: String) async throws {
        try await management.send(.removeRecoveryCodes, body: ["loginId": loginId])
    }

    /// The devices that users have chosen to trust.
    ///
    /// - Parameter identifiers: Login ids or ids of users; at least one.
    public func listTrustedDevices(_ identifiers: [String]) async throws -> [UserTrustedDevice] {
        try await management.send(
            .listTrustedDevices,
            body: ["identifiers": identifiers],
            requiring: ["identifiers"],
            returning: .member("devices")
        )
    }

    /// Removes devices that a user has chosen to trust.
    ///
    /// - Parameters:
    ///   - deviceIds: The devices' ids; at least one.
    ///   - identifier: One of the user's login ids, or the user's id.
    public func removeTrustedDevices(_ deviceIds: [String], identifier: String) async throws {
        try await management.send(
            .removeTrustedDevices,
            body: ["identifier": identifier, "deviceIds": deviceIds],
            requiring: ["deviceIds"]
        )
    }

    // MARK: - Sessions and tokens

    /// Ends a user's sessions.
    ///
    /// - Parameters:
    ///   - loginId: One of the user's login ids, or the user's id.
    ///   - sessionTypes: The kinds of sessions that end, at least one; nil ends all.
    public func logOut(_ loginId: String, sessionTypes: [String]? = nil) async throws {
        try await management.send(
            .logOutUser,
            body: ["loginId": loginId, "sessionTypes": sessionTypes],
            requiring: sessionTypes == nil ? [] : ["sessionTypes"]
        )
    }

    /// Ends the sessions of the user with an id (`U…`).
    ///
    /// - Parameters:
    ///   - userId: The user's id.
    ///   - sessionTypes: The kinds of sessions that end, at least one; nil ends all.
    public func logOut(userId: String, sessionTypes: [String]? = nil) async throws {
        try await management.send(
            .logOutUser,
            body: ["userId": userId, "sessionTypes": sessionTypes],
            requiring: sessionTypes == nil ? [] : ["sessionTypes"]
        )
    }

    /// The token that an OAuth provider has issued for a user. The project has to be set up to keep such tokens.
    ///
    /// - Parameters:
    ///   - provider: The provider's name, such as `google`.
    ///   - loginId: One of the user's login ids, or the user's id.
    ///   - withRefreshToken: Whether the provider's refresh token is returned too.
    ///   - forcesRefresh: Whether the service fetches a new token even when it has one that has not expired.
    public func loadProviderToken(
        _ provider: String,
        loginId: String,
        withRefreshToken: Bool? = nil,
        forcesRefresh: Bool? = nil
    ) async throws -> ProviderToken {
        try await management.send(
            .loadProviderToken,
            query: [
                "loginId": loginId, "provider": provider, "withRefreshToken": withRefreshToken,
                "forceRefresh": forcesRefresh,
            ]
        )
    }

    // MARK: - Links and codes

    /// Makes a token with which an existing user can sign in: append it to a URL of your app, which verifies it with
    /// `client.magicLink.verify`.
    ///
    /// - Parameters:
    ///   - loginId: One of the user's login ids, or the user's id.
    ///   - customClaims: Claims of the session token.
    ///   - timeout: How long the token is valid, in whole seconds; nil leaves that to the project.
    public func generateEmbeddedLink(
        _ loginId: String,
        customClaims: [String: JSONValue]? = nil,
        timeout: Duration? = nil
    ) async throws -> EmbeddedLink {
        try await management.send(
            .generateEmbeddedLink,
            body: [
                "loginId": loginId, "customClaims": customClaims,
                "timeout": try APIOperation.generateEmbeddedLink.seconds(timeout, "timeout"),
            ]
        )
    }

    /// Makes a token with which a new user can sign up; see ``generateEmbeddedLink(_:customClaims:timeout:)``.
    ///
    /// - Parameters:
    ///   - loginId: The id with which the user will sign in.
    ///   - user: The user's values.
    ///   - isEmailVerified: Whether the email address counts as verified.
    ///   - isPhoneVerified: Whether the phone number counts as verified.
    ///   - options: Options of the session.
    ///   - timeout: How long the token is valid, in whole seconds; nil leaves that to the project.
    public func generateSignUpEmbeddedLink(
        _ loginId: String,
        user: SignUpUser = SignUpUser(),
        isEmailVerified: Bool? = nil,
        isPhoneVerified: Bool? = nil,
        options: LoginOptions = LoginOptions(),
        timeout: Duration? = nil
    ) async throws -> EmbeddedLink {
        try await management.send(
            .generateSignUpEmbeddedLink,
            body: [
                "loginId": loginId, "user": user, "emailVerified": isEmailVerified, "phoneVerified": isPhoneVerified,
                "loginOptions": options,
                "timeout": try APIOperation.generateSignUpEmbeddedLink.seconds(timeout, "timeout"),
            ]
        )
    }

    /// Makes the code that a test user would be sent: `client.otp.verify` takes it.
    ///
    /// - Parameters:
    ///   - method: How the code would be sent; `.embedded` for none.
    ///   - loginId: One of the test user's login ids.
    ///   - options: Options of the session.
    public func generateOTPForTestUser(
        with method: DeliveryMethod,
        loginId: String,
        options: LoginOptions = LoginOptions()
    ) async throws -> TestUserOTP {
        try await management.send(
            .generateOTP,
            body: ["loginId": loginId, "deliveryMethod": method.rawValue, "loginOptions": options]
        )
    }

    /// Makes the magic link that a test user would be sent: `client.magicLink.verify` takes its token.
    ///
    /// - Parameters:
    ///   - method: How the link would be sent.
    ///   - loginId: One of the test user's login ids.
    ///   - redirectURL: The page that the link leads to; nil for the project's.
    ///   - options: Options of the session.
    public func generateMagicLinkForTestUser(
        with method: DeliveryMethod,
        loginId: String,
        redirectURL: String? = nil,
        options: LoginOptions = LoginOptions()
    ) async throws -> TestUserLink {
        try await management.send(
            .generateMagicLink,
            body: [
                "loginId": loginId, "deliveryMethod": method.rawValue, "URI": redirectURL, "loginOptions": options,
            ]
        )
    }

    /// Makes the enchanted link that a test user would be sent: `client.enchantedLink.verify` takes its token, and
    /// `client.enchantedLink.session` the response's ``TestUserLink/pendingRef``.
    ///
    /// - Parameters:
    ///   - loginId: One of the test user's login ids.
    ///   - redirectURL: The page that the link leads to; nil for the project's.
    ///   - options: Options of the session.
    public func generateEnchantedLinkForTestUser(
        loginId: String,
        redirectURL: String? = nil,
        options: LoginOptions = LoginOptions()
    ) async throws -> TestUserLink {
        try await management.send(
            .generateEnchantedLink,
            body: ["loginId": loginId, "URI": redirectURL, "loginOptions": options]
        )
    }
}
