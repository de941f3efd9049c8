public import DescopeCore

/// A tenant's identity provider's response about the user. Values that it left out are empty or nil.
public struct IdentityProviderResponse: JSONModel {
    /// The groups that the user is in.
    public package(set) var groups: [String] = []
    /// The attributes of the SAML assertion.
    public package(set) var samlAttributes: [String: JSONValue] = [:]
    /// The claims of the OpenID Connect response.
    public package(set) var oidcClaims: [String: JSONValue] = [:]
    /// The unmodified SAML response, when the service returns it.
    public package(set) var samlResponse: Secret?
    /// The unmodified OpenID Connect response, when the service returns it.
    public package(set) var oidcResponse: Secret?

    /// The JSON members.
    public static let members = Members(Self()) {
        $0("idpGroups", \.groups)
        $0("idpSAMLAttributes", \.samlAttributes)
        $0("idpOIDCClaims", \.oidcClaims)
        $0("samlResponse", \.samlResponse)
        $0("oidcResponse", \.oidcResponse)
    }
}
