public import DescopeCore

/// The protocol that users of a tenant sign in with. The set is open: the service may add others.
public struct SSOAuthType: JSONName {
    /// The service's name for the protocol.
    public let rawValue: String

    /// Takes a name as the service writes it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// SSO is turned off; settings are kept.
    public static let disabled = Self(rawValue: "none")
    /// SAML.
    public static let saml = Self(rawValue: "saml")
    /// OpenID Connect.
    public static let oidc = Self(rawValue: "oidc")
}
