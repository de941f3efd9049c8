public import DescopeCore
@_exported public import DescopeHTTP
import Synchronization

/// A transport that returns scripted responses and records the requests.
///
/// ```swift
/// let transport = ScriptedTransport(.json(#"{"maskedEmail":"a***@example.com"}"#))
/// let client = try DescopeClient(projectId: "P2test", transport: transport)
/// try await client.otp.signUp(with: .email, loginId: "ada@example.com")
/// #expect(transport.sent.map(\.path) == ["/v1/auth/otp/signup/email"])
/// ```
///
/// Responses are returned in order, one for each request, including retries. A request beyond the script fails.
/// ``withScript(_:isolation:perform:)`` also fails when responses are left over; otherwise call ``verify()`` at the
/// end.
///
/// Clients do not ask for the project's licence tier through it, which they otherwise do in the background.
public final class ScriptedTransport: ForegroundTransport {
    private struct State {
        var answers: [Answer]
        var sent: [APIRequest] = []
    }

    private let state: Mutex<State>

    /// Makes a transport that returns these responses.
    public convenience init(_ answers: Answer...) { self.init(answers) }

    /// Makes a transport that returns these responses.
    public init(_ answers: [Answer]) { state = Mutex(State(answers: answers)) }

    /// Runs `body` with a transport that returns these responses, then checks that every response was used and every
    /// request had one.
    ///
    /// - Returns: The result of `body`.
    /// - Throws: The error of `body`, or else ``ScriptMismatch``.
    public static func withScript<Result>(
        _ answers: Answer...,
        isolation: isolated (any Actor)? = #isolation,
        perform body: (ScriptedTransport) async throws -> Result
    ) async throws -> Result {
        let transport = ScriptedTransport(answers)
        let result = try await body(transport)
        try transport.verify()
        return result
    }

    /// The requests so far, in order, including those beyond the script.
    public var sent: [APIRequest] { state.withLock(\.sent) }

    /// The responses that have not been used yet.
    public var unconsumed: [Answer] { state.withLock { Array($0.answers.dropFirst($0.sent.count)) } }

    /// Checks that every response was used and every request had one.
    ///
    /// - Throws: ``ScriptMismatch``, which lists what was left over.
    public func verify() throws {
        let (left, surplus) = state.withLock { state in
            (state.answers.dropFirst(state.sent.count), state.sent.dropFirst(state.answers.count))
        }
        if let mismatch = ScriptMismatch(unconsumed: left.map(\.description), surplus: surplus.map(\.description)) {
            throw mismatch
        }
    }

    /// Appends responses to the script.
    public func append(_ answers: Answer...) { state.withLock { $0.answers += answers } }

    /// Records the request and returns the next response.
    public func send(_ request: APIRequest, timeout: Duration) async throws -> APIResponse {
        let (answer, count) = state.withLock { state -> (Answer?, Int) in
            let index = state.sent.count
            state.sent.append(request)
            return (state.answers.indices.contains(index) ? state.answers[index] : nil, state.answers.count)
        }
        guard let answer else {
            throw DescopeError(
                .transport,
                code: .scriptExhausted,
                message:
                    "ScriptedTransport: expected at most \(count) requests, found another one: \(request). Add a response for it to the script."
            )
        }
        return try await answer.reply(request)
    }
}

extension HTTPTransport where Self == ScriptedTransport {
    /// A transport that returns these responses; see ``ScriptedTransport``.
    public static func scripted(_ answers: ScriptedTransport.Answer...) -> ScriptedTransport {
        ScriptedTransport(answers)
    }
}

extension DescopeError.Code {
    /// A test sent more requests than its ``ScriptedTransport`` has responses.
    public static let scriptExhausted = Self(rawValue: "scriptExhausted")
}

/// The script and the requests do not match.
public struct ScriptMismatch: Error, CustomStringConvertible {
    /// The responses that were not used.
    public let unconsumed: [String]

    /// The requests that had no response.
    public let surplus: [String]

    /// Nil when nothing is left over.
    init?(unconsumed: [String], surplus: [String]) {
        if unconsumed.isEmpty, surplus.isEmpty { return nil }
        self.unconsumed = unconsumed
        self.surplus = surplus
    }

    /// The responses or requests that were left over.
    public var description: String {
        let found =
            surplus.isEmpty
            ? "unused responses: \(unconsumed.joined(separator: "; "))"
            : "requests without a response: \(surplus.joined(separator: "; "))"
        return "ScriptedTransport: expected one request for each response, found \(found)."
    }
}
