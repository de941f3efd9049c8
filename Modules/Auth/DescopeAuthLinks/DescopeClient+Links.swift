@_exported public import DescopeHTTP
@_exported public import DescopeModels

extension DescopeClient {
    /// Signs users in with a link, on the device that opens it.
    public var magicLink: MagicLinkClient { MagicLinkClient(client: self) }

    /// Signs users in with a link that may be opened on another device.
    public var enchantedLink: EnchantedLinkClient { EnchantedLinkClient(client: self) }
}
