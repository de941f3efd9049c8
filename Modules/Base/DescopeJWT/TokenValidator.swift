@_exported public import DescopeCore
import DescopeCrypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Validates tokens of one project: format, algorithm, key, signature, issuer, kind, times and, if requested, audience.
///
/// ```swift
/// let validator = TokenValidator(projectId: "P2…", keys: try StaticKeys(jwk: publicKey))
/// let token = try await validator.validate(sessionJwt)
/// ```
public struct TokenValidator: Sendable {
    private let projectId: String
    private let keys: any KeyProvider
    private let leeway: TimeInterval
    private let cookies: CookieNames
    private let clock: any DescopeClock
    private let maximumTokenBytes: Int
    private let familiarTokens: FamiliarTokens
    private let cache: TokenCache?
    private let observer: (any ValidationObserver)?

    /// Makes a validator.
    ///
    /// - Parameters:
    ///   - projectId: The project whose tokens are accepted.
    ///   - keys: The provider of the project's keys.
    ///   - leeway: The tolerated difference between the service's clock and this one. Default 5 s.
    ///   - cookies: The names of the token cookies. Tokens state their kind as a cookie name.
    ///   - clock: The source of time.
    ///   - maximumTokenBytes: The maximum length of a token in bytes. Default 65,536 (64 KiB).
    ///   - cacheCapacity: How many validated tokens are cached. A cached token needs no further signature check, which
    ///     is as safe, and many times as fast. Together they take at most about 10 KiB times this number, or 8 MiB if
    ///     that is more: when tokens are long, fewer are cached. Default 0: no cache.
    ///   - observer: Receives token hits and misses. ``RemoteKeys`` reports key events to it.
    public init(
        projectId: String,
        keys: some KeyProvider,
        leeway: Duration = .seconds(5),
        cookies: CookieNames = CookieNames(),
        clock: some DescopeClock = SystemClock(),
        maximumTokenBytes: Int = 64 << 10,
        cacheCapacity: Int = 0,
        observer: (any ValidationObserver)? = nil
    ) {
        self.init(
            projectId: projectId,
            keys: keys,
            leeway: leeway,
            cookies: cookies,
            clock: clock,
            maximumTokenBytes: maximumTokenBytes,
            familiarTokens: FamiliarTokens(),
            cache: cacheCapacity > 0 ? TokenCache(capacity: cacheCapacity) : nil,
            observer: observer
        )
    }

    /// Makes a validator that shares caches with others of the same project and keys.
    package init(
        projectId: String,
        keys: any KeyProvider,
        leeway: Duration,
        cookies: CookieNames,
        clock: any DescopeClock,
        maximumTokenBytes: Int = 64 << 10,
        familiarTokens: FamiliarTokens,
        cache: TokenCache?,
        observer: (any ValidationObserver)? = nil
    ) {
        self.familiarTokens = familiarTokens
        self.cache = cache
        self.observer = observer
        self.projectId = projectId
        self.keys = keys
        self.leeway = leeway / .seconds(1)
        self.cookies = cookies
        self.clock = clock
        self.maximumTokenBytes = maximumTokenBytes
    }

    /// Validates a session or refresh token. Does not suspend when its key is cached.
    ///
    /// An access token for an agent or an MCP server (issuer `…/v1/apps/agentic/{project}/{server}`) is not a session
    /// token and is refused: it was issued for one server only. Validate it with
    /// ``validateAccessToken(_:audience:scopes:)``.
    ///
    /// - Parameters:
    ///   - jwt: The token.
    ///   - kind: The required kind.
    ///   - audience: The accepted audiences (`aud`); the token has to name at least one. Empty: any audience.
    /// - Returns: The validated token.
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `token` when the token is refused, with code
    ///   ``/DescopeCore/DescopeError/Code/tokenExpired`` when a refresh may help; of kind `key` when it cannot be
    ///   checked; of kind `configuration` when an audience is blank.
    public func validate(
        _ jwt: some SecretConvertible,
        as kind: TokenKind = .session,
        audience: [String] = []
    ) async throws -> DescopeToken {
        try requireNamedAudience(audience)
        return try await validate(jwt.asSecret.reveal(), for: Purpose(kind), audience)
    }

