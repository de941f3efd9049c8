import Descope

extension Call {
    static let mcp: [Call] = [
        .management("mcpServers.create") { try await $0.mcpServers.create(.everything($1("name"))) },
        .management("mcpServers.update") {
            var server = MCPServer()
            (server.id, server.name, server.description) = ($1("server.id"), $1("server.name"), "All documents")
            (server.logo, server.audiences) = ("https://mcp.example.com/logo", ["https://mcp.example.com/mcp"])
            (server.approvedScopes, server.approvedCallbackURLs) = (.everything, ["https://app.example.com"])
            (server.dynamicRegistration, server.cimdSettings) = (.everything, .everything)
            (server.loginPageURL, server.sessionSettings) = ("https://app.example.com/login", .everything)
            (server.tags, server.skipsConsentScreen, server.addsAllAuthorizationInfo) = (["beta"], true, true)
            try await $0.mcpServers.update(server)
        },
        .management("mcpServers.delete") { try await $0.mcpServers.delete($1("id")) },
        .management("mcpServers.deleteBatch") {
            try await $0.mcpServers.deleteBatch([$1("ids.0"), $1("ids.1")])
        },
        .management("mcpServers.load") { _ = try await $0.mcpServers.load($1("id")) },
        .management("mcpServers.loadAll") { management, _ in _ = try await management.mcpServers.loadAll() },

        .management("mcpClients.create") {
            _ = try await $0.mcpClients.create(
                NewMCPClient(
                    $1("name"),
                    mcpServerId: $1("mcpServerId"),
                    approvedCallbackURLs: ["https://app.example.com"],
                    scopes: ["documents:read"],
                    tags: ["beta"],
                    logo: "https://app.example.com/logo",
                    addsAllAuthorizationInfo: true,
                    allowedTenants: ["acme"]
                )
            )
        },
        .management("mcpClients.update") {
            let update = MCPClientUpdate($1("id"), mcpServerId: $1("mcpServerId"), name: $1("name")) {
                ($0.approvedCallbackURLs, $0.scopes) = (["https://app.example.com"], ["documents:read"])
                ($0.tags, $0.logo) = (["beta"], "https://app.example.com/logo")
                ($0.addsAllAuthorizationInfo, $0.allowedTenants) = (true, ["acme"])
            }
            try await $0.mcpClients.update(update)
        },
        .management("mcpClients.update, beginning with the client") {
            var client = MCPClient()
            (client.id, client.mcpServerId, client.name) = ($1("id"), $1("mcpServerId"), $1("name"))
            client.approvedCallbackURLs = [$1("approvedCallbackUrls.0")]
            (client.scopes, client.tags) = ([$1("scopes.0")], [$1("tags.0")])
            client.allowedTenants = [$1("allowedTenants.0")]
            try await $0.mcpClients.update(MCPClientUpdate(client))
        },
        .management("mcpClients.delete") {
            try await $0.mcpClients.delete($1("id"), mcpServerId: $1("mcpServerId"))
        },
        .management("mcpClients.deleteBatch") {
            try await $0.mcpClients.deleteBatch([$1("ids.0"), $1("ids.1")], mcpServerId: $1("mcpServerId"))
        },
        .management("mcpClients.load") {
            _ = try await $0.mcpClients.load($1("id"), mcpServerId: $1("mcpServerId"))
        },
        .management("mcpClients.load, by client id") {
            _ = try await $0.mcpClients.load(clientId: $1("clientId"), mcpServerId: $1("mcpServerId"))
        },
        .management("mcpClients.search") {
            _ = try await $0.mcpClients.search(mcpServerId: $1("mcpServerId"), .everything).page(0)
        },
        .management("mcpClients.loadSecret") {
            _ = try await $0.mcpClients.loadSecret($1("id"), mcpServerId: $1("mcpServerId"))
        },
        .management("mcpClients.rotateSecret") {
            _ = try await $0.mcpClients.rotateSecret($1("id"), mcpServerId: $1("mcpServerId"))
        },

        .management("resources.create") {
            try await $0.resources.create(
                NewProtectedResource(
                    $1("name"),
                    description: "All documents",
                    uri: $1("uri"),
                    type: .mcp,
                    scopes: .everything,
                    userAccess: "all",
                    clientAccess: "all",
                    dynamicRegistrationSettings: .everything
                )
            )
        },
        .management("resources.update") {
            var resource = ProtectedResource()
            (resource.id, resource.name, resource.version) = ($1("resource.id"), $1("resource.name"), "7")
            (resource.description, resource.uri) = ("All documents", "https://mcp.example.com/mcp")
            (resource.type, resource.scopes) = (.mcp, .everything)
            (resource.userAccess, resource.clientAccess) = ("all", "all")
            resource.dynamicRegistrationSettings = .everything
            try await $0.resources.update(resource)
        },
        .management("resources.delete") { try await $0.resources.delete($1("id")) },
        .management("resources.deleteBatch") {
            try await $0.resources.deleteBatch([$1("ids.0"), $1("ids.1")])
        },
        .management("resources.load") { _ = try await $0.resources.load($1("id")) },
        .management("resources.loadByURI") { _ = try await $0.resources.loadByURI($1("uri")) },
        .management("resources.loadAll") { management, _ in _ = try await management.resources.loadAll() },

        .management("resourcePolicies.create") {
            try await $0.resourcePolicies.create(.everything($1("resourceId"), $1("thirdPartyApplicationId")))
        },
        .management("resourcePolicies.createBatch") {
            try await $0.resourcePolicies.createBatch([
                .everything($1("policies.0.resourceId"), $1("policies.0.thirdPartyApplicationId")),
                .everything($1("policies.1.resourceId"), $1("policies.1.thirdPartyApplicationId")),
            ])
        },
        .management("resourcePolicies.update") {
            try await $0.resourcePolicies.update(.everything($1("resourceId"), $1("thirdPartyApplicationId")))
        },
        .management("resourcePolicies.update, beginning with the policy") {
            var policy = ResourcePolicy()
            (policy.resourceId, policy.thirdPartyApplicationId) = ($1("resourceId"), $1("thirdPartyApplicationId"))
            (policy.userAccessScopes, policy.clientAccessScopes) = (
                [$1("userAccessScopes.0")], [$1("clientAccessScopes.0")]
            )
            try await $0.resourcePolicies.update(ResourcePolicyDetails(policy))
        },
        .management("resourcePolicies.delete") {
            try await $0.resourcePolicies.delete(
                resourceId: $1("resourceId"),
                thirdPartyApplicationId: $1("thirdPartyApplicationId")
            )
        },
        .management("resourcePolicies.deleteBatch") {
            try await $0.resourcePolicies.deleteBatch([
                ResourcePolicyIdentifier(
                    resourceId: $1("policies.0.resourceId"),
                    thirdPartyApplicationId: $1("policies.0.thirdPartyApplicationId")
                )
            ])
        },
        .management("resourcePolicies.loadAll") {
            _ = try await $0.resourcePolicies.loadAll(thirdPartyApplicationId: $1("thirdPartyApplicationId"))
        },

        .management("registrationTemplates.create") {
            try await $0.registrationTemplates.create(
                NewRegistrationTemplate(
                    $1("name"),
                    description: "For agents",
                    loginPageURL: "https://app.example.com/login",
                    sessionSettings: .everything,
                    skipsConsentScreen: true,
                    addsAllAuthorizationInfo: true,
                    tags: ["beta"]
                )
            )
        },
        .management("registrationTemplates.update") {
            var template = RegistrationTemplate()
            (template.id, template.name, template.version) = ($1("template.id"), $1("template.name"), "7")
            (template.description, template.loginPageURL) = ("For agents", "https://app.example.com/login")
            (template.sessionSettings, template.tags) = (.everything, ["beta"])
            (template.skipsConsentScreen, template.addsAllAuthorizationInfo) = (true, true)
            try await $0.registrationTemplates.update(template)
        },
        .management("registrationTemplates.delete") { try await $0.registrationTemplates.delete($1("id")) },
        .management("registrationTemplates.deleteBatch") {
            try await $0.registrationTemplates.deleteBatch([$1("ids.0"), $1("ids.1")])
        },
        .management("registrationTemplates.load") { _ = try await $0.registrationTemplates.load($1("id")) },
        .management("registrationTemplates.loadAll") { management, _ in
            _ = try await management.registrationTemplates.loadAll()
        },
    ]

