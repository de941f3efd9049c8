@_exported public import DescopeHTTP
@_exported public import DescopeModels

extension DescopeClient {
    /// Signing in with a message that the user sends.
    public var notp: NOTPClient { NOTPClient(client: self) }
}
