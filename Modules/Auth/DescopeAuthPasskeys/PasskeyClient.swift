public import DescopeCore
import DescopeHTTP
public import DescopeModels

/// Signs users in with passkeys (WebAuthn): keys that the user's device stores and unlocks by fingerprint, face or PIN.
///
/// Each operation takes two requests. The start returns options for the browser's `navigator.credentials`; the finish
/// takes the credential that the browser returned, as JSON with bytes in base64url:
///
/// ```swift
/// let start = try await client.passkeys.startSignIn(loginId: "ada@example.com", origin: "https://app.example.com")
/// // The browser calls navigator.credentials with start.options, and posts the credential that it returns.
/// let signedIn = try await client.passkeys.finishSignIn(transactionId: start.transactionId, response: response)
/// ```
///
/// A start is valid for one finish, and for a few minutes.
public struct PasskeyClient: Sendable {
    let client: DescopeClient

    /// Starts a sign-up: a new user's browser creates a passkey.
    ///
    /// - Parameters:
    ///   - loginId: The login id of the new user.
    ///   - origin: The origin of the page, as browsers write it: `https://app.example.com`.
    ///   - user: What is known about the user. The browser shows the name.
    ///   - options: How the sign-up differs from the project's settings.
    ///   - passkeyOptions: How the passkey is created.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/userAlreadyExists`` when the
    ///   login id is taken.
    public func startSignUp(
        loginId: String,
        origin: String,
        user: SignUpUser = SignUpUser(),
        options: SignUpOptions = SignUpOptions(),
        passkeyOptions: PasskeyOptions = PasskeyOptions()
    ) async throws -> PasskeyStart {
        try APIOperation.startSignUp.check(loginId, origin)
        return try await client.send(
            .startSignUp,
            body: [
                "user": NewUser(loginId: loginId, user: user), "origin": origin, "loginOptions": options,
                "passkeyOptions": passkeyOptions,
            ]
        )
    }

    /// Finishes a sign-up: creates the user and signs them in.
    ///
    /// - Parameters:
    ///   - transactionId: The ``PasskeyStart/transactionId`` of the start.
    ///   - response: What `navigator.credentials.create` returned, as JSON.
    /// - Returns: The session's tokens.
    public func finishSignUp(
        transactionId: some SecretConvertible,
        response: some SecretConvertible
    ) async throws -> SignInResponse {
        try await client.send(
            .finishSignUp,
            body: try APIOperation.finishSignUp.finish(transactionId.asSecret, response.asSecret),
            returning: .signIn
        )
    }

    /// Starts a sign-in: the user's browser uses a passkey.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id. Nil lets the user choose among the passkeys that the device has stored for the
    ///     site.
    ///   - origin: The origin of the page, as browsers write it: `https://app.example.com`.
    ///   - options: How the sign-in differs from the project's settings.
    ///   - refreshJwt: The user's refresh token, which step-up and MFA need.
    ///   - passkeyOptions: How the passkey is used.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/userNotFound`` when there is
    ///   no such user, ``/DescopeCore/DescopeError/Code/missingRefreshJwt`` when `options` asks for step-up or MFA
    ///   without a refresh token.
    public func startSignIn(
        loginId: String?,
        origin: String,
        options: LoginOptions = LoginOptions(),
        refreshJwt: (any SecretConvertible)? = nil,
        passkeyOptions: PasskeyOptions = PasskeyOptions()
    ) async throws -> PasskeyStart {
        try APIOperation.startSignIn.check(loginId, origin)
        return try await client.send(
            .startSignIn,
            body: ["loginId": loginId, "origin": origin, "loginOptions": options, "passkeyOptions": passkeyOptions],
            token: try options.checked(refreshJwt?.asSecret, for: .startSignIn)
        )
    }

    /// Finishes a sign-in.
    ///
    /// - Parameters:
    ///   - transactionId: The ``PasskeyStart/transactionId`` of the start.
    ///   - response: What `navigator.credentials.get` returned, as JSON.
    /// - Returns: The session's tokens.
    public func finishSignIn(
        transactionId: some SecretConvertible,
        response: some SecretConvertible
    ) async throws -> SignInResponse {
        try await client.send(
            .finishSignIn,
            body: try APIOperation.finishSignIn.finish(transactionId.asSecret, response.asSecret),
            returning: .signIn
        )
    }

