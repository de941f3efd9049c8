public import DescopeCore
import DescopeHTTP
public import DescopeJWT
import DescopeModels

/// Which of the user's tenants are asked for.
public enum MyTenantsSelection: Hashable, Sendable {
    /// All that the user belongs to.
    case all
    /// The one that the session is for at present, if there is one.
    case current
    /// Those of these ids that the user belongs to. At least one.
    case ids([String])
}

/// A tenant that the user of a session belongs to.
public struct MyTenant: JSONModel, Hashable {
    /// The tenant's id.
    public var id = ""
    /// The tenant's name.
    public var name: String?
    /// The project's own attributes of the tenant.
    public var customAttributes: [String: JSONValue] = [:]

    /// A tenant about which nothing is known.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("name", \.name)
        $0("customAttributes", \.customAttributes)
    }
}

extension SessionClient {
    /// Makes a tenant the current one of a session: the new session token's `dct` says so, and so do those that follow
    /// it.
    ///
    /// Both tokens are new. Hand them to the user like those of a refresh. Call it in a task that nobody cancels: one
    /// that is cancelled before the service has answered never learns of them.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant. The user has to belong to it.
    ///   - refreshJwt: The session's refresh token (not the session token).
    ///   - audience: Whom the new session token has to be meant for: one of these. Empty: it does not matter.
    ///   - dpop: The request that the refresh token came with, without a session token. When the new session token is
    ///     bound to a key (RFC 9449), it is refused without; then a new refresh token is handed to nobody. Of a request
    ///     that brings a session token, check the session first and move it with ``selectTenant(_:in:audience:)``.
    /// - Returns: The session. Store its ``ActiveSession/refreshJwt``: the old one may be dead.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/tokenExpired`` when the
    ///   refresh token has expired: it is checked here first, like that of a refresh. A refusal of the service means
    ///   that the session is over, or that the user does not belong to the tenant;
    ///   ``myTenants(_:_:)-(SecretConvertible,_)`` tells before. With
    ///   ``/DescopeCore/DescopeError/Code/newTokenRefused`` the new session token is refused here. Whenever
    ///   ``/DescopeCore/DescopeError/refreshJwt`` is set, it is the refresh token to keep.
    public func selectTenant(
        _ tenantId: String,
        refreshJwt: some SecretConvertible,
        audience: [String] = [],
        dpop: DPoPRequest? = nil
    ) async throws -> ActiveSession {
        try await named(APIOperation.selectTenant.name) {
            try requireTenantId(tenantId)
            try requireNamedAudience(audience)
            let refreshJwt = try present(refreshJwt.asSecret, "refreshJwt")
            let refreshToken = try await validator().validate(refreshJwt, as: .refresh)
            let bound = refreshToken.proofKeyThumbprint
            // Before anything is sent: a missing or bad proof must not cost the refresh token.
            let tokens = RequestTokens(refreshJwt: refreshJwt, dpop: dpop)
            let proof = try await proof(in: tokens, forTokensBoundTo: bound.map { [$0] } ?? [])
            return try await select(tenantId, refreshJwt, of: refreshToken.subject, audience, provenKey: bound) {
                try await requireProof(proof, forNewTokenBoundTo: $0, isUsed: bound != nil, in: tokens)
            }
        }
    }

    /// The same for a session that has just been checked, as ``validateAndRefresh(_:audience:)`` returns it: who has
    /// proven to hold the key that it is bound to (RFC 9449) need not prove it once more.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant. The user has to belong to it.
    ///   - session: The session, with its refresh token.
    ///   - audience: Whom the new session token has to be meant for: one of these. Empty: it does not matter.
    /// - Returns: The session. Store its ``ActiveSession/refreshJwt``: the old one may be dead.
    /// - Throws: The same as ``selectTenant(_:refreshJwt:audience:dpop:)``, and
    ///   ``/DescopeCore/DescopeError/Code/wrongSubject`` when the refresh token is another user's than the session
    ///   token.
    public func selectTenant(
        _ tenantId: String,
        in session: ActiveSession,
        audience: [String] = []
    ) async throws -> ActiveSession {
        try await named(APIOperation.selectTenant.name) {
            try requireTenantId(tenantId)
            try requireNamedAudience(audience)
            let refreshJwt = try present(session.refreshJwt, "refreshJwt")
            // Before anything is sent: it may not have been checked when the session token was good.
            if !session.isRefreshed {
                let refreshToken = try await validator().validate(refreshJwt, as: .refresh)
                guard isSameUser(refreshToken.subject, session.token.subject) else {
                    throw DescopeError.refreshTokenOfAnotherUser
                }
                try requireBinding(to: refreshToken.proofKeyThumbprint, provenKey: session.provenKey)
            }
            let (subject, key) = (session.token.subject, session.provenKey)
            return try await select(tenantId, refreshJwt, session.refreshCookie, of: subject, audience, provenKey: key)
            {
                try requireBinding(to: $0, provenKey: key)
            }
        }
    }

    /// Makes sure that a token is bound to no key, or to the one that its sender has proven to hold.
    private func requireBinding(to bound: String?, provenKey: String?) throws(DescopeError) {
        guard !client.configuration.gatewayChecksProofs, let bound else { return }
        guard bound == provenKey else { throw DescopeError.missingProof(in: nil) }
    }

    private func requireTenantId(_ tenantId: String) throws(DescopeError) {
        try requireText(tenantId, "tenantId", "Pass the id of a tenant that the user belongs to.")
    }

    private func select(
        _ tenantId: String,
        _ refreshJwt: Secret,
        _ refreshCookie: CookieSettings? = nil,
        of subject: String?,
        _ audience: [String],
        provenKey: String?,
        _ prove: @escaping @Sendable (String?) async throws -> Void
    ) async throws -> ActiveSession {
        let validator = try validator()
        let response = try await client.send(
            .selectTenant,
            body: ["tenant": tenantId],
            token: refreshJwt,
            returning: .signIn
        )
        return try await session(
            from: response,
            sent: refreshJwt,
            refreshCookie,
            of: subject,
            audience: audience,
            validator,
            provenKey: provenKey,
            prove
        )
    }

    /// The tenants that the user of a session belongs to, as the service knows them now.
    ///
    /// - Parameters:
    ///   - refreshJwt: The session's refresh token (not the session token). It is checked here first, like that of a
    ///     refresh.
    ///   - selection: Which of them.
    public func myTenants(
        _ refreshJwt: some SecretConvertible,
        _ selection: MyTenantsSelection = .all
    ) async throws -> [MyTenant] {
        var body: RequestBody = ["dct": selection == .current]
        if case .ids(let ids) = selection {
            // No ids at all would ask for all tenants.
            guard !ids.isEmpty else {
                throw APIOperation.myTenants.argument(
                    "ids",
                    "expected at least one tenant's id, found none. Pass .all for all."
                )
            }
            for id in ids { try APIOperation.myTenants.require(id, "ids", "Leave it out.") }
            body["ids"] = ids
        }
        let refreshJwt = try await usable(refreshJwt.asSecret, for: .myTenants)
        return try await client.send(.myTenants, body: body, token: refreshJwt, returning: .member("tenants"))
    }

    /// The same for the refresh token of a request: of several the newest good one. When it is bound to a key, or the
    /// session token beside it is (RFC 9449), nothing is sent without a proof of the key. The proof is used up.
    public func myTenants(_ tokens: RequestTokens, _ selection: MyTenantsSelection = .all) async throws -> [MyTenant] {
        try await myTenants(try await refreshJwt(in: tokens, for: .myTenants), selection)
    }
}
