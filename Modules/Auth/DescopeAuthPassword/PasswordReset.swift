public import DescopeCore

/// Which message lets a user in who has forgotten the password. What the service leaves out is nil.
public struct PasswordReset: Decodable, Sendable {
    /// What the message brings.
    public var method: Method?
    /// Where it went, masked: `a***@example.com`.
    public var maskedEmail: String?
    /// What to ask for the session with, when it is an enchanted link. Whoever has it gets the session.
    public var pendingRef: Secret?
    /// The number to show the user, who follows the link that has it, when it is an enchanted link.
    public var linkId: String?

    /// What a reset message brings. Open: the service may know more ways than these.
    public struct Method: RawRepresentable, Hashable, Sendable, Decodable {
        /// The way as the service writes it.
        public let rawValue: String

        /// Makes a way from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A magic link.
        public static let magicLink = Self(rawValue: "magiclink")
        /// An enchanted link.
        public static let enchantedLink = Self(rawValue: "enchantedlink")
        /// A one-time code.
        public static let otp = Self(rawValue: "otp")
    }

    private enum CodingKeys: String, CodingKey {
        case method = "resetMethod"
        case maskedEmail, pendingRef, linkId
    }
}
