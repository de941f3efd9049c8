import DescopeManagementSSO
import DescopeURLSession

// The code of DescopeManagementSSO's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    let client = try DescopeClient(projectId: "P2abc", managementKey: "K2abc", transport: .urlSession)

    /// Lets the employees of Acme sign in with their identity provider.
    func connectAcme() async throws {
        let settings = SSOSAMLMetadataUpdate(idpMetadataURL: "https://idp.acme.com/metadata") {
            $0.details.attributeMapping = SSOAttributeMapping {
                $0.email = "mail"
                $0.group = "memberOf"
            }
            $0.details.roleMappings = [SSORoleMapping(["engineering"], roleName: "editor")]
        }
        try await client.management.sso.configureSAMLByMetadata(
            settings,
            tenantId: "acme",
            redirectURL: "https://app.example.com/signed-in",
            domains: ["acme.com"]
        )
    }

    /// Lets the members of another group edit too.
    func addEditors(_ group: String) async throws {
        let present = try await client.management.sso.load(tenantId: "acme")
        guard let saml = present.saml else { return }
        let settings = SSOSAMLMetadataUpdate(saml) {
            $0.details.roleMappings?.append(SSORoleMapping([group], roleName: "editor"))
        }
        try await client.management.sso.configureSAMLByMetadata(
            settings,
            tenantId: "acme",
            redirectURL: saml.redirectURL,
            domains: present.tenant?.domains ?? []
        )
        try await client.management.sso.recalculateMappings(tenantId: "acme")
    }
}
