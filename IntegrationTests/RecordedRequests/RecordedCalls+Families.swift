import Descope

let recordedFamiliesCalls: [String: RecordedCall] = [
    "families.create": { try await $0.management.families.create($1.model()) },
    "families.patch": { try await $0.management.families.patch($1.model()) },
    "families.delete": { try await $0.management.families.delete($1.text("id")) },
    "families.search": {
        _ = try await $0.management.families.search($1.model(), pageSize: $1.int(ifAny: "size") ?? 100)
            .page($1.int(ifAny: "page") ?? 0)
    },
    "families.createDependent": { try await $0.management.families.createDependent($1.model()) },
    "families.deleteDependent": { try await $0.management.families.deleteDependent(userId: $1.text("userId")) },
    "families.impersonateDependent": {
        _ = try await $0.management.families.impersonateDependent(
            $1.text("dependentLoginId"),
            impersonator: $1.text("impersonator"),
            selectedFamily: $1.text(ifAny: "selectedFamily")
        )
    },
    "families.stopImpersonation": {
        _ = try await $0.management.families.stopImpersonation(
            $1.text("jwt"),
            customClaims: $1.object(ifAny: "customClaims"),
            refreshDuration: $1.int(ifAny: "refreshDuration").map { .seconds($0) }
        )
    },
    "families.loadSettings": { client, _ in _ = try await client.management.families.loadSettings() },
    "families.configureSettings": {
        try await $0.management.families.configureSettings(
            isEnabled: $1.bool(ifAny: "isEnabled"),
            maxFamilyMembers: $1.int(ifAny: "maxFamilyMembers"),
            allowsSeveralFamilies: $1.bool(ifAny: "allowsSeveralFamilies")
        )
    },
    "families.loadCustomAttributes": { client, _ in
        _ = try await client.management.families.loadCustomAttributes()
    },
    "families.createCustomAttributes": {
        try await $0.management.families.createCustomAttributes($1.models("attributes"))
    },
    "families.deleteCustomAttributes": { try await $0.management.families.deleteCustomAttributes($1.list("names")) },
]

extension KnownDifference {
    static let families: [KnownDifference] = [
        KnownDifference(
            "families.search",
            "body.page",
            recorded: nil,
            ours: 0,
            "Without page and size the service returns all families at once; ours are always fetched in pages."
        ),
        KnownDifference("families.search", "body.size", recorded: nil, ours: 100, "As with page."),
    ]
}
