public import DescopeCore

/// All SAML settings of a configuration, to replace the present ones; the identity provider publishes its own at a URL.
public struct SSOSAMLMetadataUpdate: JSONModel {
    /// The URL of the identity provider's metadata.
    public var idpMetadataURL = ""
    /// The identity provider's entity id, by which a sign-in that starts at the identity provider finds the tenant.
    public var idpEntityId: String?
    /// All other settings.
    public var details = SSOSAMLDetails()

    /// Makes settings.
    ///
    /// - Parameters:
    ///   - idpMetadataURL: The URL of the identity provider's metadata.
    ///   - edit: Sets the others.
    public init(idpMetadataURL: String, _ edit: (inout Self) -> Void = { _ in }) {
        self.idpMetadataURL = idpMetadataURL
        edit(&self)
    }

    /// Begins with the settings that a configuration has now, as far as the service returns them; see
    /// ``SSOSAMLDetails/init(_:)``.
    public init(_ settings: SSOSAMLSettings, _ edit: (inout Self) -> Void = { _ in }) {
        (idpMetadataURL, idpEntityId) = (settings.idpMetadataURL ?? "", settings.idpEntityId)
        details = SSOSAMLDetails(settings)
        edit(&self)
    }

    /// The members in JSON.
    public static let members = Members(Self(idpMetadataURL: "")) {
        $0("idpMetadataUrl", \.idpMetadataURL, required: true)
        $0("entityId", \.idpEntityId, needsText: true)
        $0(all: \.details)
    }
}
