@_exported public import DescopeCore
import DescopeCrypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Checks tokens of one project: form, algorithm, key, signature, issuer, kind, times and, when asked for, audience.
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
    private let familiarTokens: FamiliarTokens
    private let cache: TokenCache?
    private let observer: (any ValidationObserver)?

    /// Makes a validator.
    ///
    /// - Parameters:
    ///   - projectId: The project whose tokens are accepted.
    ///   - keys: Where the project's keys come from.
    ///   - leeway: How far the service's clock and this one may differ. Default 5 s.
    ///   - cookies: The names of the token cookies, which tokens carry as their kind.
    ///   - clock: Where time comes from.
    ///   - cacheCapacity: How many tokens that were found good are remembered, so that they need no signature check
    ///     when they come again: as safe, and many times as fast. Each takes some two times its length. Default 0:
    ///     none.
    ///   - observer: What is told which tokens were remembered. Of keys it is told by ``RemoteKeys``.
    public init(
        projectId: String,
        keys: some KeyProvider,
        leeway: Duration = .seconds(5),
        cookies: CookieNames = CookieNames(),
        clock: some DescopeClock = SystemClock(),
        cacheCapacity: Int = 0,
        observer: (any ValidationObserver)? = nil
    ) {
        self.init(
            projectId: projectId,
            keys: keys,
            leeway: leeway,
            cookies: cookies,
            clock: clock,
            familiarTokens: FamiliarTokens(),
            cache: cacheCapacity > 0 ? TokenCache(capacity: cacheCapacity) : nil,
            observer: observer
        )
    }

    /// Makes a validator that shares what it knows with others of the same project and keys.
    package init(
        projectId: String,
        keys: any KeyProvider,
        leeway: Duration,
        cookies: CookieNames,
        clock: any DescopeClock,
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
    }

    /// Checks a token. Does not suspend when its key is at hand.
    ///
    /// - Parameters:
    ///   - jwt: The token.
    ///   - kind: Which kind it has to be.
    ///   - audience: Whom it has to be meant for: one of these. Empty: the audience does not matter.
    /// - Returns: The token's claims, now to be trusted.
    /// - Throws: ``/DescopeCore/DescopeError`` of kind `token` when the token is to be refused, with code
    ///   ``/DescopeCore/DescopeError/Code/tokenExpired`` when a refresh may help; of kind `key` when it cannot be
    ///   checked.
    public func validate(
        _ jwt: some SecretConvertible,
        as kind: TokenKind = .session,
        audience: [String] = []
    ) async throws -> Token {
        let text = jwt.asSecret.reveal()
        let digest = digest(of: text)
        if let token = cachedToken(digest, as: kind, audience: audience) { return token }
        let head = try head(of: text)
        let key: VerificationKey
        if let cached = keys.cachedKey(for: head.keyId) {
            key = cached
        } else {
            // What is no token shall not make keys be fetched, even when it begins like one.
            if head.isFamiliar { _ = try withBytes(of: text, JWS.header(ofWellFormed:)) }
            key = try await keys.requireKey(for: head.keyId)
        }
        return try check(text, head, with: key, as: kind, audience: audience, digest)
    }

    /// Checks a token with the keys that are at hand, without waiting; nil when its key is not.
    ///
    /// - Parameters:
    ///   - jwt: The token.
    ///   - kind: Which kind it has to be.
    ///   - audience: Whom it has to be meant for: one of these. Empty: the audience does not matter.
    /// - Throws: The same as ``validate(_:as:audience:)``, but for unknown keys.
    public func validateIfKeyIsCached(
        _ jwt: some SecretConvertible,
        as kind: TokenKind = .session,
        audience: [String] = []
    ) throws(DescopeError) -> Token? {
        let text = jwt.asSecret.reveal()
        let digest = digest(of: text)
        if let token = cachedToken(digest, as: kind, audience: audience) { return token }
        let head = try head(of: text)
        guard let key = keys.cachedKey(for: head.keyId) else { return nil }
        return try check(text, head, with: key, as: kind, audience: audience, digest)
    }

    // MARK: - Tokens that were seen before

    /// Nil when there is no cache to look into, or the text is too long to be a token.
    private func digest(of text: String) -> TokenDigest? {
        guard cache != nil, text.utf8.count <= JWS.maximumBytes else { return nil }
        var text = text
        return text.withUTF8 { TokenDigest(of: $0) }
    }

    /// A token that was found good before and is good now. Nil is no refusal: then it has to be validated afresh.
    private func cachedToken(_ digest: TokenDigest?, as kind: TokenKind, audience: [String]) -> Token? {
        guard let cache, let digest else { return nil }
        let token = token(in: cache, digest, as: kind, audience: audience)
        if let observer { token == nil ? observer.tokenMiss() : observer.tokenHit() }
        return token
    }

    private func token(
        in cache: TokenCache,
        _ digest: TokenDigest,
        as kind: TokenKind,
        audience: [String]
    ) -> Token? {
        let now = clock.now.timeIntervalSince1970
        guard let contents = cache.contents(for: digest, now: now, keys: keys),
            contents.projectId == projectId,
            isInTime(notBefore: contents.notBefore, issuedAt: contents.issuedAt, now: now),
            isMeant(for: audience, contents.audience ?? [])
        else { return nil }
        let kindFound = kindSaid(contents.cookieName, contents.tokenType, hasRefreshExpiry: contents.hasRefreshExpiry)
        guard isOfKind(kind, kindFound, contents.cookieName) else { return nil }
        return Token(kind: kindFound.kind, contents: contents)
    }

    // MARK: - Checks

    private func head(of text: String) throws(DescopeError) -> TokenHead {
        guard !text.isEmpty else { throw refused(.missingToken, "expected one, found an empty text") }
        return try withBytes(of: text) { bytes throws(DescopeError) -> TokenHead in
            let encoded = try JWS.encodedHeader(of: bytes)
            if let familiar = familiarTokens.head(for: encoded) { return familiar }
            // Before anybody is asked for a key: what is no token shall not make keys be fetched.
            let header = try JWS.header(ofWellFormed: bytes)
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
        as kind: TokenKind,
        audience: [String],
        _ digest: TokenDigest?
    ) throws(DescopeError) -> Token {
        guard head.algorithm == key.algorithm else { throw JWS.otherAlgorithm(head.algorithm, than: key) }
        let payload = try withBytes(of: text) { bytes throws(DescopeError) in
            try JWS.payload(of: bytes, signedBy: key)
        }
        let claims = try ValidatedClaims(payload, likelyIssuer: head.issuer, needsAudience: !audience.isEmpty)

        guard let issuer = claims.issuer else { throw missing("iss") }
        guard claims.hasLikelyIssuer || Issuer.isOf(projectId, issuer) else {
            throw refused(.wrongIssuer, "expected one issued by the project '\(projectId)', found another issuer")
        }
        let kindFound = kindSaid(claims.cookieName, claims.tokenType, hasRefreshExpiry: claims.hasRefreshExpiry)
        guard isOfKind(kind, kindFound, claims.cookieName) else { throw wrongKind(kind, kindFound) }
        guard let expiry = claims.expiry else { throw missing("exp") }
        let now = clock.now.timeIntervalSince1970
        guard now - leeway < expiry else {
            throw refused(
                .tokenExpired,
                "expected one that is still valid, found one that has expired. Refresh the session, or sign in again"
            )
        }
        guard isInTime(notBefore: claims.notBefore, issuedAt: claims.issuedAt, now: now) else {
            throw refused(
                .tokenNotYetValid,
                "expected one that is valid now, found one from the future. Check this machine's clock"
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

        if !head.isFamiliar { familiarTokens.insert(head, issuer: issuer) }
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
        return Token(kind: kindFound.kind, contents: contents)
    }

    private func isInTime(notBefore: Double?, issuedAt: Double?, now: Double) -> Bool {
        max(notBefore ?? 0, issuedAt ?? 0) <= now + leeway
    }

    private func isMeant(for asked: [String], _ found: [String]) -> Bool {
        // By bytes: texts that only look alike name two things.
        asked.isEmpty || found.contains { found in asked.contains { $0.utf8.elementsEqual(found.utf8) } }
    }

    /// A token that does not say its kind may be either, unless it names a cookie that is neither of the two: it could
    /// be a refresh token of a project with names of its own.
    private func isOfKind(_ kind: TokenKind, _ said: SaidKind, _ cookieName: String?) -> Bool {
        switch said {
        case .one(let found): found == kind
        case .another: false
        case .none: kind == .refresh || cookieName == nil
        }
    }

    private func wrongKind(_ kind: TokenKind, _ said: SaidKind) -> DescopeError {
        switch said {
        case .one(let found): refused(.wrongTokenKind, "expected a \(kind) token, found a \(found) token")
        case .another:
            refused(
                .wrongTokenKind,
                "expected a \(kind) token, found one of another type, such as an id token of OIDC. " + cookieNamesAdvice
            )
        case .none:
            refused(
                .wrongTokenKind,
                "expected a session token, found one for a cookie of another name. " + cookieNamesAdvice
            )
        }
    }

    /// A token says which it is by the name of its cookie; tokens of OIDC applications by their type.
    private func kindSaid(_ cookieName: String?, _ tokenType: String?, hasRefreshExpiry: Bool) -> SaidKind {
        let standard = CookieNames()
        switch cookieName {
        // The project's own names first: one of them may be the other's standard name.
        case cookies.refresh?: return .one(.refresh)
        case cookies.session?: return .one(.session)
        case standard.refresh?: return .one(.refresh)
        case standard.session?: return .one(.session)
        default: break
        }
        switch tokenType {
        case "refresh_token"?: return .one(.refresh)
        case "access_token"?: return .one(.session)
        // An id token is handed to every application that the user signs in to: it opens nothing here.
        case .some: return .another
        case nil: break
        }
        // Only session tokens tell when their refresh token expires.
        return hasRefreshExpiry ? .one(.session) : .none
    }

    private func refused(_ code: DescopeError.Code, _ message: String) -> DescopeError {
        DescopeError(.token, code: code, message: "token: \(message).")
    }

    private func missing(_ claim: String) -> DescopeError {
        refused(.missingClaim, "expected the claim '\(claim)', found none")
    }
}

private let cookieNamesAdvice = "If the project has its own cookie names, set them in configuration.cookies"

/// What a token says of its kind.
private enum SaidKind {
    case one(TokenKind)
    /// That it is neither of the two.
    case another
    case none

    var kind: TokenKind? { if case .one(let kind) = self { kind } else { nil } }
}

/// The forms of issuer that the service is known to use, with the project id in its known place; nothing looser.
enum Issuer {
    static func isOf(_ projectId: String, _ issuer: String) -> Bool {
        guard !projectId.isEmpty else { return false }
        // By bytes: Swift's characters swallow what combines with them, and some that differ are equal.
        let bytes = issuer.utf8
        if bytes.elementsEqual(projectId.utf8) { return true }
        guard !bytes.contains(UInt8(ascii: "?")), !bytes.contains(UInt8(ascii: "#")) else { return false }
        // https, or http on loopback; a host without a user, a space or the like.
        guard (try? BaseURL(issuer)) != nil else { return false }
        // The scheme, nothing, the host, the path.
        let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count > 3, ["https:", "http:"].contains(where: { parts[0].elementsEqual($0.utf8) }),
            parts[1].isEmpty,
            parts[2...].allSatisfy({ !$0.isEmpty })
        else { return false }
        // Where any name may stand: nil.
        let forms: [[String?]] = [
            [projectId],
            ["v1", "apps", projectId],
            ["v1", "apps", projectId, nil],
            ["v1", "apps", "agentic", projectId, nil],
        ]
        return forms.contains { form in
            form.count == parts.count - 3
                && zip(form, parts[3...]).allSatisfy { name, part in name.map { part.elementsEqual($0.utf8) } ?? true }
        }
    }
}

/// The claims that validation reads, in one pass over the payload; all others are checked for form and passed over.
struct ValidatedClaims: ~Copyable {
    var issuer: String?
    /// Whether the issuer is that of an earlier good token, to the byte.
    var hasLikelyIssuer = false
    var subject: String?
    var descopeSubject: String?
    /// Nil when it does not matter.
    var audience: [String]?
    var expiry: Double?
    var notBefore: Double?
    var issuedAt: Double?
    var cookieName: String?
    var tokenType: String?
    var hasRefreshExpiry = false
    var proofKeyThumbprint: String?

    /// - Parameters:
    ///   - payload: The claims.
    ///   - likelyIssuer: The issuer of an earlier good token.
    ///   - needsAudience: Whether the audience matters.
    init(_ payload: [UInt8], likelyIssuer: String?, needsAudience: Bool) throws(DescopeError) {
        if needsAudience { audience = [] }
        do throws(JSONScanner.Failure) {
            try JSONScanner.scan(payload) { scanner throws(JSONScanner.Failure) in
                try scanner.forEachMember { scanner, name throws(JSONScanner.Failure) in
                    try read(name, &scanner, likelyIssuer, needsAudience)
                }
                try scanner.end()
            }
        } catch {
            throw malformed("its claims cannot be read: \(error)")
        }
    }

    private mutating func read(
        _ name: JSONScanner.Name,
        _ scanner: inout JSONScanner,
        _ likelyIssuer: String?,
        _ needsAudience: Bool
    ) throws(JSONScanner.Failure) {
        switch name.word {
        case word("iss"):
            if let likelyIssuer, scanner.isAtText {
                (issuer, hasLikelyIssuer) = try scanner.string(likely: likelyIssuer)
            } else {
                issuer = try scanner.text(name)
            }
        case word("sub"): subject = try scanner.text(name)
        case word("exp"): expiry = try scanner.time(name)
        case word("nbf"): notBefore = try scanner.time(name)
        case word("iat"): issuedAt = try scanner.time(name)
        case word("aud") where needsAudience: audience = try scanner.value().stringOrStrings
        case word("cnf"): proofKeyThumbprint = try scanner.proofKeyThumbprint()
        case word("drn"): cookieName = try scanner.value().stringValue.flatMap { $0.isEmpty ? nil : $0 }
        case word("dsub"): descopeSubject = try scanner.text(name)
        case word("rexp"):
            hasRefreshExpiry = true
            try scanner.skipValue()
        case 0 where name.text == "token_type": tokenType = try scanner.value().stringValue
        default: try scanner.skipValue()
        }
    }
}

/// A claim's name as a number, as ``JSONScanner/Name/word`` has it.
@inline(__always)
private func word(_ name: StaticString) -> UInt64 {
    (0..<min(8, name.utf8CodeUnitCount)).reduce(0) { $0 | UInt64(name.utf8Start[$1]) << UInt64(8 * $1) }
}

extension JSONScanner {
    /// Seconds since 1970. What lies before, or beyond the year 9999, is no time that anybody meant: milliseconds,
    /// often.
    fileprivate mutating func time(_ name: Name) throws(Failure) -> Double {
        let start = position
        guard let seconds = try value().doubleValue, (0...253_402_300_799).contains(seconds) else {
            throw Failure(reason: "expected a number of seconds since 1970 in '\(name.text)'", offset: start)
        }
        return seconds
    }

    fileprivate mutating func text(_ name: Name) throws(Failure) -> String {
        guard isAtText else { throw Failure(reason: "expected a text in '\(name.text)'", offset: position) }
        return try string()
    }

    /// `jkt` of a `cnf` claim (RFC 9449, §6.1). Other ways to bind a token are not known here and passed over, as RFC
    /// 7800 asks; one of this way that cannot be read must not make the token an unbound one.
    fileprivate mutating func proofKeyThumbprint() throws(Failure) -> String? {
        let start = position
        guard let members = try value().objectValue else {
            throw Failure(reason: "expected an object in 'cnf'", offset: start)
        }
        guard let member = members["jkt"] else { return nil }
        guard let thumbprint = member.stringValue, !thumbprint.isEmpty else {
            throw Failure(reason: "expected a text in 'cnf.jkt'", offset: start)
        }
        return thumbprint
    }
}
