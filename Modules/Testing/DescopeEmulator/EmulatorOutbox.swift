public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What the project would have mailed, texted or read out.
public struct EmulatorOutbox: Sendable {
    /// The messages, the oldest first.
    public let messages: [Message]

    /// One message.
    public struct Message: Sendable {
        /// The login id of the user that it is for.
        public let loginId: String
        /// How it travels: `email`, `sms`, `voice`, `whatsapp`, `im`.
        public let method: String
        /// Where it goes.
        public let address: String
        /// The one-time code in it.
        public let code: Secret
        /// When it was sent.
        public let sentAt: Date
    }

    /// The newest code for a user. A phone number is found however it is written.
    public func lastCode(for loginId: String) -> Secret? {
        messages.last { normalizedPhone($0.loginId) == normalizedPhone(loginId) }?.code
    }
}
