public import DescopeCore
import DescopeModels

/// A key for an authenticator app, in three forms. Whoever has one of them can make the user's codes, so none prints.
public struct TOTPResponse: Sendable {
    /// The key in base32, to be typed in.
    public let key: Secret

    /// The key as a link that opens an authenticator app: `otpauth://totp/…`.
    public let provisioningURL: Secret

    /// The link as a QR image (PNG). Nil when the service sent none that can be read: make one of ``provisioningURL``.
    public let image: [UInt8]?
}

extension TOTPResponse: Decodable {
    /// Reads an answer.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        key = try container.decode(Secret.self, forKey: .key)
        provisioningURL = try container.decode(Secret.self, forKey: .provisioningURL)
        // The key is made by now: no oddity beside it may cost the user the sign-up.
        image = container.imageBytes(forKey: .image)
    }

    private enum Key: String, CodingKey {
        case key, provisioningURL, image
    }
}

extension TOTPResponse: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<secret>`.
    public var description: String { key.description }
    /// Always `<secret>`.
    public var debugDescription: String { description }
    /// No children, so that `dump` stays silent too.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