    /// Prepares a project for these calls.
    ///
    /// - Returns: The arguments that they are given there.
    static func prepareMcp(_ it: Journey) async throws -> [String: String] {
        let management = it.client.management
        let server = try await management.mcpServers.create(NewMCPServer("Documents"))
        let otherServer = try await management.mcpServers.create(NewMCPServer("Images"))
        let client = try await management.mcpClients.create(NewMCPClient("Assistant", mcpServerId: server.id))
        let otherClient = try await management.mcpClients.create(NewMCPClient("Agent", mcpServerId: server.id))
        let resource = try await management.resources.create(
            NewProtectedResource("Documents", uri: "https://mcp.example.com/mcp")
        )
        let other = try await management.resources.create(
            NewProtectedResource("Images", uri: "https://images.example.com/mcp")
        )
        let applications = management.inboundApplications
        let app = try await applications.create(InboundApplicationDetails("Agents")).id
        let otherApp = try await applications.create(InboundApplicationDetails("Crawlers")).id
        try await management.resourcePolicies.create(
            ResourcePolicyDetails(resourceId: resource.id, thirdPartyApplicationId: app)
        )
        let template = try await management.registrationTemplates.create(NewRegistrationTemplate("Agents"))
        let otherTemplate = try await management.registrationTemplates.create(NewRegistrationTemplate("Crawlers"))
        return [
            "mcpServers.id": server.id, "mcpServers.server.id": server.id,
            "mcpServers.ids.0": server.id, "mcpServers.ids.1": otherServer.id,
            "mcpClients.mcpServerId": server.id, "mcpClients.id": client.id, "mcpClients.clientId": client.clientId,
            "mcpClients.ids.0": client.id, "mcpClients.ids.1": otherClient.id,
            "resources.id": resource.id, "resources.resource.id": resource.id,
            "resources.ids.0": resource.id, "resources.ids.1": other.id,
            "resources.uri": "https://mcp.example.com/mcp", "resources.create.uri": "https://new.example.com",
            "resourcePolicies.resourceId": resource.id, "resourcePolicies.thirdPartyApplicationId": app,
            "resourcePolicies.create.resourceId": other.id,
            "resourcePolicies.policies.0.resourceId": resource.id,
            "resourcePolicies.policies.0.thirdPartyApplicationId": app,
            "resourcePolicies.createBatch.policies.0.thirdPartyApplicationId": otherApp,
            "resourcePolicies.policies.1.resourceId": other.id,
            "resourcePolicies.policies.1.thirdPartyApplicationId": otherApp,
            "registrationTemplates.id": template.id, "registrationTemplates.template.id": template.id,
            "registrationTemplates.ids.0": template.id, "registrationTemplates.ids.1": otherTemplate.id,
        ]
    }

