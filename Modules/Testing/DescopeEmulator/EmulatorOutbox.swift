public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The messages that the project has sent, by email, text message, phone call and others.
public struct EmulatorOutbox: Sendable {
    /// The messages, oldest first.
    public let messages: [Message]

    /// One message.
    public struct Message: Sendable {
        /// The login id of the user.
        public let loginId: String
        /// The delivery method: `email`, `sms`, `voice`, `whatsapp` or `im`.
        public let method: String
        /// The email address or phone number.
        public let address: String
        /// When it was sent.
        public let sentAt: Date
        /// The one-time code in the message, if there is one.
        public var code: Secret?
        /// The link in the message, if there is one; of enchanted links, the right one.
        public var link: Secret?
        /// The enchanted links in the message, by their numbers.
        public var links: [String: Secret] = [:]
    }

    /// The newest message for a user. A phone number may be in any format.
    public func lastMessage(for loginId: String) -> Message? {
        messages.last { normalizedPhone($0.loginId) == normalizedPhone(loginId) }
    }

    /// The code in the newest message for a user.
    public func lastCode(for loginId: String) -> Secret? { lastMessage(for: loginId)?.code }

    /// The link in the newest message for a user.
    public func lastLink(for loginId: String) -> Secret? { lastMessage(for: loginId)?.link }

    /// The token in the newest message's link (`?t=…`), which the page of the link verifies.
    public func lastToken(for loginId: String) -> Secret? { lastLink(for: loginId)?.queryItem("t") }
}

extension Secret {
    /// A decoded query item of a URL. The last item with this name counts, because the page's URL may already contain
    /// one.
    func queryItem(_ name: String) -> Secret? {
        let url = reveal()
        return url.prefix { $0 != "#" }.drop { $0 != "?" }.dropFirst().split(separator: "&")
            .last { $0.hasPrefix("\(name)=") }
            .map { Secret(percentDecoded($0.dropFirst(name.count + 1))) }
    }
}
