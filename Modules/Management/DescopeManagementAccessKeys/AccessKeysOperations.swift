import DescopeHTTP

extension APIOperation {
    static let createAccessKey = Self(management: "accessKeys.create", .post, "/v1/mgmt/accesskey/create")
    static let importAccessKeys = Self(management: "accessKeys.importBatch", .post, "/v1/mgmt/accesskey/import")
    static let updateAccessKey = Self(management: "accessKeys.update", .post, "/v1/mgmt/accesskey/update")
    static let rotateAccessKey = Self(management: "accessKeys.rotate", .post, "/v1/mgmt/accesskey/rotate")
    static let loadAccessKey = Self(management: "accessKeys.load", .get, "/v1/mgmt/accesskey")
    static let searchAccessKeys = Self(management: "accessKeys.search", .post, "/v1/mgmt/accesskey/search", .always)
    static let activateAccessKey = Self(management: "accessKeys.activate", .post, "/v1/mgmt/accesskey/activate")
    static let activateAccessKeys = Self(
        management: "accessKeys.activateBatch",
        .post,
        "/v1/mgmt/accesskey/activate/batch"
    )
    static let deactivateAccessKey = Self(management: "accessKeys.deactivate", .post, "/v1/mgmt/accesskey/deactivate")
    static let deactivateAccessKeys = Self(
        management: "accessKeys.deactivateBatch",
        .post,
        "/v1/mgmt/accesskey/deactivate/batch"
    )
    static let deleteAccessKey = Self(management: "accessKeys.delete", .post, "/v1/mgmt/accesskey/delete")
    static let deleteAccessKeys = Self(management: "accessKeys.deleteBatch", .post, "/v1/mgmt/accesskey/delete/batch")
}