    /// Validates an access token: one that an application, an agent or an MCP client obtained to call this server. Does
    /// not suspend when its key is cached.
    ///
    /// All issuers of the project are accepted, including those for agents and MCP servers
    /// (`…/v1/apps/agentic/{project}/{server}`). The audience is mandatory, because only the audience prevents one
    /// server's tokens from being used at another.
    ///
    /// ```swift
    /// let access = try await validator.validateAccessToken(jwt, audience: ["https://mcp.shop.example"], scopes:
    /// ["orders.read"])
    /// ```
    ///
    /// - Parameters:
    ///   - jwt: The token.
    ///   - audience: The accepted audiences (`aud`); the token has to name at least one. Pass only your own server, for
    ///     example its URL.
    ///   - scopes: The required scopes, all of them. ``AccessToken/requireScopes(_:)`` can require more later.
    /// - Returns: The validated token.
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `token` when the token is refused: with code
    ///   ``/DescopeCore/DescopeError/Code/insufficientScope`` when it is valid but lacks a scope (respond with 403),
    ///   with code ``/DescopeCore/DescopeError/Code/wrongTokenKind`` when it is a refresh token or an id token. Of kind
    ///   `key` when it cannot be checked. Of kind `configuration` when `audience` is empty, an audience is blank, or a
    ///   scope is malformed.
    public func validateAccessToken(
        _ jwt: some SecretConvertible,
        audience: [String],
        scopes: [String] = []
    ) async throws -> AccessToken {
        try AccessToken.requireArguments(audience: audience, scopes: scopes)
        let access = try AccessToken(try await validate(jwt.asSecret.reveal(), for: .access, audience))
        try access.requireScopes(scopes)
        return access
    }

    private func validate(_ text: String, for purpose: Purpose, _ audience: [String]) async throws -> DescopeToken {
        try requireLength(text)
        let digest = digest(of: text)
        if let token = cachedToken(digest, for: purpose, audience) { return token }
        let head = try head(of: text)
        let key: VerificationKey
        if let cached = keys.cachedKey(for: head.keyId) {
            key = cached
        } else {
            // A malformed token must not cause a fetch of keys, even when it begins like a valid one.
            if head.isFamiliar { _ = try withBytes(of: text, JWS.header(ofWellFormed:)) }
            key = try await keys.requireKey(for: head.keyId)
        }
        return try check(text, head, with: key, for: purpose, audience, digest)
    }

    /// Validates a session or refresh token with cached keys only, without waiting; nil when its key is not cached.
    ///
    /// - Parameters:
    ///   - jwt: The token.
    ///   - kind: The required kind.
    ///   - audience: The accepted audiences (`aud`); the token has to name at least one. Empty: any audience.
    /// - Throws: The same errors as ``validate(_:as:audience:)``, except for unknown keys.
    public func validateIfKeyIsCached(
        _ jwt: some SecretConvertible,
        as kind: TokenKind = .session,
        audience: [String] = []
    ) throws(DescopeError) -> DescopeToken? {
        try requireNamedAudience(audience)
        let text = jwt.asSecret.reveal()
        try requireLength(text)
        let digest = digest(of: text)
        let purpose = Purpose(kind)
        if let token = cachedToken(digest, for: purpose, audience) { return token }
        let head = try head(of: text)
        guard let key = keys.cachedKey(for: head.keyId) else { return nil }
        return try check(text, head, with: key, for: purpose, audience, digest)
    }

    // MARK: - Cached tokens

    /// Nil when there is no cache.
    private func digest(of text: String) -> TokenDigest? {
        guard cache != nil else { return nil }
        var text = text
        return text.withUTF8 { TokenDigest(of: $0) }
    }

    /// A cached token that is still valid. Nil is not a refusal: the token has to be validated then.
    private func cachedToken(_ digest: TokenDigest?, for purpose: Purpose, _ audience: [String]) -> DescopeToken? {
        guard let cache, let digest else { return nil }
        let token = token(in: cache, digest, for: purpose, audience)
        if let observer { token == nil ? observer.tokenMiss() : observer.tokenHit() }
        return token
    }

