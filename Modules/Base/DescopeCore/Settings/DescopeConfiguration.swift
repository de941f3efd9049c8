#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// How a client is set up: which project, with which keys, and how patient it is.
public struct DescopeConfiguration: Sendable {
    /// The project's id (`P…`, from the Descope console).
    public let projectId: String

    /// Authorises management calls. Nil: management calls fail before they are sent. White space around it is dropped.
    public var managementKey: Secret? { didSet { managementKey = managementKey.map(Self.trimmed) } }

    /// Authorises sign-in calls of a project that has closed them to the public. White space around it is dropped.
    public var authManagementKey: Secret? { didSet { authManagementKey = authManagementKey.map(Self.trimmed) } }

    /// The project's public key, one JWK as JSON text. With it tokens are checked without the network, and a token that
    /// names another key fails.
    public var publicKey: String?

    /// Where the service is. By default derived from the project id's region.
    public var baseURL: BaseURL

    /// How long one attempt at a request may take. Default 60 s.
    public var requestTimeout: Duration = .seconds(60)

    /// When and how often a failed request is repeated.
    public var retry = RetryPolicy()

    /// How far the clocks of the service and this machine may differ when a token's times are checked. Default 5 s.
    public var leeway: Duration = .seconds(5)

    /// Whether a gateway in front of this service has checked the DPoP proofs already (RFC 9449). Default false: a
    /// token that is bound to a key is refused without a good proof.
    ///
    /// A proof is good once and for the URL that the client called; behind a gateway that has used it up, or changes
    /// the URL, it cannot be checked again. Turn this on only when no request can reach this service but through such a
    /// gateway: a bound token is then as good as any other, and who has stolen it can use it.
    public var gatewayChecksProofs = false

    /// The largest answer that is read, in bytes. Default 16 MiB.
    public var maximumResponseBytes = 16 << 20

    /// Headers added to every request, for a gateway of your own: `["x-gateway-key": "…"]`. Their values do not print.
    /// Those that the SDK sets itself win over these; `Host` and others of the transport's own are refused.
    public var additionalHeaders: [String: Secret] = [:]

    /// The names of the two token cookies. Set them to the names in the project's settings when those were changed.
    ///
    /// Cookies are always set under these names, so that every instance finds them again. They are read under these
    /// names first, then under the standard ones (`DS`, `DSR`). A name that begins with `__Host-`, which keeps other
    /// hosts of your domain from setting the cookie, is the only one that is read.
    public var cookies = CookieNames()

    /// How old the project's keys are when they are fetched again, in the background: no validation waits for it.
    /// Default 10 min.
    public var keyLifetime: Duration = .seconds(600)

    /// How old the project's keys may get while fetching them again fails, or while no token comes. Older ones are not
    /// used: a token is checked only after a new fetch, and without one fails with
    /// ``DescopeError/Code/keysUnavailable``. Default 24 h; at least a minute.
    ///
    /// A key that the project withdraws is accepted until the next fetch succeeds, and never longer than this. With a
    /// value not above ``keyLifetime`` validations wait for keys that are older.
    public var maximumKeyAge: Duration = .seconds(86_400)

    /// How many fetches of the project's keys may begin within a minute, for whatever reason: keys that are old, tokens
    /// with unknown key ids, fetches that failed. Until another may begin, a token with an unknown key id fails without
    /// one. Default 3; at least 1.
    public var keyFetchesPerMinute = 3

    /// The longest token that is read, in bytes; a longer one is refused with ``DescopeError/Code/tokenTooLarge``.
    /// Default 65,536 (64 KiB): room for a user of some 200 tenants with eight permissions in each.
    ///
    /// A token in the `Authorization` header also has to fit what your HTTP server allows for headers, often 8 to 16
    /// KiB.
    public var maximumTokenBytes = 64 << 10

    /// How many tokens that were found good are remembered, so that they need no signature check when they come again;
    /// as safe as checking each of them, and many times as fast. 0: none. Default 4096, which takes some 20 MB, and at
    /// most some 40 MB: when tokens are long, fewer are remembered.
    public var tokenCacheCapacity = 4096

