@_exported public import DescopeHTTP
@_exported public import DescopeModels

extension DescopeClient {
    /// Signing in with accounts elsewhere: Google, GitHub, Apple and others.
    public var oauth: OAuthClient { OAuthClient(client: self) }
}
