public import DescopeCore

/// What a tenant's identity provider said of the user. What it left out is empty or nil.
public struct IdentityProviderResponse: JSONModel {
    /// The groups that the user is in.
    public package(set) var groups: [String] = []
    /// The attributes of the SAML assertion.
    public package(set) var samlAttributes: [String: JSONValue] = [:]
    /// The claims of the OpenID Connect answer.
    public package(set) var oidcClaims: [String: JSONValue] = [:]
    /// The SAML answer as it came, where the service passes it on.
    public package(set) var samlResponse: Secret?
    /// The OpenID Connect answer as it came, where the service passes it on.
    public package(set) var oidcResponse: Secret?

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("idpGroups", \.groups)
        $0("idpSAMLAttributes", \.samlAttributes)
        $0("idpOIDCClaims", \.oidcClaims)
        $0("samlResponse", \.samlResponse)
        $0("oidcResponse", \.oidcResponse)
    }
}
