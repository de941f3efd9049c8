/// The service's answer, as a transport hands it over. Any status is an answer; a transport throws only when there is
/// none.
public struct APIResponse: Sendable {
    /// The HTTP status.
    public var status: Int

    /// The headers.
    public var headers: APIHeaders

    /// The body; empty when there is none.
    public var body: [UInt8]

    /// Makes an answer.
    public init(status: Int, headers: APIHeaders = APIHeaders(), body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

extension APIResponse: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The status and the body's size. Headers and body may hold tokens, so they do not print.
    public var description: String { "HTTP \(status), \(body.count) bytes" }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// No children, so that `dump` stays silent too.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
