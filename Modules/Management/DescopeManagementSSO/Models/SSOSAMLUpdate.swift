public import DescopeCore

/// All SAML settings of a configuration, to replace the present ones.
///
/// ```swift
/// SSOSAMLUpdate(idpURL: "https://idp.example.com/sso", idpEntityId: "urn:idp", idpCertificate: pem) {
///     $0.details.roleMappings = [SSORoleMapping(["engineering"], roleName: "editor")]
/// }
/// ```
public struct SSOSAMLUpdate: JSONModel {
    /// The URL at which users sign in at the identity provider.
    public var idpURL = ""
    /// The identity provider's entity id.
    public var idpEntityId = ""
    /// The identity provider's certificate, in PEM.
    public var idpCertificate = ""
    /// Further certificates of the identity provider, for a change of certificates.
    public var idpAdditionalCertificates: [String]?
    /// All other settings.
    public var details = SSOSAMLDetails()

    /// Makes settings.
    ///
    /// - Parameters:
    ///   - idpURL: The URL at which users sign in at the identity provider.
    ///   - idpEntityId: The identity provider's entity id.
    ///   - idpCertificate: The identity provider's certificate, in PEM.
    ///   - edit: Sets the others.
    public init(
        idpURL: String,
        idpEntityId: String,
        idpCertificate: String,
        _ edit: (inout Self) -> Void = { _ in }
    ) {
        self.idpURL = idpURL
        self.idpEntityId = idpEntityId
        self.idpCertificate = idpCertificate
        edit(&self)
    }

    /// Begins with the settings that a configuration has now, as far as the service returns them; see
    /// ``SSOSAMLDetails/init(_:)``.
    public init(_ settings: SSOSAMLSettings, _ edit: (inout Self) -> Void = { _ in }) {
        (idpURL, idpEntityId) = (settings.idpURL ?? "", settings.idpEntityId ?? "")
        (idpCertificate, idpAdditionalCertificates) =
            (settings.idpCertificate ?? "", settings.idpAdditionalCertificates)
        details = SSOSAMLDetails(settings)
        edit(&self)
    }

    /// The members in JSON.
    public static let members = Members(Self(idpURL: "", idpEntityId: "", idpCertificate: "")) {
        $0("idpUrl", \.idpURL, required: true)
        $0("entityId", \.idpEntityId, required: true)
        $0("idpCert", \.idpCertificate, required: true)
        $0("idpAdditionalCerts", \.idpAdditionalCertificates)
        $0(all: \.details)
    }
}
