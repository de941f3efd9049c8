import DescopeCore
import DescopeHTTP
import DescopeTesting
import Testing

@testable import DescopeEmulator

/// A request that is refused changes nothing, except for what counts wrong secrets.
@Suite struct RefusedRequestTests {
    // MARK: - The project

    /// A project with some of everything.
    struct World: Sendable {
        static let ada = "ada@example.com"
        static let password = "Correct+horse1"
        static let origin = "https://app.example.com"

        let snapshot: EmulatorSnapshot
        let session: String
        let adas: String
        let bobs: String
        /// The refresh token of a user who was disabled since.
        let disabled: String
        let accessKey: String
        let links: JSONValue
        let push: String
        let passkeys: [String: JSONValue]

        init() async throws {
            let project = try Project()
            let backend = project.backend
            for id in ["acme", "globex"] { try backend.addTenant(id: id, name: id) }
            try backend.addRole("admin", permissions: ["all"])
            let permission: JSONValue = ["name": "all"]
            #expect(try await project.manage("/v1/mgmt/permission/create", permission).status == 200)
            try backend.addUser(Self.ada, phone: "+15555550123", tenants: ["acme": ["admin"]])
            try backend.addUser("bob@example.com", roles: ["admin"])
            try backend.addUser("probe", isTest: true)
            try backend.setPassword(Self.password, of: Self.ada)
            let signedIn = try await project.signIn(Self.ada)
            let token = signedIn.refreshJwt
            (session, adas) = (signedIn.sessionJwt, token)
            bobs = try await project.signIn("bob@example.com").refreshJwt
            disabled = try await project.signIn("carol@example.com").refreshJwt
            try backend.setEnabled(false, of: "carol@example.com")
            accessKey = try backend.addAccessKey(name: "key").reveal()
            _ = try backend.addAccessKey(name: "off", userId: Self.ada)
            try backend.configureSSO(tenant: "acme", domains: ["acme.example"], groupRoles: ["eng": ["admin"]])
            backend.addFlow("in")
            backend.addOutboundApp("crm")

            let loginId: JSONValue = ["loginId": .string(Self.ada)]
            for path in ["totp/update", "recovery-codes"] {
                #expect(try await project.post("/v1/auth/\(path)", loginId, token: token).status == 200)
            }
            let page: JSONValue = ["loginId": .string(Self.ada), "origin": .string(Self.origin)]
            func passkey(_ path: String, _ body: JSONValue) async throws -> Answer {
                try await project.post("/v1/auth/webauthn/\(path)", body, token: path == "update/start" ? token : nil)
            }
            let made = try await passkey("update/start", page)
            let response = try TestAuthenticator().create(made.body["options"]?.stringValue ?? "", origin: Self.origin)
            let finish: JSONValue = [
                "transactionId": made.body["transactionId"] ?? .null, "response": .string(response.reveal()),
            ]
            #expect(try await passkey("update/finish", finish).status == 200)
            let signUp: JSONValue = ["loginId": "dora", "origin": .string(Self.origin)]
            var started: [String: JSONValue] = [:]
            for (what, body) in [("signup", signUp), ("signin", page), ("update", page)] {
                started[what] = try await passkey("\(what)/start", body).body["transactionId"]
            }
            passkeys = started

            for path in ["otp/signin/email", "magiclink/signin/email", "password/reset", "notp/whatsapp/signin"] {
                #expect(try await project.post("/v1/auth/\(path)", loginId).status == 200, "\(path)")
            }
            let sent = try await project.post("/v1/auth/enchantedlink/signin/email", loginId)
            let all = try #require(backend.outbox.lastMessage(for: Self.ada)).links
            let wrong = all.first { $0.key != sent.body["linkId"]?.stringValue }?.value.queryItem("t")
            links = ["pendingRef": sent.body["pendingRef"] ?? .null, "wrong": .string(wrong?.reveal() ?? "")]
            push = try backend.startPush(for: Self.ada).reveal()
            _ = try backend.makeSessionCode(for: Self.ada)
            _ = try await project.oauthSignIn(Identity(email: "eve@example.com"))
            _ = try await project.oauth()
            _ = try backend.identityProvider.idToken(from: "google", as: OAuthTests.ada, nonce: "n")
            _ = try backend.identityProvider.authorizationCode(from: "google", as: OAuthTests.ada)
            for (path, body) in [
                ("/v1/auth/oauth/native/start", ["provider": "google"]), ("/v1/flow/start", ["flowId": "in"]),
            ] as [(String, JSONValue)] { #expect(try await project.post(path, body).status == 200) }
            snapshot = try backend.snapshot()
        }

        func project() throws -> Project {
            let clock = ManualClock()
            return Project(clock: clock, backend: try EmulatorBackend(restoring: snapshot, clock: clock))
        }
    }

