import DescopeHTTP

extension APIOperation {
    static let createRole = Self(management: "roles.create", .post, "/v1/mgmt/role/create")
    static let createRoles = Self(management: "roles.createBatch", .post, "/v1/mgmt/role/create/batch")
    static let updateRole = Self(management: "roles.update", .post, "/v1/mgmt/role/update")
    static let updateRoles = Self(management: "roles.updateBatch", .post, "/v1/mgmt/role/update/batch")
    static let deleteRole = Self(management: "roles.delete", .post, "/v1/mgmt/role/delete")
    static let deleteRoles = Self(management: "roles.deleteBatch", .post, "/v1/mgmt/role/delete/batch")
    static let loadRoles = Self(management: "roles.loadAll", .get, "/v1/mgmt/role/all")
    static let searchRoles = Self(management: "roles.search", .post, "/v1/mgmt/role/search", .always)

    static let createPermission = Self(management: "permissions.create", .post, "/v1/mgmt/permission/create")
    static let createPermissions = Self(
        management: "permissions.createBatch",
        .post,
        "/v1/mgmt/permission/create/batch"
    )
    static let updatePermission = Self(management: "permissions.update", .post, "/v1/mgmt/permission/update")
    static let updatePermissions = Self(
        management: "permissions.updateBatch",
        .post,
        "/v1/mgmt/permission/update/batch"
    )
    static let deletePermission = Self(management: "permissions.delete", .post, "/v1/mgmt/permission/delete")
    static let deletePermissions = Self(
        management: "permissions.deleteBatch",
        .post,
        "/v1/mgmt/permission/delete/batch"
    )
    static let loadPermissions = Self(management: "permissions.loadAll", .get, "/v1/mgmt/permission/all")
}
