@_exported public import DescopeHTTP
@_exported public import DescopeModels

extension DescopeClient {
    /// Signs users in with the identity provider of a tenant, with SAML or OpenID Connect.
    public var sso: SSOClient { SSOClient(client: self, start: .start, exchange: .exchange) }

    /// The same as ``sso`` at the service's older path, which is named after SAML. Exchange a code with the same one
    /// of the two that started the sign-in: whether the other one accepts it is not documented, and the emulator
    /// refuses it.
    public var saml: SSOClient { SSOClient(client: self, start: .startSAML, exchange: .exchangeSAML) }
}
