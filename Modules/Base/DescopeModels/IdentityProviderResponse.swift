public import DescopeCore

/// What a tenant's identity provider said of the user. What it left out is empty or nil.
public struct IdentityProviderResponse: Sendable, Decodable {
    /// The groups that the user is in.
    public let groups: [String]
    /// The attributes of the SAML assertion.
    public let samlAttributes: [String: JSONValue]
    /// The claims of the OpenID Connect answer.
    public let oidcClaims: [String: JSONValue]
    /// The SAML answer as it came, where the service passes it on.
    public let samlResponse: Secret?
    /// The OpenID Connect answer as it came, where the service passes it on.
    public let oidcResponse: Secret?

    private enum CodingKeys: String, CodingKey {
        case groups = "idpGroups"
        case samlAttributes = "idpSAMLAttributes"
        case oidcClaims = "idpOIDCClaims"
        case samlResponse, oidcResponse
    }
}
