/// An OAuth provider at which a user has an account. Providers that the project defines have the names that it gives
/// them.
///
/// ```swift
/// client.oauth.start(with: .google)
/// client.oauth.start(with: "acme-id")
/// ```
public struct OAuthProvider: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    /// The provider as the service names it.
    public let rawValue: String

    /// Makes a provider from the service's name for it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Makes a provider from the service's name for it.
    public init(stringLiteral value: String) { self.init(rawValue: value) }

    /// Apple.
    public static let apple = Self(rawValue: "apple")
    /// Discord.
    public static let discord = Self(rawValue: "discord")
    /// Facebook.
    public static let facebook = Self(rawValue: "facebook")
    /// GitHub.
    public static let github = Self(rawValue: "github")
    /// GitLab.
    public static let gitlab = Self(rawValue: "gitlab")
    /// Google.
    public static let google = Self(rawValue: "google")
    /// LinkedIn.
    public static let linkedin = Self(rawValue: "linkedin")
    /// Microsoft.
    public static let microsoft = Self(rawValue: "microsoft")
    /// Slack.
    public static let slack = Self(rawValue: "slack")
}