    private func token(
        in cache: TokenCache,
        _ digest: TokenDigest,
        for purpose: Purpose,
        _ audience: [String]
    ) -> DescopeToken? {
        let now = clock.now.timeIntervalSince1970
        guard let contents = cache.contents(for: digest, now: now, keys: keys),
            contents.projectId == projectId,
            purpose.allows(contents.issuer),
            isInTime(notBefore: contents.notBefore, issuedAt: contents.issuedAt, now: now),
            isMeant(for: audience, contents.audience ?? [])
        else { return nil }
        let kindFound = kindSaid(contents.kindClaims)
        guard isOfKind(purpose, kindFound, contents.kindClaims.cookieName) else { return nil }
        return DescopeToken(kind: purpose == .access ? nil : kindFound.kind, contents: contents)
    }

    // MARK: - Checks

    /// Checked before anything is read, because it bounds all work.
    private func requireLength(_ text: String) throws(DescopeError) {
        let count = text.utf8.count
        guard count <= maximumTokenBytes else {
            throw refused(
                .tokenTooLarge,
                "expected at most \(maximumTokenBytes) bytes, found \(count). If the project's tokens are that long, "
                    + "raise maximumTokenBytes of the configuration (or of the TokenValidator), or have the project put "
                    + "fewer tenants, roles or claims into them"
            )
        }
    }

    private func head(of text: String) throws(DescopeError) -> TokenHead {
        guard !text.isEmpty else { throw refused(.missingToken, "expected one, found an empty string") }
        return try withBytes(of: text) { bytes throws(DescopeError) -> TokenHead in
            if let scheme = authorizationScheme(of: bytes) {
                throw refused(
                    .malformedToken,
                    "expected only the token, found the scheme '\(scheme) ' before it. Pass only what follows it, or "
                        + "the whole header to client.session.tokens(authorization:)"
                )
            }
            let encoded = try JWS.encodedHeader(of: bytes)
            if let familiar = familiarTokens.head(for: encoded) { return familiar }
            // Before a key is requested, because a malformed token must not cause a fetch of keys.
            let header = try JWS.header(ofWellFormed: bytes)
            // A project signs tokens for other purposes with the same keys (RFC 8725, §3.11). Familiar headers need no
            // check.
            guard header.type.map(isTypeOfSessions) ?? true else {
                throw refused(
                    .wrongTokenKind,
                    "expected no 'typ' in its header, or 'JWT' or 'at+jwt', found another. It is meant for another purpose"
                )
            }
            guard let keyId = header.keyId, !keyId.isEmpty else {
                throw malformed("expected a key id in its header, found none")
            }
            return TokenHead(encoded: Array(encoded), algorithm: header.algorithm, keyId: keyId, issuer: nil)
        }
    }

    private func check(
        _ text: String,
        _ head: TokenHead,
        with key: VerificationKey,
        for purpose: Purpose,
        _ audience: [String],
        _ digest: TokenDigest?
    ) throws(DescopeError) -> DescopeToken {
        guard head.algorithm == key.algorithm else { throw JWS.otherAlgorithm(head.algorithm, than: key) }
        let payload = try withBytes(of: text) { bytes throws(DescopeError) in
            try JWS.payload(of: bytes, signedBy: key)
        }
        let claims = try ValidatedClaims(payload, likelyIssuer: head.issuer?.text, needsAudience: !audience.isEmpty)

        guard let issuerText = claims.issuer else { throw missing("iss") }
        guard let issuer = claims.hasLikelyIssuer ? head.issuer : Issuer(issuerText, of: projectId) else {
            throw refused(.wrongIssuer, "expected one issued by the project '\(projectId)', found another issuer")
        }
        guard purpose.allows(issuer) else {
            throw refused(
                .wrongIssuer,
                "expected \(purpose.name) of the project, found an access token for an agent or an MCP server. "
                    + "Check access tokens with validateAccessToken(_:audience:scopes:)"
            )
        }
        let kindFound = kindSaid(claims.kind)
        guard isOfKind(purpose, kindFound, claims.kind.cookieName) else { throw wrongKind(purpose, kindFound) }
        guard let expiry = claims.expiry else { throw missing("exp") }
        let now = clock.now.timeIntervalSince1970
        guard now - leeway < expiry else {
            throw refused(
                .tokenExpired,
                "expected one that is still valid, found one that expired at \(apart(expiry, now)). "
                    + purpose.adviceWhenExpired
            )
        }
        let (notBefore, issuedAt) = (claims.notBefore, claims.issuedAt)
        guard isInTime(notBefore: notBefore, issuedAt: issuedAt, now: now) else {
            let begin =
                if let notBefore, notBefore >= issuedAt ?? 0 { "is valid from \(apart(notBefore, now))" } else {
                    "was issued at \(apart(issuedAt ?? 0, now))"
                }
            throw refused(
                .tokenNotYetValid,
                "expected one that is valid now, found one that \(begin). Check this machine's clock"
            )
        }
        guard isMeant(for: audience, claims.audience ?? []) else {
            let found = claims.audience?.isEmpty ?? true ? "none" : "others"
            throw refused(
                .wrongAudience,
                "expected one of the audiences \(audience.joined(separator: ", ")), found \(found)"
            )
        }
        let descopeSubject = claims.descopeSubject ?? ""
        guard let subject = descopeSubject.isEmpty ? claims.subject : descopeSubject, !subject.isEmpty else {
            throw missing("sub")
        }

        // Sessions are the common case, so their issuer replaces an agent's issuer that was seen first.
        if !head.isFamiliar || (head.issuer?.isAgentic ?? false) && !issuer.isAgentic {
            familiarTokens.insert(head, issuer: issuer)
        }
        let contents = TokenContents(
            claims,
            issuer: issuer,
            subject: subject,
            expiry: expiry,
            projectId: projectId,
            key: key,
            payload: payload
        )
        if let cache, let digest { cache.insert(contents, for: digest, now: now) }
        return DescopeToken(kind: purpose == .access ? nil : kindFound.kind, contents: contents)
    }

