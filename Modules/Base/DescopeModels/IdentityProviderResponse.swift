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
    /// The user that the service has made of the SAML response, when it returns it. The service does not document the
    /// form of this and the next three.
    public package(set) var samlGeneratedUser: Secret?
    /// The roles that the service has made of the SAML response, when it returns them.
    public package(set) var samlGeneratedRoles: Secret?
    /// The user that the service has made of the OpenID Connect response, when it returns it.
    public package(set) var oidcGeneratedUser: Secret?
    /// The roles that the service has made of the OpenID Connect response, when it returns them.
    public package(set) var oidcGeneratedRoles: Secret?

    /// The JSON members.
    public static let members = Members(Self()) {
        $0("idpGroups", \.groups)
        $0("idpSAMLAttributes", \.samlAttributes)
        $0("idpOIDCClaims", \.oidcClaims)
        $0("samlResponse", \.samlResponse)
        $0("oidcResponse", \.oidcResponse)
        $0("samlGeneratedUser", \.samlGeneratedUser)
        $0("samlGeneratedRoles", \.samlGeneratedRoles)
        $0("oidcGeneratedUser", \.oidcGeneratedUser)
        $0("oidcGeneratedRoles", \.oidcGeneratedRoles)
    }
}
