import Descope

let recordedRolesCalls: [String: RecordedCall] = [
    "roles.create": { try await $0.management.roles.create($1.model()) },
    "roles.createBatch": { _ = try await $0.management.roles.createBatch($1.models("roles")) },
    "roles.update": { try await $0.management.roles.update($1.model()) },
    "roles.update, by id": { try await $0.management.roles.update($1.model()) },
    "roles.updateBatch": { _ = try await $0.management.roles.updateBatch($1.models("roles")) },
    "roles.delete": {
        try await $0.management.roles.delete($1.text("name"), tenantId: $1.text(ifAny: "tenantId"))
    },
    "roles.delete, by id": {
        try await $0.management.roles.delete(id: $1.text("id"), tenantId: $1.text(ifAny: "tenantId"))
    },
    "roles.deleteBatch": {
        try await $0.management.roles.deleteBatch(
            $1.strings(ifAny: "roleNames") ?? [],
            tenantId: $1.text(ifAny: "tenantId")
        )
    },
    "roles.deleteBatch, by ids": {
        try await $0.management.roles.deleteBatch(
            ids: $1.strings(ifAny: "roleIds") ?? [],
            tenantId: $1.text(ifAny: "tenantId")
        )
    },
    "roles.loadAll": { client, _ in _ = try await client.management.roles.loadAll() },
    "roles.search": { _ = try await $0.management.roles.search($1.model()) },

    "permissions.create": { try await $0.management.permissions.create($1.model()) },
    "permissions.createBatch": { try await $0.management.permissions.createBatch($1.models("permissions")) },
    "permissions.update": { try await $0.management.permissions.update($1.model()) },
    "permissions.update, by id": {
        try await $0.management.permissions.update($1.model())
    },
    "permissions.updateBatch": { try await $0.management.permissions.updateBatch($1.models("permissions")) },
    "permissions.delete": { try await $0.management.permissions.delete($1.text("name")) },
    "permissions.delete, by id": { try await $0.management.permissions.delete(id: $1.text("id")) },
    "permissions.deleteBatch": { try await $0.management.permissions.deleteBatch($1.strings(ifAny: "names") ?? []) },
    "permissions.deleteBatch, by ids": {
        try await $0.management.permissions.deleteBatch(ids: $1.strings(ifAny: "ids") ?? [])
    },
    "permissions.loadAll": { client, _ in _ = try await client.management.permissions.loadAll() },
]

extension KnownDifference {
    static let roles: [KnownDifference] = []
}
