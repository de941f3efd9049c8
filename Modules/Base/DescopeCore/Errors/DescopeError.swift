#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What every call of this SDK throws.
///
/// One type with open ``Kind`` and ``Code``: a code that the service adds tomorrow survives. Catching by code reads as
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
/// A cancelled task throws `CancellationError`, never this type, and what your own middleware throws comes as it is.
/// Messages hold no token, key, code, password or body, and nothing else that was sent but ordinary short words.
/// ``httpStatus`` says which status your server answers with.
public struct DescopeError: Error {
    /// Where the failure arose.
    public var kind: Kind

    /// Which failure it is: the service's code (`E061102`) or one of this SDK's own.
    public var code: Code?

    /// What was expected, what was found and what to do.
    public var message: String

    /// The call that failed, for example `otp.signUp`; empty when the failure belongs to no call.
    public var operation: String

    /// The HTTP status of the answer, when there was one.
    public var status: Int?

    /// The id that the service gave the request, to quote to its support.
    public var requestId: String?

    /// How long the service asks to wait before the next try (`Retry-After`). Set whenever a refusal or a failure says
    /// so: at the rate limit (status 429), while the service is down (503). Hand it on in an answer of that status.
    public var retryAfter: Duration?

    /// The refresh token to use from now on, when a refresh failed only after the service had granted it: with rotation
    /// the one that was sent is dead. A new one is not set when the sender has not proven to hold the key that the new
    /// tokens are bound to (RFC 9449).
    public var refreshJwt: Secret?

    /// How the project wants the cookie of that ``refreshJwt``. Nil when the refresh token is the one that was sent:
    /// the browser has its cookie already.
    public var cookies: CookieSettings?

    /// What the call says of its refusals; nil when the failure belongs to no call.
    package var refusal: RefusalMeaning?

    /// The failure below this one, when there is one. It does not print with this error, for it may be a transport's
    /// own, with whatever that holds.
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

    /// Whether the service refused the call because too many were made (status 429, with or without a body).
    public var isRateLimited: Bool { status == 429 || code == .rateLimited }
}

extension DescopeError {
    /// Where a failure arose. Open: compare with the known ones and expect more.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The kind's name.
        public let rawValue: String

        /// Makes a kind from its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The service answered and refused.
        public static let api = Self(rawValue: "api")
        /// The service could not be reached, did not answer in time, or its answer could not be read to the end.
        public static let transport = Self(rawValue: "transport")
        /// The service answered with something that this SDK cannot read.
        public static let decoding = Self(rawValue: "decoding")
        /// What was waited for did not come in time.
        public static let waiting = Self(rawValue: "waiting")
        /// The client was set up wrongly, or an argument that never comes from a request cannot be used.
        public static let configuration = Self(rawValue: "configuration")
        /// An argument was refused before anything was sent.
        public static let argument = Self(rawValue: "argument")
        /// A token is not to be trusted: malformed, expired, forged, or meant for somebody else. Or it does not suffice
        /// (``DescopeError/Code/insufficientScope``).
        public static let token = Self(rawValue: "token")
        /// The key that a token names is unknown, or no keys could be had.
        public static let key = Self(rawValue: "key")
        /// A store of this service's own, as a replay store, failed or is full: nothing is said of the request.
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
    /// The same as ``description``, for those who log `localizedDescription`.
    public var errorDescription: String? { description }
}

extension DescopeError {
    /// Whether it is the DPoP proof that is missing, wrong or one too many: what proves that the token's sender may use
    /// it.
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

    /// An argument that never comes from a request: a mistake in the server's own code, answered with 500.
    package static func ownArgument(_ name: String, _ message: String) -> DescopeError {
        DescopeError(.configuration, code: .unusableArgument, message: "\(name): \(message)")
    }

    /// The same error, said to have happened in `operation` unless it names its own already.
    ///
    /// - Parameter refusal: What a refusal of that call means.
    package func during(_ operation: String, refusal: RefusalMeaning? = nil) -> DescopeError {
        guard self.operation.isEmpty else { return self }
        var copy = self
        copy.operation = operation
        copy.refusal = refusal ?? self.refusal
        return copy
    }
}

/// Refuses a text argument that is empty or only white space.
///
/// - Parameter operation: The call that the argument is for.
package func requireText(
    _ value: String,
    _ name: String,
    _ advice: String,
    during operation: String = ""
) throws(DescopeError) {
    guard !isBlank(value) else {
        throw .argument(
            name,
            "expected a non-empty text, found \(value.isEmpty ? "an empty one" : "only white space"). \(advice)"
        ).during(operation)
    }
}

/// Whether a text is empty or only white space.
package func isBlank(_ text: String) -> Bool { text.utf8.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) } }

/// Whether an error is the cancellation of who asks, and not that of somebody whom they wait for.
package func isOwnCancellation(_ error: any Error) -> Bool { error is CancellationError && Task.isCancelled }

extension String {
    /// The message with one more sentence.
    package func followed(by sentence: String) -> String {
        self + (hasSuffix(".") || hasSuffix("?") ? " " : ". ") + sentence
    }
}