    /// Makes a configuration from arguments alone; the environment is not read. White space around each argument is
    /// dropped: a file with a secret in it often ends with a line break.
    ///
    /// - Parameters:
    ///   - projectId: The project's id. It begins with `P`.
    ///   - managementKey: Authorises management calls.
    ///   - authManagementKey: Authorises sign-in calls of a project that has closed them to the public.
    ///   - publicKey: The project's public key, one JWK as JSON text.
    ///   - baseURL: Where the service is; by default derived from the project id.
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
    /// `DESCOPE_AUTH_MANAGEMENT_KEY`, `DESCOPE_PUBLIC_KEY` and `DESCOPE_BASE_URL` (or `DESCOPE_BASE_URI`). White space
    /// around a value is dropped, and an empty variable counts as absent.
    ///
    /// - Parameter environment: The variables; by default the process's own.
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
    }

    private static let projectPage =
        "Copy it from the project page of the Descope console (https://app.descope.com/settings/project)."

    /// Every id that the service gives out begins with `P`, in upper case. Its length is not judged.
    private static func checked(projectId: String) throws(DescopeError) -> String {
        let id = trimmed(projectId)
        let found: String? =
            if id.isEmpty {
                "an empty text"
            } else if !id.unicodeScalars.allSatisfy({
                $0.isASCII
                    && ($0.properties.isAlphabetic || $0.properties.numericType != nil
                        || "-_".unicodeScalars.contains($0))
            }) {
                "a character that no project id has"
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

    /// The text without the white space around it.
    private static func trimmed(_ text: String) -> String {
        var scalars = text.unicodeScalars[...]
        while scalars.first?.properties.isWhitespace ?? false { scalars.removeFirst() }
        while scalars.last?.properties.isWhitespace ?? false { scalars.removeLast() }
        return String(scalars)
    }

    private static func trimmed(_ secret: Secret) -> Secret { Secret(trimmed(secret.reveal())) }

    /// A key goes into a header next to others, split by colons: what would break that out of its place is refused.
    private static func checked(_ key: (any SecretConvertible)?, _ name: String) throws(DescopeError) -> Secret? {
        guard let secret = key.map({ trimmed($0.asSecret) }) else { return nil }
        guard !secret.isEmpty, isCredential(secret.reveal()) else {
            throw DescopeError(
                .configuration,
                code: .unusableArgument,
                message:
                    "\(name): expected printable ASCII without spaces and colons, found \(secret.isEmpty ? "an empty text" : "something else"). "
                    + "Copy it again from the Descope console, or leave it out."
            )
        }
        return secret
    }
}

/// Whether `text` may stand in a header's value as one word.
package func isHeaderText(_ text: String) -> Bool { text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }

/// Whether `text` may stand in the `Authorization` header, where colons part it from others.
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

/// When and how often a failed request is repeated: on 503, 520, 521, 522, 524, 530 and when no connection could be
/// made. What may not happen twice is repeated only where the request cannot have reached the service: when no
/// connection could be made, on 521, 522 and 530, and on a 503 that the edge in front of the service has made itself.
/// 429 is never repeated. When the answer says how long to wait (`Retry-After`), no repetition comes sooner, and none
/// at all when that lies beyond ``totalTime``.
public struct RetryPolicy: Hashable, Sendable {
    /// How long to wait before each repetition. Default 0.1 s, 5 s, 5 s. Empty: never repeat.
    public var delays: [Duration] = [.milliseconds(100), .seconds(5), .seconds(5)]

    /// How much a wait may be longer or shorter than said, as a part of it. Default 0.2.
    public var jitter = 0.2

    /// The longest that all attempts and waits together may take before no other one is begun. Default 60 s.
    public var totalTime: Duration = .seconds(60)

    /// The default policy.
    public init() {}

    /// Never repeats anything.
    public static var never: RetryPolicy {
        var policy = RetryPolicy()
        policy.delays = []
        return policy
    }
}

/// The names of the cookies that carry the two tokens.
public struct CookieNames: Hashable, Sendable {
    /// The session token's cookie. Default `DS`.
    public var session: String
    /// The refresh token's cookie. Default `DSR`.
    public var refresh: String

    /// Names the two cookies. Each name is an HTTP token: letters, digits and some marks, without spaces (RFC 6265,
    /// section 4.1.1). Unusable names, or the same one twice, are refused by name as soon as a client uses them: every
    /// call to the service and every check of a token throws ``DescopeError`` of kind `configuration`.
    public init(session: String = "DS", refresh: String = "DSR") {
        self.session = session
        self.refresh = refresh
    }
}

extension CookieNames {
    /// Refuses names that no cookie can have, and one name for both.
    package func requireUsable() throws(DescopeError) {
        for (part, name) in [("session", session), ("refresh", refresh)] where !isToken(name) {
            throw .ownArgument(
                "cookies.\(part)",
                "expected a cookie's name, found \(name.isEmpty ? "an empty one" : "a character that none has"). "
                    + "Copy it from the project's settings."
            )
        }
        guard !session.hasSameBytes(as: refresh) else {
            throw .ownArgument(
                "cookies.refresh",
                "expected another name than the session cookie's, found the same. Copy both from the project's settings."
            )
        }
    }
}