    private func isInTime(notBefore: Double?, issuedAt: Double?, now: Double) -> Bool {
        max(notBefore ?? 0, issuedAt ?? 0) <= now + leeway
    }

    private func isMeant(for asked: [String], _ found: [String]) -> Bool {
        // Compared as bytes: strings that are only canonically equivalent are different audiences.
        asked.isEmpty || found.contains { found in asked.contains { $0.utf8.elementsEqual(found.utf8) } }
    }

    /// A token that does not state its kind may be either, unless it names an unknown cookie: it could be a refresh
    /// token of a project with custom cookie names. An access token may look like a session token: with `access_token`
    /// as its type, or with the session cookie's name.
    private func isOfKind(_ purpose: Purpose, _ said: SaidKind, _ cookieName: String?) -> Bool {
        switch said {
        case .one(.session): purpose != .refresh
        case .one(.refresh): purpose == .refresh
        case .another: false
        case .none: purpose == .refresh || cookieName == nil
        }
    }

    private func wrongKind(_ purpose: Purpose, _ said: SaidKind) -> DescopeError {
        switch said {
        case .one(let found): refused(.wrongTokenKind, "expected \(purpose.name), found a \(found) token")
        case .another:
            refused(
                .wrongTokenKind,
                "expected \(purpose.name), found one of another type, such as an id token of OIDC. " + cookieNamesAdvice
            )
        case .none:
            refused(
                .wrongTokenKind,
                "expected \(purpose.name), found one for a cookie of another name. " + cookieNamesAdvice
            )
        }
    }

    /// A token states its kind as the name of its cookie. Tokens of OIDC applications state it as their type, and id
    /// tokens are also recognized by digests that no other token has.
    private func kindSaid(_ claims: KindClaims) -> SaidKind {
        let standard = CookieNames()
        if let cookieName = claims.cookieName {
            func isSame(_ name: String) -> Bool { cookieName.hasSameBytes(as: name) }
            // The configured names first: one of them may be the default name of the other.
            if isSame(cookies.refresh) { return .one(.refresh) }
            if isSame(cookies.session) { return .one(.session) }
            if isSame(standard.refresh) { return .one(.refresh) }
            if isSame(standard.session) { return .one(.session) }
        }
        if let tokenType = claims.tokenType {
            if tokenType.hasSameBytes(as: "refresh_token") { return .one(.refresh) }
            if tokenType.hasSameBytes(as: "access_token") { return .one(.session) }
            // An id token is sent to every application that the user signs in to, so it must not grant access.
            return .another
        }
        if claims.hasTokenDigest { return .another }
        // Only session tokens state when their refresh token expires.
        return claims.hasRefreshExpiry ? .one(.session) : .none
    }

    private func refused(_ code: DescopeError.Code, _ message: String) -> DescopeError {
        DescopeError(.token, code: code, message: "token: \(message).")
    }

