public import DescopeCore
import DescopeHTTP
public import DescopeModels

/// Signs users in without a one-time password: the user sends a WhatsApp message, prepared by the service, from their
/// own phone.
///
/// First begin the sign-in. The response has a link to WhatsApp, which the user opens directly or as a QR image. The
/// session is ready when the user has sent the message:
///
/// ```swift
/// let begun = try await client.notp.signUpOrIn(loginId: "+12025550143")   // show begun.redirectURL or begun.image
/// let signedIn = try await client.notp.waitForSession(begun.pendingRef)
/// ```
///
/// An operation that begins a sign-in is retried only when the request cannot have reached the service.
public struct NOTPClient: Sendable {
    let client: DescopeClient

    /// Begins a sign-up and creates the user.
    ///
    /// - Parameters:
    ///   - loginId: The new user's phone number in E.164 format, for example `+12025550143`. Nil takes the number that
    ///     sends the message.
    ///   - user: The user's details.
    ///   - options: Settings for this sign-up that differ from the project's.
    ///   - templates: The templates to use instead of the project's.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: The link to WhatsApp, and the reference to wait for the session with.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/userAlreadyExists`` when the
    ///   login id is taken.
    public func signUp(
        loginId: String? = nil,
        user: SignUpUser = SignUpUser(),
        options: SignUpOptions = SignUpOptions(),
        templates: NOTPTemplates = NOTPTemplates(),
        providerId: String? = nil
    ) async throws -> NOTPResponse {
        try APIOperation.signUp.check(loginId)
        let phone = loginId.map { user.address(for: .whatsapp, loginId: $0) } ?? user.phone
        let body: RequestBody = [
            "loginId": loginId, "user": phone.map { user.reached(at: $0, by: .whatsapp) } ?? user, "phone": phone,
            "loginOptions": options, "templates": templates, "providerId": providerId,
        ]
        return try await client.send(.signUp, path: [provider], body: body)
    }

    /// Begins a sign-in of an existing user.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id. Nil takes the phone number that sends the message.
    ///   - options: Settings for this sign-in that differ from the project's.
    ///   - refreshJwt: The user's refresh token. Required for step-up and MFA.
    ///   - templates: The templates to use instead of the project's.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: The link to WhatsApp, and the reference to wait for the session with.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/userNotFound`` when there is
    ///   no such user, ``/DescopeCore/DescopeError/Code/missingRefreshJwt`` when `options` require a refresh token and
    ///   there is none.
    public func signIn(
        loginId: String? = nil,
        options: LoginOptions = LoginOptions(),
        refreshJwt: (any SecretConvertible)? = nil,
        templates: NOTPTemplates = NOTPTemplates(),
        providerId: String? = nil
    ) async throws -> NOTPResponse {
        try APIOperation.signIn.check(loginId)
        return try await client.send(
            .signIn,
            path: [provider],
            body: ["loginId": loginId, "loginOptions": options, "templates": templates, "providerId": providerId],
            token: try options.checked(refreshJwt?.asSecret, for: .signIn)
        )
    }

    /// Begins a sign-in of a user, who is created first if they do not exist.
    ///
    /// - Parameters:
    ///   - loginId: The user's phone number in E.164 format. Nil takes the number that sends the message.
    ///   - options: Settings for this sign-up that differ from the project's.
    ///   - templates: The templates to use instead of the project's.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: The link to WhatsApp, and the reference to wait for the session with.
    public func signUpOrIn(
        loginId: String? = nil,
        options: SignUpOptions = SignUpOptions(),
        templates: NOTPTemplates = NOTPTemplates(),
        providerId: String? = nil
    ) async throws -> NOTPResponse {
        try APIOperation.signUpOrIn.check(loginId)
        return try await client.send(
            .signUpOrIn,
            path: [provider],
            body: ["loginId": loginId, "loginOptions": options, "templates": templates, "providerId": providerId]
        )
    }

    /// Begins an update of a user's phone number. The number changes when the user has sent the message from it and the
    /// session has been fetched.
    ///
    /// - Parameters:
    ///   - phone: The new number in E.164 format, for example `+12025550143`. Nil takes the number that sends the
    ///     message.
    ///   - loginId: The user's login id.
    ///   - refreshJwt: The user's refresh token.
    ///   - options: What else changes, and how the messages are sent.
    ///   - templates: The templates to use instead of the project's.
    /// - Returns: The link to WhatsApp, and the reference to wait for the session with.
    public func updatePhone(
        to phone: String? = nil,
        loginId: String,
        refreshJwt: some SecretConvertible,
        options: NOTPUpdateOptions = NOTPUpdateOptions(),
        templates: NOTPTemplates = NOTPTemplates()
    ) async throws -> NOTPResponse {
        try APIOperation.updatePhone.requireLoginId(loginId)
        if let phone {
            let advice = "Pass the new number, or nil for the number that sends the message."
            try APIOperation.updatePhone.require(phone, "phone", advice)
        }
        return try await client.send(
            .updatePhone,
            path: [provider],
            body: RequestBody(options: options, with: ["loginId": loginId, "phone": phone, "templates": templates]),
            token: refreshJwt.asSecret
        )
    }
}

/// The path parameter `provider`: the service has no other value.
private let provider = DeliveryMethod.whatsapp.rawValue

extension APIOperation {
    fileprivate func check(_ loginId: String?) throws(DescopeError) {
        guard let loginId else { return }
        let advice = "Pass the user's phone number or other login id, or nil for the number that sends the message."
        try require(loginId, "loginId", advice)
    }
}
