import DescopeManagementAudit
import DescopeURLSession

// The code of DescopeManagementAudit's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    let client = try DescopeClient(projectId: "P2abc", managementKey: "K2abc", transport: .urlSession)

    /// Records that a user has paid an invoice.
    func record(paymentOf invoice: String, by userId: String) async throws {
        try await client.management.audit.createEvent(
            NewAuditEvent("InvoicePaid", actorId: userId, tenantId: "acme", data: ["invoice": .string(invoice)])
        )
    }

    /// The number of failed sign-ins of the last 30 days, by country.
    func failedSignIns() async throws -> [String: Int] {
        let search = AuditSearch { $0.actions = ["LoginFailed"] }
        var counts: [String: Int] = [:]
        for try await record in client.management.audit.search(search) {
            counts[record.country ?? "unknown", default: 0] += 1
        }
        return counts
    }
}
