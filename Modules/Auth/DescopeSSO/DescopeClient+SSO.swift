@_exported public import DescopeHTTP
@_exported public import DescopeModels

extension DescopeClient {
    /// Signing in with the identity provider of a tenant, by SAML or OpenID Connect.
    public var sso: SSOClient { SSOClient(client: self, protocolName: "sso") }

    /// The same as ``sso`` at the service's older address, which has SAML in its name. Exchange a code where its start
    /// was made: whether one's codes work at the other is not documented, and in the emulator they do not.
    public var saml: SSOClient { SSOClient(client: self, protocolName: "saml") }
}
