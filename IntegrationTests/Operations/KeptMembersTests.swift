import Descope
import DescopeEmulator
import Testing

/// What the emulator is given and what it returns, against `Docs/api`.
@Suite struct KeptMembersTests {
    /// An operation that creates something.
    struct Creation: Sendable, CustomTestStringConvertible {
        let operation: String
        /// The members of each request.
        var required: [String: JSONValue]
        /// The member of responses that contains it; nil for the root.
        var wrapper: String?
        /// The path at which it is loaded: before its id, or the whole one of a request with the id in the body. Nil:
        /// it is only returned by the operation itself.
        var path: String?
        /// The member with the id, of the response, or of the request if the response is empty.
        var id = "id"
        /// The member of the thing that contains some of the members of the request.
        var nested: String?
        /// Values that have to exist, or to have a form.
        var values: [String: JSONValue] = [:]
        /// What it belongs to, and the member that contains the id of that.
        var owner: (path: String, wrapper: String, member: String)?
        /// Where else the thing has a member of the request; empty for the thing itself.
        var names: [String: String] = [:]
        /// Members that are no data of it, and why.
        var instructions: [String: String] = [:]
        /// Members that are not emulated.
        var refused: Set<String> = []

        var testDescription: String { operation }
    }

    private static let user: [String: JSONValue] = [
        "loginId": "nobody", "email": "ada@example.com", "phone": "+15555550123", "roleNames": ["staff"],
        "userTenants": [["tenantId": "acme", "roleNames": ["staff"]]],
        "familyAssociations": [
            ["familyId": "smiths", "roleNames": ["staff"], "familyScopedAttributes": ["nickname": "A"]]
        ],
    ]
    /// An address has to be there to be a verified one.
    private static let addresses: [String: JSONValue] = [
        "email": "ada@example.com", "phone": "+15555550123", "recoveryEmail": "eve@example.com",
        "recoveryPhone": "+15555550199",
    ]
    private static let userNames = [
        "loginId": "loginIds", "additionalLoginIds": "loginIds", "displayName": "name", "ssoAppIDs": "ssoAppIds",
        "familyAssociations": "userFamilies",
    ]
    private static let invitation = [
        "invite": "sends a message", "inviteUrl": "the link in the message", "sendMail": "how it is sent",
        "sendSMS": "how it is sent", "templateId": "how the message looks", "templateOptions": "how the message looks",
        "locale": "the message's language",
    ]

    /// An operation that changes a user. What names the user is not data.
    private static func change(
        _ name: String,
        required: [String: JSONValue] = [:],
        names: [String: String] = [:],
        instructions: [String: String] = [:],
        refused: Set<String> = []
    ) -> Creation {
        Creation(
            operation: "management.user.\(name)",
            required: required.merging(["loginId": "somebody"]) { $1 },
            wrapper: "user",
            path: "/v1/mgmt/user?userId=",
            id: "userId",
            values: user.merging(addresses) { $1 }.merging(["status": "disabled"]) { $1 },
            names: userNames.merging(names) { $1 },
            instructions: instructions.merging(["loginId": "names the user"]) { $1 },
            refused: refused
        )
    }

