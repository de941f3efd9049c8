import Descope

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Call {
    static let accessKeys: [Call] = [
        .management("accessKeys.create") { management, given in
            var key = NewAccessKey.everything(given("name"))
            key.userId = given("userId")
            _ = try await management.accessKeys.create(key)
        },
        .management("accessKeys.create, that never expires") {
            _ = try await $0.accessKeys.create(NewAccessKey($1("name")))
        },
        .management("accessKeys.importBatch", sendsHiddenSecrets: true) { management, _ in
            try await management.accessKeys.importBatch([.everything("hush-hush-cleartext")])
        },
        .management("accessKeys.update") { management, given in
            let update = AccessKeyUpdate(given("id"), name: given("name")) {
                ($0.description, $0.roleNames) = (.set("Deploys"), .set(["deployer"]))
                ($0.tenants, $0.permittedIPs) = (.set([.sample]), .clear)
                ($0.customClaims, $0.customAttributes) = (.set(["plan": "pro"]), .set(["team": "build"]))
            }
            try await management.accessKeys.update(update)
        },
        .management("accessKeys.rotate") { _ = try await $0.accessKeys.rotate($1("id")) },
        .management("accessKeys.load") { _ = try await $0.accessKeys.load($1("id")) },
        .management("accessKeys.search") { management, given in
            let search = AccessKeySearch {
                ($0.tenantIds, $0.customAttributes) = (["acme"], ["team": "build"])
                ($0.boundUserId, $0.creatingUser) = (given("boundUserId"), given("creatingUser"))
                ($0.text, $0.sort) = ("ci", [.ascending("name")])
            }
            _ = try await management.accessKeys.search(search)
        },
        .management("accessKeys.activate") { try await $0.accessKeys.activate($1("id")) },
        .management("accessKeys.activateBatch") {
            try await $0.accessKeys.activateBatch([$1("ids.0"), $1("ids.1")])
        },
        .management("accessKeys.deactivate") { try await $0.accessKeys.deactivate($1("id")) },
        .management("accessKeys.deactivateBatch") {
            try await $0.accessKeys.deactivateBatch([$1("ids.0"), $1("ids.1")])
        },
        .management("accessKeys.delete") { try await $0.accessKeys.delete($1("id")) },
        .management("accessKeys.deleteBatch") {
            try await $0.accessKeys.deleteBatch([$1("ids.0"), $1("ids.1")])
        },
    ]

    /// Prepares a project for these calls.
    ///
    /// - Returns: The arguments that they are given there.
    static func prepareAccessKeys(_ it: Journey) async throws -> [String: String] {
        let accessKeys = it.client.management.accessKeys
        let created = try await accessKeys.create(NewAccessKey("ci") { $0.tenants = [TenantMembership("acme")] })
        let id = created.key.id
        return [
            "accessKeys.id": id, "accessKeys.ids.0": id,
            "accessKeys.ids.1": try await accessKeys.create(NewAccessKey("cd")).key.id,
            "session.accessKey": created.cleartext.reveal(),
        ]
    }

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedAccessKeys: [Unbounded] = [
        Unbounded("accessKeys.activateBatch", "ids") { try await $0.accessKeys.activateBatch([]) },
        Unbounded("accessKeys.deactivateBatch", "ids") { try await $0.accessKeys.deactivateBatch([]) },
        Unbounded("accessKeys.deleteBatch", "ids") { try await $0.accessKeys.deleteBatch([]) },
        Unbounded("accessKeys.deleteBatch", "ids.1") { try await $0.accessKeys.deleteBatch(["K1", " "]) },
        Unbounded("accessKeys.create", "expireTime") { management in
            _ = try await management.accessKeys.create(NewAccessKey("ci") { $0.expiresAt = .atEpoch })
        },
        Unbounded("accessKeys.create", "keyTenants.0.tenantId") { management in
            _ = try await management.accessKeys.create(NewAccessKey("ci") { $0.tenants = [TenantMembership(" ")] })
        },
        Unbounded("accessKeys.importBatch", "keys") { try await $0.accessKeys.importBatch([]) },
        Unbounded("accessKeys.importBatch", "keys.0.cleartext") {
            try await $0.accessKeys.importBatch([ImportedAccessKey("ci", cleartext: " ")])
        },
        Unbounded("accessKeys.importBatch", "keys.1.expireTime") { management in
            let forever = ImportedAccessKey("cd", cleartext: "hush-hush") { $0.expiresAt = .atEpoch }
            try await management.accessKeys.importBatch([.everything("hush-hush"), forever])
        },
    ]
}

extension Model {
    private static let renamedUpdate = ["keyTenants": "tenants"]
    private static let renamedNew = ["keyTenants": "tenants", "expireTime": "expiry"]

    static let accessKeys: [Model] = [
        Model(
            AccessKey.self,
            "AccessKey",
            renamed: ["keyTenants": "tenants", "expireTime": "expiresAt", "editable": "isEditable"]
        ),
        Model(AccessKeyTenant.self, "AccessKeyTenant"),
        Model(CreatedAccessKey.self, "management.accessKey.create response"),
        Model(NewAccessKey.self, "management.accessKey.create", renamed: renamedNew),
        Model(ImportedAccessKey.self, "ImportAccessKeyRequest", renamed: renamedNew),
        Model(AccessKeyUpdate.self, "management.accessKey.update", renamed: renamedUpdate),
        Model(AccessKeySearch.self, "management.accessKey.searchAll"),
    ]
}

extension TenantMembership {
    fileprivate static let sample = TenantMembership("acme", roleNames: ["deployer"])
}

extension NewAccessKey {
    /// A key with all that can be sent, but for its user.
    fileprivate static func everything(_ name: String) -> NewAccessKey {
        NewAccessKey(name) {
            ($0.roleNames, $0.tenants) = (["deployer"], [.sample])
            ($0.customClaims, $0.customAttributes) = (["plan": "pro"], ["team": "build"])
            ($0.description, $0.permittedIPs) = ("Deploys", ["10.0.0.0/8"])
            $0.expiresAt = Date(timeIntervalSince1970: 1_893_456_000)
        }
    }
}

extension ImportedAccessKey {
    /// A key with all that can be sent.
    fileprivate static func everything(_ cleartext: String) -> ImportedAccessKey {
        ImportedAccessKey("ci", cleartext: cleartext) {
            ($0.roleNames, $0.tenants, $0.userId) = (["deployer"], [.sample], "ada@example.com")
            ($0.customClaims, $0.customAttributes) = (["plan": "pro"], ["team": "build"])
            ($0.description, $0.permittedIPs) = ("Deploys", ["10.0.0.0/8"])
            $0.expiresAt = Date(timeIntervalSince1970: 1_893_456_000)
        }
    }
}

extension Date {
    /// A date that is the same as none in JSON.
    fileprivate static let atEpoch = Date(timeIntervalSince1970: 0)
}
