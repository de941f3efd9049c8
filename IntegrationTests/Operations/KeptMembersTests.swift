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
        /// The path at which it is loaded, before its id. Nil: it is only returned by the operation itself.
        var path: String?
        var id = "id"
        /// Values that have to exist, or to have a form.
        var values: [String: JSONValue] = [:]
        /// Where else the thing has a member of the request.
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
            operation: "management.outboundApplication.createApplication",
            required: ["name": "CRM"],
            wrapper: "app",
            path: "/v1/mgmt/outbound/app/",
            instructions: ["clientSecret": "never returned"]
        ),
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
            let value = creation.values[name] ?? known ?? contract.sample(of: type, &number)
            let body = JSONValue.object(creation.required.merging([name: value]) { $1 })
            let created = try await Self.send(backend, APIMethod(rawValue: operation.method), operation.path, body)
            if created.status != 200 {
                #expect(created.status == 400 && "\(created.body)".contains(name), "\(name): \(created.body)")
                refused.insert(name)
                continue
            }
            let response = creation.wrapper.flatMap { created.body[$0] } ?? created.body
            var thing = response
            if let path = creation.path {
                let id = (response[creation.id] ?? creation.required[creation.id])?.stringValue
                let loaded = try await Self.send(backend, .get, path + #require(id))
                thing = creation.wrapper.flatMap { loaded.body[$0] } ?? loaded.body
            }
            let found = thing[creation.names[name] ?? name] ?? .null
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
            ("/v1/mgmt/tenant/settings?id=acme", nil, "TenantSettings"),
            ("/v1/mgmt/password/settings?tenantId=acme", nil, "PasswordSettings"),
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
