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
        try check("otp.signUp", method, loginId)
        let address = user.address(for: method, loginId: loginId)
        var body: RequestBody = [
            "loginId": loginId, "user": user.reached(at: address, by: method),
            "loginOptions": options.unless(SignUpOptions()),
            "providerId": providerId,
        ]
        body[method.addressMember] = address
        return try await client.send(
            Endpoint("otp.signUp", .post, "/v1/auth/otp/signup/\(method.rawValue)", body: body)
        )
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
        try check("otp.signIn", method, loginId)
        let refreshJwt = try options.checked(refreshJwt?.asSecret, "otp.signIn")
        return try await client.send(
            Endpoint(
                "otp.signIn",
                .post,
                "/v1/auth/otp/signin/\(method.rawValue)",
                body: ["loginId": loginId, "loginOptions": options, "providerId": providerId],
                authorization: .project(refreshJwt)
            )
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
        try check("otp.signUpOrIn", method, loginId)
        return try await client.send(
            Endpoint(
                "otp.signUpOrIn",
                .post,
                "/v1/auth/otp/signup-in/\(method.rawValue)",
                body: ["loginId": loginId, "loginOptions": options, "providerId": providerId]
            )
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
        try check("otp.verify", method, loginId)
        let code = code.asSecret
        try requireText(code.reveal(), "code", "Pass the code that the user typed.", during: "otp.verify")
        return try await client.send(
            Endpoint(
                "otp.verify",
                .post,
                "/v1/auth/otp/verify/\(method.rawValue)",
                body: ["loginId": loginId, "code": code],
                refusal: .unauthenticated
            )
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
        try requireText(email, "email", "Pass the new address.", during: "otp.updateEmail")
        return try await update(
            "otp.updateEmail",
            "/v1/auth/otp/update/email",
            "email",
            email,
            loginId,
            refreshJwt.asSecret,
            options
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
        try requireText(phone, "phone", "Pass the new number.", during: "otp.updatePhone")
        try check("otp.updatePhone", method, loginId)
        guard method != .email else {
            throw DescopeError.argument(
                "method",
                "expected a way to reach a phone, found email. Pass .sms, .voice, .whatsapp or .im."
            ).during("otp.updatePhone")
        }
        let path: EndpointPath = "/v1/auth/otp/update/phone/\(method.rawValue)"
        return try await update("otp.updatePhone", path, "phone", phone, loginId, refreshJwt.asSecret, options)
    }

    private func update(
        _ name: String,
        _ path: EndpointPath,
        _ member: String,
        _ address: String,
        _ loginId: String,
        _ refreshJwt: Secret,
        _ options: UpdateOptions
    ) async throws -> MaskedAddress {
        try requireLoginId(loginId, during: name)
        var body = RequestBody(options.members)
        body["loginId"] = loginId
        body[member] = address
        return try await client.send(Endpoint(name, .post, path, body: body, authorization: .refreshJwt(refreshJwt)))
    }

    private func check(_ operation: String, _ method: DeliveryMethod, _ loginId: String) throws(DescopeError) {
        try requireText(method.rawValue, "method", "Pass .email, .sms, .voice, .whatsapp or .im.", during: operation)
        try requireLoginId(loginId, during: operation)
    }
}