    static let all = [
        Creation(
            operation: "management.user.create",
            required: addresses.merging(["loginId": "ada"]) { $1 },
            wrapper: "user",
            path: "/v1/mgmt/user?userId=",
            id: "userId",
            values: user.merging(addresses) { $1 },
            names: userNames,
            instructions: invitation
        ),
        Creation(
            operation: "management.user.createTestUser",
            required: addresses.merging(["loginId": "ada", "test": true]) { $1 },
            wrapper: "user",
            path: "/v1/mgmt/user?userId=",
            id: "userId",
            values: user.merging(addresses) { $1 },
            names: userNames,
            instructions: invitation.filter { ["invite", "inviteUrl"].contains($0.key) }
        ),
        Creation(
            operation: "management.tenant.create",
            required: ["name": "Globex"],
            path: "/v1/mgmt/tenant?id=",
            values: ["parent": "acme"]
        ),
        Creation(
            operation: "management.tenant.configureSettings",
            required: ["tenantId": "acme"],
            path: "/v1/mgmt/tenant/settings?id=",
            id: "tenantId",
            instructions: [
                "tenantId": "in the query of the response", "enforceSSO": "a member of the tenant",
                "enforceSSOExclusions": "a member of the tenant", "federatedAppIds": "a member of the tenant",
            ]
        ),
        Creation(
            operation: "management.password.configureSettings",
            required: [
                "tenantId": "acme", "expirationWeeks": 4, "reuseAmount": 3, "lockAttempts": 5, "tempLockAttempts": 2,
                "tempLockDuration": 10,
            ],
            path: "/v1/mgmt/password/settings?tenantId=",
            id: "tenantId",
            values: ["tenantId": "acme"],
            refused: ["enablePasswordStrength"]
        ),
        Creation(
            operation: "management.accessKey.create",
            required: ["name": "robot", "expireTime": 0],
            wrapper: "key",
            path: "/v1/mgmt/accesskey?id=",
            values: [
                "roleNames": ["staff"], "keyTenants": [["tenantId": "acme", "roleNames": ["staff"]]],
                "permittedIps": ["10.0.0.0/8"],
            ],
            instructions: ["userId": "a user that exists, whose id is returned"]
        ),
        Creation(
            operation: "management.managementKey.create",
            required: ["name": "ci", "reBac": [:]],
            wrapper: "key",
            path: "/v1/mgmt/managementkey?id=",
            values: ["permittedIps": ["10.0.0.0/8"]],
            instructions: ["expiresIn": "returned as a time"]
        ),
        Creation(operation: "management.role.create", required: ["name": "owner"], values: ["tenantId": "acme"]),
        Creation(
            operation: "management.role.update",
            required: ["name": "staff", "newName": "owner"],
            values: ["newName": "owner"],
            names: ["newName": "name"],
            instructions: ["name": "names the role", "id": "names the role", "tenantId": "names the role"]
        ),
        change("update", required: addresses),
        change("patch", required: addresses, names: ["additionalIdentifiers": "loginIds", "scim": "SCIM"]),
        change("updateStatus"), change("updateNames"), change("updatePicture"), change("setSSOApps"),
        change("addSSOApps"),
        change(
            "updateEmail",
            required: ["email": "ada@example.com"],
            names: ["verified": "verifiedEmail"],
            instructions: ["failOnConflict": "may refuse"]
        ),
        change(
            "updatePhone",
            required: ["phone": "+15555550123"],
            names: ["verified": "verifiedPhone"],
            instructions: ["failOnConflict": "may refuse"]
        ),
        change(
            "updateRecoveryEmail",
            required: ["recoveryEmail": "eve@example.com"],
            names: ["verified": "verifiedRecoveryEmail"]
        ),
        change(
            "updateRecoveryPhone",
            required: ["recoveryPhone": "+15555550199"],
            names: ["verified": "verifiedRecoveryPhone"]
        ),
        change("updateLoginId", names: ["newLoginId": "loginIds"]),
        change("setRoles", instructions: ["tenantId": "where the roles are"]),
        Creation(
            operation: "management.outboundApplication.createApplication",
            required: ["name": "CRM"],
            wrapper: "app",
            path: "/v1/mgmt/outbound/app/",
            instructions: ["clientSecret": "never returned"]
        ),
        Creation(
            operation: "management.engine.create",
            required: ["name": "risk"],
            wrapper: "engine",
            path: "/v1/mgmt/engine/load?id="
        ),
        Creation(
            operation: "management.jwtTemplate.create",
            required: [:],
            wrapper: "template",
            path: "/v1/mgmt/jwt/templates/load",
            names: ["template": ""]
        ),
        Creation(
            operation: "management.list.create",
            required: ["name": "blocked", "type": "json"],
            wrapper: "list",
            path: "/v1/mgmt/list/"
        ),
        Creation(
            operation: "mcp.createServer",
            required: ["name": "tools"],
            wrapper: "server",
            path: "/v1/mgmt/mcp/server/load",
            instructions: ["consentFlowId": "never returned", "consentFlowHostingURL": "never returned"]
        ),
        Creation(
            operation: "mcp.createClient",
            required: ["name": "editor"],
            wrapper: "client",
            path: "/v1/mgmt/mcp/server/client/load",
            owner: ("/v1/mgmt/mcp/server/create", "server", "mcpServerId")
        ),
        Creation(
            operation: "resource.create",
            required: ["name": "files"],
            wrapper: "resource",
            path: "/v1/mgmt/resource/load?id="
        ),
        Creation(
            operation: "resourcePolicy.create",
            required: ["thirdPartyApplicationId": "app"],
            wrapper: "resourcePolicy",
            values: ["thirdPartyApplicationId": "app"],
            owner: ("/v1/mgmt/resource/create", "resource", "resourceId")
        ),
        Creation(
            operation: "registrationTemplate.create",
            required: ["name": "default"],
            wrapper: "template",
            path: "/v1/mgmt/resource/dynamic-registration-template/load?id="
        ),
        Creation(
            operation: "management.family.create",
            required: ["name": "The Joneses"],
            wrapper: "family",
            values: ["customAttributes": ["plan": "gold"]],
            names: ["familyId": "id"]
        ),
        Creation(
            operation: "management.family.createDependent",
            required: ["familyId": "smiths"],
            wrapper: "user",
            path: "/v1/mgmt/user?userId=",
            id: "userId",
            values: user,
            names: userNames,
            instructions: ["familyId": "in userFamilies", "familyScopedAttributes": "in userFamilies, by family"]
        ),
        Creation(operation: "management.family.configureSettings", required: [:]),
        Creation(
            operation: "management.project.clone",
            required: ["name": "Copy"],
            values: ["environment": "production"],
            names: ["name": "projectName"]
        ),
        Creation(operation: "management.theme.import", required: ["theme": ["id": "dark"]]),
        Creation(
            operation: "management.flow.import",
            required: ["flowId": "in", "flow": ["id": "in", "name": "In", "dsl": ["tasks": [:]]]],
            values: [
                "screens": [
                    [
                        "id": "0", "flowId": "in", "inputs": [1], "interactions": [2], "htmlTemplate": ["a": 1],
                        "componentsVersion": "3", "version": 4,
                    ]
                ],
                "flow": [
                    "id": "in", "name": "In", "dsl": ["tasks": [:]], "description": "d", "disabled": true,
                    "translate": true, "translateConnectorID": "c", "translateSourceLang": "en",
                    "translateTargetLangs": ["de"], "fingerprint": true, "widget": true,
                    "sharedInteractions": [["id": "i"]], "management": true, "managementConfig": ["a": 1],
                    "referencesGlobalStrings": true,
                ],
            ],
            instructions: ["flowId": "the id in flow"]
        ),
        Creation(
            operation: "localization.importMessaging",
            required: [:],
            values: ["overrides": ["languages": ["de": ["otp": "Ihr Code"]]]]
        ),
        Creation(
            operation: "management.outboundApplication.createApplicationByTemplate",
            required: ["templateId": "crm"],
            wrapper: "app",
            path: "/v1/mgmt/outbound/app/",
            instructions: ["clientSecret": "never returned", "overrides": "members of the application itself"]
        ),
        Creation(
            operation: "outbound.createApplicationByDcrPreset",
            required: ["dcrPresetId": "crm"],
            wrapper: "app",
            path: "/v1/mgmt/outbound/app/",
            names: ["dcrPresetId": "name"]
        ),
        Creation(
            operation: "management.inboundApplication.createApplication",
            required: ["name": "CRM"],
            path: "/v1/mgmt/thirdparty/app/load?id=",
            instructions: ["clientSecret": "returned by an operation of its own"],
            refused: ["consentFlowId"]
        ),
        Creation(
            operation: "management.inboundApplication.createApplicationV2",
            required: ["name": "CRM"],
            path: "/v2/mgmt/thirdparty/app/load?id="
        ),
        Creation(
            operation: "management.ssoApplication.createOidcApplication",
            required: ["name": "CRM"],
            path: "/v1/mgmt/sso/idp/app/load?id=",
            nested: "oidcSettings",
            instructions: ["clientSecret": "returned by an operation of its own"]
        ),
        Creation(
            operation: "management.ssoApplication.createSamlApplication",
            required: ["name": "CRM", "metadataUrl": "https://crm.example.com/metadata"],
            path: "/v1/mgmt/sso/idp/app/load?id=",
            nested: "samlSettings"
        ),
        Creation(
            operation: "management.ssoApplication.createWsFedApplication",
            required: ["name": "CRM", "loginPageUrl": "https://a.b", "realm": "urn:crm", "replyUrl": "https://a.b/c"],
            path: "/v1/mgmt/sso/idp/app/load?id=",
            nested: "wsfedSettings"
        ),
        Creation(
            operation: "management.sso.configureOIDCSettings",
            required: ["tenantId": "acme", "settings": ["name": "Acme", "clientId": "c"]],
            path: "/v2/mgmt/sso/settings?tenantId=",
            id: "tenantId",
            nested: "tenant",
            values: ["settings": oidcSettings, "domains": ["acme.example"]],
            names: ["settings": "oidc"],
            instructions: ["ssoId": "which configuration", "tenantId": "whose"]
        ),
        Creation(
            operation: "management.sso.configureXAASettings",
            required: ["tenantId": "acme"],
            path: "/v1/mgmt/sso/xaa/settings?tenantId=",
            id: "tenantId",
            values: ["defaultSSORoles": ["staff"]],
            instructions: [
                "ssoId": "which configuration", "tenantId": "whose", "roleMappings": "returned as groupsMapping",
            ]
        ),
    ]