    /// Refused before anything is sent: the service would act on everything.
    static let unboundedMcp: [Unbounded] = [
        Unbounded("mcpServers.deleteBatch", "ids") { try await $0.mcpServers.deleteBatch([]) },
        Unbounded("mcpServers.deleteBatch", "ids.1") { try await $0.mcpServers.deleteBatch(["MS1", " "]) },
        Unbounded("mcpClients.deleteBatch", "ids") { try await $0.mcpClients.deleteBatch([], mcpServerId: "MS1") },
        Unbounded("mcpClients.deleteBatch", "ids.1") {
            try await $0.mcpClients.deleteBatch(["MC1", ""], mcpServerId: "MS1")
        },
        Unbounded("mcpClients.update", "mcpServerId") {
            var client = MCPClient()
            (client.id, client.name) = ("MC1", "Assistant")
            try await $0.mcpClients.update(MCPClientUpdate(client))
        },
        Unbounded("mcpClients.search", "page") { _ = try await $0.mcpClients.search(mcpServerId: "MS1").page(-1) },
        Unbounded("mcpClients.search", "clientId") {
            _ = try await $0.mcpClients.search(mcpServerId: "MS1", MCPClientSearch { $0.clientId = "" }).page(0)
        },
        Unbounded("mcpClients.search", "name") {
            _ = try await $0.mcpClients.search(mcpServerId: "MS1", MCPClientSearch { $0.name = " " }).page(0)
        },
        Unbounded("mcpClients.search", "status") {
            _ = try await $0.mcpClients.search(mcpServerId: "MS1", MCPClientSearch { $0.status = "" }).page(0)
        },
        Unbounded("mcpClients.search", "tag") {
            _ = try await $0.mcpClients.search(mcpServerId: "MS1", MCPClientSearch { $0.tag = "" }).page(0)
        },
        Unbounded("mcpClients.search", "registrationMethod") {
            let search = MCPClientSearch { $0.registrationMethod = "" }
            _ = try await $0.mcpClients.search(mcpServerId: "MS1", search).page(0)
        },
        Unbounded("mcpClients.search", "pageSize") {
            _ = try await $0.mcpClients.search(mcpServerId: "MS1", pageSize: 1001).page(0)
        },
        Unbounded("resources.deleteBatch", "ids") { try await $0.resources.deleteBatch([]) },
        Unbounded("resources.deleteBatch", "ids.0") { try await $0.resources.deleteBatch([" "]) },
        Unbounded("resourcePolicies.createBatch", "policies") { try await $0.resourcePolicies.createBatch([]) },
        Unbounded("resourcePolicies.createBatch", "policies.0.resourceId") {
            try await $0.resourcePolicies.createBatch([.everything("", "TPA1")])
        },
        Unbounded("resourcePolicies.deleteBatch", "policies") { try await $0.resourcePolicies.deleteBatch([]) },
        Unbounded("registrationTemplates.deleteBatch", "ids") {
            try await $0.registrationTemplates.deleteBatch([])
        },
        Unbounded("registrationTemplates.deleteBatch", "ids.0") {
            try await $0.registrationTemplates.deleteBatch([""])
        },
    ]
}

