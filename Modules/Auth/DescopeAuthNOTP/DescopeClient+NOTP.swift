@_exported public import DescopeHTTP
@_exported public import DescopeModels

extension DescopeClient {
    /// Signs users in with a message that they send.
    public var notp: NOTPClient { NOTPClient(client: self) }
}
