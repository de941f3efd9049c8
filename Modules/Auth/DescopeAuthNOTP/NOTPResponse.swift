public import DescopeCore
import DescopeModels

/// What a call answers that has begun a sign-in by message.
public struct NOTPResponse: Decodable, Sendable {
    /// Fetches the session once the message was sent. Keep it on the server: whoever has it gets the session.
    public let pendingRef: Secret

    /// The link that opens WhatsApp with the message to send. It is for this user alone.
    public let redirectURL: Secret

    /// The link as a QR image, for a user whose phone is another device. Nil when the service sent none that can be
    /// read.
    public let image: [UInt8]?

    /// Reads an answer.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        pendingRef = try container.decode(Secret.self, forKey: .pendingRef)
        redirectURL = try container.decode(Secret.self, forKey: .redirectUrl)
        image = container.imageBytes(forKey: .image)
    }

    private enum Key: String, CodingKey {
        case pendingRef, redirectUrl, image
    }
}

// The image shows the link.
extension NOTPResponse: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<secret>`.
    public var description: String { pendingRef.description }
    /// Always `<secret>`.
    public var debugDescription: String { description }
    /// No children, so that `dump` stays silent too.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
