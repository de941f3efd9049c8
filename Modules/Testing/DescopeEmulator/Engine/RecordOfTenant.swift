/// A row that belongs to a tenant, is found by the tenant's id, and is deleted with the tenant.
protocol RecordOfTenant: EmulatorRecord where Index == IndexByTenant {
    var tenantId: String { get }
}

enum IndexByTenant: Int, TableIndex {
    case tenant
}

extension RecordOfTenant {
    static var references: [Reference<Self>] { [Reference(to: TenantRecord.self, by: .tenant, onDelete: .delete)] }

    func keys(_ index: IndexByTenant) -> [TextKey] { [TextKey(tenantId)] }
}
