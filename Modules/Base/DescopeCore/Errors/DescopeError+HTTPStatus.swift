/// What it says about the user when the service refuses a call that was made for them. Each call states it, and
/// ``DescopeError/httpStatus`` goes by it.
public enum RefusalMeaning: Hashable, Sendable {
    /// The user is not signed in. Of calls that end with a session or need one. Answered with 401.
    case unauthenticated
    /// What the user has entered is not taken. Of calls that start a sign-in, sign a user up or change something.
    /// Answered with 400; with 401 when it is the user's token beside it that is refused.
    case invalidInput
    /// The answer must not show whether the account exists. Of a password reset. Answered with 202, as when the message
    /// was sent.
    case undisclosed
    /// Nothing: the call carries nothing of the user's, and your server is set up wrongly. Answered with 500.
    case misconfiguration
}

extension DescopeError {
    /// The HTTP status to answer your own client's request with when a call that was made for it throws this error. It
    /// knows which call it was, so one middleware can use it for all:
    ///
    /// ```swift
    /// do {
    ///     return try await next(request)
    /// } catch let error as DescopeError {
    ///     return Response(status: error.httpStatus)
    /// }
    /// ```
    ///
    /// - 202: a password reset is refused. The answer is that of success, or strangers learn who has an account.
    /// - 400: an argument was refused before anything was sent; or the service does not take what was entered: in a
    ///   start, a sign-up, a new password or address.
    /// - 401: the user is not signed in. A token or proof is missing or not to be trusted, or the service refuses a
    ///   token that came along, or a call that ends with a session.
    /// - 403: the password is right, and has to be replaced first (``Code/passwordExpired``); or an access token is
    ///   good, and lacks a scope (``Code/insufficientScope``).
    /// - 408: the user has not completed a sign-in in time (``Code/signInTimedOut``).
    /// - 409: the user has not followed the enchanted link yet, or has not sent the message of nOTP (``isPending``).
    ///   Ask again after a second or so.
    /// - 429: too many calls were made; ``retryAfter`` says how long to wait. Or one client has sent too many proofs
    ///   (``Code/tooManyProofs``).
    /// - 500: your server's own mistake: kind `configuration`, or its management key is refused. In a test also a
    ///   clock that nobody moves.
    /// - 503: anything else, and nothing the user could change. The service was not reached or has failed, something
    ///   else answered in its place, its answer cannot be read, its new token is refused here, or a token could not be
    ///   checked.
    ///
    /// A user who is known and may not do something (403) is yours to find: roles and tenants are in the token. When
    /// the service refuses the client's own `authManagementKey`, it looks like a refusal of each call: watch for
    /// refusals of everyone.
    public var httpStatus: Int {
        if code == .tooManyProofs { return 429 }
        if isOfProof { return 401 }
        // The service has granted the call; what failed came after it.
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

    /// Whether the user has yet to complete a sign-in that was begun: ``Code/enchantedLinkPending`` or
    /// ``Code/notpPending``. The page that waits for it goes on asking.
    public var isPending: Bool { code == .enchantedLinkPending || code == .notpPending }

    /// Whether it is the service that refuses, and not something in front of it or in its place: that knows no codes,
    /// and what has another address has no such path.
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
        // Neither success nor a reason to sign anybody out.
        case (_, .enchantedLinkPending), (_, .notpPending): 409
        // They are about a code or link that the user has entered, whichever call it is part of.
        case (_, .wrongOTPCode), (_, .tooManyOTPAttempts), (_, .linkTokenExpired), (_, .tokenInvalidatedByLogout): 401
        case (.invalidInput, _): 400
        case (.unauthenticated, _): 401
        }
    }
}
