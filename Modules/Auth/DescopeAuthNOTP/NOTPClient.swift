public import DescopeCore
import DescopeHTTP
public import DescopeModels

/// Signing in with no one-time password: the user sends a WhatsApp message, prepared by the service, from their own
/// phone.
///
/// First a call that answers with a link to WhatsApp, which the user opens, as a link or as a QR image. Once they have
/// sent the message, the session is there:
///
/// ```swift
/// let begun = try await client.notp.signUpOrIn(loginId: "+12025550143")   // show begun.redirectURL or begun.image
/// let signedIn = try await client.notp.waitForSession(begun.pendingRef)
/// ```
///
/// A call that begins a sign-in is not repeated when it may have reached the service.
public struct NOTPClient: Sendable {
    let client: DescopeClient

    /// Begins a sign-up, and makes the user.
    ///
    /// - Parameters:
    ///   - loginId: The phone number that the user will sign in with: `+12025550143`. Nil: the one that sends the
    ///     message.
    ///   - user: What is known of the user.
    ///   - options: How the sign-up differs from the project's settings.
    ///   - templates: The templates to use instead of the project's.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: The link to WhatsApp, and what to wait for the session with.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/userAlreadyExists`` when the
    ///   login id is taken.
    public func signUp(
        loginId: String? = nil,
        user: SignUpUser = SignUpUser(),
        options: SignUpOptions = SignUpOptions(),
        templates: NOTPTemplates = NOTPTemplates(),
        providerId: String? = nil
    ) async throws -> NOTPResponse {
        try check("notp.signUp", loginId)
        let phone = loginId.map { user.address(for: .whatsapp, loginId: $0) } ?? user.phone
        return try await client.send(
            Endpoint(
                "notp.signUp",
                .post,
                "/v1/auth/notp/whatsapp/signup",
                body: [
                    "loginId": loginId, "user": phone.map { user.reached(at: $0, by: .whatsapp) } ?? user,
                    "phone": phone, "loginOptions": options.unless(SignUpOptions()),
                    "templates": templates.unless(NOTPTemplates()),
                    "providerId": providerId,
                ]
            )
        )
    }

    /// Begins a sign-in.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id. Nil: the phone number that sends the message.
    ///   - options: How the sign-in differs from the project's settings.
    ///   - refreshJwt: The user's refresh token, which step-up and MFA need.
    ///   - templates: The templates to use instead of the project's.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: The link to WhatsApp, and what to wait for the session with.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/userNotFound`` when there is
    ///   no such user, ``/DescopeCore/DescopeError/Code/missingRefreshJwt`` when `options` asks for what needs one.
    public func signIn(
        loginId: String? = nil,
        options: LoginOptions = LoginOptions(),
        refreshJwt: (any SecretConvertible)? = nil,
        templates: NOTPTemplates = NOTPTemplates(),
        providerId: String? = nil
    ) async throws -> NOTPResponse {
        try check("notp.signIn", loginId)
        let refreshJwt = try options.checked(refreshJwt?.asSecret, "notp.signIn")
        return try await client.send(
            Endpoint(
                "notp.signIn",
                .post,
                "/v1/auth/notp/whatsapp/signin",
                body: [
                    "loginId": loginId, "loginOptions": options, "templates": templates.unless(NOTPTemplates()),
                    "providerId": providerId,
                ],
                authorization: .project(refreshJwt)
            )
        )
    }

    /// Begins a sign-in, and makes the user first when there is none.
    ///
    /// - Parameters:
    ///   - loginId: The phone number that the user signs in with. Nil: the one that sends the message.
    ///   - options: How the sign-up differs from the project's settings.
    ///   - templates: The templates to use instead of the project's.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: The link to WhatsApp, and what to wait for the session with.
    public func signUpOrIn(
        loginId: String? = nil,
        options: SignUpOptions = SignUpOptions(),
        templates: NOTPTemplates = NOTPTemplates(),
        providerId: String? = nil
    ) async throws -> NOTPResponse {
        try check("notp.signUpOrIn", loginId)
        return try await client.send(
            Endpoint(
                "notp.signUpOrIn",
                .post,
                "/v1/auth/notp/whatsapp/signup-in",
                body: [
                    "loginId": loginId, "loginOptions": options, "templates": templates.unless(NOTPTemplates()),
                    "providerId": providerId,
                ]
            )
        )
    }

    /// Begins the change of a user's phone number: a message from the new one, and fetching the session, makes it.
    ///
    /// - Parameters:
    ///   - phone: The new number, with its country code: `+12025550143`. Nil: the one that sends the message.
    ///   - loginId: The user's login id.
    ///   - refreshJwt: The user's refresh token.
    ///   - options: What else to change, and how messages are sent.
    ///   - templates: The templates to use instead of the project's.
    /// - Returns: The link to WhatsApp, and what to wait for the session with.
    public func updatePhone(
        to phone: String? = nil,
        loginId: String,
        refreshJwt: some SecretConvertible,
        options: NOTPUpdateOptions = NOTPUpdateOptions(),
        templates: NOTPTemplates = NOTPTemplates()
    ) async throws -> NOTPResponse {
        try check("notp.updatePhone", loginId)
        if let phone {
            try requireText(
                phone,
                "phone",
                "Pass the new number, or nil for the one that sends.",
                during: "notp.updatePhone"
            )
        }
        return try await client.send(
            Endpoint(
                "notp.updatePhone",
                .post,
                "/v1/auth/notp/whatsapp/update",
                body: [
                    "loginId": loginId, "phone": phone, "addToLoginIDs": options.addToLoginIDs,
                    "onMergeUseExisting": options.onMergeUseExisting, "templateOptions": options.templateOptions,
                    "providerId": options.providerId, "locale": options.locale,
                    "templates": templates.unless(NOTPTemplates()),
                ],
                authorization: .refreshJwt(refreshJwt.asSecret)
            )
        )
    }

    private func check(_ name: String, _ loginId: String?) throws(DescopeError) {
        guard let loginId else { return }
        let advice =
            "Pass the user's phone number or other login id; without one, the number that sends the message is it."
        try requireText(loginId, "loginId", advice, during: name)
    }
}
