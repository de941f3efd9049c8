@_exported public import DescopeHTTP
@_exported public import DescopeModels

extension DescopeClient {
    /// Signs users in with passwords.
    public var password: PasswordClient { PasswordClient(client: self) }
}
