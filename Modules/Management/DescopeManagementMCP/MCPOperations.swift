import DescopeHTTP

extension APIOperation {
    static let createMCPServer = Self(management: "mcpServers.create", .post, "/v1/mgmt/mcp/server/create")
    static let updateMCPServer = Self(management: "mcpServers.update", .post, "/v1/mgmt/mcp/server/update")
    static let deleteMCPServer = Self(management: "mcpServers.delete", .post, "/v1/mgmt/mcp/server/delete")
    static let deleteMCPServers = Self(management: "mcpServers.deleteBatch", .post, "/v1/mgmt/mcp/servers/delete")
    static let loadMCPServer = Self(management: "mcpServers.load", .post, "/v1/mgmt/mcp/server/load", .always)
    static let loadMCPServers = Self(management: "mcpServers.loadAll", .post, "/v1/mgmt/mcp/servers/all", .always)

    static let createMCPClient = Self(management: "mcpClients.create", .post, "/v1/mgmt/mcp/server/client/create")
    static let updateMCPClient = Self(management: "mcpClients.update", .post, "/v1/mgmt/mcp/server/client/update")
    static let deleteMCPClient = Self(management: "mcpClients.delete", .post, "/v1/mgmt/mcp/server/client/delete")
    static let deleteMCPClients = Self(
        management: "mcpClients.deleteBatch",
        .post,
        "/v1/mgmt/mcp/server/clients/delete"
    )
    static let loadMCPClient = Self(management: "mcpClients.load", .post, "/v1/mgmt/mcp/server/client/load", .always)
    static let searchMCPClients = Self(
        management: "mcpClients.search",
        .post,
        "/v1/mgmt/mcp/server/clients/search",
        .always
    )
    static let loadMCPClientSecret = Self(
        management: "mcpClients.loadSecret",
        .post,
        "/v1/mgmt/mcp/server/client/secret",
        .always
    )
    static let rotateMCPClientSecret = Self(
        management: "mcpClients.rotateSecret",
        .post,
        "/v1/mgmt/mcp/server/client/secret/rotate"
    )

    static let createResource = Self(management: "resources.create", .post, "/v1/mgmt/resource/create")
    static let updateResource = Self(management: "resources.update", .post, "/v1/mgmt/resource/update")
    static let deleteResource = Self(management: "resources.delete", .post, "/v1/mgmt/resource/delete")
    static let deleteResources = Self(management: "resources.deleteBatch", .post, "/v1/mgmt/resource/delete/batch")
    static let loadResource = Self(management: "resources.load", .get, "/v1/mgmt/resource/load")
    static let loadResourceByURI = Self(management: "resources.loadByURI", .get, "/v1/mgmt/resource/load/uri")
    static let loadResources = Self(management: "resources.loadAll", .get, "/v1/mgmt/resources/load")

    static let createResourcePolicy = Self(
        management: "resourcePolicies.create",
        .post,
        "/v1/mgmt/resourcepolicy/create"
    )
    static let createResourcePolicies = Self(
        management: "resourcePolicies.createBatch",
        .post,
        "/v1/mgmt/resourcepolicy/create/batch"
    )
    static let updateResourcePolicy = Self(
        management: "resourcePolicies.update",
        .post,
        "/v1/mgmt/resourcepolicy/update"
    )
    static let deleteResourcePolicy = Self(
        management: "resourcePolicies.delete",
        .post,
        "/v1/mgmt/resourcepolicy/delete"
    )
    static let deleteResourcePolicies = Self(
        management: "resourcePolicies.deleteBatch",
        .post,
        "/v1/mgmt/resourcepolicy/delete/batch"
    )
    static let loadResourcePolicies = Self(
        management: "resourcePolicies.loadAll",
        .get,
        "/v1/mgmt/resourcepolicy/app/load"
    )

    static let createRegistrationTemplate = Self(
        management: "registrationTemplates.create",
        .post,
        "/v1/mgmt/resource/dynamic-registration-template/create"
    )
    static let updateRegistrationTemplate = Self(
        management: "registrationTemplates.update",
        .post,
        "/v1/mgmt/resource/dynamic-registration-template/update"
    )
    static let deleteRegistrationTemplate = Self(
        management: "registrationTemplates.delete",
        .post,
        "/v1/mgmt/resource/dynamic-registration-template/delete"
    )
    static let deleteRegistrationTemplates = Self(
        management: "registrationTemplates.deleteBatch",
        .post,
        "/v1/mgmt/resource/dynamic-registration-templates/delete"
    )
    static let loadRegistrationTemplate = Self(
        management: "registrationTemplates.load",
        .get,
        "/v1/mgmt/resource/dynamic-registration-template/load"
    )
    static let loadRegistrationTemplates = Self(
        management: "registrationTemplates.loadAll",
        .get,
        "/v1/mgmt/resource/dynamic-registration-templates/load"
    )
}