    /// Starts a sign-in, or a sign-up when there is no such user.
    ///
    /// ``PasskeyStart/createsPasskey`` selects the finish: ``finishSignUp(transactionId:response:)`` when it is true,
    /// ``finishSignIn(transactionId:response:)`` when it is false.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id.
    ///   - origin: The origin of the page, as browsers write it: `https://app.example.com`.
    ///   - options: How the sign-up differs from the project's settings.
    ///   - passkeyOptions: How the passkey is created or used.
    public func startSignUpOrIn(
        loginId: String,
        origin: String,
        options: SignUpOptions = SignUpOptions(),
        passkeyOptions: PasskeyOptions = PasskeyOptions()
    ) async throws -> PasskeyStart {
        try APIOperation.startSignUpOrIn.check(loginId, origin)
        return try await client.send(
            .startSignUpOrIn,
            body: ["loginId": loginId, "origin": origin, "loginOptions": options, "passkeyOptions": passkeyOptions]
        )
    }

    /// Starts adding a passkey to a signed-in user: the user's browser creates it.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id.
    ///   - origin: The origin of the page, as browsers write it: `https://app.example.com`.
    ///   - refreshJwt: The user's refresh token.
    ///   - mfa: Whether the finish returns a session in which the passkey is one more factor.
    ///   - passkeyOptions: How the passkey is created.
    public func startUpdate(
        loginId: String,
        origin: String,
        refreshJwt: some SecretConvertible,
        mfa: Bool? = nil,
        passkeyOptions: PasskeyOptions = PasskeyOptions()
    ) async throws -> PasskeyStart {
        try APIOperation.startUpdate.check(loginId, origin)
        return try await client.send(
            .startUpdate,
            body: ["loginId": loginId, "origin": origin, "mfa": mfa, "passkeyOptions": passkeyOptions],
            token: refreshJwt.asSecret
        )
    }

    /// Adds the passkey to the user. Takes no refresh token: the transaction id stands for it.
    ///
    /// - Parameters:
    ///   - transactionId: The ``PasskeyStart/transactionId`` of the start.
    ///   - response: What `navigator.credentials.create` returned, as JSON.
    /// - Returns: The new session's tokens when the start was made with `mfa`, otherwise nil.
    @discardableResult
    public func finishUpdate(
        transactionId: some SecretConvertible,
        response: some SecretConvertible
    ) async throws -> SignInResponse? {
        try await client.send(
            .finishUpdate,
            body: try APIOperation.finishUpdate.finish(transactionId.asSecret, response.asSecret),
            returning: .update
        )
    }
}

/// A new user, with the login id among the members.
private struct NewUser: JSONModel {
    var loginId = ""
    var user = SignUpUser()

    static let members = Members(Self()) {
        $0("loginId", \.loginId)
        $0(all: \.user)
    }
}

extension APIOperation {
    /// Checks the arguments of a start.
    fileprivate func check(_ loginId: String?, _ origin: String) throws(DescopeError) {
        if let loginId { try requireLoginId(loginId) }
        let advice = "Pass the origin of the user's page: https://app.example.com."
        try require(origin, "origin", advice)
        guard isOrigin(origin) else {
            throw argument(
                "origin",
                "expected http or https, a host and, unless it is the default, a port, in lowercase, found something "
                    + "else. \(advice)"
            )
        }
    }

    /// The body of a finish.
    fileprivate func finish(_ transactionId: Secret, _ response: Secret) throws(DescopeError) -> RequestBody {
        try require(transactionId.reveal(), "transactionId", "Pass the one that the start returned.")
        try require(response.reveal(), "response", "Pass what navigator.credentials returned, as JSON.")
        return ["transactionId": transactionId, "response": response]
    }
}

/// Whether it is an origin as browsers write it, or as apps do: `android:apk-key-hash:…`.
private func isOrigin(_ origin: String) -> Bool {
    // Checked first: the origin may come from a request, and strings beyond ASCII are expensive to compare.
    guard isHeaderText(origin) else { return false }
    if ["android:", "ios:"].contains(where: origin.hasPrefix) { return true }
    let (scheme, defaultPort) = origin.hasPrefix("http://") ? ("http://", 80) : ("https://", 443)
    // Browser and service decide for which hosts plain http is allowed, such as localhost.
    let secured = "https://" + origin.dropFirst(scheme.count)
    return origin.hasPrefix(scheme) && (try? BaseURL(secured))?.description == secured
        && !secured.dropFirst("https://".count).contains("/") && !origin.hasSuffix(":\(defaultPort)")
}