    private static let world = Task { try await World() }

    // MARK: - The requests

    struct Operation: Sendable, CustomTestStringConvertible {
        let name: String
        let shape: OperationShape
        var testDescription: String { "\(name) \(shape.path)" }

        static let all = Route.all.map { Operation(name: $0.name, shape: $0.shape) }

        var members: [OperationShape.Member] { if case .members(let all) = shape.body { all } else { [] } }
    }

    /// One request.
    private struct Attempt {
        var what: String
        var path: String
        var bearer: String?
        var query: [String: String] = [:]
        var body: String?
        /// Whether it is refused in any case, because of its form.
        var isMalformed = true
    }

    /// The tables whose rows count the wrong secrets of an operation. That has to outlast the refusal, so that nobody
    /// can guess for ever.
    private static let counting = [
        "otp.verify": "codes", "totp.verify": "authenticators", "totp.signIn": "recoveryCodes",
        "password.signIn": "passwords", "password.replace": "passwords",
    ]

    /// Operations that refuse nothing that is well-formed and has the right credentials.
    private static let neverRefused: Set = [
        "license.load", "password.policy", "outboundApplication.loadAllApplications", "audit.createEvent",
        "session.logOut", "session.logOutEverywhere",
        "engine.create", "engine.loadAll", "jwtTemplate.list", "jwtTemplate.listLibrary", "list.loadAll",
        "mcp.loadAllServers", "mcp.searchClients", "registrationTemplate.loadAll", "resource.loadAll",
        "scopeClaimMapping.get", "scopeClaimMapping.delete",
        // Reads and deletions of whatever there is.
        "user.loadUsers", "user.historyV2", "user.deleteAllTestUsers", "user.getCustomAttributes",
        "user.getFamilyScopedCustomAttributes", "role.loadAll", "role.search", "permission.loadAll",
        "tenant.loadAll", "tenant.searchAll", "accessKey.searchAll", "managementKey.search", "descoper.list",
        "password.getSettings",
        "authz.loadSchema", "authz.deleteSchema", "authz.resourceRelations", "authz.targetsRelations",
        "authz.whatCanTargetAccess", "authz.deleteRelationsForIds", "authz.deleteResourceRelationsForResources",
        "fga.loadSchema", "fga.deleteAllRelations", "fga.createBackup", "fga.loadAllBackups",
        "family.searchAll", "family.getSettings", "family.getCustomAttributes", "family.configureSettings", "flow.list",
        "flow.listTemplates", "flow.listWidgets", "theme.export", "theme.exportV2", "localization.exportMessaging",
        "project.updateName", "project.updateTags", "project.listProjects", "jwt.signUpOrIn",
        "ssoApplication.loadAll", "ssoApplication.loadCustomAttributes", "inboundApplication.loadAllApplications",
        "inboundApplication.loadAllApplicationsV2", "inboundApplication.searchConsents",
    ]

    /// Values of members that exist in the project.
    private static let known: [String: JSONValue] = [
        "loginId": .string(World.ada), "userId": .string(World.ada), "tenantId": "acme", "tenant": "acme",
        "name": "all", "id": "acme", "email": "eve@example.com", "phone": "+15555550199", "provider": "google",
        "deliveryMethod": "email", "password": .string(World.password), "oldPassword": .string(World.password),
        "newPassword": .string(World.password), "origin": .string(World.origin), "flowId": "in", "appId": "crm",
        "roleNames": ["admin"], "type": "info", "loginOptions": ["stepup": true], "user": ["email": "new@example.com"],
        "app": ["id": "crm", "name": "CRM"],
    ]

    private static func sample(_ member: OperationShape.Member, isKnown: Bool) -> JSONValue? {
        if isKnown, let value = known[member.name] { return value }
        if member.name == "app" { return ["id": "made-up", "name": "made-up"] }
        return switch member.shape {
        case .text: "made-up"
        case .flag: true
        case .number, .integer, .longInteger: 1
        case .any: "made-up"
        case .list(.text): ["made-up"]
        case .map: [:]
        case .list, .named: member.name == "type" ? "made-up" : nil
        }
    }

