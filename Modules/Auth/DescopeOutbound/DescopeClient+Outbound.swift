@_exported public import DescopeHTTP

extension DescopeClient {
    /// Connects users with outbound applications.
    public var outbound: OutboundClient { OutboundClient(client: self) }
}
