public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A token that has been checked: who it speaks for, until when, and its claims.
///
/// It does not hold the token's text, and prints no claim.
public struct Token: Sendable {
    /// Which of the two tokens of a session it is; nil when the token does not say.
    public let kind: TokenKind?

    /// The id of the key that signed it.
    public let keyId: String

    /// The id of the user, or of the access key, that it speaks for.
    public let subject: String

    /// The project that it was checked against.
    public let projectId: String

    /// Who issued it, as it says: the project id, or a URL with the project id in it.
    public let issuer: String

    /// When it expires.
    public let expiresAt: Date

    /// When it was issued, if it says so.
    public let issuedAt: Date?

    /// The thumbprint of the key that the token is bound to (`cnf.jkt`, RFC 9449); nil when whoever holds the token may use
    /// it.
    public let proofKeyThumbprint: String?

    let payload: [UInt8]

    /// All its claims.
    public var claims: [String: JSONValue] { (try? JSONScanner.parse(payload))?.objectValue ?? [:] }

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

extension Token: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Its kind and its end.
    public var description: String { "<\(kind.map { "\($0) " } ?? "")token until \(expiresAt)>" }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// No children, so that `dump` stays silent too.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
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
