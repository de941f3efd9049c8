import Descope
import DescopeTesting
import Testing

/// What this SDK leaves out of the management API's description on purpose. The name of a type, operation or response
/// stands before that of its member.
private enum LeftOut {
    /// Types that are passed on as JSON, or read and written without a table of members. What only they have is left
    /// out as well.
    static let opaque = [
        "Flow": madeInConsole, "Screen": madeInConsole, "ExportedFlow": madeInConsole, "Theme": madeInConsole,
        "ExportedTheme": madeInConsole, "FlowTemplateScreen": madeInConsole, "AuthzSchema": ownReader,
        "AuthzNamespace": ownReader, "AuthzRelationDefinition": ownReader, "AuthzRelation": ownReader,
    ]
    private static let ownReader = "read and written by DescopeAuthzModel, which its own tests hold to the same form"
    private static let madeInConsole = "made in the console and then only kept, exported and imported"

    /// Members that no call sends.
    static let unsent = [
        "BatchUser.ssoAppIDs": spelling, "management.user.create.ssoAppIDs": spelling,
        "management.user.createTestUser.ssoAppIDs": spelling, "management.user.update.ssoAppIDs": spelling,
        "URLParam.name": spelling, "management.flow.run.input": spelling, "management.flow.run.preview": spelling,
        "management.flow.run.tenant": spelling, "management.flow.runAsync.input": spelling,
        "management.flow.runAsync.preview": spelling, "management.flow.runAsync.tenant": spelling,
        "SSOOIDCSettings.groupsMapping": roleMappings, "GroupsMapping.role": roleMappings,
        "GroupsMapping.groups": roleMappings, "RoleItem.id": roleMappings, "RoleItem.name": roleMappings,
        "CustomAttribute.editable": onlyRead, "Permission.id": onlyRead, "Permission.systemDefault": onlyRead,
        "Resource.createdTime": onlyRead, "Resource.modifiedTime": onlyRead,
        "DynamicRegistrationTemplate.createdTime": onlyRead, "DynamicRegistrationTemplate.modifiedTime": onlyRead,
        "Role.id": onlyRead, "Role.createdTime": onlyRead, "SSOOIDCSettings.lastSuccessTestTime": onlyRead,
        "ManagementSignUpUser.loginId": beside, "ManagementSignUpUser.emailVerified": beside,
        "ManagementSignUpUser.phoneVerified": beside, "ManagementSignUpUser.ssoAppId": beside,
        "LoginOptions.pkceChallenge": "a challenge of enchanted links, which the client makes that follows them",
        "management.outboundApplication.createApplication.templateId": "belongs to createFromTemplate",
        "AuthzRelationQuery.hasRelation": onlyRead, "fga.restoreBackup.backupId": "stands in the path",
        "management.authz.getModified.since": "must be of the last day; AuthzAdminTests sends it",
        "management.user.createTestUser.invite": uninvited, "management.user.createTestUser.inviteUrl": uninvited,
    ]
    private static let spelling = "another spelling of what is sent"
    private static let roleMappings = "requests name roles in roleMappings"
    private static let onlyRead = "the service sets it"
    private static let beside = "sent beside the user"
    private static let uninvited = "test users are not invited"

    /// Members that no model reads.
    static let unread = [
        "OutboundApplication.clientSecret": onlySent, "SSOOIDCSettings.clientSecret": onlySent,
        "SSOOIDCSettings.roleMappings": "responses have groupsMapping",
        "CloneProjectResponse.tag": tag, "Project.tag": tag, "PasswordSettings.tenantId": "known from the request",
        "SSOSettingsV1.domain": "the first one of domains", "URLParam.name": "only one SDK sends it",
        "JWTResponse.claims": "not signed; the validated token has them",
        "user.updateImpersonationConsent response.created": "the operation creates no user",
        "user.updateImpersonationConsent response.user": whole, "FGASchemaDryRunResponse.deletesPreview": whole,
        "management.authz.hasRelations response.relationQueries": whole,
        "management.authz.hasRelations response.directRelations": "no SDK says what it means",
    ]
    private static let onlySent = "the service does not return it"
    private static let tag = "an older form of tags"
    private static let whole = "what the method returns"
}