extension Model {
    private static let enabled = ["enabled": "isEnabled"]
    private static let settings = [
        "audienceWhitelist": "audiences", "skipConsentScreen": "skipsConsentScreen",
        "forceAddAllAuthorizationInfo": "addsAllAuthorizationInfo", "useTemplate": "usesTemplate",
        "dynamicRegistrationTemplateId": "templateId",
    ]

    /// The renamed settings that a model has.
    private static func settings(_ names: [String]) -> [String: String] { settings.filter { names.contains($0.key) } }

    static let mcp: [Model] = [
        Model(MCPServer.self, "McpServer", renamed: settings(MCPServer.members.names)),
        Model(NewMCPServer.self, "mcp.createServer", renamed: settings(NewMCPServer.members.names)),
        Model(
            ApprovedScopes.self,
            "DynamicClientRegistrationApprovedScopes",
            renamed: [
                "permissionsScopes": "permissions", "attributesScopes": "attributes",
                "connectionsScopes": "connections",
            ]
        ),
        Model(
            DynamicClientRegistration.self,
            "McpServerDynamicClientRegistration",
            renamed: [
                "enabled": "isEnabled", "disableApprovedScopesAsDefault": "disablesApprovedScopesAsDefault",
            ]
        ),
        Model(CIMDSettings.self, "CIMDSettings", renamed: enabled),
        Model(CIMDSettings.DomainPolicies.self, "CIMDDomainPolicies"),
        Model(CIMDSettings.DomainPolicy.self, "CIMDDomainPolicy", renamed: enabled),
        Model(MCPClient.self, "McpServerClient", renamed: settings(MCPClient.members.names)),
        Model(MCPClientCredentials.self, "mcp.createClient response", renamed: ["cleartext": "clientSecret"]),
        Model(NewMCPClient.self, "mcp.createClient", renamed: settings(NewMCPClient.members.names)),
        Model(MCPClientUpdate.self, "mcp.updateClient", renamed: settings(MCPClientUpdate.members.names)),
        Model(MCPClientSearch.self, "mcp.searchClients"),
        Model(ProtectedResource.self, "Resource"),
        Model(NewProtectedResource.self, "resource.create"),
        Model(
            DynamicRegistrationSettings.self,
            "DynamicRegistrationSettings",
            renamed: settings(DynamicRegistrationSettings.members.names)
        ),
        Model(ResourcePolicy.self, "ResourcePolicy", renamed: policyNames),
        Model(ResourcePolicyDetails.self, "CreateResourcePolicyRequest", renamed: policyNames),
        Model(ResourcePolicyIdentifier.self, "ResourcePolicyIdentifier"),
        Model(
            RegistrationTemplate.self,
            "DynamicRegistrationTemplate",
            renamed: settings(RegistrationTemplate.members.names)
        ),
        Model(
            NewRegistrationTemplate.self,
            "registrationTemplate.create",
            renamed: settings(NewRegistrationTemplate.members.names)
        ),
    ]

