@_exported public import DescopeHTTP
@_exported public import DescopeModels

extension DescopeClient {
    /// Signing in with a link in a message, on the device that opens it.
    public var magicLink: MagicLinkClient { MagicLinkClient(client: self) }

    /// Signing in with a link in a message that may be opened on another device.
    public var enchantedLink: EnchantedLinkClient { EnchantedLinkClient(client: self) }
}
