/// The service's response, as a transport returns it. A response may have any status; a transport throws only when
/// there is no response.
public struct APIResponse: Sendable {
    /// The HTTP status.
    public var status: Int

    /// The headers.
    public var headers: APIHeaders

    /// The body; empty when there is none.
    public var body: [UInt8]

    /// Makes a response.
    public init(status: Int, headers: APIHeaders = APIHeaders(), body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

extension APIResponse: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The status and the body's size. Headers and body may contain tokens, so they are not printed.
    public var description: String { "HTTP \(status), \(body.count) bytes" }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// No children, so that `dump` shows nothing either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
