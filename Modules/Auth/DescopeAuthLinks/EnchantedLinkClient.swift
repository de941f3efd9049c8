public import DescopeCore
import DescopeHTTP
public import DescopeModels

/// Signs users in with a link that may be opened on another device than the one that gets the session.
///
/// The message contains three links with one number each. The device that signs in shows one of the numbers, and the
/// user follows the link with that number. The link's page verifies the link's token, and the device that signs in gets
/// the session:
///
/// ```swift
/// let sent = try await client.enchantedLink.signUpOrIn(loginId: "ada@example.com")   // show sent.linkId
/// let signedIn = try await client.enchantedLink.waitForSession(sent.pendingRef)
/// ```
///
/// On the link's page: `try await client.enchantedLink.verify(token: token)`.
///
/// An operation that sends links is retried only when the request cannot have reached the service: otherwise the user
/// would get two messages.
public struct EnchantedLinkClient: Sendable {
    let client: DescopeClient

    private var sender: LinkSender<EnchantedLinkResponse> { LinkSender(client: client, operations: .enchantedLink) }

    /// Creates a user and sends links to them.
    ///
    /// - Parameters:
    ///   - method: The delivery method: `.email` or `.sms`.
    ///   - loginId: The new user's login id. The links are sent to it, unless `user` has an address for the method.
    ///   - redirectURL: The page that the links lead to. Nil uses the project's own.
    ///   - user: The user's details.
    ///   - options: Settings for this sign-up that differ from the project's.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: The number to show, and the reference to wait for the session with.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/userAlreadyExists`` when the
    ///   login id is taken.
    public func signUp(
        with method: DeliveryMethod = .email,
        loginId: String,
        redirectURL: String? = nil,
        user: SignUpUser = SignUpUser(),
        options: SignUpOptions = SignUpOptions(),
        providerId: String? = nil
    ) async throws -> EnchantedLinkResponse {
        try await sender.signUp(method, loginId, redirectURL, user, options, providerId)
    }

    /// Sends links to an existing user.
    ///
    /// - Parameters:
    ///   - method: The delivery method: `.email` or `.sms`.
    ///   - loginId: The user's login id.
    ///   - redirectURL: The page that the links lead to. Nil uses the project's own.
    ///   - options: Settings for this sign-in that differ from the project's.
    ///   - refreshJwt: The user's refresh token. Required for step-up and MFA.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: The number to show, and the reference to wait for the session with.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/userNotFound`` when there is
    ///   no such user, ``/DescopeCore/DescopeError/Code/missingRefreshJwt`` when `options` require a refresh token and
    ///   there is none.
    public func signIn(
        with method: DeliveryMethod = .email,
        loginId: String,
        redirectURL: String? = nil,
        options: LoginOptions = LoginOptions(),
        refreshJwt: (any SecretConvertible)? = nil,
        providerId: String? = nil
    ) async throws -> EnchantedLinkResponse {
        try await sender.signIn(method, loginId, redirectURL, options, refreshJwt?.asSecret, providerId)
    }

    /// Sends links to a user, who is created first if they do not exist.
    ///
    /// - Parameters:
    ///   - method: The delivery method: `.email` or `.sms`.
    ///   - loginId: The user's login id. The links are sent to it.
    ///   - redirectURL: The page that the links lead to. Nil uses the project's own.
    ///   - options: Settings for this sign-up that differ from the project's.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: The number to show, and the reference to wait for the session with.
    public func signUpOrIn(
        with method: DeliveryMethod = .email,
        loginId: String,
        redirectURL: String? = nil,
        options: SignUpOptions = SignUpOptions(),
        providerId: String? = nil
    ) async throws -> EnchantedLinkResponse {
        try await sender.signUpOrIn(method, loginId, redirectURL, options, providerId)
    }

    /// Verifies the token of a link that was followed. The response has no session: the device that waits gets it.
    ///
    /// Call it when the user presses a button on the link's page (POST), not on GET or HEAD: mail scanners and link
    /// previews follow links too, and would let in anyone who has started the sign-in.
    ///
    /// - Parameter token: The value of the link's query parameter `t`. It works once and expires after some minutes.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/linkTokenExpired`` when the
    ///   token has been used or has expired. Send new links.
    public func verify(token: some SecretConvertible) async throws {
        try await sender.verify(token.asSecret, returning: .nothing)
    }

    /// Sends links to a user's new email address. The address changes when the user has followed the right link and the
    /// session has been fetched.
    ///
    /// - Parameters:
    ///   - email: The new address.
    ///   - loginId: The user's login id.
    ///   - redirectURL: The page that the links lead to. Nil uses the project's own.
    ///   - refreshJwt: The user's refresh token.
    ///   - options: What else changes, and how the links are sent.
    /// - Returns: The number to show, and the reference to wait for the session with.
    public func updateEmail(
        to email: String,
        loginId: String,
        redirectURL: String? = nil,
        refreshJwt: some SecretConvertible,
        options: UpdateOptions = UpdateOptions()
    ) async throws -> EnchantedLinkResponse {
        try await sender.updateEmail(email, loginId, redirectURL, refreshJwt.asSecret, options)
    }

    /// Sends links to a user's new phone number. The number changes when the user has followed the right link and the
    /// session has been fetched.
    ///
    /// - Parameters:
    ///   - phone: The new number in E.164 format, for example `+12025550143`.
    ///   - method: The delivery method: `.sms`.
    ///   - loginId: The user's login id.
    ///   - redirectURL: The page that the links lead to. Nil uses the project's own.
    ///   - refreshJwt: The user's refresh token.
    ///   - options: What else changes, and how the links are sent.
    /// - Returns: The number to show, and the reference to wait for the session with.
    public func updatePhone(
        to phone: String,
        with method: DeliveryMethod = .sms,
        loginId: String,
        redirectURL: String? = nil,
        refreshJwt: some SecretConvertible,
        options: UpdateOptions = UpdateOptions()
    ) async throws -> EnchantedLinkResponse {
        try await sender.updatePhone(phone, method, loginId, redirectURL, refreshJwt.asSecret, options)
    }
}
