#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The error that every operation of this SDK throws.
///
/// ``Kind`` and ``Code`` are open, so codes that the service adds later are kept. To catch an error by its code:
///
/// ```swift
/// do {
///     let signedIn = try await client.otp.verify(with: .email, loginId: "ada@example.com", code: code)
/// } catch DescopeError.Code.wrongOTPCode {
///     // ask for the code again
/// } catch let error as DescopeError where error.retryAfter != nil {
///     // wait, then try again
/// }
/// ```
///
/// A cancelled task throws `CancellationError`, never this type. Errors of your own middleware are passed on unchanged.
/// Messages contain no token, key, code, password or body, and nothing else that was sent except ordinary short words.
/// ``httpStatus`` is the status for your server's response.
public struct DescopeError: Error {
    /// Where the failure arose.
    public var kind: Kind

    /// Which failure it is: the service's code (`E061102`) or one of this SDK's own.
    public var code: Code?

    /// What was expected, what was found and what to do.
    public var message: String

    /// The operation that failed, for example `otp.signUp`; empty when the failure belongs to no operation.
    public var operation: String

    /// The HTTP status of the response, if there was one.
    public var status: Int?

    /// The id that the service gave the request, to quote to its support.
    public var requestId: String?

    /// How long the service asks to wait before the next attempt (`Retry-After`). Set whenever the response has it: at
    /// the rate limit (status 429), or while the service is down (503). Pass it on in your response with that status.
    public var retryAfter: Duration?

    /// The refresh token to use from now on, when a refresh failed only after the service had granted it: with rotation
    /// the one that was sent is no longer valid. A new one is withheld when the sender has not proven to hold the key
    /// that the new tokens are bound to (RFC 9449).
    public var refreshJwt: Secret?

    /// The project's settings for the cookie of ``refreshJwt``. Nil when that is the token that was sent: the browser
    /// already has its cookie.
    public var cookies: CookieSettings?

    /// What a refusal of the operation means; nil when the failure belongs to no operation.
    package var refusal: RefusalMeaning?

    /// The underlying error, if there is one. It is not printed with this error, because it may be a transport's and
    /// contain secrets.
    public var underlying: (any Error)?

    /// Makes an error. Invisible characters in `message`, line breaks among them, become spaces.
    public init(
        _ kind: Kind,
        code: Code? = nil,
        message: String,
        operation: String = "",
        status: Int? = nil,
        requestId: String? = nil,
        retryAfter: Duration? = nil,
        underlying: (any Error)? = nil
    ) {
        self.kind = kind
        self.code = code
        self.message = message.forMessage
        self.operation = operation
        self.status = status
        self.requestId = requestId
        self.retryAfter = retryAfter
        self.underlying = underlying
    }

    /// Whether the service refused the request at its rate limit (status 429, with or without a body).
    public var isRateLimited: Bool { status == 429 || code == .rateLimited }
}

extension DescopeError {
    /// Where a failure arose. Open: more kinds may be added.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The kind's name.
        public let rawValue: String

        /// Makes a kind from its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The service responded with an error.
        public static let api = Self(rawValue: "api")
        /// The service could not be reached, did not respond in time, or its response was not received completely.
        public static let transport = Self(rawValue: "transport")
        /// The service's response cannot be read.
        public static let decoding = Self(rawValue: "decoding")
        /// A wait has timed out, such as for the user to complete a sign-in.
        public static let waiting = Self(rawValue: "waiting")
        /// The client was set up wrongly, or an argument that never comes from a request cannot be used.
        public static let configuration = Self(rawValue: "configuration")
        /// An argument was refused before anything was sent.
        public static let argument = Self(rawValue: "argument")
        /// A token is invalid: malformed, expired, forged, or for another project or audience. Or it lacks a scope
        /// (``DescopeError/Code/insufficientScope``).
        public static let token = Self(rawValue: "token")
        /// The key that a token names is unknown, or keys could not be fetched.
        public static let key = Self(rawValue: "key")
        /// A store of your server, such as the replay store, failed or is full. This says nothing about the request.
        public static let storage = Self(rawValue: "storage")
    }
}

extension DescopeError: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// No children, so that `dump` prints the one line too.
    public var customMirror: Mirror { Mirror(self, children: [:]) }

    /// One line without invisible characters: the operation, the message, the code, the status, the request's id.
    public var description: String {
        let place = operation.isEmpty ? "" : "\(operation): "
        let facts = [code?.rawValue, status.map { "HTTP \($0)" }, requestId.map { "request \($0)" }].compactMap(\.self)
        return (place + message + (facts.isEmpty ? "" : " [\(facts.joined(separator: ", "))]")).forMessage
    }
}

extension DescopeError: LocalizedError {
    /// The same as ``description``, for apps that log `localizedDescription`.
    public var errorDescription: String? { description }
}

extension DescopeError {
    /// Whether the error concerns the DPoP proof: it is missing, invalid or replayed, there are too many, or the token
    /// is not bound.
    package var isOfProof: Bool {
        switch code {
        case .missingProof, .invalidProof, .replayedProof, .tooManyProofs, .unboundToken: true
        default: false
        }
    }

    /// An argument that was refused before anything was sent.
    package static func argument(_ name: String, _ message: String) -> DescopeError {
        DescopeError(.argument, code: .unusableArgument, message: "\(name): \(message)")
    }

    /// An argument that never comes from a request: a mistake in the server's own code (status 500).
    package static func ownArgument(_ name: String, _ message: String) -> DescopeError {
        DescopeError(.configuration, code: .unusableArgument, message: "\(name): \(message)")
    }

    /// Returns the error with this operation, unless it already names one.
    ///
    /// - Parameter refusal: What a refusal of that operation means.
    package func during(_ operation: String, refusal: RefusalMeaning? = nil) -> DescopeError {
        guard self.operation.isEmpty else { return self }
        var copy = self
        copy.operation = operation
        copy.refusal = refusal ?? self.refusal
        return copy
    }
}

/// Refuses a string argument that is empty or only white space.
///
/// - Parameter operation: The operation that the argument is for.
package func requireText(
    _ value: String,
    _ name: String,
    _ advice: String,
    during operation: String = ""
) throws(DescopeError) {
    guard !isBlank(value) else {
        throw .argument(
            name,
            "expected a non-empty string, found \(blankText(isEmpty: value.isEmpty)). \(advice)"
        ).during(operation)
    }
}

/// What an error calls a string that is empty or only white space.
package func blankText(isEmpty: Bool) -> String { isEmpty ? "an empty one" : "only white space" }

/// Whether a string is empty or only white space.
package func isBlank(_ text: String) -> Bool { text.utf8.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) } }

/// Whether an error is the cancellation of the current task, and not of another task that it waits for.
package func isOwnCancellation(_ error: any Error) -> Bool { error is CancellationError && Task.isCancelled }

extension String {
    /// The message with one more sentence.
    package func followed(by sentence: String) -> String {
        self + (hasSuffix(".") || hasSuffix("?") ? " " : ". ") + sentence
    }
}
