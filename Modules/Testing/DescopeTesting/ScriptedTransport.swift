public import DescopeCore
@_exported public import DescopeHTTP
import Synchronization

/// A transport that answers from a script and notes what it was sent.
///
/// ```swift
/// let transport = ScriptedTransport(.json(#"{"maskedEmail":"a***@example.com"}"#))
/// let client = try DescopeClient(projectId: "P2test", transport: transport)
/// try await client.otp.signUp(with: .email, loginId: "ada@example.com")
/// #expect(transport.sent.map(\.path) == ["/v1/auth/otp/signup/email"])
/// ```
///
/// Answers are handed out in order, one for each request, repetitions included. A request beyond the script fails.
/// ``withScript(_:isolation:perform:)`` also fails when answers are left over; otherwise call ``verify()`` at the end.
public final class ScriptedTransport: HTTPTransport {
    private struct State {
        var answers: [Answer]
        var sent: [APIRequest] = []
    }

    private let state: Mutex<State>

    /// Makes a transport that gives these answers.
    public convenience init(_ answers: Answer...) { self.init(answers) }

    /// Makes a transport that gives these answers.
    public init(_ answers: [Answer]) { state = Mutex(State(answers: answers)) }

    /// Runs `body` with a transport that gives these answers, then makes sure that the script fits: each answer given,
    /// and no request without one.
    ///
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws, or else ``ScriptMismatch``.
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

    /// The requests so far, in order, those beyond the script included.
    public var sent: [APIRequest] { state.withLock(\.sent) }

    /// The answers that nobody has asked for yet.
    public var unconsumed: [Answer] { state.withLock { Array($0.answers.dropFirst($0.sent.count)) } }

    /// Makes sure that each answer was given and that no request went without one.
    ///
    /// - Throws: ``ScriptMismatch``, which names what was left over.
    public func verify() throws {
        let (left, surplus) = state.withLock { state in
            (state.answers.dropFirst(state.sent.count), state.sent.dropFirst(state.answers.count))
        }
        if let mismatch = ScriptMismatch(unconsumed: left.map(\.description), surplus: surplus.map(\.description)) {
            throw mismatch
        }
    }

    /// Adds answers at the script's end.
    public func append(_ answers: Answer...) { state.withLock { $0.answers += answers } }

    /// Notes the request and gives the next answer.
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
                    "ScriptedTransport: expected at most \(count) requests, found another one: \(request). Add an answer for it to the script."
            )
        }
        return try await answer.reply(request)
    }
}

extension HTTPTransport where Self == ScriptedTransport {
    /// A transport that gives these answers; see ``ScriptedTransport``.
    public static func scripted(_ answers: ScriptedTransport.Answer...) -> ScriptedTransport {
        ScriptedTransport(answers)
    }
}

extension DescopeError.Code {
    /// A test sent more requests than its ``ScriptedTransport`` has answers.
    public static let scriptExhausted = Self(rawValue: "scriptExhausted")
}

/// A script and the requests that came do not fit each other.
public struct ScriptMismatch: Error, CustomStringConvertible {
    /// The answers that nobody asked for.
    public let unconsumed: [String]

    /// The requests that had no answer.
    public let surplus: [String]

    /// Nil when nothing is left over.
    init?(unconsumed: [String], surplus: [String]) {
        if unconsumed.isEmpty, surplus.isEmpty { return nil }
        self.unconsumed = unconsumed
        self.surplus = surplus
    }

    /// What was left over.
    public var description: String {
        let found =
            surplus.isEmpty
            ? "answers that nobody asked for: \(unconsumed.joined(separator: "; "))"
            : "requests without an answer: \(surplus.joined(separator: "; "))"
        return "ScriptedTransport: expected one request for each answer, found \(found)."
    }
}
