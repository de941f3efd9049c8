extension DescopeError {
    /// Which failure it is. Open: codes of the service (`E061102`) are kept as they are, this SDK's own are words.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code as a string.
        public let rawValue: String

        /// Makes a code from its string.
        public init(rawValue: String) { self.rawValue = rawValue }
    }
}

extension DescopeError.Code {
    /// Lets `catch DescopeError.Code.wrongOTPCode` match an error with that code.
    public static func ~= (code: Self, error: any Error) -> Bool { (error as? DescopeError)?.code == code }
}

// MARK: - The service's codes

extension DescopeError.Code {
    /// `E011001`: the request could not be understood.
    public static let badRequest = Self(rawValue: "E011001")
    /// `E011002`: an argument is missing.
    public static let missingArguments = Self(rawValue: "E011002")
    /// `E011003`: the request did not pass the service's validation.
    public static let invalidRequest = Self(rawValue: "E011003")
    /// `E011004`: an argument has a value that the service does not accept.
    public static let invalidArguments = Self(rawValue: "E011004")
    /// `E061102`: the one-time code is wrong.
    public static let wrongOTPCode = Self(rawValue: "E061102")
    /// `E061103`: too many wrong one-time codes; a new one has to be sent.
    public static let tooManyOTPAttempts = Self(rawValue: "E061103")
    /// `E062107`: a user with this login id exists already.
    public static let userAlreadyExists = Self(rawValue: "E062107")
    /// `E062108`: no user has this login id.
    public static let userNotFound = Self(rawValue: "E062108")
    /// `E062503`: the enchanted link has not been followed yet (``DescopeError/isPending``).
    public static let enchantedLinkPending = Self(rawValue: "E062503")
    /// `E062504`: the link's token has expired. Expect it for a token that is wrong or already used, too.
    public static let linkTokenExpired = Self(rawValue: "E062504")
    /// `E062802`: the access key is missing.
    public static let missingAccessKey = Self(rawValue: "E062802")
    /// `E062803`: the access key is not valid.
    public static let invalidAccessKey = Self(rawValue: "E062803")
    /// `E062909`: the password has expired and has to be replaced.
    public static let passwordExpired = Self(rawValue: "E062909")
    /// `E064001`: the token was invalidated by a log-out.
    public static let tokenInvalidatedByLogout = Self(rawValue: "E064001")
    /// `E066103`: the user has not sent the nOTP message yet (``DescopeError/isPending``).
    public static let notpPending = Self(rawValue: "E066103")
    /// `E112102`: no user with this id or login id is known to management.
    public static let managedUserNotFound = Self(rawValue: "E112102")
    /// `E130429`: too many requests. ``DescopeError/retryAfter`` says how long to wait.
    public static let rateLimited = Self(rawValue: "E130429")
}

extension DescopeError.Code {
    /// What a code of the service means, for messages about a refusal without a description; nil when this SDK does not
    /// know the code.
    package var meaning: String? {
        switch self {
        case .badRequest: "the request could not be understood"
        case .missingArguments: "an argument is missing; it does not say which"
        case .invalidRequest: "the request did not pass the service's validation; it does not say why"
        case .invalidArguments: "an argument has a value that the service does not take; it does not say which"
        case .wrongOTPCode: "the one-time code is wrong"
        case .tooManyOTPAttempts: "too many wrong one-time codes were tried"
        case .userAlreadyExists: "a user with this login id exists already"
        case .userNotFound, .managedUserNotFound: "no user has this login id"
        case .enchantedLinkPending: "the enchanted link has not been followed yet"
        case .linkTokenExpired: "the link's token has expired"
        case .missingAccessKey: "the access key is missing"
        case .invalidAccessKey: "the access key is not valid"
        case .passwordExpired: "the password has expired and has to be replaced"
        case .tokenInvalidatedByLogout: "the token was invalidated by a log-out"
        case .notpPending: "the user has not sent the nOTP message yet"
        default: nil
        }
    }
}

// MARK: - This SDK's own codes

extension DescopeError.Code {
    /// An argument was refused before anything was sent; the message names it.
    public static let unusableArgument = Self(rawValue: "unusableArgument")
    /// The project id is missing or malformed.
    public static let invalidProjectId = Self(rawValue: "invalidProjectId")
    /// A base URL is malformed, or is neither https nor on loopback.
    public static let invalidBaseURL = Self(rawValue: "invalidBaseURL")
    /// The operation needs a management key, and the client has none.
    public static let missingManagementKey = Self(rawValue: "missingManagementKey")
    /// This machine has no usable cryptography library (the message says which one to install), or the library failed.
    public static let cryptoUnavailable = Self(rawValue: "cryptoUnavailable")
    /// This machine lacks the library that the transport uses, or a fully static executable cannot load it. The message
    /// names the solutions.
    public static let transportUnavailable = Self(rawValue: "transportUnavailable")
    /// The operation needs a refresh token, as step-up and MFA do, and none was passed.
    public static let missingRefreshJwt = Self(rawValue: "missingRefreshJwt")

