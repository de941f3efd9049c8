import DescopeCore
import DescopeTesting
import Testing

/// What can be wrong with a token, and how its refusal is called.
enum Flaw: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case expired, unknownKey, forged, tampered, wrongIssuer, wrongAudience, wrongKind, fromTheFuture, noExpiry,
        malformed, oversized

    var testDescription: String { rawValue }

    var code: DescopeError.Code {
        switch self {
        case .expired: .tokenExpired
        case .unknownKey: .unknownKey
        case .forged, .tampered: .invalidSignature
        case .wrongIssuer: .wrongIssuer
        case .wrongAudience: .wrongAudience
        case .wrongKind: .wrongTokenKind
        case .fromTheFuture: .tokenNotYetValid
        case .noExpiry: .missingClaim
        case .malformed: .malformedToken
        case .oversized: .tokenTooLarge
        }
    }

    /// A session token that has it, to be asked for with the audience `api`.
    func sessionToken(_ fixture: Fixture) throws -> Secret {
        let audience: [String: JSONValue] = ["aud": "api"]
        let mint = fixture.mint
        switch self {
        case .expired: return try mint.session(lifetime: .seconds(-6), claims: audience)
        case .unknownKey: return try fixture.mintWithUnknownKey.session(claims: audience)
        case .forged: return try fixture.forge.session(claims: audience)
        case .tampered:
            let parts = try mint.session(claims: audience).reveal().split(separator: ".")
            let other = try mint.session(userId: "U2somebody", claims: audience).reveal().split(separator: ".")
            return Secret([parts[0], other[1], parts[2]].joined(separator: "."))
        case .wrongIssuer: return try mint.session(claims: ["aud": "api", "iss": "P2other"])
        case .wrongAudience: return try mint.session(claims: ["aud": "web"])
        case .wrongKind: return try mint.refresh(claims: audience)
        case .fromTheFuture: return try mint.session(claims: ["aud": "api", "iat": 4_102_444_800])
        case .noExpiry:
            return try mint.token(claims: ["iss": .string(Fixture.projectId), "sub": "U2test", "aud": "api"])
        case .malformed: return "not.a.token!"
        case .oversized: return Secret(String(repeating: "a", count: 64 << 10) + ".b.c")
        }
    }

    /// A refresh token that has it; refresh tokens are not asked for an audience.
    func refreshToken(_ fixture: Fixture) throws -> Secret? {
        let mint = fixture.mint
        switch self {
        case .expired: return try mint.refresh(lifetime: .seconds(-6))
        case .unknownKey: return try fixture.mintWithUnknownKey.refresh()
        case .forged: return try fixture.forge.refresh()
        case .wrongIssuer: return try mint.refresh(claims: ["iss": "https://evil.example/P2test/x/y"])
        case .wrongAudience: return nil
        case .wrongKind: return try mint.session()
        case .fromTheFuture: return try mint.refresh(claims: ["nbf": 4_102_444_800])
        case .tampered:
            let parts = try mint.refresh().reveal().split(separator: ".")
            let other = try mint.refresh(userId: "U2somebody").reveal().split(separator: ".")
            return Secret([parts[0], other[1], parts[2]].joined(separator: "."))
        case .noExpiry, .malformed, .oversized: return try sessionToken(fixture)
        }
    }
}
