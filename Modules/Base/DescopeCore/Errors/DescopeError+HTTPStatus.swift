/// What a refusal of the service means for the user. Each operation states it, and ``DescopeError/httpStatus`` depends
/// on it.
public enum RefusalMeaning: Hashable, Sendable {
    /// The user is not signed in. For operations that return or need a session. Status 401.
    case unauthenticated
    /// The user's input is not accepted. For operations that start a sign-in, sign a user up or change something.
    /// Status 400, or 401 when the user's token is refused.
    case invalidInput
    /// The response must not show whether the account exists. For password resets. Status 202, as when the message was
    /// sent.
    case undisclosed
    /// Nothing about the user: the request has no input of theirs, and your server is misconfigured. Status 500.
    case misconfiguration
}

extension DescopeError {
    /// The HTTP status to send to your own client when handling its request throws this error. The error knows its
    /// operation, so one middleware can use it for all operations:
    ///
    /// ```swift
    /// do {
    ///     return try await next(request)
    /// } catch let error as DescopeError {
    ///     return Response(status: error.httpStatus)
    /// }
    /// ```
    ///
    /// - 202: a password reset is refused. The status is that of success, so that strangers do not learn who has an
    ///   account.
    /// - 400: an argument was refused before anything was sent; or the service does not accept the user's input at the
    ///   start of a sign-in, in a sign-up, or for a new password or address.
    /// - 401: the user is not signed in. A token or proof is missing or invalid, or the service refuses the user's
    ///   token or an operation that returns a session.
    /// - 403: the password is right but has to be replaced first (``Code/passwordExpired``); or an access token is
    ///   valid but lacks a scope (``Code/insufficientScope``).
    /// - 408: the user has not completed a sign-in in time (``Code/signInTimedOut``).
    /// - 409: the user has not followed the enchanted link yet, or has not sent the message of nOTP (``isPending``).
    ///   Try again after about a second.
    /// - 429: too many requests were made; ``retryAfter`` says how long to wait. Or one client has sent too many proofs
    ///   (``Code/tooManyProofs``).
    /// - 500: your server's own error: kind `configuration`, or its management key is refused. In a test also a manual
    ///   clock that is not moved.
    /// - 503: anything else, which the user cannot correct. The service was not reached or has failed, a proxy
    ///   responded in its place, its response cannot be read, its new token is refused here, or a token could not be
    ///   checked.
    ///
    /// Your app decides when a signed-in user lacks permission (403): roles and tenants are in the token. When the
    /// service refuses the client's own `authManagementKey`, each operation fails as if its user were refused: monitor
    /// for refusals of all users.
    public var httpStatus: Int {
        if code == .tooManyProofs { return 429 }
        if isOfProof { return 401 }
        // The service has granted the request; a later step failed.
        if refreshJwt != nil || code == .newTokenRefused { return 503 }
        switch kind {
        case .argument: return 400
        case .token: return code == .insufficientScope ? 403 : 401
        case .key: return code == .unknownKey ? 401 : 503
        case .waiting: return code == .signInTimedOut ? 408 : 500
        case .configuration: return 500
        case .api: return isRateLimited ? 429 : isRefusal ? statusOfRefusal : 503
        default: return 503
        }
    }

    /// Whether the user has to sign in: the same as ``httpStatus`` 401.
    public var isUnauthenticated: Bool { httpStatus == 401 }

    /// Whether the user has not completed a sign-in yet: ``Code/enchantedLinkPending`` or ``Code/notpPending``. The
    /// waiting page keeps polling.
    public var isPending: Bool { code == .enchantedLinkPending || code == .notpPending }

    /// Whether the service itself has refused, and not a proxy or another server: those send none of the service's
    /// codes, and a server at a wrong base URL does not have the path.
    private var isRefusal: Bool {
        switch status {
        case 400, 401, 403, 409, 410, 422: code != nil && code != .unexpectedStatus
        case 404: code != nil && code != .unexpectedStatus && code != .badRequest
        default: false
        }
    }

    private var statusOfRefusal: Int {
        switch (refusal ?? .unauthenticated, code) {
        case (.undisclosed, _): 202
        case (.misconfiguration, _): 500
        case (_, .passwordExpired): 403
        // Neither success nor a reason to sign the user out.
        case (_, .enchantedLinkPending), (_, .notpPending): 409
        // They concern a code or link that the user has entered, whichever operation it is part of.
        case (_, .wrongOTPCode), (_, .tooManyOTPAttempts), (_, .linkTokenExpired), (_, .tokenInvalidatedByLogout): 401
        case (.invalidInput, _): 400
        case (.unauthenticated, _): 401
        }
    }
}
