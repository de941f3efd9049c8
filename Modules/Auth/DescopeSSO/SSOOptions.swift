public import DescopeModels

/// Which of a tenant's identity providers a user is sent to, and what that is told and asked. Nil leaves a matter to
/// the tenant's settings and the provider.
public struct SSOOptions: Hashable, Sendable {
    /// Which of the tenant's SSO configurations to use, when it has several.
    public var ssoId: String?
    /// Who is signing in, as far as is known: an e-mail address, mostly. The provider fills it in.
    public var loginHint: String?
    /// What the provider is to ask, for tenants with OpenID Connect.
    public var prompt: [LoginPrompt]
    /// Has the user sign in anew, even when the provider knows them.
    public var forceAuthn: Bool
    /// The e-mail address that the user has to sign in with. With another one nobody is signed in.
    public var initiatedEmail: String?

    /// Says what there is to say.
    public init(
        ssoId: String? = nil,
        loginHint: String? = nil,
        prompt: [LoginPrompt] = [],
        forceAuthn: Bool = false,
        initiatedEmail: String? = nil
    ) {
        self.ssoId = ssoId
        self.loginHint = loginHint
        self.prompt = prompt
        self.forceAuthn = forceAuthn
        self.initiatedEmail = initiatedEmail
    }
}
