public import DescopeCore
public import DescopeHTTP

/// How an emulated project is set up.
public struct EmulatorSettings: Sendable {
    /// How long a session token is good. Default 10 minutes.
    public var sessionLifetime: Duration = .seconds(600)
    /// How long a refresh token is good. Default 30 days.
    public var refreshLifetime: Duration = .seconds(30 * 24 * 3600)
    /// How long a session is stepped up, which its tokens say as `su`. No such token lasts longer. Default 10 minutes.
    public var stepUpLifetime: Duration = .seconds(600)
    /// How long a one-time code is good, and a code that a redirect brings. Default 3 minutes.
    public var codeLifetime: Duration = .seconds(180)
    /// How long a URL to an identity provider is good. Default 10 minutes.
    public var authorizationLifetime: Duration = .seconds(600)
    /// The OAuth providers of the project; add the name of one of its own.
    public var oauthProviders: Set<String> = [
        "apple", "discord", "facebook", "github", "gitlab", "google", "linkedin", "microsoft", "slack",
    ]
    /// How many wrong codes are taken before the right one is refused too. Default 3.
    public var codeAttempts = 3
    /// How long a link, or a sign-in by message, is good. Default 10 minutes.
    public var linkLifetime: Duration = .seconds(600)
    /// The page that links lead to when a call names none.
    public var linkRedirectURL = "https://app.example.com/verify"
    /// For how long no code of a user's authenticator app or recovery codes is taken after so many wrong ones. Default
    /// 3 minutes.
    public var codeLockout: Duration = .seconds(180)
    /// What passwords have to be, how long they last, and how many wrong ones are taken.
    public var passwords = Passwords()
    /// How long the browser may take to make or use a passkey. Default 5 minutes.
    public var passkeyLifetime: Duration = .seconds(300)
    /// Whether each refresh makes a new refresh token and kills the old one.
    public var rotatesRefreshTokens = false
    /// Whether the session token comes as a cookie instead of in the body.
    public var sessionInCookie = false
    /// Whether the refresh token comes as a cookie instead of in the body.
    public var refreshInCookie = false
    /// The names of the token cookies.
    public var cookies = CookieNames()
    /// Who the tokens say they are issued by.
    public var issuer = Issuer.projectId
    /// The thumbprint of the key that all users' session tokens are bound to (`cnf.jkt`, RFC 9449). Nil: whoever holds
    /// one may use it.
    public var proofKeyThumbprint: String?
    /// The management key; nil makes one up.
    public var managementKey: Secret?
    /// The key without which sign-in calls are refused; nil takes them from everybody.
    public var authManagementKey: Secret?

    /// A project as it is when new.
    public init() {}

    /// What passwords have to be, how long they last, and how many wrong ones are taken.
    public struct Passwords: Sendable {
        /// How many characters there have to be. Default 8.
        public var minLength = 8
        /// Whether there has to be a small letter.
        public var lowercase = true
        /// Whether there has to be a capital letter.
        public var uppercase = true
        /// Whether there has to be a digit.
        public var number = false
        /// Whether there has to be something that is neither letter nor digit.
        public var nonAlphanumeric = true
        /// After how many weeks a password has to be replaced; nil for never.
        public var expirationWeeks: Int?
        /// How many of a user's passwords, the present one first, may not come again; nil for none.
        public var reuseAmount: Int?
        /// After how many wrong passwords the right one is refused too, until a new one is set; nil for never.
        public var lockAttempts: Int? = 5
        /// What a message brings that lets a user in who has forgotten the password. Default a magic link.
        public var resetMethod = ResetMethod.magicLink
        /// How long the link in a reset message is good. Default 10 minutes. A code is good for as long as others.
        public var resetLifetime: Duration = .seconds(600)

        /// What a reset message brings.
        public enum ResetMethod: Hashable, Sendable {
            /// A magic link.
            case magicLink
            /// Enchanted links, the right one of which lets in the one who waits.
            case enchantedLink
            /// A one-time code.
            case otp
        }
    }

    /// Who tokens say they are issued by.
    public enum Issuer: Hashable, Sendable {
        /// The project id alone.
        case projectId
        /// An address with the project id at its end: `https://api.descope.com` makes `https://api.descope.com/P…`.
        case url(String)
    }
}

/// What happens to a request instead of an answer.
public enum EmulatorFault: Sendable {
    /// This answer comes.
    case response(APIResponse)
    /// No connection can be made.
    case cannotConnect
    /// The connection breaks before the request is read.
    case connectionLost
    /// The request is answered, and the connection breaks before the answer arrives: a refresh token that was rotated
    /// by it is lost.
    case answerLost

    /// A refusal of the service with that code: `.refusal(.userNotFound)`.
    public static func refusal(
        _ code: DescopeError.Code,
        status: Int = 400,
        headers: APIHeaders = APIHeaders()
    ) -> EmulatorFault {
        .response(EmulatorRefusal(status, code, "refused because a test wants it").response(headers))
    }

    /// An empty answer with that status, as something between here and the service gives it. What the service itself
    /// refuses has a code: ``refusal(_:status:headers:)``.
    public static func status(_ status: Int, headers: APIHeaders = APIHeaders()) -> EmulatorFault {
        .response(APIResponse(status: status, headers: headers))
    }
}
