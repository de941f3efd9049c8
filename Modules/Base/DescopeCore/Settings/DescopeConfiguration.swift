#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A client's settings: project, keys, timeouts, retries, cookies and limits.
public struct DescopeConfiguration: Sendable {
    /// The project's id (`P…`, from the Descope console).
    public let projectId: String

    /// The key that authorizes management operations. When nil, they throw before anything is sent. White space around
    /// it is removed.
    public var managementKey: Secret? { didSet { managementKey = managementKey.map(Self.trimmed) } }

    /// The key that authorizes sign-in operations in a project that has disabled public access to them. White space
    /// around it is removed.
    public var authManagementKey: Secret? { didSet { authManagementKey = authManagementKey.map(Self.trimmed) } }

    /// The project's public key, one JWK as a JSON string. When it is set, tokens are validated without network access,
    /// and a token signed with another key is refused.
    public var publicKey: String?

    /// The service's base URL. By default derived from the region in the project id.
    public var baseURL: BaseURL

    /// The base URL of an FGA cache (Descope's `authzcache`) that you run, for the checks and the changes of
    /// relations that it serves. Default nil: everything is sent to the service.
    ///
    /// Six operations are sent to the cache: `fga.saveSchema`, `fga.createRelations`, `fga.deleteRelations`,
    /// `fga.check`, `authz.whoCanAccess` and `authz.whatCanTargetAccess`, with the management key. When the cache does
    /// not respond in time, cannot be reached or returns anything but a success that can be read, the same request is
    /// sent to the service, with its retries (see ``onFGACacheFailure``). The cache's answers may be older than the
    /// service's: by default 15 s, and 60 s for `whoCanAccess` and `whatCanTargetAccess`.
    public var fgaCacheURL: BaseURL?

    /// How long the FGA cache may take to respond, before the request is sent to the service. Default 5 s; never longer
    /// than ``requestTimeout``. While the cache hangs, every operation that is sent to it takes that much longer.
    public var fgaCacheTimeout: Duration = .seconds(5)

    /// Called when an operation gets no usable response from the FGA cache, with the reason and the operation's name
    /// (``DescopeError/operation``). The operation itself does not fail: it goes on with the service. Default nil.
    ///
    /// It is called on the task that sent the request, and the operation waits for it.
    public var onFGACacheFailure: (@Sendable (DescopeError) -> Void)?

    /// How long one attempt at a request may take. Default 60 s.
    public var requestTimeout: Duration = .seconds(60)

    /// When and how often a failed request is retried.
    public var retry = RetryPolicy()

    /// The tolerated difference between the service's clock and this machine's when a token's times are checked.
    /// Default 5 s.
    public var leeway: Duration = .seconds(5)

    /// Whether a gateway in front of this service has already checked the DPoP proofs (RFC 9449). Default false: a
    /// token that is bound to a key is refused without a valid proof.
    ///
    /// A proof is valid once, and only for the URL that the client requested. Behind a gateway that has used the proof
    /// or that changes the URL, it cannot be checked again. Set this to true only when every request has to pass such a
    /// gateway: this service then accepts a bound token without a proof, so a stolen one could be used.
    public var gatewayChecksProofs = false

    /// The maximum size of a response body in bytes. Default 16 MiB.
    public var maximumResponseBytes = 16 << 20

    /// Headers added to every request, for example for your own gateway: `["x-gateway-key": "…"]`. Their values are
    /// never printed. Headers that the SDK sets take precedence; `Host` and other headers that the transport sets are
    /// refused.
    public var additionalHeaders: [String: Secret] = [:]

    /// The names of the two token cookies. Set them when the project's settings use other names than the default ones.
    ///
    /// Cookies are always set under these names, so that every instance finds them. They are read under these names
    /// first, then under the default names (`DS`, `DSR`). When a name begins with `__Host-`, which prevents other hosts
    /// of your domain from setting the cookie, only that name is read.
    public var cookies = CookieNames()

    /// The age at which the project's keys are refreshed in the background; no validation waits for it. Default 10 min.
    public var keyLifetime: Duration = .seconds(600)

    /// The maximum age at which the project's keys are still used, when refreshing them fails or no token has arrived.
    /// Older keys are fetched again before a token is checked; when that fails, validation throws
    /// ``DescopeError/Code/keysUnavailable``. Default 24 h; at least one minute.
    ///
    /// A key that the project has removed is accepted until the next fetch succeeds, and never longer than this. With a
    /// value not above ``keyLifetime``, validations wait for older keys to be fetched.
    public var maximumKeyAge: Duration = .seconds(86_400)

    /// How many fetches of the project's keys may begin within one minute, for any reason: old keys, tokens with
    /// unknown key ids, or failed fetches. Until the next fetch may begin, a token with an unknown key id is refused
    /// without one. Default 3; at least 1.
    public var keyFetchesPerMinute = 3

