import DescopeHTTP

extension APIOperation {
    static let saveSchema = Self(management: "authz.saveSchema", .post, "/v1/mgmt/authz/schema/save")
    static let deleteSchema = Self(management: "authz.deleteSchema", .post, "/v1/mgmt/authz/schema/delete")
    static let loadSchema = Self(management: "authz.loadSchema", .post, "/v1/mgmt/authz/schema/load", .always)
    static let saveNamespace = Self(management: "authz.saveNamespace", .post, "/v1/mgmt/authz/ns/save")
    static let deleteNamespace = Self(management: "authz.deleteNamespace", .post, "/v1/mgmt/authz/ns/delete")
    static let saveRelationDefinition = Self(
        management: "authz.saveRelationDefinition",
        .post,
        "/v1/mgmt/authz/rd/save"
    )
    static let deleteRelationDefinition = Self(
        management: "authz.deleteRelationDefinition",
        .post,
        "/v1/mgmt/authz/rd/delete"
    )

    static let createRelations = Self(management: "authz.createRelations", .post, "/v1/mgmt/authz/re/create")
    static let deleteRelations = Self(management: "authz.deleteRelations", .post, "/v1/mgmt/authz/re/delete")
    static let deleteRelationsForIds = Self(
        management: "authz.deleteRelationsForIds",
        .post,
        "/v1/mgmt/authz/re/deleteresources"
    )
    static let deleteResourceRelations = Self(
        management: "authz.deleteResourceRelationsForResources",
        .post,
        "/v1/mgmt/authz/re/deleteresourcesrelations"
    )
    static let resourceRelations = Self(
        management: "authz.resourceRelations",
        .post,
        "/v1/mgmt/authz/re/resource",
        .always
    )
    static let targetsRelations = Self(
        management: "authz.targetsRelations",
        .post,
        "/v1/mgmt/authz/re/targets",
        .always
    )

    static let hasRelations = Self(management: "authz.hasRelations", .post, "/v1/mgmt/authz/re/has", .always)
    static let whoCanAccess = Self(
        management: "authz.whoCanAccess",
        .post,
        "/v1/mgmt/authz/re/who",
        .always,
        route: .fgaCache
    )
    static let whatCanTargetAccess = Self(
        management: "authz.whatCanTargetAccess",
        .post,
        "/v1/mgmt/authz/re/targetall",
        .always,
        route: .fgaCache
    )
    static let whatCanTargetAccessWithRelation = Self(
        management: "authz.whatCanTargetAccessWithRelation",
        .post,
        "/v1/mgmt/authz/re/targetwithrelation",
        .always
    )
    static let modified = Self(management: "authz.modified", .post, "/v1/mgmt/authz/getmodified", .always)
}
