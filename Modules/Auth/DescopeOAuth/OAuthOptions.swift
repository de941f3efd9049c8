public import DescopeModels

/// What an OAuth provider is told about the user, and what it asks. Nil leaves a setting to the provider.
public struct OAuthOptions: Hashable, Sendable {
    /// Who is signing in, usually an email address. The provider fills it in.
    public var loginHint: String?
    /// What the provider asks of the user.
    public var prompt: [LoginPrompt]
    /// The email address that the account must have. The service refuses any other account.
    public var initiatedEmail: String?

    /// Makes options.
    public init(loginHint: String? = nil, prompt: [LoginPrompt] = [], initiatedEmail: String? = nil) {
        self.loginHint = loginHint
        self.prompt = prompt
        self.initiatedEmail = initiatedEmail
    }
}
