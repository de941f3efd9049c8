public import DescopeCore
public import DescopeModels

/// What a call answers that has sent enchanted links.
public struct EnchantedLinkResponse: Decodable, Sendable {
    /// The number of the link to follow. Show it: the message has three links, and only the one with this number is
    /// right.
    public let linkId: String

    /// Fetches the session once the link was followed. Keep it on the server: whoever has it gets the session.
    public let pendingRef: Secret

    /// Where the links went, masked.
    public let sentTo: MaskedAddress

    /// Reads an answer.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        linkId = try container.decode(String.self, forKey: .linkId)
        pendingRef = try container.decode(Secret.self, forKey: .pendingRef)
        // The message is on its way by now: no oddity beside these may cost the user the sign-in.
        sentTo = (try? MaskedAddress(from: decoder)) ?? MaskedAddress()
    }

    private enum Key: String, CodingKey {
        case linkId, pendingRef
    }
}
