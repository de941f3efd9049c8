import DescopeManagementFlows
import DescopeURLSession

// The code of DescopeManagementFlows's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    let staging = try DescopeClient(projectId: "P2stage", managementKey: "K2stage", transport: .urlSession)
    let production = try DescopeClient(projectId: "P2abc", managementKey: "K2abc", transport: .urlSession)

    /// Copies all flows and the theme to production.
    func release() async throws {
        for flow in try await staging.management.flows.list() {
            try await production.management.flows.import(staging.management.flows.export(flow.id))
        }
        try await production.management.themes.import(staging.management.themes.export())
    }
}
