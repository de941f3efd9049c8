@_exported public import DescopeHTTP
@_exported public import DescopeModels

extension DescopeClient {
    /// Signs users in with passkeys.
    public var passkeys: PasskeyClient { PasskeyClient(client: self) }
}
