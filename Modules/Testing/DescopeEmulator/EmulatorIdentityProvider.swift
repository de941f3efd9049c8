public import DescopeCore
import DescopeCrypto
import DescopeJWT

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Stands in for Google, Apple and all others, and for the identity providers of tenants: a test says who signs in.
///
/// ```swift
/// let url = try await client.oauth.start(with: .google)
/// let redirect = try backend.identityProvider.signIn(at: url, as: .init(email: "ada@example.com", name: "Ada"))
/// let signedIn = try await client.oauth.exchange(code: try #require(redirect.code))
/// ```
public struct EmulatorIdentityProvider: Sendable {
    static let address = "https://emulator.invalid/idp"

    let backend: EmulatorBackend

    /// Who somebody is, as the identity provider tells it.
    public struct Identity: Hashable, Sendable {
        /// The account's id, which never changes.
        public var subject: String
        /// The e-mail address.
        public var email: String?
        /// Whether the provider has proven the e-mail address. Users are found by proven addresses only.
        public var verifiedEmail: Bool
        /// The whole name.
        public var name: String?
        /// The groups in a tenant's directory.
        public var groups: [String]
        /// What a tenant's identity provider says besides: attributes of the assertion, or claims.
        public var attributes: [String: JSONValue]

        /// Says who somebody is.
        ///
        /// - Parameters:
        ///   - email: The e-mail address.
        ///   - name: The whole name.
        ///   - subject: The account's id; nil takes the e-mail address.
        ///   - verifiedEmail: Whether the provider has proven the e-mail address.
        ///   - groups: The groups in a tenant's directory.
        ///   - attributes: What a tenant's identity provider says besides.
        public init(
            email: String? = nil,
            name: String? = nil,
            subject: String? = nil,
            verifiedEmail: Bool = true,
            groups: [String] = [],
            attributes: [String: JSONValue] = [:]
        ) {
            self.subject = subject ?? email ?? ""
            self.email = email
            self.verifiedEmail = verifiedEmail
            self.name = name
            self.groups = groups
            self.attributes = attributes
        }
    }

    /// Where the user's browser is sent after the sign-in.
    public struct Redirect: Sendable {
        /// The app's redirect URL, with `code=…` or `err=…` in it.
        public let url: Secret
        /// The code for the exchange, when the sign-in went well.
        public let code: Secret?
        /// Why it did not: the service's error code, or `access_denied` when the user said no.
        public let error: String?
    }
}

extension EmulatorBackend {
    /// Stands in for all identity providers.
    public var identityProvider: EmulatorIdentityProvider { EmulatorIdentityProvider(backend: self) }

    /// Lets a tenant's users sign in with the tenant's identity provider.
    ///
    /// - Parameters:
    ///   - tenant: The tenant's id.
    ///   - domains: The domains of the tenant's e-mail addresses. A start with such an address finds the tenant, and
    ///     the identity provider's word counts for such addresses only.
    ///   - ssoId: Tells the configurations of a tenant apart, where it has several. Setting the same again replaces it.
    ///   - groupRoles: The roles in the tenant that come with a group of the directory. When there are any, a sign-in
    ///     leaves the user with exactly these.
    ///   - usesOIDC: Whether the tenant speaks OpenID Connect instead of SAML.
    /// - Throws: ``EmulatorRefusal`` when the tenant or a role does not exist, or a domain is another tenant's.
    public func configureSSO(
        tenant: String,
        domains: [String] = [],
        ssoId: String? = nil,
        groupRoles: [String: [String]] = [:],
        usesOIDC: Bool = false
    ) throws(EmulatorRefusal) {
        try edit { state throws(EmulatorRefusal) in
            try state.configureSSO(
                EmulatedSSO(
                    tenantId: tenant,
                    ssoId: ssoId ?? "",
                    domains: domains.map { $0.lowercased() },
                    groupRoles: groupRoles,
                    usesOIDC: usesOIDC
                )
            )
        }
    }
}

