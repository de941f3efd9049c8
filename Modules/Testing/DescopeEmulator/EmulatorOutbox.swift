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
        /// When it was sent.
        public let sentAt: Date
        /// The one-time code in it, if it brings one.
        public var code: Secret?
        /// The link in it, if it brings one; of enchanted links the right one.
        public var link: Secret?
        /// The enchanted links in it, by their numbers.
        public var links: [String: Secret] = [:]
    }

    /// The newest message for a user. A phone number is found however it is written.
    public func lastMessage(for loginId: String) -> Message? {
        messages.last { normalizedPhone($0.loginId) == normalizedPhone(loginId) }
    }

    /// The code in the newest message for a user.
    public func lastCode(for loginId: String) -> Secret? { lastMessage(for: loginId)?.code }

    /// The link in the newest message for a user.
    public func lastLink(for loginId: String) -> Secret? { lastMessage(for: loginId)?.link }

    /// The token in the newest message's link (`?t=…`), which the page behind the link verifies.
    public func lastToken(for loginId: String) -> Secret? { lastLink(for: loginId)?.queryItem("t") }
}

extension Secret {
    /// An item of a URL's query, decoded. The last of a name counts: the page that a link leads to may have its own
    /// before it.
    func queryItem(_ name: String) -> Secret? {
        let url = reveal()
        return url.prefix { $0 != "#" }.drop { $0 != "?" }.dropFirst().split(separator: "&")
            .last { $0.hasPrefix("\(name)=") }
            .map { Secret(percentDecoded($0.dropFirst(name.count + 1))) }
    }
}
