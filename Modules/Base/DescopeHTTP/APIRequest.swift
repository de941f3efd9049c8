public import DescopeCore

/// A request to the service, as a transport sends it.
public struct APIRequest: Sendable {
    /// The HTTP verb.
    public var method: APIMethod

    /// The service's base URL; ``path`` is appended to it.
    public var baseURL: BaseURL

    /// The operation's path, percent-encoded, with its leading slash: `/v1/auth/otp/signup/email`.
    public var path: String

    /// The query's names and values, not yet encoded, in order.
    public var query: [APIQueryItem]

    /// The headers.
    public var headers: APIHeaders

    /// The body, or nil for none.
    public var body: [UInt8]?

    /// The maximum size of the response body in bytes. When the body is larger, the transport stops reading and throws
    /// ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/responseTooLarge``.
    public var maximumResponseBytes: Int

    /// Makes a request.
    public init(
        method: APIMethod,
        baseURL: BaseURL,
        path: String,
        query: [APIQueryItem] = [],
        headers: APIHeaders = APIHeaders(),
        body: [UInt8]? = nil,
        maximumResponseBytes: Int = 16 << 20
    ) {
        self.method = method
        self.baseURL = baseURL
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.maximumResponseBytes = maximumResponseBytes
    }

    /// The complete URL, with each query value percent-encoded exactly once.
    public var url: String {
        guard !query.isEmpty else { return baseURL.description + path }
        let pairs = query.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }
        return baseURL.description + path + "?" + pairs.joined(separator: "&")
    }
}

extension APIRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The verb and the path. Query, headers and body may contain secrets and personal data, so they are not printed.
    public var description: String { "\(method.rawValue) \(path)" }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// No children, so that `dump` shows nothing either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// A name and value in a query, not yet encoded.
public struct APIQueryItem: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The value.
    public var value: String

    /// Makes a query item.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension APIQueryItem: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The name. The value may be a code or personal data, so it is not printed.
    public var description: String { "\(name)=…" }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// No children, so that `dump` shows nothing either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// An HTTP verb.
public struct APIMethod: RawRepresentable, Hashable, Sendable {
    /// The verb as it is sent.
    public let rawValue: String

    /// Makes a verb.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// `GET`.
    public static let get = Self(rawValue: "GET")
    /// `POST`.
    public static let post = Self(rawValue: "POST")
    /// `PUT`.
    public static let put = Self(rawValue: "PUT")
    /// `PATCH`.
    public static let patch = Self(rawValue: "PATCH")
    /// `DELETE`.
    public static let delete = Self(rawValue: "DELETE")
}

/// Percent-encodes all but the unreserved characters of RFC 3986; the result is safe as a path segment and in a query.
package func percentEncoded(_ text: some StringProtocol) -> String {
    let hex = Array("0123456789ABCDEF".utf8)
    var encoded: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            encoded.append(byte)
        default:
            encoded += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
        }
    }
    return String(decoding: encoded, as: UTF8.self)
}