    private static let oidcSettings: JSONValue = [
        "name": "Acme", "clientId": "c", "redirectUrl": "https://a.b", "authUrl": "https://a.b/1", "tokenUrl": "t",
        "userDataUrl": "u", "scope": ["openid", "email"], "JWKsUrl": "j", "manageProviderTokens": true,
        "callbackDomain": "d", "prompt": ["login"], "grantType": "implicit", "issuer": "i", "usePkce": true,
        "roleMappings": [["groups": ["eng"], "roleName": "staff"]], "defaultSSORoles": ["staff"],
        "groupsPriority": ["eng"], "providerID": "p", "scimProviderID": "s",
        "fgaMappings": ["eng": ["relations": [["resource": "r", "relationDefinition": "d", "namespace": "n"]]]],
        "userAttrMapping": [
            "loginId": "1", "name": "2", "givenName": "3", "middleName": "4", "familyName": "5", "email": "6",
            "verifiedEmail": "7", "username": "8", "phoneNumber": "9", "verifiedPhone": "10", "picture": "11",
            "group": "12", "customAttributes": ["a": "13"],
        ],
    ]

    @Test("each member that is accepted is returned, and each other one refused by its name", arguments: all)
    func kept(_ creation: Creation) async throws {
        let contract = try Contract.read.get()
        let operation = try #require(contract.operations.first { $0.id == creation.operation })
        #expect(Set(creation.instructions.keys).isSubset(of: operation.request.keys))
        var (number, refused) = (0, Set<String>())
        for (name, entry) in operation.request.sorted(by: { $0.key < $1.key })
        where creation.instructions[name] == nil {
            let backend = try await Self.backend()
            let type = entry["type"]?.stringValue ?? "any"
            let known = contract.types[type]?.values.last.map(JSONValue.string)
            var value = creation.values[name] ?? known ?? contract.sample(of: type, &number)
            var required = creation.required
            if let owner = creation.owner {
                let made = try await Self.send(backend, .post, owner.path, ["name": "owner"]).body
                required[owner.member] = made[owner.wrapper]?["id"]
                if name == owner.member { value = made[owner.wrapper]?["id"] ?? value }
            }
            let body = JSONValue.object(required.merging([name: value]) { $1 })
            let created = try await Self.send(backend, APIMethod(rawValue: operation.method), operation.path, body)
            if created.status != 200 {
                #expect(created.status == 400 && "\(created.body)".contains(name), "\(name): \(created.body)")
                refused.insert(name)
                continue
            }
            let response = creation.wrapper.flatMap { created.body[$0] } ?? created.body
            var thing = response
            if let path = creation.path {
                let id = try #require((response[creation.id] ?? body[creation.id])?.stringValue)
                let loaded =
                    path.hasSuffix("load")
                    ? try await Self.send(backend, .post, path, ["id": .string(id)])
                    : try await Self.send(backend, .get, path + id)
                thing = creation.wrapper.flatMap { loaded.body[$0] } ?? loaded.body
            }
            if let type = creation.wrapper.flatMap({ operation.response[$0]?.stringValue }) {
                let members = Set(try #require(contract.members(of: type)).keys)
                let found = Set((thing.objectValue ?? [:]).keys)
                #expect(found == members, "\(name)")
            }
            let place = creation.names[name] ?? name
            let nested = creation.nested.flatMap { thing[$0]?[name] }
            let found = place.isEmpty ? thing : thing[place] ?? nested ?? .null
            #expect(Self.contains(found, value), "\(name): \(value) became \(found)")
        }
        #expect(refused == creation.refused)
    }

    @Test(
        "each response has exactly the members of its type",
        arguments: [
            ("/v1/mgmt/user?loginId=ada@example.com", "user", "User", nil), ("/v1/auth/me", nil, "User", nil),
            ("/v1/mgmt/tenant?id=acme", nil, "Tenant", nil), ("/v1/auth/me/tenants", "tenants", "MeTenant", [:]),
            ("/v1/mgmt/role/create", nil, "Role", ["name": "owner"]), ("/v1/mgmt/role/all", "roles", "Role", nil),
            ("/v1/mgmt/permission/all", "permissions", "Permission", nil),
            ("/v1/mgmt/user/customattributes", "data", "CustomAttribute", nil),
            ("/v2/mgmt/user/search", "users", "User", [:]), ("/v1/auth/me/history", nil, "UserHistoryEntry", nil),
            (
                "/v1/mgmt/user/trusteddevices/list", "devices", "UserTrustedDevice",
                ["identifiers": ["ada@example.com"]]
            ),
            ("/v1/mgmt/user/create/batch", nil, "UsersBatchResponse", ["users": [["loginId": "bob"]]]),
            ("/v1/mgmt/user/create/batch", "createdUsers", "User", ["users": [["loginId": "bob"]]]),
            ("/v1/mgmt/user/create/batch", "failedUsers", "UserFailed", ["users": [["loginId": "ada@example.com"]]]),
            ("/v1/mgmt/tenant/settings?id=acme", nil, "TenantSettings", nil),
            ("/v1/mgmt/password/settings?tenantId=acme", nil, "PasswordSettings", nil),
        ] as [(String, String?, String, JSONValue?)]
    )
    func members(_ path: String, _ wrapper: String?, _ type: String, _ body: JSONValue?) async throws {
        let backend = try await Self.backend()
        for (path, body) in [
            ("permission/create", ["name": "read"]),
            ("user/customattribute/create", ["attributes": [["name": "plan", "type": 1]]]),
        ] as [(String, JSONValue)] {
            #expect(try await Self.send(backend, .post, "/v1/mgmt/\(path)", body).status == 200)
        }
        try backend.addUser("ada@example.com", tenants: ["acme": []])
        let client = try DescopeClient(projectId: backend.projectId, transport: .emulator(backend))
        try await client.otp.signIn(with: .email, loginId: "ada@example.com")
        let code = try #require(backend.outbox.lastCode(for: "ada@example.com"))
        let signedIn = try await client.otp.verify(with: .email, loginId: "ada@example.com", code: code)
        try backend.addTrustedDevice("laptop", of: "ada@example.com")
        let answer = try await Self.send(
            backend,
            body == nil ? .get : .post,
            path,
            body,
            key: path.hasPrefix("/v1/auth") ? try #require(signedIn.refreshJwt) : backend.managementKey
        )
        let found = wrapper.flatMap { answer.body[$0] } ?? answer.body
        let members = try #require(try Contract.read.get().members(of: type))
        #expect((found.arrayValue?.first ?? found).objectValue.map { Set($0.keys) } == Set(members.keys))
    }

    /// A response of management, where in it an object is, and the object's type.
    struct Returned: Sendable, CustomTestStringConvertible {
        let path: String
        var body: JSONValue? = [:]
        var members: [String] = []
        let type: String

        var testDescription: String { "\(path) \(members.joined(separator: "."))" }
    }

    private static let returned = [
        Returned(path: "/v1/mgmt/family/settings", body: nil, type: "FamilySettings"),
        Returned(path: "/v1/mgmt/family/search", members: ["families"], type: "Family"),
        Returned(path: "/v1/mgmt/family/customattributes", body: nil, members: ["data"], type: "CustomAttribute"),
        Returned(path: "/v1/mgmt/user?loginId=eve", body: nil, members: ["user", "userFamilies"], type: "UserFamily"),
        Returned(path: "/v1/mgmt/auth/anonymous", type: "AnonymousJWTResponse"),
        Returned(path: "/v1/mgmt/analytics/search", members: ["analytics"], type: "AnalyticRecord"),
        Returned(path: "/v1/mgmt/flow/list", members: ["flows"], type: "FlowMetadata"),
        Returned(path: "/v1/mgmt/flow/export", body: ["flowId": "in"], members: ["flow"], type: "Flow"),
        Returned(path: "/v1/mgmt/flow/export", body: ["flowId": "in"], members: ["screens"], type: "Screen"),
        Returned(path: "/v2/mgmt/flow/export", body: ["flowId": "in"], members: ["flow"], type: "ExportedFlow"),
        Returned(
            path: "/v2/mgmt/flow/export",
            body: ["flowId": "in"],
            members: ["flow", "metadata"],
            type: "ExportedFlowMetadata"
        ),
        Returned(
            path: "/v2/mgmt/flow/export",
            body: ["flowId": "in"],
            members: ["flow", "screens"],
            type: "ExportedScreen"
        ),
        Returned(path: "/v1/mgmt/flow/template/list", members: ["templates"], type: "FlowTemplate"),
        Returned(path: "/v1/mgmt/theme/export", members: ["theme"], type: "Theme"),
        Returned(path: "/v2/mgmt/theme/export", members: ["theme"], type: "ExportedTheme"),
        Returned(path: "/v2/mgmt/theme/export", members: ["theme", "references"], type: "ProjectReferences"),
        Returned(
            path: "/v1/mgmt/localization/flow/export",
            body: ["flowId": "in"],
            members: ["overrides"],
            type: "FlowLocalizationOverrides"
        ),
        Returned(
            path: "/v1/mgmt/localization/messaging/export",
            members: ["overrides"],
            type: "TemplateLocalizationOverrides"
        ),
        Returned(path: "/v1/mgmt/projects/list", members: ["projects"], type: "Project"),
        Returned(path: "/v1/mgmt/project/clone", body: ["name": "Copy"], type: "CloneProjectResponse"),
        Returned(
            path: "/v1/mgmt/project/snapshot/validate",
            body: ["files": [:]],
            type: "ValidateSnapshotResponse"
        ),
        Returned(
            path: "/v1/mgmt/project/snapshot/validate",
            body: ["files": [:]],
            members: ["missingSecrets"],
            type: "SnapshotSecrets"
        ),
    ]

    @Test("so has each response of management", arguments: returned)
    func members(_ returned: Returned) async throws {
        let backend = try await Self.backend()
        backend.addFlow("in")
        let eve: JSONValue = ["loginId": "eve", "familyAssociations": [["familyId": "smiths"]]]
        #expect(try await Self.send(backend, .post, "/v1/mgmt/user/create", eve).status == 200)
        let response = try await Self.send(backend, returned.body == nil ? .get : .post, returned.path, returned.body)
        #expect(response.status == 200, "\(response.body)")
        let found = returned.members.reduce(response.body) { $0[$1] ?? .null }
        let members = try #require(try Contract.read.get().members(of: returned.type))
        #expect((found.arrayValue?.first ?? found).objectValue.map { Set($0.keys) } == Set(members.keys))
    }

    private static func backend() async throws -> EmulatorBackend {
        let backend = try EmulatorBackend(signingKey: Journey.signingKey.get())
        try backend.addTenant(id: "acme", name: "Acme")
        try backend.addRole("staff")
        try backend.addUser("somebody")
        for (path, body) in [
            ("family/customattribute/create", ["attributes": [["name": "plan", "type": 1]]]),
            ("family/create", ["familyId": "smiths", "name": "The Smiths"]),
            ("thirdparty/app/create", ["id": "app", "name": "App"]),
        ] as [(String, JSONValue)] {
            #expect(try await send(backend, .post, "/v1/mgmt/\(path)", body).status == 200)
        }
        return backend
    }

    /// Sends a request; a query may follow the path.
    private static func send(
        _ backend: EmulatorBackend,
        _ method: APIMethod,
        _ path: String,
        _ body: JSONValue? = nil,
        key: Secret? = nil
    ) async throws -> (status: Int, body: JSONValue) {
        let parts = path.split(separator: "?")
        var headers = APIHeaders()
        headers["authorization"] = "Bearer \(backend.projectId):\((key ?? backend.managementKey).reveal())"
        let request = APIRequest(
            method: method,
            baseURL: try BaseURL("https://api.descope.com"),
            path: String(parts[0]),
            query: parts.dropFirst().map { item in
                let pair = item.split(separator: "=", maxSplits: 1).map(String.init)
                return APIQueryItem(pair[0], pair[1])
            },
            headers: headers,
            body: body?.json
        )
        let response = try await EmulatorTransport(backend).send(request, timeout: .seconds(1))
        return (response.status, try JSONValue(json: response.body))
    }

    /// Whether a value is what was sent, or has it among more elements and members.
    private static func contains(_ found: JSONValue, _ sent: JSONValue) -> Bool {
        if let sent = sent.arrayValue, let found = found.arrayValue {
            return sent.allSatisfy { sent in found.contains { contains($0, sent) } }
        }
        if let sent = sent.objectValue, let found = found.objectValue {
            return sent.allSatisfy { contains(found[$0.key] ?? .null, $0.value) }
        }
        return found == sent || found.arrayValue?.contains(sent) == true
    }
}
