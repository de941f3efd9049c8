public import DescopeCore
import DescopeHTTP
public import DescopeJWT
import DescopeModels

/// Which of the user's tenants to load.
public enum MyTenantsSelection: Hashable, Sendable {
    /// All tenants that the user belongs to.
    case all
    /// The session's current tenant (`dct`), if there is one.
    case current
    /// The tenants with these ids, as far as the user belongs to them. Needs at least one id.
    case ids([String])
}

/// A tenant that the user of a session belongs to.
public struct MyTenant: JSONModel, Hashable {
    /// The tenant's id.
    public var id = ""
    /// The tenant's name.
    public var name: String?
    /// The tenant's custom attributes.
    public var customAttributes: [String: JSONValue] = [:]

    /// Makes an empty tenant.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("name", \.name)
        $0("customAttributes", \.customAttributes)
    }
}

extension SessionClient {
    /// Selects the current tenant of a session: the claim `dct` of the new session token, and of those that follow it.
    ///
    /// Both tokens are new. Send them to the user, as after a refresh. Call it in a task that is not cancelled: a task
    /// that is cancelled before the response arrives loses the tokens.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant's id. The user has to belong to it.
    ///   - refreshJwt: The session's refresh token (not the session token).
    ///   - audience: The accepted audiences: the new session token needs one of them (`aud`). Empty accepts any.
    ///   - dpop: The request that the refresh token came with, if it has no session token. When the new session token
    ///     is bound to a key (RFC 9449), it is refused without a proof, and a new refresh token is discarded. For a
    ///     request that has a session token, validate the session first and pass it to
    ///     ``selectTenant(_:in:audience:)``.
    /// - Returns: The session. Store its ``ActiveSession/refreshJwt``: the old one may be invalid by now.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/tokenExpired`` when the
    ///   refresh token has expired: it is validated here before it is sent. A refusal of the service means that the
    ///   session has ended, or that the user does not belong to the tenant; ``myTenants(_:_:)-(SecretConvertible,_)``
    ///   lists the user's tenants. With ``/DescopeCore/DescopeError/Code/newTokenRefused`` the new session token is
    ///   refused here. Whenever ``/DescopeCore/DescopeError/refreshJwt`` is set, it is the refresh token to keep.
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

    /// The same for a session that ``validateAndRefresh(_:audience:)`` has returned: the key that it is bound to (RFC
    /// 9449) need not be proven again.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant's id. The user has to belong to it.
    ///   - session: The session, with its refresh token.
    ///   - audience: The accepted audiences: the new session token needs one of them (`aud`). Empty accepts any.
    /// - Returns: The session. Store its ``ActiveSession/refreshJwt``: the old one may be invalid by now.
    /// - Throws: The same as ``selectTenant(_:refreshJwt:audience:dpop:)``, and
    ///   ``/DescopeCore/DescopeError/Code/wrongSubject`` when the refresh token and the session token belong to
    ///   different users.
    public func selectTenant(
        _ tenantId: String,
        in session: ActiveSession,
        audience: [String] = []
    ) async throws -> ActiveSession {
        try await named(APIOperation.selectTenant.name) {
            try requireTenantId(tenantId)
            try requireNamedAudience(audience)
            let refreshJwt = try present(session.refreshJwt, "refreshJwt")
            // Before anything is sent: it may not have been checked while the session token was valid.
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

    /// Requires that a token is bound to no key, or to the one that its sender has proven to hold.
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

    /// Loads the tenants that the user of a session belongs to.
    ///
    /// - Parameters:
    ///   - refreshJwt: The session's refresh token (not the session token). It is validated here before it is sent.
    ///   - selection: Which tenants to load.
    public func myTenants(
        _ refreshJwt: some SecretConvertible,
        _ selection: MyTenantsSelection = .all
    ) async throws -> [MyTenant] {
        var body: RequestBody = ["dct": selection == .current]
        if case .ids(let ids) = selection {
            // An empty list would select all tenants.
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

    /// The same, with the newest valid refresh token of a request. When it or the session token beside it is bound to a
    /// key (RFC 9449), a proof of the key is required before anything is sent. The proof is used up.
    public func myTenants(_ tokens: RequestTokens, _ selection: MyTenantsSelection = .all) async throws -> [MyTenant] {
        try await myTenants(try await refreshJwt(in: tokens, for: .myTenants), selection)
    }
}
