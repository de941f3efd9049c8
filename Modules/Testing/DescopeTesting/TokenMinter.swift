public import DescopeCore
import DescopeCrypto
public import DescopeJWT

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

    /// Makes an access token of an application, an agent or an MCP client, for `validateAccessToken`.
    ///
    /// ```swift
    /// let jwt = try minter.access(audience: ["https://mcp.shop.example"], scopes: ["orders.read"])
    /// ```
    ///
    /// - Parameters:
    ///   - audience: The recipients that the token is intended for (`aud`).
    ///   - scopes: The granted scopes (`scope`).
    ///   - subject: The id of the user, application or agent that the token represents.
    ///   - clientId: The id of the client that it was issued to (`azp`). Nil: the claim is missing.
    ///   - actors: The actors on behalf of the subject (`act`), the current actor first.
    ///   - issuer: The issuer.
    ///   - lifetime: The time until it expires. Negative: it expired that long ago.
    ///   - claims: Claims that are added or replaced, for example a ``DPoPProver/binding``.
    public func access(
        audience: [String],
        scopes: [String] = [],
        subject: String = "U2test",
        clientId: String? = "UD2client",
        actors: [AccessToken.Actor] = [],
        issuer: AccessTokenIssuer = .agent(),
        lifetime: Duration = .seconds(600),
        claims: [String: JSONValue] = [:]
    ) throws -> Secret {
        // A nil value removes the claim.
        func string(_ text: String?) -> JSONValue? { text.map(JSONValue.string) }
        var said = self.claims("", subject, lifetime, [:])
        (said["drn"], said["amr"]) = (nil, nil)
        said["iss"] = .string(issuer.claim(projectId))
        said["aud"] = audience.count == 1 ? string(audience.first) : .array(audience.map(JSONValue.string))
        said["azp"] = string(clientId)
        said["scope"] = scopes.isEmpty ? nil : .string(scopes.joined(separator: " "))
        said["act"] = actors.reversed().reduce(nil) { earlier, actor in
            var members: [String: JSONValue] = [:]
            members["sub"] = string(actor.subject)
            members["iss"] = string(actor.issuer)
            members["client_id"] = string(actor.clientId)
            members["act"] = earlier
            return .object(members)
        }
        return try token(claims: said.merging(claims) { $1 })
    }

    /// The issuer of an access token, which determines its `iss` claim. `validateAccessToken` accepts each of them;
    /// tokens for agents are never session tokens.
    public enum AccessTokenIssuer: Hashable, Sendable {
        /// The project itself.
        case project
        /// The project as the OIDC provider of an application, optionally for a tenant's users.
        case application(tenant: String? = nil)
        /// The project for agents and MCP clients, with the id of the MCP server.
        case agent(server: String = "MS2test")

        func claim(_ projectId: String) -> String {
            let apps = "https://api.descope.com/v1/apps"
            return switch self {
            case .project: projectId
            case .application(let tenant): "\(apps)/\(projectId)" + (tenant.map { "/\($0)" } ?? "")
            case .agent(let server): "\(apps)/agentic/\(projectId)/\(server)"
            }
        }
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
