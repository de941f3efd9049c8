public import DescopeCore
import DescopeCrypto
import DescopeJWT

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Makes tokens that look like the service's and are signed with a test's keys.
public struct TokenMinter: Sendable {
    /// The project that the tokens are for.
    public var projectId: String
    /// What signs them.
    public var keys: FakeKeys
    /// Where their times come from.
    public var clock: any DescopeClock

    /// Makes a minter.
    public init(projectId: String, keys: FakeKeys, clock: some DescopeClock = SystemClock()) {
        self.projectId = projectId
        self.keys = keys
        self.clock = clock
    }

    /// A session token.
    ///
    /// - Parameters:
    ///   - userId: Whom it speaks for.
    ///   - lifetime: How long it is good. Negative: it has expired that long ago.
    ///   - claims: What else it says, or says differently: `["roles": ["editor"], "dct": "acme"]`.
    public func session(
        userId: String = "U2test",
        lifetime: Duration = .seconds(600),
        claims: [String: JSONValue] = [:]
    ) throws -> Secret {
        try token("DS", userId, lifetime, claims)
    }

    /// A refresh token.
    ///
    /// - Parameters:
    ///   - userId: Whom it speaks for.
    ///   - lifetime: How long it is good. Negative: it has expired that long ago.
    ///   - claims: What else it says, or says differently.
    public func refresh(
        userId: String = "U2test",
        lifetime: Duration = .seconds(2_592_000),
        claims: [String: JSONValue] = [:]
    ) throws -> Secret {
        try token("DSR", userId, lifetime, claims)
    }

    /// A token with these claims and no others, be they sensible or not.
    ///
    /// - Parameters:
    ///   - claims: What it says.
    ///   - header: What its header says beside or instead of the algorithm, the key id and the type.
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

    /// What a token of the service says, and more.
    func claims(
        _ cookieName: String,
        _ userId: String,
        _ lifetime: Duration,
        _ more: [String: JSONValue]
    ) -> [String: JSONValue] {
        // Never before the first or after the last time that a token can write.
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
