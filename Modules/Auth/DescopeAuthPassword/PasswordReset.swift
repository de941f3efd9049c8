public import DescopeCore

/// The message that was sent to a user who has forgotten the password. What the service does not send is nil.
public struct PasswordReset: JSONModel {
    /// How the message signs the user in.
    public package(set) var method: Method?
    /// The address that it was sent to, masked: `a***@example.com`.
    public package(set) var maskedEmail: String?
    /// The reference to poll for the session with, for an enchanted link. Anyone who has it gets the session.
    public package(set) var pendingRef: Secret?
    /// The number of the link that the user has to follow, for an enchanted link: show it.
    public package(set) var linkId: String?

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("resetMethod", \.method)
        $0("maskedEmail", \.maskedEmail)
        $0("pendingRef", \.pendingRef, as: .strict)
        $0("linkId", \.linkId)
    }

    /// How a reset message signs the user in. Open: the service may know other values.
    public struct Method: JSONName {
        /// The value that the service uses.
        public let rawValue: String

        /// Makes a method from the service's value.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A magic link.
        public static let magicLink = Self(rawValue: "magiclink")
        /// An enchanted link.
        public static let enchantedLink = Self(rawValue: "enchantedlink")
        /// A one-time code.
        public static let otp = Self(rawValue: "otp")
    }
}