    private static func wrongValue(_ shape: OperationShape.Shape) -> JSONValue? {
        switch shape {
        case .text, .named: 1
        case .any: nil
        default: "wrong"
        }
    }

    private static func body(_ members: [OperationShape.Member], isKnown: Bool) -> [String: JSONValue] {
        members.reduce(into: [:]) { $0[$1.name] = sample($1, isKnown: isKnown) }
    }

    private static func text(_ body: [String: JSONValue]) -> String {
        String(decoding: JSONValue.object(body).json, as: UTF8.self)
    }

    private func attempts(_ operation: Operation, _ world: World) -> [Attempt] {
        let shape = operation.shape
        func path(_ isKnown: Bool) -> String {
            let method = shape.path.contains("phone") ? "sms" : "email"
            return [
                "{deliveryMethod}": method, "{provider}": shape.path.contains("notp") ? "whatsapp" : "google",
                "{projectId}": Project.projectId, "{id}": "crm",
            ].reduce(shape.path) { $0.replacing($1.key, with: isKnown ? $1.value : "made-up") }
        }
        func bearer(_ token: String) -> String { "\(Project.projectId):\(token)" }
        var rights = [bearer(world.adas), bearer(world.bobs), bearer(world.disabled)]
        var wrongs: [String?] = [nil, "P2other", bearer("wrong:wrong"), bearer("wrong")]
        switch shape.credentials {
        case .none: (rights, wrongs) = ([Project.projectId], [])
        case .project: rights = [Project.projectId]
        case .refresh: wrongs += [Project.projectId, bearer(world.session), bearer(Project.managementKey)]
        case .projectOrRefresh:
            rights.append(Project.projectId)
            // A token that is wrong is noticed where one is used.
            wrongs.removeLast()
        case .accessKey: (rights, wrongs) = ([bearer(world.accessKey)], wrongs + [Project.projectId])
        default: (rights, wrongs) = ([bearer(Project.managementKey)], wrongs + [Project.projectId, bearer(world.adas)])
        }

        let required = Self.body(operation.members.filter(\.isRequired), isKnown: true)
        let query = Dictionary(
            shape.query.filter(\.isRequired).map { ($0.name, Self.known[$0.name]?.stringValue ?? "made-up") },
            uniquingKeysWith: { $1 }
        )
        let right = Attempt(what: "", path: path(true), bearer: rights[0], query: query, body: Self.text(required))
        func changed(_ what: String, _ change: (inout Attempt) -> Void) -> Attempt {
            var attempt = right
            attempt.what = what
            change(&attempt)
            return attempt
        }
        // An empty response instead of a refusal is what the operation is for.
        let answersAnyway = operation.name == "session.tryRefresh"
        var all = wrongs.filter { _ in !answersAnyway }.map { wrong in changed("bearer") { $0.bearer = wrong } }
        all.append(changed("no JSON") { $0.body = "{" })
        all.append(changed("unknown member") { $0.body = Self.text(required.merging(["x-y": 1]) { $1 }) })
        all.append(changed("unknown query item") { $0.query["x-y"] = "1" })
        for member in operation.members {
            let (name, wrong) = (member.name, Self.wrongValue(member.shape))
            if let wrong {
                all.append(changed("type of \(name)") { $0.body = Self.text(required.merging([name: wrong]) { $1 }) })
            }
            if member.isRequired {
                all.append(changed("no \(name)") { $0.body = Self.text(required.filter { $0.key != name }) })
                all.append(changed("empty \(name)") { $0.body = Self.text(required.merging([name: ""]) { $1 }) })
            }
        }
        for member in shape.query where member.isRequired {
            all.append(changed("no \(member.name)") { $0.query[member.name] = nil })
        }

        // Well-formed, with the right credentials.
        for bearer in rights {
            for isKnown in [true, false] {
                let some = operation.members.filter(\.isRequired)
                for (what, members) in [("required", some), ("all", operation.members)] {
                    for isKnownPath in [true, false] {
                        all.append(
                            changed("\(what) members, known \(isKnown), path \(isKnownPath)") {
                                $0.isMalformed = false
                                $0.path = path(isKnownPath)
                                $0.bearer = bearer
                                $0.body = Self.text(Self.body(members, isKnown: isKnown))
                                if !isKnown { $0.query = $0.query.mapValues { _ in "made-up" } }
                            }
                        )
                    }
                }
            }
        }
        return all
    }

