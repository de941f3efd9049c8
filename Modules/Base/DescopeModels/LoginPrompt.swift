/// What an identity provider is to ask of the user, as OpenID Connect names it. Open: providers may know more than
/// these.
public struct LoginPrompt: RawRepresentable, Hashable, Sendable {
    /// The prompt as the provider reads it.
    public let rawValue: String

    /// Makes a prompt from the provider's name for it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// To sign in anew, even when the provider knows the user.
    public static let login = Self(rawValue: "login")
    /// To agree once more to what the app gets to know.
    public static let consent = Self(rawValue: "consent")
    /// To choose among the user's accounts.
    public static let selectAccount = Self(rawValue: "select_account")
    /// Nothing: the sign-in fails when the provider would have to ask.
    public static let none = Self(rawValue: "none")
}