/// Every member of the management API's description is sent or read, or there is a reason why not.
@Suite(.timeLimit(.minutes(5))) struct CoverageTests {
    /// Types and responses that are read as others.
    private static let sameAs = [
        "AnonymousJWTResponse": "JWTResponse", "UserMapping": "AttributeMapping",
        "SSOApplicationCustomAttribute": "CustomAttribute", "TenantSettings": "management.tenant.configureSettings",
        "management.accessKey.rotate response": "management.accessKey.create response",
        "management.inboundApplication.addApplicationSecret response":
            "management.ssoApplication.addApplicationSecret response",
        "management.inboundApplication.createApplicationV2 response":
            "management.inboundApplication.createApplication response",
        "management.user.generateSignUpEmbeddedLink response": "management.user.generateEmbeddedLink response",
        "management.user.generateMagicLinkForTestUser response":
            "management.user.generateEnchantedLinkForTestUser response",
    ]

    private let contract: Contract
    /// The operations that have a method.
    private let rows: [Contract.Operation]

    init() throws {
        contract = try Contract.read.get()
        rows = contract.operations.filter { $0.swift != nil && $0.path.contains("/mgmt/") }
    }

    @Test("each member of a request is sent by a call, or there is a reason why not")
    func requests() async throws {
        var known = Set(rows.flatMap { row in row.query.keys.map { "\(row.id).\($0)" } })
        for row in rows {
            known.formUnion(row.request.keys.filter { $0 != "$root" }.map { "\(row.id).\($0)" })
            known.formUnion(members(reachedFrom: row.request.values.compactMap { $0["type"]?.stringValue }))
        }
        #expect(known.count > 1000)
        expectCovered(known, by: try await sent(), LeftOut.unsent)
    }

    @Test("each member of a response is read by a model, or there is a reason why not")
    func responses() {
        var known: Set<String> = []
        for row in rows {
            let fields = row.response.objectValue ?? [:]
            // The number of all elements beside a list: a page has it, in other lists it says nothing.
            let isList = fields["total"] != nil && fields.values.contains { $0.stringValue?.hasSuffix("[]") == true }
            // One member alone is what the method returns: `oneMember` checks that.
            if fields.count > 1, !isList { known.formUnion(fields.keys.map { "\(row.id) response.\($0)" }) }
            let types = fields.isEmpty ? [row.response] : Array(fields.values)
            known.formUnion(members(reachedFrom: types.compactMap(\.stringValue)))
        }
        #expect(known.count > 500)
        // What a model that is only sent has says nothing about what is read. These details are loaded, too.
        let readable = Model.all.filter { !$0.isOnlySent || $0.testDescription == "FGAResourceDetails" }
        var read = Set(readable.flatMap { model in model.names.map { "\(model.contractType).\($0)" } })
        for (type, other) in Self.sameAs {
            for name in (contract.members(of: type) ?? [:]).keys where read.contains("\(other).\(name)") {
                read.insert("\(type).\(name)")
            }
        }
        expectCovered(known, by: read, LeftOut.unread)
    }

    @Test(
        "the one member of a response is what the method reads",
        arguments: Call.all.filter { $0.kind == .management }
    )
    func oneMember(_ call: Call) async throws {
        let transport = ScriptedTransport(
            .reply { request in
                let fields = try Contract.read.get().operation(request.method, request.path)?.response.objectValue
                // Of another type, so that reading it fails.
                let body = (fields ?? [:]).mapValues { type -> JSONValue in
                    ["int", "int64", "number"].contains(type.stringValue ?? "") ? "x" : 7
                }
                return APIResponse(status: 200, body: JSONValue.object(body).json)
            }
        )
        let client = try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport)
        var error: (any Error)?
        do { try await call.make(client, Given(refreshJwt: "a.b.c")) } catch let thrown { error = thrown }
        let request = try #require(transport.sent.first)
        let fields = contract.operation(request.method, request.path)?.response.objectValue ?? [:]
        guard fields.count == 1, fields.values.first != "any" else { return }
        #expect((error as? DescopeError)?.kind == .decoding, "\(fields.keys)")
    }

    private func expectCovered(_ known: Set<String>, by covered: Set<String>, _ reasons: [String: String]) {
        let missing = known.subtracting(covered)
        #expect(missing.subtracting(reasons.keys).sorted() == [], "neither in a model nor left out for a reason")
        #expect(Set(reasons.keys).subtracting(missing).sorted() == [], "left out for a reason, and yet there")
    }

    // MARK: - The description

    /// The members of types, and of the types of these.
    private func members(reachedFrom types: [String]) -> Set<String> {
        var (found, open): (Set<String>, [String]) = ([], types)
        while let type = open.popLast().map(element) {
            guard LeftOut.opaque[type] == nil, let members = contract.types[type]?.fields else { continue }
            for (name, field) in members where found.insert("\(type).\(name)").inserted {
                open.append(field["type"]?.stringValue ?? "any")
            }
        }
        return found
    }

    /// The type of the elements of a list or a map; another type is its own.
    private func element(of type: String) -> String {
        if type.hasSuffix("[]") { return element(of: String(type.dropLast(2))) }
        guard type.hasPrefix("map<string,") else { return type }
        return element(of: String(type.dropFirst("map<string,".count).dropLast()))
    }

    // MARK: - What is sent

    /// The members that the calls send.
    private func sent() async throws -> Set<String> {
        let keys = try FakeKeys()
        let refreshJwt = try TokenMinter(projectId: "P2test", keys: keys).refresh(userId: "U2ada")
        var sent: Set<String> = []
        for call in Call.all {
            let transport = ScriptedTransport(.cannotConnect)
            let client = try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport)
            try? await call.make(client.with { $0.retry = .never }.with(keys: keys), Given(refreshJwt: refreshJwt))
            let request = try #require(transport.sent.first, "\(call.testDescription)")
            let row = try #require(contract.operation(request.method, request.path))
            sent.formUnion(request.query.map { "\(row.id).\($0.name)" })
            note(request.bodyJSON ?? [:], row.request, of: row.id, in: &sent)
        }
        return sent
    }

    /// Notes the members of an object, and of the objects in it.
    private func note(_ value: JSONValue, _ fields: [String: JSONValue], of owner: String, in sent: inout Set<String>) {
        for (name, value) in value.objectValue ?? [:] {
            sent.insert("\(owner).\(name)")
            note(value, of: fields[name]?["type"]?.stringValue ?? "any", in: &sent)
        }
    }

    private func note(_ value: JSONValue, of type: String, in sent: inout Set<String>) {
        let inner = element(of: type)
        if inner != type {
            for value in value.arrayValue ?? value.objectValue.map({ Array($0.values) }) ?? [] {
                note(value, of: inner, in: &sent)
            }
        } else if let members = contract.types[type]?.fields {
            note(value, members, of: type, in: &sent)
        }
    }
}
