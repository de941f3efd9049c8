import DescopeCore
import DescopeHTTP

extension StoredResource {
    /// The resources that clients ask tokens for.
    static let resources = Self(
        kind: "resources",
        audit: "Resource",
        prefix: "RES2",
        operations: [
            "resource.create": .create, "resource.load": .load, "resource.loadByURI": .load,
            "resource.loadAll": .search(), "resource.update": .update, "resource.delete": .delete,
            "resource.deleteBatch": .deleteAll,
        ],
        unique: ["uri"]
    )

    /// The scopes that an application may have at a resource.
    static let resourcePolicies = Self(
        kind: "resourcePolicies",
        audit: "ResourcePolicy",
        prefix: "",
        operations: [
            "resourcePolicy.create": .create, "resourcePolicy.createBatch": .createAll,
            "resourcePolicy.update": .update, "resourcePolicy.delete": .delete,
            "resourcePolicy.deleteBatch": .deleteAll,
            "resourcePolicy.loadByApp": .search(requires: "thirdPartyApplicationId"),
        ],
        key: ["resourceId", "thirdPartyApplicationId"],
        required: [],
        indexed: ["thirdPartyApplicationId"],
        owners: [("resources", "resourceId"), ("inboundApps", "thirdPartyApplicationId")]
    )

    /// The settings that resources share for clients that register themselves.
    static let registrationTemplates = Self(
        kind: "registrationTemplates",
        audit: "RegistrationTemplate",
        prefix: "DRT2",
        operations: [
            "registrationTemplate.create": .create, "registrationTemplate.load": .load,
            "registrationTemplate.loadAll": .search(), "registrationTemplate.update": .update,
            "registrationTemplate.delete": .delete, "registrationTemplate.deleteBatch": .deleteAll,
        ]
    )
}

extension Route {
    static let resources = stored(.resources) + stored(.resourcePolicies) + stored(.registrationTemplates)
}
