public import DescopeCore
import DescopeHTTP
public import DescopeModels

/// Signs users in with a link that is sent by email, text message or WhatsApp. The device that opens the link gets the
/// session.
///
/// First send the link. It leads to a page of your app, which takes the token from the link's query (`?t=<token>`) and
/// passes it to ``verify(token:)``:
///
/// ```swift
/// let page = "https://app.example.com/verify"
/// try await client.magicLink.signUpOrIn(with: .email, loginId: "ada@example.com", redirectURL: page)
/// let signedIn = try await client.magicLink.verify(token: token)
/// ```
///
/// An operation that sends a link is retried only when the request cannot have reached the service: otherwise the user
/// would get two links.
public struct MagicLinkClient: Sendable {
    let client: DescopeClient

    private var sender: LinkSender<MaskedAddress> { LinkSender(client: client, operations: .magicLink) }

    /// Creates a user and sends a link to them.
    ///
    /// - Parameters:
    ///   - method: The delivery method: `.email`, `.sms` or `.whatsapp`.
    ///   - loginId: The new user's login id. The link is sent to it, unless `user` has an address for the method.
    ///   - redirectURL: The page that the link leads to. Nil uses the project's own.
    ///   - user: The user's details.
    ///   - options: Settings for this sign-up that differ from the project's.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: The address that the link was sent to, masked.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/userAlreadyExists`` when the
    ///   login id is taken.
    @discardableResult
    public func signUp(
        with method: DeliveryMethod,
        loginId: String,
        redirectURL: String? = nil,
        user: SignUpUser = SignUpUser(),
        options: SignUpOptions = SignUpOptions(),
        providerId: String? = nil
    ) async throws -> MaskedAddress {
        try await sender.signUp(method, loginId, redirectURL, user, options, providerId)
    }

    /// Sends a link to an existing user.
    ///
    /// - Parameters:
    ///   - method: The delivery method: `.email`, `.sms` or `.whatsapp`.
    ///   - loginId: The user's login id.
    ///   - redirectURL: The page that the link leads to. Nil uses the project's own.
    ///   - options: Settings for this sign-in that differ from the project's.
    ///   - refreshJwt: The user's refresh token. Required for step-up and MFA.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: The address that the link was sent to, masked.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/userNotFound`` when there is
    ///   no such user, ``/DescopeCore/DescopeError/Code/missingRefreshJwt`` when `options` require a refresh token and
    ///   there is none.
    @discardableResult
    public func signIn(
        with method: DeliveryMethod,
        loginId: String,
        redirectURL: String? = nil,
        options: LoginOptions = LoginOptions(),
        refreshJwt: (any SecretConvertible)? = nil,
        providerId: String? = nil
    ) async throws -> MaskedAddress {
        try await sender.signIn(method, loginId, redirectURL, options, refreshJwt?.asSecret, providerId)
    }

    /// Sends a link to a user, who is created first if they do not exist.
    ///
    /// - Parameters:
    ///   - method: The delivery method: `.email`, `.sms` or `.whatsapp`.
    ///   - loginId: The user's login id. The link is sent to it.
    ///   - redirectURL: The page that the link leads to. Nil uses the project's own.
    ///   - options: Settings for this sign-up that differ from the project's.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: The address that the link was sent to, masked.
    @discardableResult
    public func signUpOrIn(
        with method: DeliveryMethod,
        loginId: String,
        redirectURL: String? = nil,
        options: SignUpOptions = SignUpOptions(),
        providerId: String? = nil
    ) async throws -> MaskedAddress {
        try await sender.signUpOrIn(method, loginId, redirectURL, options, providerId)
    }

    /// Verifies the token of a link that was opened, and signs the user in. Also completes an update of the address.
    ///
    /// Call it when the user presses a button on the link's page (POST), not on GET or HEAD: mail scanners and link
    /// previews follow links too, and would use up the token.
    ///
    /// - Parameter token: The value of the link's query parameter `t`. It works once and expires after some minutes.
    /// - Returns: The session's tokens.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/linkTokenExpired`` when the
    ///   token has been used or has expired. Send a new link.
    public func verify(token: some SecretConvertible) async throws -> SignInResponse {
        try await sender.verify(token.asSecret, returning: .signIn)
    }

    /// Sends a link to a user's new email address. The address changes with ``verify(token:)``.
    ///
    /// - Parameters:
    ///   - email: The new address.
    ///   - loginId: The user's login id.
    ///   - redirectURL: The page that the link leads to. Nil uses the project's own.
    ///   - refreshJwt: The user's refresh token.
    ///   - options: What else changes, and how the link is sent.
    /// - Returns: The address that the link was sent to, masked.
    @discardableResult
    public func updateEmail(
        to email: String,
        loginId: String,
        redirectURL: String? = nil,
        refreshJwt: some SecretConvertible,
        options: UpdateOptions = UpdateOptions()
    ) async throws -> MaskedAddress {
        try await sender.updateEmail(email, loginId, redirectURL, refreshJwt.asSecret, options)
    }

    /// Sends a link to a user's new phone number. The number changes with ``verify(token:)``.
    ///
    /// - Parameters:
    ///   - phone: The new number in E.164 format, for example `+12025550143`.
    ///   - method: The delivery method: `.sms` or `.whatsapp`.
    ///   - loginId: The user's login id.
    ///   - redirectURL: The page that the link leads to. Nil uses the project's own.
    ///   - refreshJwt: The user's refresh token.
    ///   - options: What else changes, and how the link is sent.
    /// - Returns: The number that the link was sent to, masked.
    @discardableResult
    public func updatePhone(
        to phone: String,
        with method: DeliveryMethod = .sms,
        loginId: String,
        redirectURL: String? = nil,
        refreshJwt: some SecretConvertible,
        options: UpdateOptions = UpdateOptions()
    ) async throws -> MaskedAddress {
        try await sender.updatePhone(phone, method, loginId, redirectURL, refreshJwt.asSecret, options)
    }
}