    /// No connection could be made: the request cannot have reached the service.
    public static let cannotConnect = Self(rawValue: "cannotConnect")
    /// The connection broke; the request may have reached the service.
    public static let connectionLost = Self(rawValue: "connectionLost")
    /// No response came in time; the request may have reached the service.
    public static let timedOut = Self(rawValue: "timedOut")
    /// The user did not complete a sign-in before the wait timed out.
    public static let signInTimedOut = Self(rawValue: "signInTimedOut")
    /// The response is larger than the client's limit.
    public static let responseTooLarge = Self(rawValue: "responseTooLarge")
    /// The response is not JSON, or lacks a required member.
    public static let unexpectedResponse = Self(rawValue: "unexpectedResponse")
    /// The response has an error status, and no error code of the service.
    public static let unexpectedStatus = Self(rawValue: "unexpectedStatus")

    /// The token or the access key is missing.
    public static let missingToken = Self(rawValue: "missingToken")
    /// The string is not a signed JWT in compact form, or cannot be an access key.
    public static let malformedToken = Self(rawValue: "malformedToken")
    /// The token is longer than `maximumTokenBytes` of the configuration or the token validator.
    public static let tokenTooLarge = Self(rawValue: "tokenTooLarge")
    /// The token names an algorithm that is not accepted, or not its key's.
    public static let unsupportedAlgorithm = Self(rawValue: "unsupportedAlgorithm")
    /// The token's signature is invalid.
    public static let invalidSignature = Self(rawValue: "invalidSignature")
    /// The token has expired.
    public static let tokenExpired = Self(rawValue: "tokenExpired")
    /// The token is not valid yet (`nbf`), or was issued in the future (`iat`).
    public static let tokenNotYetValid = Self(rawValue: "tokenNotYetValid")
    /// The token was issued by or for another project; or an agent's access token was sent where a session token is
    /// needed.
    public static let wrongIssuer = Self(rawValue: "wrongIssuer")
    /// The token is for none of the required audiences.
    public static let wrongAudience = Self(rawValue: "wrongAudience")
    /// The access token is valid but lacks a scope that the request needs (status 403, not 401).
    public static let insufficientScope = Self(rawValue: "insufficientScope")
    /// Tokens of different users: the request's refresh token and session token belong to two users (kind `token`); or
    /// the service's response is for another user than the tokens that were sent (kind `decoding`).
    public static let wrongSubject = Self(rawValue: "wrongSubject")
    /// The token is meant for another purpose: a refresh token where a session token is needed, or the other way round,
    /// an id token of OIDC, a token for a cookie of another name, or one whose type (`typ`) names something else.
    public static let wrongTokenKind = Self(rawValue: "wrongTokenKind")
    /// The service has just issued this session token, and it is refused here: this machine's clock is wrong, its key
    /// is not known here yet, it is too long, or it has none of the required audiences. (For an access key's session
    /// token the last one is ``wrongAudience``.) ``DescopeError/underlying`` says which check failed.
    public static let newTokenRefused = Self(rawValue: "newTokenRefused")
    /// The token lacks a claim that every token of the service has.
    public static let missingClaim = Self(rawValue: "missingClaim")
    /// The token is bound to a key, and no DPoP proof came with it.
    public static let missingProof = Self(rawValue: "missingProof")
    /// The DPoP proof is malformed or forged, or was made for another request, token, key or time.
    public static let invalidProof = Self(rawValue: "invalidProof")
    /// The DPoP proof has been used before.
    public static let replayedProof = Self(rawValue: "replayedProof")
    /// One key has sent more DPoP proofs than the replay store holds for it. The sender has to slow down (status 429).
    /// Other senders are not affected.
    public static let tooManyProofs = Self(rawValue: "tooManyProofs")
    /// The token was sent with the scheme DPoP, but is not bound to a key.
    public static let unboundToken = Self(rawValue: "unboundToken")
    /// The replay store is full of used DPoP proofs; for a minute or two it can accept none.
    public static let replayStoreFull = Self(rawValue: "replayStoreFull")
    /// The replay store failed, so that a DPoP proof could not be accepted.
    public static let replayStoreFailed = Self(rawValue: "replayStoreFailed")
    /// The project has no key with the id that the token names.
    public static let unknownKey = Self(rawValue: "unknownKey")
    /// The project's keys could not be fetched, so the token could not be checked.
    public static let keysUnavailable = Self(rawValue: "keysUnavailable")
    /// A key cannot be used: unreadable, too short, or of a type that is not supported.
    public static let unsuitableKey = Self(rawValue: "unsuitableKey")
}
