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
        "loginId": "somebody", "email": "ada@example.com", "phone": "+15555550123", "roleNames": ["staff"],
        "userTenants": [["tenantId": "acme", "roleNames": ["staff"]]],
    ]
    private static let userNames = [
        "loginId": "loginIds", "additionalLoginIds": "loginIds", "displayName": "name", "ssoAppIDs": "ssoAppIds",
    ]
    private static let invitation = [
        "invite": "sends a message", "inviteUrl": "the link in the message", "sendMail": "how it is sent",
        "sendSMS": "how it is sent", "templateId": "how the message looks", "templateOptions": "how the message looks",
        "locale": "the message's language",
    ]

    static let all = [
        Creation(
            operation: "management.user.create",
            required: ["loginId": "ada"],
            wrapper: "user",
            path: "/v1/mgmt/user?userId=",
            id: "userId",
            values: user,
            names: userNames,
            instructions: invitation,
            refused: ["familyAssociations"]
        ),
        Creation(
            operation: "management.user.createTestUser",
            required: ["loginId": "ada", "test": true],
            wrapper: "user",
            path: "/v1/mgmt/user?userId=",
            id: "userId",
            values: user,
            names: userNames,
            instructions: invitation.filter { ["invite", "inviteUrl"].contains($0.key) },
            refused: ["familyAssociations"]
        ),
        Creation(
            operation: "management.tenant.create",
            required: ["name": "Globex"],
            path: "/v1/mgmt/tenant?id=",
            values: ["parent": "acme"]
        ),
        Creation(operation: "management.role.create", required: ["name": "owner"], values: ["tenantId": "acme"]),
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
            owner: ("/v1/mgmt/resource/create", "resource", "resourceId")
        ),
        Creation(
            operation: "registrationTemplate.create",
            required: ["name": "default"],
            wrapper: "template",
            path: "/v1/mgmt/resource/dynamic-registration-template/load?id="
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
            let backend = try Self.backend()
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
            let created = try await Self.send(backend, .post, operation.path, body)
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
            ("/v1/mgmt/user?loginId=ada@example.com", "user", "User"), ("/v1/auth/me", nil, "User"),
            ("/v1/mgmt/tenant?id=acme", nil, "Tenant"), ("/v1/auth/me/tenants", "tenants", "MeTenant"),
            ("/v1/mgmt/role/create", nil, "Role"),
        ] as [(String, String?, String)]
    )
    func members(_ path: String, _ wrapper: String?, _ type: String) async throws {
        let backend = try Self.backend()
        try backend.addUser("ada@example.com", tenants: ["acme": []])
        let client = try DescopeClient(projectId: backend.projectId, transport: .emulator(backend))
        try await client.otp.signIn(with: .email, loginId: "ada@example.com")
        let code = try #require(backend.outbox.lastCode(for: "ada@example.com"))
        let signedIn = try await client.otp.verify(with: .email, loginId: "ada@example.com", code: code)
        let isPost = path.hasSuffix("create") || path.hasSuffix("tenants")
        let answer = try await Self.send(
            backend,
            isPost ? .post : .get,
            path,
            isPost ? (wrapper == nil ? ["name": "owner"] : [:]) : nil,
            key: path.hasPrefix("/v1/auth") ? try #require(signedIn.refreshJwt) : backend.managementKey
        )
        let found = wrapper.flatMap { answer.body[$0] } ?? answer.body
        let members = try #require(try Contract.read.get().members(of: type))
        #expect((found.arrayValue?.first ?? found).objectValue.map { Set($0.keys) } == Set(members.keys))
    }

    private static func backend() throws -> EmulatorBackend {
        let backend = try EmulatorBackend(signingKey: Journey.signingKey.get())
        try backend.addTenant(id: "acme", name: "Acme")
        try backend.addRole("staff")
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
