public import DescopeCore
public import DescopeHTTP

/// The settings of an emulated project. Encoding them leaves out the two keys.
public struct EmulatorSettings: Codable, Sendable {
    /// The lifetime of a session token. Default 10 minutes.
    public var sessionLifetime: Duration = .seconds(600)
    /// The lifetime of a refresh token. Default 30 days.
    public var refreshLifetime: Duration = .seconds(30 * 24 * 3600)
    /// How long a session is stepped up (claim `su`). Stepped-up tokens do not last longer. Default 10 minutes.
    public var stepUpLifetime: Duration = .seconds(600)
    /// The lifetime of a one-time code, and of a code in a redirect. Default 3 minutes.
    public var codeLifetime: Duration = .seconds(180)
    /// The lifetime of a URL to an identity provider. Default 10 minutes.
    public var authorizationLifetime: Duration = .seconds(600)
    /// The OAuth providers of the project; add the names of custom providers.
    public var oauthProviders: Set<String> {
        get { Set(providers) }
        set { providers = newValue.sorted() }
    }
    /// The number of wrong codes after which the right one is refused, too. Default 3.
    public var codeAttempts = 3
    /// The lifetime of a link, or of an nOTP sign-in. Default 10 minutes.
    public var linkLifetime: Duration = .seconds(600)
    /// The page of links when a request contains no redirect URL.
    public var linkRedirectURL = "https://app.example.com/verify"
    /// How long a user's authenticator app and recovery codes are locked after ``codeAttempts`` wrong codes. Default 3
    /// minutes.
    public var codeLockout: Duration = .seconds(180)
    /// The password policy, the lifetime of passwords, and the limit of wrong ones.
    public var passwords = Passwords()
    /// The time limit for creating or using a passkey in the browser. Default 5 minutes.
    public var passkeyLifetime: Duration = .seconds(300)
    /// Whether each refresh issues a new refresh token and invalidates the old one.
    public var rotatesRefreshTokens = false
    /// Whether the session token is sent in a cookie instead of the body.
    public var sessionInCookie = false
    /// Whether the refresh token is sent in a cookie instead of the body.
    public var refreshInCookie = false
    /// The names of the token cookies.
    public var cookies = CookieNames()
    /// The `Domain` of the token cookies; empty for the host that sets them.
    public var cookieDomain = ""
    /// How login ids are compared.
    public var loginIds = LoginIds()
    /// The issuer in tokens.
    public var issuer = Issuer.projectId
    /// The thumbprint of the key that all users' session tokens are bound to (`cnf.jkt`, RFC 9449). Nil: bearer tokens.
    public var proofKeyThumbprint: String?
    /// The management key; nil generates one.
    public var managementKey: Secret? {
        get { keys.management }
        set { keys.management = newValue }
    }
    /// The key that sign-in operations require; nil allows them without a key.
    public var authManagementKey: Secret? {
        get { keys.auth }
        set { keys.auth = newValue }
    }

    private var keys = Keys()
    // In order, so that the same settings are always saved as the same text.
    private var providers = [
        "apple", "discord", "facebook", "github", "gitlab", "google", "linkedin", "microsoft", "slack",
    ]

    /// Makes the default settings of a new project.
    public init() {}

    /// The password policy, the lifetime of passwords, and the limit of wrong ones.
    public struct Passwords: Codable, Sendable {
        /// Whether users can sign up and in with passwords.
        public var enabled = true
        /// The minimum number of characters. Default 8.
        public var minLength = 8
        /// Whether a lowercase letter is required.
        public var lowercase = true
        /// Whether an uppercase letter is required.
        public var uppercase = true
        /// Whether a digit is required.
        public var number = false
        /// Whether a character other than letters and digits is required.
        public var nonAlphanumeric = true
        /// Whether a letter is required, uppercase or lowercase.
        public var letter = false
        /// The characters that a password must not contain.
        public var disallowedCharacters = ""
        /// Whether a password that contains the user's email address is refused.
        public var disallowsEmail = false
        /// The number of weeks after which a password has to be replaced; nil for never.
        public var expirationWeeks: Int?
        /// The number of a user's last passwords, including the current one, that cannot be reused; nil for none.
        public var reuseAmount: Int?
        /// The number of wrong passwords after which the right one is refused, too, until a new one is set; nil for
        /// never.
        public var lockAttempts: Int? = 5
        /// The number of wrong passwords after which the right one is refused, too, for ``temporaryLock``; nil for
        /// never.
        public var temporaryLockAttempts: Int?
        /// How long ``temporaryLockAttempts`` wrong passwords lock a user's password. Default 10 minutes.
        public var temporaryLock: Duration = .seconds(600)
        /// What a password reset message contains. Default a magic link.
        public var resetMethod = ResetMethod.magicLink
        /// The lifetime of the link in a reset message. Default 10 minutes. A code has the usual lifetime of codes.
        public var resetLifetime: Duration = .seconds(600)
        /// The numbers of rules that are off, which management keeps and returns, by their names in the service's JSON.
        var unused: [String: Int] = [:]

        /// The content of a reset message.
        public enum ResetMethod: String, Codable, Sendable {
            /// A magic link.
            case magicLink
            /// Enchanted links, of which the right one signs in the waiting client.
            case enchantedLink
            /// A one-time code.
            case otp
        }
    }

    /// How login ids are compared. How the service treats the case of letters, and composed and decomposed characters,
    /// is not documented; by default only the same bytes are the same login id. Set this when the project is made: the
    /// login ids that exist already are not compared anew.
    public struct LoginIds: Codable, Hashable, Sendable {
        /// Whether upper and lower case are the same.
        public var ignoresLetterCase = false
        /// Whether composed and decomposed characters are the same, such as `é` and `e` with an accent (Unicode's
        /// canonical equivalence).
        public var comparesCanonically = false
    }

    /// The two keys. Only the project's own row contains them.
    private struct Keys: Codable, Sendable {
        var management: Secret?
        var auth: Secret?

        private enum CodingKeys: CodingKey {}
    }

    /// The issuer in tokens.
    public enum Issuer: Hashable, Codable, Sendable {
        /// Only the project id.
        case projectId
        /// A URL to which the project id is appended: `https://api.descope.com` becomes `https://api.descope.com/P…`.
        case url(String)
    }
}

/// A failure of a request.
public enum EmulatorFault: Sendable {
    /// The project returns this response.
    case response(APIResponse)
    /// No connection can be made.
    case cannotConnect
    /// The connection breaks before the request is read.
    case connectionLost
    /// The request is processed, but the connection breaks before the response arrives: a rotated refresh token in it
    /// is lost.
    case answerLost

    /// An error response of the service with this code: `.refusal(.userNotFound)`.
    public static func refusal(
        _ code: DescopeError.Code,
        status: Int = 400,
        headers: APIHeaders = APIHeaders()
    ) -> EmulatorFault {
        .response(EmulatorRefusal(status, code, "refused on behalf of a test").response(headers))
    }

    /// An empty response with this status, as from a proxy in front of the service. Error responses of the service
    /// itself have a code: ``refusal(_:status:headers:)``.
    public static func status(_ status: Int, headers: APIHeaders = APIHeaders()) -> EmulatorFault {
        .response(APIResponse(status: status, headers: headers))
    }
}
