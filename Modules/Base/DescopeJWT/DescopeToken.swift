public import DescopeCore
import Synchronization

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A token that has been checked: who it speaks for, until when, and its claims.
///
/// It does not hold the token's text, and prints no claim.
public struct DescopeToken: Sendable {
    /// Which of the two tokens of a session it is; nil when the token does not say.
    public let kind: TokenKind?

    let contents: TokenContents

    /// The id of the key that signed it.
    public var keyId: String { contents.key.keyId }

    /// The id of the user, or of the access key, that it speaks for.
    public var subject: String { contents.subject }

    /// The project that it was checked against.
    public var projectId: String { contents.projectId }

    /// Who issued it, as it says: the project id, or a URL with the project id in it.
    public var issuer: String { contents.issuer.text }

    /// When it expires.
    public var expiresAt: Date { Date(timeIntervalSince1970: contents.expiry) }

    /// When it was issued, if it says so.
    public var issuedAt: Date? { contents.issuedAt.map(Date.init(timeIntervalSince1970:)) }

    /// The thumbprint of the key that the token is bound to (`cnf.jkt`, RFC 9449); nil when whoever holds the token may
    /// use it. That the sender holds the key is checked by a ``DPoPValidator``, not by a ``TokenValidator``.
    public var proofKeyThumbprint: String? { contents.proofKeyThumbprint }

    private var payload: [UInt8] { contents.payload }

    /// All its claims. They are read once, on first use, for all copies of the token.
    public var claims: [String: JSONValue] { contents.claims }

    /// One claim.
    public subscript(_ name: String) -> JSONValue? { claims[name] }

    /// The claims as a type of your own. Times are read as seconds since 1970.
    ///
    /// - Throws: `DecodingError` when the claims do not fit the type.
    public func claims<Claims: Decodable>(as type: Claims.Type) throws -> Claims {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        return try decoder.decode(type, from: Data(payload))
    }

    /// Whom it is meant for (`aud`); empty when it does not say.
    public var audience: [String] { self["aud"]?.stringOrStrings ?? [] }

    /// The tenant that the session is for at present (`dct`), when there is one.
    public var currentTenant: String? { self["dct"]?.stringValue }

    /// How the user signed in (`amr`): `email`, `sms`, `pwd`, `mfa` and others.
    public var authenticationMethods: [String] { self["amr"]?.stringsValue ?? [] }

    /// When the refresh token of the same session expires (`rexp`); session tokens alone say so.
    public var refreshExpiresAt: Date? {
        self["rexp"]?.stringValue.flatMap { try? Date($0, strategy: .iso8601) }
    }
}

extension DescopeToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Its kind and its end.
    public var description: String { "<\(kind.map { "\($0) " } ?? "")token until \(expiresAt)>" }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// No children, so that `dump` stays silent too.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// What a signed token says, as far as validation has read it: what does not change however often the token comes.
///
/// A class, since it is handed out with each token and kept in a ``TokenCache``: that costs one reference.
final class TokenContents: Sendable {
    /// The key that its signature was checked with.
    let key: VerificationKey
    /// The project that its issuer was found to be of.
    let projectId: String
    let issuer: Issuer
    let subject: String
    /// Seconds since 1970, as the others.
    let expiry: Double
    let notBefore: Double?
    let issuedAt: Double?
    let kindClaims: KindClaims
    /// Nil when nobody has asked for it.
    let audience: [String]?
    let proofKeyThumbprint: String?
    let payload: [UInt8]
    private let parsed = Mutex<[String: JSONValue]?>(nil)

    init(
        _ claims: borrowing ValidatedClaims,
        issuer: Issuer,
        subject: String,
        expiry: Double,
        projectId: String,
        key: VerificationKey,
        payload: [UInt8]
    ) {
        self.key = key
        self.projectId = projectId
        self.issuer = issuer
        self.subject = subject
        self.expiry = expiry
        notBefore = claims.notBefore
        issuedAt = claims.issuedAt
        kindClaims = claims.kind
        audience = claims.audience
        proofKeyThumbprint = claims.proofKeyThumbprint
        self.payload = payload
    }

    /// All claims. They are read by the first who asks, and kept.
    var claims: [String: JSONValue] {
        parsed.withLock { parsed in
            if let parsed { return parsed }
            let claims = (try? JSONReader.parse(payload))?.objectValue ?? [:]
            parsed = claims
            return claims
        }
    }

    /// About how many bytes of memory it takes once its claims have been read: eight to ten times its payload, as
    /// measured for common claims and for those of a user of many tenants.
    var approximateBytes: Int { 1024 + 10 * payload.count }
}

/// Which of the two tokens of a session.
public enum TokenKind: Hashable, Sendable {
    /// The short-lived one, which accompanies every request.
    case session
    /// The long-lived one, which only fetches new session tokens.
    case refresh
}

extension JSONValue {
    /// One text, or those in a list; anything else counts as none.
    var stringOrStrings: [String] { stringValue.map { [$0] } ?? stringsValue }
}
