@_exported public import DescopeHTTP
@_exported public import DescopeModels

extension DescopeClient {
    /// Signs users in with an account at Google, GitHub, Apple or another OAuth provider.
    public var oauth: OAuthClient { OAuthClient(client: self) }
}
