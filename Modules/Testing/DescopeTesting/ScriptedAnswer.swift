public import DescopeCore
public import DescopeHTTP

extension ScriptedTransport {
    /// One response of a script, or a failure.
    public struct Answer: Sendable, CustomStringConvertible {
        /// The kind of response, without its content.
        public let description: String

        let reply: @Sendable (APIRequest) async throws -> APIResponse

        private init(_ description: String, _ reply: @escaping @Sendable (APIRequest) async throws -> APIResponse) {
            self.description = description
            self.reply = reply
        }
    }
}

extension ScriptedTransport.Answer {
    /// A response with a JSON body. The string is sent unchanged, so it may be invalid on purpose.
    public static func json(_ text: String, status: Int = 200, headers: APIHeaders = [:]) -> Self {
        var headers = headers
        if headers["content-type"] == nil { headers["content-type"] = "application/json" }
        return bytes(Array(text.utf8), status: status, headers: headers)
    }

    /// A response with any body.
    public static func bytes(_ body: [UInt8], status: Int = 200, headers: APIHeaders = [:]) -> Self {
        Self("HTTP \(status), \(body.count) bytes") { _ in APIResponse(status: status, headers: headers, body: body) }
    }

    /// A response without a body.
    public static func status(_ status: Int, headers: APIHeaders = [:]) -> Self {
        bytes([], status: status, headers: headers)
    }

    /// A response with status 200 and without a body.
    public static let empty = status(200)

    /// An error response in the service's format: `{"errorCode": …, "errorDescription": …}`.
    public static func refusal(
        _ code: DescopeError.Code,
        status: Int = 400,
        description: String = "Refused",
        headers: APIHeaders = [:]
    ) -> Self {
        let body: JSONValue = ["errorCode": .string(code.rawValue), "errorDescription": .string(description)]
        return Self("HTTP \(status), \(code.rawValue)") { _ in
            var headers = headers
            if headers["content-type"] == nil { headers["content-type"] = "application/json" }
            return APIResponse(status: status, headers: headers, body: body.json)
        }
    }

    /// The service cannot be reached: nothing was sent.
    public static let cannotConnect = failure(.cannotConnect)

    /// The connection breaks after the request was sent.
    public static let connectionLost = failure(.connectionLost)

    /// The transport's own timeout passes.
    public static let timedOut = failure(.timedOut)

    /// The transport throws this error.
    public static func error(_ error: some Error) -> Self {
        Self("throws \(type(of: error))") { _ in throw error }
    }

    /// No response; ends when the task is cancelled.
    public static let hang = Self("hangs") { _ in
        // A clock that is never advanced, on purpose.
        try await ManualClock(patience: nil).sleep(for: .seconds(1))
        throw CancellationError()
    }

    /// No response, not even when the task is cancelled: a transport that violates its contract. Leaks its task.
    public static let hangIgnoringCancellation = Self("hangs and ignores cancellation") { _ in
        await withUnsafeContinuation { (_: UnsafeContinuation<APIResponse, Never>) in }
    }

    /// A response that `reply` makes from the request.
    public static func reply(_ reply: @escaping @Sendable (APIRequest) async throws -> APIResponse) -> Self {
        Self("a response made by the test", reply)
    }

    private static func failure(_ code: DescopeError.Code) -> Self {
        Self("throws \(code.rawValue)") { _ in
            throw DescopeError(
                .transport,
                code: code,
                message: "expected a response, found the script failing with \(code.rawValue)."
            )
        }
    }
}
