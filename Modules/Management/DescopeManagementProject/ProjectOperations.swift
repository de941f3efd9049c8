import DescopeHTTP

extension APIOperation {
    static let listProjects = Self(management: "project.listProjects", .post, "/v1/mgmt/projects/list", .always)
    static let updateName = Self(management: "project.updateName", .post, "/v1/mgmt/project/update/name")
    static let updateTags = Self(management: "project.updateTags", .post, "/v1/mgmt/project/update/tags")
    static let cloneProject = Self(management: "project.clone", .post, "/v1/mgmt/project/clone")
    static let cloneProjectAsync = Self(management: "project.cloneAsync", .post, "/v1/mgmt/project/clone/async")
    static let loadCloneProcess = Self(
        management: "project.loadCloneProcess",
        .get,
        "/v1/mgmt/project/clone/async/{processId}"
    )
    static let deleteProject = Self(management: "project.delete", .post, "/v1/mgmt/project/delete")
    static let exportSnapshot = Self(
        management: "project.exportSnapshot",
        .post,
        "/v1/mgmt/project/snapshot/export",
        .always
    )
    static let importSnapshot = Self(management: "project.importSnapshot", .post, "/v1/mgmt/project/snapshot/import")
    static let validateSnapshot = Self(
        management: "project.validateSnapshot",
        .post,
        "/v1/mgmt/project/snapshot/validate",
        .always
    )
    static let exportLegacy = Self(management: "project.exportLegacy", .post, "/v1/mgmt/project/export", .always)
    static let importLegacy = Self(management: "project.importLegacy", .post, "/v1/mgmt/project/import")

    static let createEngine = Self(management: "engines.create", .post, "/v1/mgmt/engine/create")
    static let updateEngine = Self(management: "engines.update", .post, "/v1/mgmt/engine/update")
    static let deleteEngine = Self(management: "engines.delete", .post, "/v1/mgmt/engine/delete")
    static let loadEngine = Self(management: "engines.load", .get, "/v1/mgmt/engine/load")
    static let loadEngines = Self(management: "engines.loadAll", .get, "/v1/mgmt/engines/load")
    static let rotateSecret = Self(management: "engines.rotateSecret", .post, "/v1/mgmt/engine/rotate")

    static let createDescopers = Self(management: "descopers.createBatch", .put, "/v1/mgmt/descoper")
    static let updateDescoper = Self(management: "descopers.update", .patch, "/v1/mgmt/descoper")
    static let deleteDescoper = Self(management: "descopers.delete", .delete, "/v1/mgmt/descoper")
    static let loadDescoper = Self(management: "descopers.load", .get, "/v1/mgmt/descoper")
    static let loadDescopers = Self(management: "descopers.loadAll", .post, "/v1/mgmt/descoper/list", .always)

    static let createManagementKey = Self(management: "managementKeys.create", .put, "/v1/mgmt/managementkey")
    static let updateManagementKey = Self(management: "managementKeys.update", .patch, "/v1/mgmt/managementkey")
    static let deleteManagementKeys = Self(
        management: "managementKeys.deleteBatch",
        .post,
        "/v1/mgmt/managementkey/delete"
    )
    static let loadManagementKey = Self(management: "managementKeys.load", .get, "/v1/mgmt/managementkey")
    static let loadManagementKeys = Self(
        management: "managementKeys.loadAll",
        .get,
        "/v1/mgmt/managementkey/search"
    )
}
