@_exported public import DescopeHTTP
@_exported public import DescopeModels

extension DescopeClient {
    /// Signing in with passkeys.
    public var passkeys: PasskeyClient { PasskeyClient(client: self) }
}