    /// The maximum length of a token in bytes; a longer one is refused with ``DescopeError/Code/tokenTooLarge``.
    /// Default 65,536 (64 KiB): enough for a user of about 200 tenants with eight permissions in each.
    ///
    /// A token in the `Authorization` header also has to fit your HTTP server's limit for headers, often 8 to 16 KiB.
    public var maximumTokenBytes = 64 << 10

    /// How many validated tokens are cached. A cached token needs no further signature check, which is as safe as
    /// checking each of them, and many times as fast. 0 disables the cache. Default 4096, which takes about 20 MB and
    /// at most about 40 MB: when tokens are long, fewer are cached.
    public var tokenCacheCapacity = 4096

    /// Whether management requests state the project's licence tier, for which the service has its own rate limits.
    /// Default true. The first management request of a client then also sends `GET /v1/mgmt/license` in the background;
    /// requests do not wait for it, and do without when it fails.
    public var sendsLicenseTier = true

    /// Called after a response with values that differ from the documented API and were read as absent. Default nil.
    /// For tests and debugging:
    ///
    /// ```swift
    /// configuration.onUnexpectedValues = { print("\($0.operation): \($0.count) unexpected, \($0.members)") }
    /// ```
    ///
    /// It is called before the operation returns, on the task that sent the request, and the operation waits for it. It
    /// is not called for responses that `JSONDecoder` decodes, those of an `Endpoint` with a type of your own, nor for
    /// unreadable responses, which are errors.
    public var onUnexpectedValues: (@Sendable (UnexpectedValues) -> Void)?

    /// Makes a configuration from arguments only; the environment is not read. White space around each argument is
    /// removed, because a file that holds a secret often ends with a line break.
    ///
    /// - Parameters:
    ///   - projectId: The project's id. It begins with `P`.
    ///   - managementKey: The key that authorizes management operations.
    ///   - authManagementKey: The key that authorizes sign-in operations in a project that has disabled public access
    ///     to them.
    ///   - publicKey: The project's public key, one JWK as a JSON string.
    ///   - baseURL: The service's base URL; by default derived from the project id.
    /// - Throws: ``DescopeError`` with code ``DescopeError/Code/invalidProjectId`` or
    ///   ``DescopeError/Code/invalidBaseURL``.
    public init(
        projectId: String,
        managementKey: (any SecretConvertible)? = nil,
        authManagementKey: (any SecretConvertible)? = nil,
        publicKey: String? = nil,
        baseURL: String? = nil
    ) throws(DescopeError) {
        self.projectId = try Self.checked(projectId: projectId)
        self.managementKey = try Self.checked(managementKey, "managementKey")
        self.authManagementKey = try Self.checked(authManagementKey, "authManagementKey")
        self.publicKey = publicKey.map(Self.trimmed)
        self.baseURL = if let baseURL { try BaseURL(Self.trimmed(baseURL)) } else { BaseURL(projectId: self.projectId) }
    }

    /// Makes a configuration from the environment: `DESCOPE_PROJECT_ID`, `DESCOPE_MANAGEMENT_KEY`,
    /// `DESCOPE_AUTH_MANAGEMENT_KEY`, `DESCOPE_PUBLIC_KEY`, `DESCOPE_BASE_URL` (or `DESCOPE_BASE_URI`) and
    /// `DESCOPE_FGA_CACHE_URL`. White space around a value is removed, and an empty variable counts as absent.
    ///
    /// - Parameter environment: The environment variables; by default those of the process.
    /// - Throws: ``DescopeError`` with code ``DescopeError/Code/invalidProjectId`` or
    ///   ``DescopeError/Code/invalidBaseURL``.
    public init(environment: [String: String] = ProcessInfo.processInfo.environment) throws(DescopeError) {
        func value(_ names: String...) -> String? {
            names.lazy.compactMap { environment["DESCOPE_" + $0] }.map(Self.trimmed).first { !$0.isEmpty }
        }
        guard let projectId = value("PROJECT_ID") else {
            throw DescopeError(
                .configuration,
                code: .invalidProjectId,
                message: "projectId: expected one in the environment variable DESCOPE_PROJECT_ID, found none. "
                    + Self.projectPage
            )
        }
        try self.init(
            projectId: projectId,
            managementKey: value("MANAGEMENT_KEY"),
            authManagementKey: value("AUTH_MANAGEMENT_KEY"),
            publicKey: value("PUBLIC_KEY"),
            baseURL: value("BASE_URL", "BASE_URI")
        )
        if let url = value("FGA_CACHE_URL") { fgaCacheURL = try BaseURL(url, named: "fgaCacheURL") }
    }

    private static let projectPage =
        "Copy it from the project page of the Descope console (https://app.descope.com/settings/project)."

