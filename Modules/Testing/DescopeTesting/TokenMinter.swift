public import DescopeCore
import DescopeCrypto
import DescopeJWT

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Makes tokens like the service's, signed with a test's keys.
public struct TokenMinter: Sendable {
    /// The project of the tokens.
    public var projectId: String
    /// The keys that sign the tokens.
    public var keys: FakeKeys
    /// The source of the tokens' times.
    public var clock: any DescopeClock

    /// Makes a minter.
    public init(projectId: String, keys: FakeKeys, clock: some DescopeClock = SystemClock()) {
        self.projectId = projectId
        self.keys = keys
        self.clock = clock
    }

    /// Makes a session token.
    ///
    /// - Parameters:
    ///   - userId: The user's id.
    ///   - lifetime: The time until it expires. Negative: it expired that long ago.
    ///   - claims: Claims that are added or replaced, for example `["roles": ["editor"], "dct": "acme"]`.
    public func session(
        userId: String = "U2test",
        lifetime: Duration = .seconds(600),
        claims: [String: JSONValue] = [:]
    ) throws -> Secret {
        try token("DS", userId, lifetime, claims)
    }

    /// Makes a refresh token.
    ///
    /// - Parameters:
    ///   - userId: The user's id.
    ///   - lifetime: The time until it expires. Negative: it expired that long ago.
    ///   - claims: Claims that are added or replaced.
    public func refresh(
        userId: String = "U2test",
        lifetime: Duration = .seconds(2_592_000),
        claims: [String: JSONValue] = [:]
    ) throws -> Secret {
        try token("DSR", userId, lifetime, claims)
    }

    /// Makes a token with exactly these claims, valid or not.
    ///
    /// - Parameters:
    ///   - claims: All claims of the token.
    ///   - header: Members that are added to or replace the algorithm, the key id and the type in the header.
    public func token(claims: [String: JSONValue], header: [String: JSONValue] = [:]) throws -> Secret {
        Secret(try JWS.sign(claims, keyId: keys.keyId, with: keys.signingKey, header: header))
    }

    private func token(
        _ cookieName: String,
        _ userId: String,
        _ lifetime: Duration,
        _ claims: [String: JSONValue]
    ) throws -> Secret {
        try token(claims: self.claims(cookieName, userId, lifetime, claims))
    }

    /// The claims of a token of the service, and more.
    func claims(
        _ cookieName: String,
        _ userId: String,
        _ lifetime: Duration,
        _ more: [String: JSONValue]
    ) -> [String: JSONValue] {
        // Limited to the times that a token can state.
        let end = min(now + min(max(-now, lifetime.components.seconds), 253_402_300_799), 253_402_300_799)
        let usual: [String: JSONValue] = [
            "iss": .string(projectId), "sub": .string(userId), "drn": .string(cookieName), "amr": ["email"],
            "iat": .int(min(now, end)), "exp": .int(end),
        ]
        return usual.merging(more) { $1 }
    }

    /// The clock's time, in whole seconds since 1970.
    var now: Int64 { Int64(clock.now.timeIntervalSince1970.rounded(.down)) }
}
