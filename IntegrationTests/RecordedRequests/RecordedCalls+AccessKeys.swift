import Descope

let recordedAccessKeysCalls: [String: RecordedCall] = [
    "accessKeys.create": { _ = try await $0.management.accessKeys.create($1.model()) },
    "accessKeys.update": { try await $0.management.accessKeys.update($1.model()) },
    "accessKeys.rotate": { _ = try await $0.management.accessKeys.rotate($1.text("id")) },
    "accessKeys.load": { _ = try await $0.management.accessKeys.load($1.text("id")) },
    "accessKeys.search": { _ = try await $0.management.accessKeys.search($1.model()) },
    "accessKeys.activate": { try await $0.management.accessKeys.activate($1.text("id")) },
    "accessKeys.activateBatch": { try await $0.management.accessKeys.activateBatch($1.list("ids")) },
    "accessKeys.deactivate": { try await $0.management.accessKeys.deactivate($1.text("id")) },
    "accessKeys.deactivateBatch": { try await $0.management.accessKeys.deactivateBatch($1.list("ids")) },
    "accessKeys.delete": { try await $0.management.accessKeys.delete($1.text("id")) },
    "accessKeys.deleteBatch": { try await $0.management.accessKeys.deleteBatch($1.list("ids")) },
]

extension KnownDifference {
    static let accessKeys: [KnownDifference] = []
}
