public import DescopeCore
import Synchronization

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A validated token: its subject, its expiry and its claims.
///
/// It does not store the token string, and never prints claims.
public struct DescopeToken: Sendable {
    /// Which of the two tokens of a session it is; nil when the token does not state it.
    public let kind: TokenKind?

    let contents: TokenContents

    /// The id of the key that signed the token.
    public var keyId: String { contents.key.keyId }

    /// The id of the user or access key that the token represents.
    public var subject: String { contents.subject }

    /// The project that the token was validated for.
    public var projectId: String { contents.projectId }

    /// The token's issuer: the project id, or a URL that contains the project id.
    public var issuer: String { contents.issuer.text }

    /// When the token expires.
    public var expiresAt: Date { Date(timeIntervalSince1970: contents.expiry) }

    /// When the token was issued. Nil when it does not state it.
    public var issuedAt: Date? { contents.issuedAt.map(Date.init(timeIntervalSince1970:)) }

    /// The thumbprint of the key that the token is bound to (`cnf.jkt`, RFC 9449); nil for a bearer token. A
    /// ``DPoPValidator``, not a ``TokenValidator``, checks that the sender holds the key.
    public var proofKeyThumbprint: String? { contents.proofKeyThumbprint }

    private var payload: [UInt8] { contents.payload }

    /// All claims of the token. They are decoded once, on first use, for all copies of the token.
    public var claims: [String: JSONValue] { contents.claims }

    /// The value of one claim.
    public subscript(_ name: String) -> JSONValue? { claims[name] }

    /// Decodes the claims into your own type. Dates are read as seconds since 1970.
    ///
    /// - Throws: `DecodingError` when the claims do not fit the type.
    public func claims<Claims: Decodable>(as type: Claims.Type) throws -> Claims {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        return try decoder.decode(type, from: Data(payload))
    }

    /// The recipients that the token is intended for (`aud`); empty when it has no audience.
    public var audience: [String] { self["aud"]?.stringOrStrings ?? [] }

    /// The session's current tenant (`dct`), if there is one.
    public var currentTenant: String? { self["dct"]?.stringValue }

    /// How the user signed in (`amr`): `email`, `sms`, `pwd`, `mfa` and others.
    public var authenticationMethods: [String] { self["amr"]?.stringsValue ?? [] }

    /// When the refresh token of the same session expires (`rexp`); only session tokens state it.
    public var refreshExpiresAt: Date? {
        self["rexp"]?.stringValue.flatMap { try? Date($0, strategy: .iso8601) }
    }
}

extension DescopeToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind of token and its expiry.
    public var description: String { "<\(kind.map { "\($0) " } ?? "")token until \(expiresAt)>" }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// No children, so that `dump` shows nothing either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// The content of a signed token that validation has read; it is the same each time that the token arrives.
///
/// A class, because every token and the ``TokenCache`` share it: a copy costs one reference.
final class TokenContents: Sendable {
    /// The key that verified the signature.
    let key: VerificationKey
    /// The project that the issuer belongs to.
    let projectId: String
    let issuer: Issuer
    let subject: String
    /// Seconds since 1970, like the other times.
    let expiry: Double
    let notBefore: Double?
    let issuedAt: Double?
    let kindClaims: KindClaims
    /// Nil when the audience was not requested.
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

    /// All claims, decoded on first use and kept.
    var claims: [String: JSONValue] {
        parsed.withLock { parsed in
            if let parsed { return parsed }
            let claims = (try? JSONReader.parse(payload))?.objectValue ?? [:]
            parsed = claims
            return claims
        }
    }

    /// The approximate memory in bytes once the claims have been decoded: eight to ten times the payload, measured for
    /// common claims and for those of a user of many tenants.
    var approximateBytes: Int { 1024 + 10 * payload.count }
}

/// The kind of a session's token.
public enum TokenKind: Hashable, Sendable {
    /// The short-lived token, which is sent with every request.
    case session
    /// The long-lived token, which is used only to request new session tokens.
    case refresh
}

extension JSONValue {
    /// A string, or the strings in a list; anything else counts as none.
    var stringOrStrings: [String] { stringValue.map { [$0] } ?? stringsValue }
}
