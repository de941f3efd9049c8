public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The messages that the project has sent, by email, text message, phone call and others. The newest 10,000 are kept.
public struct EmulatorOutbox: Sendable {
    private let table: Table<MessageRecord>
    private let settings: EmulatorSettings

    init(_ table: Table<MessageRecord>, _ settings: EmulatorSettings) {
        self.table = table
        self.settings = settings
    }

    /// The messages, oldest first.
    public var messages: [Message] { table.all.map(\.message) }

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

    /// The newest message for a user. A phone number may be in any format; other login ids are compared as the
    /// project's settings say.
    public func lastMessage(for loginId: String) -> Message? {
        table.last(.loginId, settings.loginId(loginId).key)?.message
    }

    /// The code in the newest message for a user.
    public func lastCode(for loginId: String) -> Secret? { lastMessage(for: loginId)?.code }

    /// The link in the newest message for a user.
    public func lastLink(for loginId: String) -> Secret? { lastMessage(for: loginId)?.link }

    /// The token in the newest message's link (`?t=…`), which the page of the link verifies.
    public func lastToken(for loginId: String) -> Secret? { lastLink(for: loginId)?.queryItem("t") }
}

extension EmulatorOutbox: CustomReflectable {
    /// The messages.
    public var customMirror: Mirror { Mirror(self, children: ["messages": messages]) }
}

/// A sent message. What the test reads from it has to be stored in plain text.
struct MessageRecord: EmulatorRecord {
    static let table = "messages"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.messages }

    /// The number of messages that are kept.
    static let limit = 10_000

    enum Index: Int, TableIndex {
        case loginId
    }

    let id: String
    private let loginId: UserRecord.LoginId
    private let method: String
    private let address: String
    private let sentAt: Date
    private let code: SavedSecret?
    private let link: SavedSecret?
    private let links: [String: SavedSecret]

    /// - Parameter loginId: The message's login id as the project compares it.
    init(id: String, _ message: EmulatorOutbox.Message, loginId key: TextKey) {
        self.id = id
        loginId = UserRecord.LoginId(text: message.loginId, key: key)
        method = message.method
        address = message.address
        sentAt = message.sentAt
        code = message.code.map(SavedSecret.init)
        link = message.link.map(SavedSecret.init)
        links = message.links.mapValues(SavedSecret.init)
    }

    func keys(_ index: Index) -> [TextKey] { [loginId.key] }

    var message: EmulatorOutbox.Message {
        EmulatorOutbox.Message(
            loginId: loginId.text,
            method: method,
            address: address,
            sentAt: sentAt,
            code: code?.secret,
            link: link?.secret,
            links: links.mapValues(\.secret)
        )
    }
}

extension EmulatorState {
    func send(_ message: EmulatorOutbox.Message) throws(EmulatorRefusal) {
        try save(MessageRecord(id: try newId(""), message, loginId: settings.loginId(message.loginId).key))
        deleteOldest(MessageRecord.self, keeping: MessageRecord.limit)
    }
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
