public import DescopeCore
import DescopeHTTP
public import DescopeModels

/// Signing in with a link, sent by e-mail, text message or WhatsApp. Whoever opens it is signed in on that device.
///
/// First a call that sends the link. It leads to a page of your app, which finds the token in the link's query
/// (`?t=<token>`) and hands it to ``verify(token:)``:
///
/// ```swift
/// let page = "https://app.example.com/verify"
/// try await client.magicLink.signUpOrIn(with: .email, loginId: "ada@example.com", redirectURL: page)
/// let signedIn = try await client.magicLink.verify(token: token)
/// ```
///
/// A call that sends a link is not repeated when it may have reached the service: the user would get two.
public struct MagicLinkClient: Sendable {
    let client: DescopeClient

    private var sender: LinkSender<MaskedAddress> {
        LinkSender(client: client, feature: "magicLink", unfitMethods: [])
    }

    /// Sends a link to somebody who has no user yet, and makes the user.
    ///
    /// - Parameters:
    ///   - method: How the link travels: by e-mail, text message or WhatsApp.
    ///   - loginId: What the user will sign in with. The link goes to it, unless `user` has another address for the
    ///     method.
    ///   - redirectURL: The page that the link leads to. Nil is the project's own.
    ///   - user: What is known of the user.
    ///   - options: How the sign-up differs from the project's settings.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: Where the link went, masked.
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

    /// Sends a link to a user.
    ///
    /// - Parameters:
    ///   - method: How the link travels: by e-mail, text message or WhatsApp.
    ///   - loginId: The user's login id.
    ///   - redirectURL: The page that the link leads to. Nil is the project's own.
    ///   - options: How the sign-in differs from the project's settings.
    ///   - refreshJwt: The user's refresh token, which step-up and MFA need.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: Where the link went, masked.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/userNotFound`` when there is
    ///   no such user, ``/DescopeCore/DescopeError/Code/missingRefreshJwt`` when `options` asks for what needs one.
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

    /// Sends a link to a user, and makes the user first when there is none.
    ///
    /// - Parameters:
    ///   - method: How the link travels: by e-mail, text message or WhatsApp.
    ///   - loginId: What the user signs in with; the link goes to it.
    ///   - redirectURL: The page that the link leads to. Nil is the project's own.
    ///   - options: How the sign-up differs from the project's settings.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: Where the link went, masked.
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

    /// Checks the token of a link that was opened, and signs the user in. Completes an update of the address as well.
    ///
    /// Call it when the user presses a button on the link's page (POST), and not on GET or HEAD: mail scanners and
    /// previews follow links too, and use up the token.
    ///
    /// - Parameter token: What the link has as `t`. It works once, and for some minutes.
    /// - Returns: The session's tokens.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/linkTokenExpired`` when a new
    ///   link has to be sent.
    public func verify(token: some SecretConvertible) async throws -> SignInResponse {
        let token = try checkedToken(token.asSecret, during: "magicLink.verify")
        return try await client.send(
            Endpoint(
                "magicLink.verify",
                .post,
                "/v1/auth/magiclink/verify",
                body: ["token": token],
                refusal: .unauthenticated
            )
        )
    }

    /// Sends a link to a user's new e-mail address. ``verify(token:)`` makes the change.
    ///
    /// - Parameters:
    ///   - email: The new address.
    ///   - loginId: The user's login id.
    ///   - redirectURL: The page that the link leads to. Nil is the project's own.
    ///   - refreshJwt: The user's refresh token.
    ///   - options: What else to change, and how the link is sent.
    /// - Returns: Where the link went, masked.
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

    /// Sends a link to a user's new phone number. ``verify(token:)`` makes the change.
    ///
    /// - Parameters:
    ///   - phone: The new number, with its country code: `+12025550143`.
    ///   - method: How the link travels: by e-mail, text message or WhatsApp.
    ///   - loginId: The user's login id.
    ///   - redirectURL: The page that the link leads to. Nil is the project's own.
    ///   - refreshJwt: The user's refresh token.
    ///   - options: What else to change, and how the link is sent.
    /// - Returns: Where the link went, masked.
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
