public import DescopeModels

/// Which of a tenant's identity providers a user is sent to, what it is told about the user, and what it asks. Nil
/// leaves a setting to the tenant and the provider.
public struct SSOOptions: Hashable, Sendable {
    /// The id of the SSO configuration to use, for tenants that have several.
    public var ssoId: String?
    /// Who is signing in, usually an email address. The provider fills it in.
    public var loginHint: String?
    /// What the provider asks of the user, for tenants with OpenID Connect.
    public var prompt: [LoginPrompt]
    /// Whether the user has to sign in again even when the provider has a session.
    public var forceAuthn: Bool
    /// The email address that the user must sign in with. The service refuses any other.
    public var initiatedEmail: String?

    /// Makes options.
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