    private func send(_ attempt: Attempt, _ operation: Operation, to project: Project) async throws -> Answer {
        try await project.send(
            APIMethod(rawValue: operation.shape.method),
            attempt.path,
            bearer: attempt.bearer,
            query: attempt.query.map { APIQueryItem($0.key, $0.value) },
            body: operation.shape.method == "GET" && attempt.body == "{}" ? nil : attempt.body.map { Array($0.utf8) }
        )
    }

    /// The tables of the rows that differ.
    private func changes(_ before: EmulatorSnapshot, _ after: EmulatorSnapshot) -> Set<String> {
        func texts(_ snapshot: EmulatorSnapshot) -> Set<[String]> {
            Set(snapshot.rows.map { [$0.table, $0.id, "\($0.number)", $0.json] })
        }
        return Set(texts(before).symmetricDifference(texts(after)).map { $0[0] })
    }

    // MARK: - The tests

    @Test("no refused request changes anything", arguments: Operation.all)
    func refused(_ operation: Operation) async throws {
        let world = try await Self.world.value
        let project = try world.project()
        var refusedForMeaning = 0
        for attempt in attempts(operation, world) {
            let before = try project.backend.snapshot()
            let answer = try await send(attempt, operation, to: project)
            if attempt.isMalformed { #expect(answer.status >= 400, "\(attempt)") }
            guard answer.status >= 400 else { continue }
            #expect(answer.status < 500, "\(attempt): \(answer.body)")
            if !attempt.isMalformed { refusedForMeaning += 1 }
            let changed = changes(before, try project.backend.snapshot())
            let allowed = attempt.isMalformed ? nil : Self.counting[operation.name]
            #expect(changed.isSubset(of: allowed.map { [$0] } ?? []), "\(attempt)")
        }
        #expect(refusedForMeaning > 0 || Self.neverRefused.contains(operation.name))
    }

    /// A refused request that does change something, and why it has to.
    struct Exception: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let path: String
        let body: @Sendable (World) -> JSONValue
        let changed: Set<String>
    }

    private static func guess(_ path: String, _ member: String, _ table: String) -> Exception {
        Exception(
            testDescription: path,
            path: path,
            body: { _ in .object(["loginId": .string(World.ada), member: "wrong"]) },
            changed: [table]
        )
    }

    static let exceptions: [Exception] =
        [
            // Guesses are counted.
            guess("otp/verify/email", "code", "codes"), guess("totp/verify", "code", "authenticators"),
            guess("recovery-codes/signin", "code", "recoveryCodes"), guess("password/signin", "password", "passwords"),
            Exception(
                testDescription: "password/replace",
                path: "password/replace",
                body: { _ in ["loginId": .string(World.ada), "oldPassword": "wrong", "newPassword": "New+secret1"] },
                changed: ["passwords"]
            ),
            // Whoever follows the wrong one of three has not seen the right number.
            Exception(
                testDescription: "enchantedlink/verify",
                path: "enchantedlink/verify",
                body: { ["token": $0.links["wrong"] ?? .null] },
                changed: ["enchantedLinks"]
            ),
            // A start is answered once.
        ]
        + ["signup", "signin", "update"].map { what in
            Exception(
                testDescription: "webauthn/\(what)/finish",
                path: "webauthn/\(what)/finish",
                body: { ["transactionId": $0.passkeys[what] ?? .null, "response": "{}"] },
                changed: ["startedPasskeys"]
            )
        }

    @Test("guesses, and answers to what is answered once, change their own row", arguments: exceptions)
    func exception(_ exception: Exception) async throws {
        let world = try await Self.world.value
        let project = try world.project()
        let before = try project.backend.snapshot()
        let answer = try await project.post("/v1/auth/\(exception.path)", exception.body(world))
        #expect([400, 401].contains(answer.status))
        let after = try project.backend.snapshot()
        #expect(changes(before, after) == exception.changed)
        #expect(before.rowCount - after.rowCount == (exception.changed == ["startedPasskeys"] ? 1 : 0))
    }

    @Test("a push that is declined is used up by the client that is told so")
    func declined() async throws {
        let world = try await Self.world.value
        let project = try world.project()
        let ref: JSONValue = ["pendingRef": .string(world.push)]
        let waiting = try project.backend.snapshot()
        #expect(try await project.post("/v1/auth/push/pending-session", ref).status == 401)
        #expect(changes(waiting, try project.backend.snapshot()) == [])
        try project.backend.answerPush(world.push, confirms: false)
        let before = try project.backend.snapshot()
        #expect(try await project.post("/v1/auth/push/pending-session", ref).status == 401)
        #expect(changes(before, try project.backend.snapshot()) == ["pushes"])
    }

