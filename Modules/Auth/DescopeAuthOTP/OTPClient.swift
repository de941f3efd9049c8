public import DescopeCore
import DescopeHTTP
public import DescopeModels

/// Signing in with one-time codes, sent by e-mail, text message, call, WhatsApp or instant message.
///
/// First a call that sends the code, then ``verify(with:loginId:code:)`` with what the user typed:
///
/// ```swift
/// try await client.otp.signUpOrIn(with: .email, loginId: "ada@example.com")
/// let signedIn = try await client.otp.verify(with: .email, loginId: "ada@example.com", code: code)
/// ```
///
/// A call that sends a code is not repeated when it may have reached the service: a second code makes the first
/// useless.
public struct OTPClient: Sendable {
    let client: DescopeClient

    /// Sends a code to somebody who has no user yet, and makes the user.
    ///
    /// - Parameters:
    ///   - method: How the code travels.
    ///   - loginId: What the user will sign in with. The code goes to it, unless `user` has another address for the
    ///     method.
    ///   - user: What is known of the user.
    ///   - options: How the sign-up differs from the project's settings.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: Where the code went, masked.
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

    /// Sends a code to a user.
    ///
    /// - Parameters:
    ///   - method: How the code travels.
    ///   - loginId: The user's login id.
    ///   - options: How the sign-in differs from the project's settings.
    ///   - refreshJwt: The user's refresh token, which step-up and MFA need.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: Where the code went, masked.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/userNotFound`` when there is
    ///   no such user, ``/DescopeCore/DescopeError/Code/missingRefreshJwt`` when `options` asks for what needs one.
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

    /// Sends a code to a user, and makes the user first when there is none.
    ///
    /// - Parameters:
    ///   - method: How the code travels.
    ///   - loginId: What the user signs in with; the code goes to it.
    ///   - options: How the sign-up differs from the project's settings.
    ///   - providerId: The messaging provider to use instead of the project's.
    /// - Returns: Where the code went, masked.
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

    /// Checks the code that the user typed, and signs the user in. Completes an update of the address as well.
    ///
    /// - Parameters:
    ///   - method: How the code travelled.
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

    /// Sends a code to a user's new e-mail address. ``verify(with:loginId:code:)`` makes the change.
    ///
    /// - Parameters:
    ///   - email: The new address.
    ///   - loginId: The user's login id.
    ///   - refreshJwt: The user's refresh token.
    ///   - options: What else to change, and how the code is sent.
    /// - Returns: Where the code went, masked.
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
            body: RequestBody(options, with: ["loginId": loginId, "email": email]),
            token: refreshJwt.asSecret
        )
    }

    /// Sends a code to a user's new phone number. ``verify(with:loginId:code:)`` makes the change.
    ///
    /// - Parameters:
    ///   - phone: The new number, with its country code: `+12025550143`.
    ///   - method: How the code travels.
    ///   - loginId: The user's login id.
    ///   - refreshJwt: The user's refresh token.
    ///   - options: What else to change, and how the code is sent.
    /// - Returns: Where the code went, masked.
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
            body: RequestBody(options, with: ["loginId": loginId, "phone": phone]),
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