    /// Every project id begins with an uppercase `P`. There is no minimum length.
    private static func checked(projectId: String) throws(DescopeError) -> String {
        let id = trimmed(projectId)
        let found: String? =
            if id.isEmpty {
                "an empty string"
            } else if !id.unicodeScalars.allSatisfy({
                $0.isASCII
                    && ($0.properties.isAlphabetic || $0.properties.numericType != nil
                        || "-_".unicodeScalars.contains($0))
            }) {
                "a character that project ids cannot contain"
            } else if id.utf8.count > 128 {
                "\(id.utf8.count) characters"
            } else if let first = id.utf8.first, first != UInt8(ascii: "P") {
                "one that begins with '\(Unicode.Scalar(first))'"
            } else {
                nil
            }
        guard let found else { return id }
        throw DescopeError(
            .configuration,
            code: .invalidProjectId,
            message: "projectId: expected 'P' and then letters, digits, '-' and '_', at most 128 characters in all, "
                + "found \(found). \(projectPage)"
        )
    }

    /// Removes white space at both ends.
    private static func trimmed(_ text: String) -> String {
        var scalars = text.unicodeScalars[...]
        while scalars.first?.properties.isWhitespace ?? false { scalars.removeFirst() }
        while scalars.last?.properties.isWhitespace ?? false { scalars.removeLast() }
        return String(scalars)
    }

    private static func trimmed(_ secret: Secret) -> Secret { Secret(trimmed(secret.reveal())) }

    /// A key stands in a header next to other values, separated by colons, so a key with a colon or other unsafe
    /// characters is refused.
    private static func checked(_ key: (any SecretConvertible)?, _ name: String) throws(DescopeError) -> Secret? {
        guard let secret = key.map({ trimmed($0.asSecret) }) else { return nil }
        guard !secret.isEmpty, isCredential(secret.reveal()) else {
            throw DescopeError(
                .configuration,
                code: .unusableArgument,
                message: "\(name): expected printable ASCII without spaces and colons, found "
                    + "\(secret.isEmpty ? "an empty string" : "something else"). "
                    + "Copy it again from the Descope console, or leave it out."
            )
        }
        return secret
    }
}

/// Whether `text` may be part of a header's value: visible ASCII without spaces.
package func isHeaderText(_ text: String) -> Bool { text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }

/// Whether `text` may be one part of the `Authorization` header, in which colons separate the parts.
package func isCredential(_ text: String) -> Bool { isHeaderText(text) && !text.utf8.contains(UInt8(ascii: ":")) }

/// Whether `text` may be the name of a header, a verb or a cookie (`token` of RFC 9110, §5.6.2).
package func isToken(_ text: some StringProtocol) -> Bool {
    !text.isEmpty
        && text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
}

/// When and how often a failed request is retried: on status 503, 520, 521, 522, 524 or 530, and when no connection
/// could be made. Requests that are not idempotent are retried only when they cannot have reached the service: when no
/// connection could be made, on 521, 522 and 530, and on a 503 that comes from the edge in front of the service. 429 is
/// never retried. When the response says how long to wait (`Retry-After`), the retry is not sent sooner, and not at all
/// when that would exceed ``totalTime``.
public struct RetryPolicy: Hashable, Sendable {
    /// The wait before each retry. Default 0.1 s, 5 s, 5 s. Empty: no retries.
    public var delays: [Duration] = [.milliseconds(100), .seconds(5), .seconds(5)]

    /// The random variation of each wait, as a fraction of it. Default 0.2: up to 20% shorter or longer.
    public var jitter = 0.2

    /// The maximum total time of all attempts and waits; no further retry begins after it. Default 60 s.
    public var totalTime: Duration = .seconds(60)

    /// Makes the default policy.
    public init() {}

    /// A policy that never retries.
    public static var never: RetryPolicy {
        var policy = RetryPolicy()
        policy.delays = []
        return policy
    }
}

/// The names of the cookies that carry the two tokens.
public struct CookieNames: Hashable, Codable, Sendable {
    /// The name of the session token's cookie. Default `DS`.
    public var session: String
    /// The name of the refresh token's cookie. Default `DSR`.
    public var refresh: String

    /// Makes cookie names. Each name is an HTTP token: letters, digits and some punctuation, without spaces (RFC 6265,
    /// section 4.1.1). Invalid or equal names are refused when a client uses them: every operation and every validation
    /// of a token throws ``DescopeError`` of kind `configuration`.
    public init(session: String = "DS", refresh: String = "DSR") {
        self.session = session
        self.refresh = refresh
    }
}

extension CookieNames {
    /// Throws for names that no cookie can have, and for equal names.
    package func requireUsable() throws(DescopeError) {
        for (part, name) in [("session", session), ("refresh", refresh)] where !isToken(name) {
            throw .ownArgument(
                "cookies.\(part)",
                "expected a cookie's name, found \(name.isEmpty ? "an empty one" : "an invalid character"). "
                    + "Copy it from the project's settings."
            )
        }
        guard !session.hasSameBytes(as: refresh) else {
            throw .ownArgument(
                "cookies.refresh",
                "expected two different names, found the same one. Copy both from the project's settings."
            )
        }
    }
}
