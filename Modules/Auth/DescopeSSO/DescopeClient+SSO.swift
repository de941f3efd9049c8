@_exported public import DescopeHTTP
@_exported public import DescopeModels

extension DescopeClient {
    /// Signing in with the identity provider of a tenant, by SAML or OpenID Connect.
    public var sso: SSOClient { SSOClient(client: self, protocolName: "sso") }

    /// The same as ``sso`` at the service's older address, which has SAML in its name. Codes of one do not work at the
    /// other.
    public var saml: SSOClient { SSOClient(client: self, protocolName: "saml") }
}