    @Test("what a request has changed before it is refused is taken back")
    func late() async throws {
        let world = try await Self.world.value
        let project = try world.project()
        let backend = project.backend
        let loginId = JSONValue.string(World.ada)
        let made = try await project.post("/v1/auth/recovery-codes", ["loginId": loginId], token: world.adas)
        let recovery = made.body["codes"]?.arrayValue?.first?["code"] ?? .null
        let messages = backend.outbox.messages.filter { $0.loginId == World.ada }
        let code = try #require(messages.last { $0.code != nil }?.code).reveal()
        let link = try #require(messages.first { $0.link != nil && $0.links.isEmpty }?.link?.queryItem("t")).reveal()
        let start = try await project.post("/v1/auth/oauth/native/start", ["provider": "google"])
        let url = try await project.oauth()
        let identity = Identity(email: World.ada)
        let grant = try #require(try backend.identityProvider.signIn(at: url, as: identity).code).reveal()
        try backend.setEnabled(false, of: World.ada)

        let long = String(repeating: "a", count: 3000)
        let requests: [(path: String, body: JSONValue, status: Int)] = [
            ("auth/otp/verify/email", ["loginId": loginId, "code": .string(code)], 403),
            ("auth/magiclink/verify", ["token": .string(link)], 403),
            ("auth/oauth/exchange", ["code": .string(grant)], 403),
            ("auth/recovery-codes/signin", ["loginId": loginId, "code": recovery], 403),
            (
                "auth/password/replace",
                ["loginId": loginId, "oldPassword": .string(World.password), "newPassword": "New+secret1"], 403
            ),
            (
                "auth/oauth/native/finish",
                ["provider": "google", "stateId": start.body["stateId"] ?? .null, "code": "wrong"], 401
            ),
            ("auth/totp/signup", ["loginId": .string(long)], 400),
            ("mgmt/user/create", ["loginId": "new", "invite": true, "sendSMS": true], 400),
        ]
        for (path, body, status) in requests {
            let before = try backend.snapshot()
            let token = path.hasPrefix("mgmt") ? Project.managementKey : nil
            #expect(try await project.post("/v1/\(path)", body, token: token).status == status, "\(path)")
            #expect(changes(before, try backend.snapshot()) == [], "\(path)")
        }
        // None of it is used up.
        try backend.setEnabled(true, of: World.ada)
        for (path, body, _) in requests.prefix(5) {
            #expect(try await project.post("/v1/\(path)", body).status == 200, "\(path)")
        }
    }

    @Test("of calls of the test itself, too, a refused one changes nothing")
    func calls() async throws {
        let project = try await Self.world.value.project()
        let backend = project.backend
        let before = try backend.snapshot()
        let calls: [() throws -> Void] = [
            { try backend.addUser(World.ada) }, { try backend.addUser("new", roles: ["none"]) },
            { try backend.addTenant(id: "acme", name: "other") }, { try backend.addTenant(id: "new", name: "acme") },
            { try backend.addRole("admin") }, { try backend.addRole("new", tenantId: "none") },
            { try backend.setPassword("x", of: "nobody") }, { try backend.setEnabled(true, of: "nobody") },
            { try backend.setTenants(["acme": ["none"]], of: World.ada) },
            { try backend.setRoles(["none"], of: World.ada) },
            { _ = try backend.addAccessKey(name: "") }, { try backend.setAccessKey("none", isActive: false) },
            { _ = try backend.makeSessionCode(for: "nobody") }, { _ = try backend.startPush(for: "nobody") },
            { try backend.answerPush("none", confirms: true) }, { try backend.follow("https://a.b?t=c") },
            { try backend.sendMessage("https://wa.me/1?text=none", from: "+15555550123") },
            { try backend.configureSSO(tenant: "globex", domains: ["acme.example"]) },
            { _ = try backend.identityProvider.signIn(at: "https://a.b?state=c", as: OAuthTests.ada) },
        ]
        for (number, call) in calls.enumerated() {
            #expect(throws: EmulatorRefusal.self, "call \(number)") { try call() }
            #expect(changes(before, try backend.snapshot()) == [], "call \(number)")
        }
    }
}
