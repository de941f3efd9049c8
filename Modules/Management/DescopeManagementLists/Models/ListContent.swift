public import DescopeCore

/// What a list contains.
public struct ListContent: JSONModel, Hashable {
    /// The kind of the elements.
    public var type = Kind.texts
    /// The elements as JSON: an array of strings; an object for ``Kind/json``. Nil for none.
    public var data: JSONValue?

    /// Texts.
    public static func texts(_ texts: [String]) -> Self { Self(.texts, .array(texts.map { .string($0) })) }
    /// IP addresses, and ranges such as `203.0.113.0/24`.
    public static func ips(_ ips: [String]) -> Self { Self(.ips, .array(ips.map { .string($0) })) }
    /// A JSON object.
    public static func json(_ object: [String: JSONValue]) -> Self { Self(.json, .object(object)) }

    /// The texts or IP addresses; empty for a list of another kind.
    public var values: [String] { data?.stringsValue ?? [] }

    init(_ type: Kind, _ data: JSONValue? = nil) {
        self.type = type
        self.data = data
    }

    /// The members in JSON.
    public static let members = Members(Self(.texts)) {
        $0("type", \.type, required: true)
        $0("data", \.data)
    }

    /// A kind of elements. The set is open: the service may add kinds.
    public struct Kind: JSONName {
        /// The service's name for the kind.
        public let rawValue: String

        /// Takes a name as the service writes it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Texts.
        public static let texts = Self(rawValue: "texts")
        /// IP addresses.
        public static let ips = Self(rawValue: "ips")
        /// A JSON object.
        public static let json = Self(rawValue: "json")
    }
}
