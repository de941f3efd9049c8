public import DescopeCore
import DescopeHTTP
public import DescopeModels

/// Signing in with a link that may be opened on another device than the one that waits for the session.
///
/// The message has three links with a number each. The device that waits shows one number; the user follows the link
/// that has it. The page behind the link verifies its token, and the device that waits gets the session:
///
/// ```swift
/// let sent = try await client.enchantedLink.signUpOrIn(loginId: "ada@example.com")   // show sent.linkId
/// let signedIn = try await client.enchantedLink.waitForSession(sent.pendingRef)
/// ```
///
/// and on the page that the link leads to: `try await client.enchantedLink.verify(token: token)`.
///
/// A call that sends links is not repeated when it may have reached the service: the user would get two messages.
public struct EnchantedLinkClient: Sendable {
    let client: DescopeClient

    private var sender: LinkSender<EnchantedLinkResponse> {
        LinkSender(client: client, feature: "enchantedLink", unfitMethods: [.whatsapp, .voice, .im])
    }

    /// Sends links to somebody who has no user yet, and makes the user.
    ///
    /// - Parameters:
    ///   - method: How the links travel: by e-mail or text message.
    ///   - loginId: What the user will sign in with. The links go to it, unless `user` has another address for the
    ///     method.
    ///   - redirectURL: The page that the links lead to. Nil is the project's own.
    ///   - user: What is known of the user.
    ///   - options: How the sign-up differs from the project's settings.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: The number to show, and what to wait for the session with.
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

    /// Sends links to a user.
    ///
    /// - Parameters:
    ///   - method: How the links travel: by e-mail or text message.
    ///   - loginId: The user's login id.
    ///   - redirectURL: The page that the links lead to. Nil is the project's own.
    ///   - options: How the sign-in differs from the project's settings.
    ///   - refreshJwt: The user's refresh token, which step-up and MFA need.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: The number to show, and what to wait for the session with.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/userNotFound`` when there is
    ///   no such user, ``/DescopeCore/DescopeError/Code/missingRefreshJwt`` when `options` asks for what needs one.
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

    /// Sends links to a user, and makes the user first when there is none.
    ///
    /// - Parameters:
    ///   - method: How the links travel: by e-mail or text message.
    ///   - loginId: What the user signs in with; the links go to it.
    ///   - redirectURL: The page that the links lead to. Nil is the project's own.
    ///   - options: How the sign-up differs from the project's settings.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: The number to show, and what to wait for the session with.
    public func signUpOrIn(
        with method: DeliveryMethod = .email,
        loginId: String,
        redirectURL: String? = nil,
        options: SignUpOptions = SignUpOptions(),
        providerId: String? = nil
    ) async throws -> EnchantedLinkResponse {
        try await sender.signUpOrIn(method, loginId, redirectURL, options, providerId)
    }

    /// Checks the token of a link that was followed. Nobody is signed in by this: the session goes to the one who
    /// waits.
    ///
    /// Call it when the user presses a button on the link's page (POST), and not on GET or HEAD: mail scanners and
    /// previews follow links too, and would let in whoever has started the sign-in.
    ///
    /// - Parameter token: What the link has as `t`. It works once, and for some minutes.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/linkTokenExpired`` when a new
    ///   link has to be sent.
    public func verify(token: some SecretConvertible) async throws {
        let token = try checkedToken(token.asSecret, during: "enchantedLink.verify")
        let _: NoContent = try await client.send(
            Endpoint(
                "enchantedLink.verify",
                .post,
                "/v1/auth/enchantedlink/verify",
                body: ["token": token],
                refusal: .unauthenticated
            )
        )
    }

    /// Sends links to a user's new e-mail address. Following the right one and fetching the session makes the change.
    ///
    /// - Parameters:
    ///   - email: The new address.
    ///   - loginId: The user's login id.
    ///   - redirectURL: The page that the links lead to. Nil is the project's own.
    ///   - refreshJwt: The user's refresh token.
    ///   - options: What else to change, and how the links are sent.
    /// - Returns: The number to show, and what to wait for the session with.
    public func updateEmail(
        to email: String,
        loginId: String,
        redirectURL: String? = nil,
        refreshJwt: some SecretConvertible,
        options: UpdateOptions = UpdateOptions()
    ) async throws -> EnchantedLinkResponse {
        try await sender.updateEmail(email, loginId, redirectURL, refreshJwt.asSecret, options)
    }

    /// Sends links to a user's new phone number. Following the right one and fetching the session makes the change.
    ///
    /// - Parameters:
    ///   - phone: The new number, with its country code: `+12025550143`.
    ///   - method: How the links travel.
    ///   - loginId: The user's login id.
    ///   - redirectURL: The page that the links lead to. Nil is the project's own.
    ///   - refreshJwt: The user's refresh token.
    ///   - options: What else to change, and how the links are sent.
    /// - Returns: The number to show, and what to wait for the session with.
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