    private static let policyNames = [
        "allUserScopes": "allowsAllUserScopes", "allClientScopes": "allowsAllClientScopes",
    ]
}

extension NewMCPServer {
    fileprivate static func everything(_ name: String) -> NewMCPServer {
        NewMCPServer(name) {
            ($0.description, $0.logo) = ("All documents", "https://mcp.example.com/logo")
            ($0.audiences, $0.approvedScopes) = (["https://mcp.example.com/mcp"], .everything)
            ($0.approvedCallbackURLs, $0.dynamicRegistration) = (["https://app.example.com"], .everything)
            ($0.cimdSettings, $0.loginPageURL) = (.everything, "https://app.example.com/login")
            ($0.consentFlowId, $0.consentFlowHostingURL) = ("consent", "https://app.example.com/consent")
            ($0.sessionSettings, $0.tags) = (.everything, ["beta"])
            ($0.skipsConsentScreen, $0.addsAllAuthorizationInfo) = (true, true)
        }
    }
}

extension ApprovedScopes {
    fileprivate static let everything = ApprovedScopes(
        permissions: [ApplicationScope("documents:read", description: "Reads", values: ["Read"], isOptional: true)],
        attributes: [ApplicationScope("email", description: "The email address")],
        connections: [ApplicationScope("calendar", description: "The calendar")]
    )
}

extension DynamicClientRegistration {
    fileprivate static let everything = DynamicClientRegistration(
        isEnabled: true,
        disablesApprovedScopesAsDefault: true,
        flowId: "register"
    )
}

extension CIMDSettings {
    fileprivate static let everything = CIMDSettings(
        isEnabled: true,
        domainPolicies: [DomainPolicy("*.example.com", isEnabled: true)]
    )
}

extension ClientSessionSettings {
    fileprivate static let everything = ClientSessionSettings {
        ($0.isEnabled, $0.userTemplateId, $0.keyTemplateId) = (true, "JT1", "JT2")
        ($0.refreshTokenLifetime, $0.sessionTokenLifetime) = (.seconds(4 * 604_800), .seconds(600))
        $0.keySessionTokenLifetime = .seconds(3600)
    }
}

extension MCPClientSearch {
    fileprivate static let everything = MCPClientSearch {
        ($0.text, $0.name, $0.clientId) = ("ass", "Assistant", "C1")
        ($0.status, $0.registrationMethod, $0.tag) = ("active", "dynamic", "beta")
        $0.sort = [.ascending("name")]
    }
}

extension DynamicRegistrationSettings {
    fileprivate static let everything = DynamicRegistrationSettings {
        ($0.dynamicRegistration, $0.cimdSettings) = (.everything, .everything)
        ($0.usesTemplate, $0.templateId) = (true, "T1")
        ($0.loginPageURL, $0.sessionSettings) = ("https://app.example.com/login", .everything)
        ($0.skipsConsentScreen, $0.addsAllAuthorizationInfo, $0.tags) = (true, true, ["beta"])
    }
}

extension ResourcePolicyDetails {
    fileprivate static func everything(_ resourceId: String, _ applicationId: String) -> ResourcePolicyDetails {
        ResourcePolicyDetails(resourceId: resourceId, thirdPartyApplicationId: applicationId) {
            ($0.userAccessScopes, $0.clientAccessScopes) = (["documents:read"], ["documents:list"])
            ($0.allowsAllUserScopes, $0.allowsAllClientScopes) = (true, true)
        }
    }
}
