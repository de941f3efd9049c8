@_exported public import DescopeHTTP
@_exported public import DescopeModels

extension DescopeClient {
    /// Signing in with passwords.
    public var password: PasswordClient { PasswordClient(client: self) }
}