    private func missing(_ claim: String) -> DescopeError {
        refused(.missingClaim, "expected the claim '\(claim)', found none")
    }
}

/// Whether session, refresh and access tokens may have this media type, with or without `application/` (RFC 7515,
/// §4.1.9).
private func isTypeOfSessions(_ type: JSONValue) -> Bool {
    type.stringValue.map {
        isMediaType($0, oneOf: ["jwt", "at+jwt", "application/jwt", "application/at+jwt"])
    } ?? false
}

private let cookieNamesAdvice = "If the project has its own cookie names, set them in configuration.cookies"

/// A time in a token or proof, the clock's time and their difference, for messages: ISO 8601, UTC, whole seconds.
func apart(_ time: Double, _ now: Double) -> String {
    func text(_ seconds: Double) -> String? {
        // Times outside these years have no such form and are never intended.
        guard (0...253_402_300_799).contains(seconds) else { return nil }
        return Date(timeIntervalSince1970: seconds).formatted(.iso8601)
    }
    let (time, now) = (time.rounded(.down), now.rounded(.down))
    guard let begin = text(time) else { return "a time that is not between the years 1970 and 9999" }
    guard let clock = text(now) else { return "\(begin); this machine's clock is not between the years 1970 and 9999" }
    let seconds = Int64((now - time).magnitude)
    return "\(begin); this machine's clock says \(clock), \(seconds) s \(time <= now ? "later" : "earlier")"
}

/// The scheme of an `Authorization` header that precedes a token, in its standard spelling.
private func authorizationScheme(of text: UnsafeBufferPointer<UInt8>) -> String? {
    ["Bearer", "DPoP"].first { scheme in
        let name = scheme.utf8
        guard text.count > name.count, [0x20, 0x09].contains(text[name.count]) else { return false }
        return zip(text, name).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }
}

/// The intended use of a token.
private enum Purpose {
    case session
    case refresh
    case access

    init(_ kind: TokenKind) { self = kind == .session ? .session : .refresh }

    /// The name in messages.
    var name: String { self == .access ? "an access token" : "a \(self) token" }

    /// The advice in the error for an expired token.
    var adviceWhenExpired: String {
        switch self {
        case .session: "Refresh the session, or sign in again"
        case .refresh: "The session has ended, so the user has to sign in again"
        case .access: "The client has to get a new one"
        }
    }

    /// Agents' issuers issue only access tokens, for one server each.
    func allows(_ issuer: Issuer) -> Bool { self == .access || !issuer.isAgentic }
}

/// The kind that a token states.
private enum SaidKind {
    case one(TokenKind)
    /// It states a kind that is neither of the two.
    case another
    case none

    var kind: TokenKind? { if case .one(let kind) = self { kind } else { nil } }
}

/// An issuer of the project, in one of the known forms of the service with the project id in its exact position.
struct Issuer: Sendable {
    let text: String
    /// Whether it issues access tokens for agents and MCP servers, which are never session tokens.
    let isAgentic: Bool

    /// Nil when it is not an issuer of the project.
    init?(_ text: String, of projectId: String) {
        guard !projectId.isEmpty else { return nil }
        self.text = text
        // Compared as bytes: Swift characters absorb combining marks, and some different strings are equal.
        let bytes = text.utf8
        if bytes.elementsEqual(projectId.utf8) {
            isAgentic = false
            return
        }
        guard !bytes.contains(UInt8(ascii: "?")), !bytes.contains(UInt8(ascii: "#")) else { return nil }
        // https, or http on loopback; a valid host, without a user or spaces.
        guard (try? BaseURL(text)) != nil else { return nil }
        // The scheme, an empty part, the host, the path.
        let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count > 3, ["https:", "http:"].contains(where: { parts[0].elementsEqual($0.utf8) }),
            parts[1].isEmpty,
            parts[2...].allSatisfy({ !$0.isEmpty })
        else { return nil }
        /// Whether the path has this form; nil stands for any name.
        func has(_ form: [String?]) -> Bool {
            form.count == parts.count - 3
                && zip(form, parts[3...]).allSatisfy { name, part in name.map { part.elementsEqual($0.utf8) } ?? true }
        }
        isAgentic = has(["v1", "apps", "agentic", projectId, nil])
        guard isAgentic || has([projectId]) || has(["v1", "apps", projectId]) || has(["v1", "apps", projectId, nil])
        else { return nil }
    }
}

