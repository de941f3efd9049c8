public import DescopeCore
import DescopeHTTP
public import DescopeModels

/// Signs users in with one-time codes, sent by email, text message, phone call, WhatsApp or instant message.
///
/// First send a code, then pass what the user typed to ``verify(with:loginId:code:)``:
///
/// ```swift
/// try await client.otp.signUpOrIn(with: .email, loginId: "ada@example.com")
/// let signedIn = try await client.otp.verify(with: .email, loginId: "ada@example.com", code: code)
/// ```
///
/// A request that sends a code is not retried when it may have reached the service: a second code invalidates the
/// first.
public struct OTPClient: Sendable {
    let client: DescopeClient

    /// Creates a user, and sends them a code.
    ///
    /// - Parameters:
    ///   - method: How the code is delivered.
    ///   - loginId: The new user's login id. The code is sent to it, unless `user` has another address for the method.
    ///   - user: The user's details.
    ///   - options: Options that override the project's settings.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: The masked address that the code was sent to.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/userAlreadyExists`` when the
    ///   login id is taken.
    @discardableResult
    public func signUp(
        with method: DeliveryMethod,
        loginId: String,
        user: SignUpUser = SignUpUser(),
        options: SignUpOptions = SignUpOptions(),
        providerId: String? = nil
    ) async throws -> MaskedAddress {
        try APIOperation.signUp.check(method, loginId)
        let address = user.address(for: method, loginId: loginId)
        let body: RequestBody = [
            "loginId": loginId, "user": user.reached(at: address, by: method), "loginOptions": options,
            "providerId": providerId, method.addressMember: address,
        ]
        return try await client.send(.signUp, path: [method.rawValue], body: body)
    }

    /// Sends a sign-in code to a user.
    ///
    /// - Parameters:
    ///   - method: How the code is delivered.
    ///   - loginId: The user's login id.
    ///   - options: Options that override the project's settings.
    ///   - refreshJwt: The user's refresh token, which step-up and MFA need.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: The masked address that the code was sent to.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/userNotFound`` when there is
    ///   no such user, ``/DescopeCore/DescopeError/Code/missingRefreshJwt`` when `options` needs one and none is
    ///   passed.
    @discardableResult
    public func signIn(
        with method: DeliveryMethod,
        loginId: String,
        options: LoginOptions = LoginOptions(),
        refreshJwt: (any SecretConvertible)? = nil,
        providerId: String? = nil
    ) async throws -> MaskedAddress {
        try APIOperation.signIn.check(method, loginId)
        return try await client.send(
            .signIn,
            path: [method.rawValue],
            body: ["loginId": loginId, "loginOptions": options, "providerId": providerId],
            token: try options.checked(refreshJwt?.asSecret, for: .signIn)
        )
    }

    /// Sends a code to a user, and creates the user first if there is none.
    ///
    /// - Parameters:
    ///   - method: How the code is delivered.
    ///   - loginId: The user's login id. The code is sent to it.
    ///   - options: Options that override the project's settings.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: The masked address that the code was sent to.
    @discardableResult
    public func signUpOrIn(
        with method: DeliveryMethod,
        loginId: String,
        options: SignUpOptions = SignUpOptions(),
        providerId: String? = nil
    ) async throws -> MaskedAddress {
        try APIOperation.signUpOrIn.check(method, loginId)
        return try await client.send(
            .signUpOrIn,
            path: [method.rawValue],
            body: ["loginId": loginId, "loginOptions": options, "providerId": providerId]
        )
    }

    /// Verifies the code that the user typed, and signs the user in. Also completes an update of the email address or
    /// phone number.
    ///
    /// - Parameters:
    ///   - method: How the code was delivered.
    ///   - loginId: The user's login id.
    ///   - code: The code. It works once, and for a few minutes.
    /// - Returns: The session's tokens.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/wrongOTPCode`` when the code
    ///   is wrong, used or expired, ``/DescopeCore/DescopeError/Code/tooManyOTPAttempts`` when a new one has to be
    ///   sent.
    public func verify(
        with method: DeliveryMethod,
        loginId: String,
        code: some SecretConvertible
    ) async throws -> SignInResponse {
        try APIOperation.verify.check(method, loginId)
        try APIOperation.verify.require(code.asSecret.reveal(), "code", "Pass the code that the user typed.")
        return try await client.send(
            .verify,
            path: [method.rawValue],
            body: ["loginId": loginId, "code": code.asSecret],
            returning: .signIn
        )
    }

    /// Sends a code to a user's new email address. ``verify(with:loginId:code:)`` completes the change.
    ///
    /// - Parameters:
    ///   - email: The new address.
    ///   - loginId: The user's login id.
    ///   - refreshJwt: The user's refresh token.
    ///   - options: What else to change, and how the code is sent.
    /// - Returns: The masked address that the code was sent to.
    @discardableResult
    public func updateEmail(
        to email: String,
        loginId: String,
        refreshJwt: some SecretConvertible,
        options: UpdateOptions = UpdateOptions()
    ) async throws -> MaskedAddress {
        try APIOperation.updateEmail.require(email, "email", "Pass the new address.")
        try APIOperation.updateEmail.requireLoginId(loginId)
        return try await client.send(
            .updateEmail,
            body: RequestBody(options: options, with: ["loginId": loginId, "email": email]),
            token: refreshJwt.asSecret
        )
    }

    /// Sends a code to a user's new phone number. ``verify(with:loginId:code:)`` completes the change.
    ///
    /// - Parameters:
    ///   - phone: The new number in E.164 format, for example `+12025550143`.
    ///   - method: How the code is delivered.
    ///   - loginId: The user's login id.
    ///   - refreshJwt: The user's refresh token.
    ///   - options: What else to change, and how the code is sent.
    /// - Returns: The masked address that the code was sent to.
    @discardableResult
    public func updatePhone(
        to phone: String,
        with method: DeliveryMethod = .sms,
        loginId: String,
        refreshJwt: some SecretConvertible,
        options: UpdateOptions = UpdateOptions()
    ) async throws -> MaskedAddress {
        try APIOperation.updatePhone.require(phone, "phone", "Pass the new number.")
        try APIOperation.updatePhone.check(method, loginId)
        guard method != .email else {
            throw APIOperation.updatePhone.argument(
                "method",
                "expected a phone delivery method (.sms, .voice, .whatsapp or .im), found email."
            )
        }
        return try await client.send(
            .updatePhone,
            path: [method.rawValue],
            body: RequestBody(options: options, with: ["loginId": loginId, "phone": phone]),
            token: refreshJwt.asSecret
        )
    }
}

extension APIOperation {
    fileprivate func check(_ method: DeliveryMethod, _ loginId: String) throws(DescopeError) {
        try require(method.rawValue, "method", "Pass .email, .sms, .voice, .whatsapp or .im.")
        try requireLoginId(loginId)
    }
}
