@_exported public import DescopeHTTP
@_exported public import DescopeModels

extension DescopeClient {
    /// Signs users in with the codes of an authenticator app.
    public var totp: TOTPClient { TOTPClient(client: self) }
}
