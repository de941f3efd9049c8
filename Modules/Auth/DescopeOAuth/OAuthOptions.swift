public import DescopeModels

/// What a provider is told of a user who is sent there, and asked. Nil leaves a matter to the provider.
public struct OAuthOptions: Hashable, Sendable {
    /// Who is signing in, as far as is known: an e-mail address, mostly. The provider fills it in.
    public var loginHint: String?
    /// What the provider is to ask.
    public var prompt: [LoginPrompt]
    /// The e-mail address that the account has to have. With another one nobody is signed in.
    public var initiatedEmail: String?

    /// Says what there is to say.
    public init(loginHint: String? = nil, prompt: [LoginPrompt] = [], initiatedEmail: String? = nil) {
        self.loginHint = loginHint
        self.prompt = prompt
        self.initiatedEmail = initiatedEmail
    }
}
