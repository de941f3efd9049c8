public import DescopeCore
import DescopeCrypto
import DescopeJWT

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Replaces Google, Apple and all other OAuth providers, and the identity providers of tenants. The test chooses who
/// signs in.
///
/// ```swift
/// let url = try await client.oauth.start(with: .google)
/// let redirect = try backend.identityProvider.signIn(at: url, as: .init(email: "ada@example.com", name: "Ada"))
/// let signedIn = try await client.oauth.exchange(code: try #require(redirect.code))
/// ```
public struct EmulatorIdentityProvider: Sendable {
    static let address = "https://emulator.invalid/idp"

    let backend: EmulatorBackend

    /// A user's identity at the identity provider.
    public struct Identity: Hashable, Codable, Sendable {
        /// The id of the account, which never changes.
        public var subject: String
        /// The email address.
        public var email: String?
        /// Whether the provider has verified the email address. Users are matched by verified addresses only.
        public var verifiedEmail: Bool
        /// The full name.
        public var name: String?
        /// The groups in a tenant's directory.
        public var groups: [String]
        /// Further attributes of a SAML assertion, or OpenID Connect claims, from a tenant's identity provider.
        public var attributes: [String: JSONValue]

        /// Makes an identity.
        ///
        /// - Parameters:
        ///   - email: The email address.
        ///   - name: The full name.
        ///   - subject: The account's id; nil uses the email address.
        ///   - verifiedEmail: Whether the provider has verified the email address.
        ///   - groups: The groups in a tenant's directory.
        ///   - attributes: Further attributes or claims from a tenant's identity provider.
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

    /// The redirect of the user's browser after the sign-in.
    public struct Redirect: Sendable {
        /// The app's redirect URL with `code=…` or `err=…`.
        public let url: Secret
        /// The code for the exchange, if the sign-in succeeded.
        public let code: Secret?
        /// The error if it failed: the service's error code, or `access_denied` when the user declined.
        public let error: String?
    }
}

extension EmulatorBackend {
    /// The replacement for all identity providers.
    public var identityProvider: EmulatorIdentityProvider { EmulatorIdentityProvider(backend: self) }

    /// Configures SSO: a tenant's users can sign in with the tenant's identity provider.
    ///
    /// - Parameters:
    ///   - tenant: The tenant's id.
    ///   - domains: The tenant's email domains. A start with an address of such a domain finds the tenant, and the
    ///     identity provider can verify only such addresses.
    ///   - ssoId: The id of the configuration, for tenants with several. Configuring the same id again replaces the
    ///     configuration.
    ///   - groupRoles: The roles in the tenant for each group of the directory. When there are any, a sign-in sets the
    ///     user's roles to exactly these.
    ///   - usesOIDC: Whether the tenant uses OpenID Connect instead of SAML.
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
                tenant: tenant,
                domains: domains,
                ssoId: ssoId,
                groupRoles: groupRoles,
                usesOIDC: usesOIDC
            )
        }
    }
}

extension EmulatorIdentityProvider {
    /// Follows the URL of a start and signs in.
    ///
    /// - Parameters:
    ///   - url: The URL that the start returned. It works once.
    ///   - identity: The identity of the user.
    /// - Returns: The redirect, with a code, or with an error when the service refuses the user.
    /// - Throws: ``EmulatorRefusal`` when the URL is unknown, already used, or expired.
    public func signIn(at url: some SecretConvertible, as identity: Identity) throws(EmulatorRefusal) -> Redirect {
        let url = url.asSecret
        return try backend.edit { state throws(EmulatorRefusal) in try state.comeBack(to: url, as: identity) }
    }

    /// Follows the URL of a start and declines the sign-in.
    ///
    /// - Throws: ``EmulatorRefusal`` when the URL is unknown, already used, or expired.
    public func deny(at url: some SecretConvertible) throws(EmulatorRefusal) -> Redirect {
        let url = url.asSecret
        return try backend.edit { state throws(EmulatorRefusal) in try state.comeBack(to: url, as: nil) }
    }

    /// Makes a signed id token, as a provider issues it to a native app or to a page with One Tap. It works once,
    /// within an hour.
    ///
    /// - Parameters:
    ///   - provider: The service's name for the provider: `google`.
    ///   - identity: The identity of the user.
    ///   - nonce: The nonce that the app or page sent to the provider.
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

    /// Makes an authorization code, as a provider issues it to a native app. It works once, and for a few minutes.
    ///
    /// - Parameters:
    ///   - provider: The service's name for the provider: `apple`.
    ///   - identity: The identity of the user.
    public func authorizationCode(from provider: String, as identity: Identity) throws(EmulatorRefusal) -> Secret {
        try backend.edit { state throws(EmulatorRefusal) in
            try state.issue(ProviderCode(identity: identity), realm: provider, for: state.settings.codeLifetime)
        }
    }
}

extension EmulatorState {
    fileprivate func idToken(
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
            let key = try identityKey()
            token = try JWS.sign(claims, keyId: key.id, with: key.key)
        } catch {
            throw EmulatorRefusal(500, .badRequest, "the id token could not be signed")
        }
        let nonceDigest = if let nonce { try digest(nonce) } else { nil as String? }
        try issue(
            ProviderIDToken(provider: provider, identity: identity, nonceDigest: nonceDigest),
            token: token,
            until: expiresAt
        )
        return Secret(token)
    }

    /// The key that signs the identity providers' id tokens, made when it is first needed.
    private func identityKey() throws -> ProjectKey {
        if let known = keys["idp"] { return try known.key() }
        let key = try ProjectKey(id: "idp", key: .generate(for: .es256))
        try save(try ProjectKeyRecord(key, for: .identities))
        return key
    }
}
