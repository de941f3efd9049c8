public import DescopeCore

/// A prompt that an identity provider shows to the user (`prompt` of OpenID Connect). The set is open: providers may
/// support others.
public struct LoginPrompt: JSONName {
    /// The provider's name for the prompt.
    public let rawValue: String

    /// Makes a prompt from the provider's name for it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Sign in again, even when the provider has a session of the user.
    public static let login = Self(rawValue: "login")
    /// Consent again to the data that the app receives.
    public static let consent = Self(rawValue: "consent")
    /// Choose one of the user's accounts.
    public static let selectAccount = Self(rawValue: "select_account")
    /// No prompt: the sign-in fails when the provider would have to show one.
    public static let none = Self(rawValue: "none")
}