/// The claims that determine the kind of token.
struct KindClaims {
    var cookieName: String?
    var tokenType: String?
    var hasRefreshExpiry = false
    /// Whether the token has the digest of an access token or a code, as id tokens do (OpenID Connect Core, 3.3.2.11).
    var hasTokenDigest = false
}

/// The claims that validation reads, in one pass over the payload. All others are only checked for valid JSON.
struct ValidatedClaims: ~Copyable {
    var issuer: String?
    /// Whether the issuer is byte for byte that of an earlier valid token.
    var hasLikelyIssuer = false
    var subject: String?
    var descopeSubject: String?
    /// Nil when the audience is not needed.
    var audience: [String]?
    var expiry: Double?
    var notBefore: Double?
    var issuedAt: Double?
    var kind = KindClaims()
    var proofKeyThumbprint: String?

    /// - Parameters:
    ///   - payload: The claims.
    ///   - likelyIssuer: The issuer of an earlier valid token.
    ///   - needsAudience: Whether the audience is needed.
    init(_ payload: [UInt8], likelyIssuer: String?, needsAudience: Bool) throws(DescopeError) {
        if needsAudience { audience = [] }
        do throws(JSONFailure) {
            try JSONReader.scan(payload) { reader throws(JSONFailure) in
                try reader.forEachMember { reader, name throws(JSONFailure) in
                    try read(name, &reader, likelyIssuer, needsAudience)
                }
                try reader.end()
            }
        } catch {
            throw malformed("its claims cannot be read: \(error)")
        }
    }

    private mutating func read(
        _ name: JSONReader.Name,
        _ reader: inout JSONReader,
        _ likelyIssuer: String?,
        _ needsAudience: Bool
    ) throws(JSONFailure) {
        switch name.word {
        case word("iss"):
            if let likelyIssuer, reader.isAtText {
                (issuer, hasLikelyIssuer) = try reader.string(likely: likelyIssuer)
            } else {
                issuer = try reader.text(name)
            }
        case word("sub"): subject = try reader.text(name)
        case word("exp"): expiry = try reader.time(name)
        case word("nbf"): notBefore = try reader.time(name)
        case word("iat"): issuedAt = try reader.time(name)
        case word("aud") where needsAudience: audience = try reader.value().stringOrStrings
        case word("cnf"): proofKeyThumbprint = try reader.proofKeyThumbprint()
        case word("drn"): kind.cookieName = try reader.value().stringValue.flatMap { $0.isEmpty ? nil : $0 }
        case word("dsub"): descopeSubject = try reader.text(name)
        case word("rexp"):
            kind.hasRefreshExpiry = true
            try reader.skipValue()
        case word("at_hash"), word("c_hash"):
            kind.hasTokenDigest = true
            try reader.skipValue()
        case 0 where name.isSame("token_type"): kind.tokenType = try reader.value().stringValue
        default: try reader.skipValue()
        }
    }
}

extension JSONReader {
    /// Seconds since 1970. Times before 1970 or after the year 9999 are refused; they are often milliseconds.
    fileprivate mutating func time(_ name: Name) throws(JSONFailure) -> Double {
        let start = position
        guard let seconds = try value().doubleValue, (0...253_402_300_799).contains(seconds) else {
            throw JSONFailure("expected a number of seconds since 1970 in '\(name.text)'", at: start)
        }
        return seconds
    }

    fileprivate mutating func text(_ name: Name) throws(JSONFailure) -> String {
        guard isAtText else { throw JSONFailure("expected a string in '\(name.text)'", at: position) }
        return try string()
    }

    /// `jkt` of a `cnf` claim (RFC 9449, §6.1). Other confirmation methods are unknown here and ignored, as RFC 7800
    /// requires. An unreadable `jkt` is an error, because it must not make the token an unbound one.
    fileprivate mutating func proofKeyThumbprint() throws(JSONFailure) -> String? {
        let start = position
        guard let members = try value().objectValue else {
            throw JSONFailure("expected an object in 'cnf'", at: start)
        }
        guard let member = members["jkt"] else { return nil }
        guard let thumbprint = member.stringValue, !thumbprint.isEmpty else {
            throw JSONFailure("expected a string in 'cnf.jkt'", at: start)
        }
        return thumbprint
    }
}