extension EmulatorIdentityProvider {
    /// Follows the URL of a start and signs in.
    ///
    /// - Parameters:
    ///   - url: What the start returned. It works once.
    ///   - identity: Who signs in.
    /// - Returns: Where the browser goes then: with a code, or with an error when the service refuses the user.
    /// - Throws: ``EmulatorRefusal`` when the URL is not one that a start returned, or is used or expired.
    public func signIn(at url: some SecretConvertible, as identity: Identity) throws(EmulatorRefusal) -> Redirect {
        let url = url.asSecret
        return try backend.edit { state throws(EmulatorRefusal) in try state.comeBack(to: url, as: identity) }
    }

    /// Follows the URL of a start and says no.
    ///
    /// - Throws: ``EmulatorRefusal`` when the URL is not one that a start returned, or is used or expired.
    public func deny(at url: some SecretConvertible) throws(EmulatorRefusal) -> Redirect {
        let url = url.asSecret
        return try backend.edit { state throws(EmulatorRefusal) in try state.comeBack(to: url, as: nil) }
    }

    /// A signed id token, as a provider gives it to a native app or to a page with One Tap. It works once, within an
    /// hour.
    ///
    /// - Parameters:
    ///   - provider: The provider as the service names it: `google`.
    ///   - identity: Who signs in.
    ///   - nonce: The nonce that the app or page gave the provider.
    public func idToken(
        from provider: String,
        as identity: Identity,
        nonce: (any SecretConvertible)?
    ) throws(EmulatorRefusal) -> Secret {
        let nonce = nonce?.asSecret.reveal()
        return try backend.edit { state throws(EmulatorRefusal) in
            try state.idToken(from: provider, as: identity, nonce: nonce)
        }
    }

    /// An authorization code, as a provider gives it to a native app. It works once, and for a few minutes.
    ///
    /// - Parameters:
    ///   - provider: The provider as the service names it: `apple`.
    ///   - identity: Who signs in.
    public func authorizationCode(from provider: String, as identity: Identity) throws(EmulatorRefusal) -> Secret {
        try backend.edit { state throws(EmulatorRefusal) in
            Secret(try state.issue(identity, in: \.providerCodes, provider, for: state.settings.codeLifetime))
        }
    }
}

extension EmulatorState {
    fileprivate mutating func idToken(
        from provider: String,
        as identity: EmulatorIdentityProvider.Identity,
        nonce: String?
    ) throws(EmulatorRefusal) -> Secret {
        let expiresAt = now.addingTimeInterval(3600)
        var claims: [String: JSONValue] = [
            "iss": .string("\(EmulatorIdentityProvider.address)/\(provider)"), "aud": .string(clientId(of: provider)),
            "sub": .string(identity.subject), "iat": .int(Int64(now.timeIntervalSince1970)),
            "exp": .int(Int64(expiresAt.timeIntervalSince1970)), "jti": .string(try newId("")),
        ]
        claims["nonce"] = nonce.map(JSONValue.string)
        claims["name"] = identity.name.map(JSONValue.string)
        claims["email"] = identity.email.map(JSONValue.string)
        if identity.email != nil { claims["email_verified"] = .bool(identity.verifiedEmail) }
        let token: String
        do {
            let key = if let known = federation.providerKey { known } else { try SigningKey.generate(for: .es256) }
            federation.providerKey = key
            token = try JWS.sign(claims, keyId: "idp", with: key)
        } catch {
            throw EmulatorRefusal(500, .badRequest, "the id token could not be signed")
        }
        let now = now
        federation.idTokens = federation.idTokens.filter { $0.value.expiresAt > now }
        federation.idTokens[try digest(token)] = FederationState.IDToken(
            provider: provider,
            identity: identity,
            nonce: nonce,
            expiresAt: expiresAt
        )
        return Secret(token)
    }
}
