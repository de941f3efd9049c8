@_exported public import DescopeHTTP

extension DescopeClient {
    /// Connecting users with outbound applications.
    public var outbound: OutboundClient { OutboundClient(client: self) }
}
