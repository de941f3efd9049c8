import DescopeHTTP

extension APIOperation {
    static let saveFGASchema = Self(management: "fga.saveSchema", .post, "/v1/mgmt/fga/schema", route: .fgaCache)
    static let loadFGASchema = Self(management: "fga.loadSchema", .get, "/v1/mgmt/fga/schema")
    static let dryRunFGASchema = Self(management: "fga.dryRunSchema", .post, "/v1/mgmt/fga/schema/dryrun", .always)

    static let createTuples = Self(management: "fga.createRelations", .post, "/v1/mgmt/fga/relations", route: .fgaCache)
    static let deleteTuples = Self(
        management: "fga.deleteRelations",
        .post,
        "/v1/mgmt/fga/relations/delete",
        route: .fgaCache
    )
    static let deleteAllTuples = Self(management: "fga.deleteAllRelations", .delete, "/v1/mgmt/fga/relations")
    static let checkTuples = Self(management: "fga.check", .post, "/v1/mgmt/fga/check", .always, route: .fgaCache)

    static let loadMappableSchema = Self(management: "fga.loadMappableSchema", .get, "/v1/mgmt/fga/mappable/schema")
    static let searchMappableResources = Self(
        management: "fga.searchMappableResources",
        .post,
        "/v1/mgmt/fga/mappable/resources",
        .always
    )
    static let loadResourcesDetails = Self(
        management: "fga.loadResourcesDetails",
        .post,
        "/v1/mgmt/fga/resources/load",
        .always
    )
    static let saveResourcesDetails = Self(
        management: "fga.saveResourcesDetails",
        .post,
        "/v1/mgmt/fga/resources/save"
    )

    static let createBackup = Self(management: "fga.createBackup", .post, "/v1/mgmt/fga/backup")
    static let loadBackup = Self(management: "fga.loadBackup", .get, "/v1/mgmt/fga/backup/{backupId}")
    static let loadBackups = Self(management: "fga.loadAllBackups", .get, "/v1/mgmt/fga/backups")
    static let deleteBackup = Self(management: "fga.deleteBackup", .delete, "/v1/mgmt/fga/backup/{backupId}")
    static let restoreBackup = Self(management: "fga.restoreBackup", .post, "/v1/mgmt/fga/backup/{backupId}/restore")
}
