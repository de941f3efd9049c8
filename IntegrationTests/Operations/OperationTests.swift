import ClientTestSupport
import Descope
import DescopeEmulator
import DescopeTesting
import Synchronization
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What holds for all operations.
@Suite(.timeLimit(.minutes(5))) struct OperationTests {
    private static let projectId = "P2test"
    private static let managementKey = "K2management"
    /// Making keys takes a while.
    private static let keys = Result { try FakeKeys() }
    /// Whatever an operation asks for: a session, the key of an authenticator app, a URL, what a browser is to do.
    private static let response: JSONValue = [
        "sessionJwt": "session", "url": "https://idp.example.com", "key": "AAAA",
        "provisioningURL": "otpauth://totp/a", "image": "AAAA", "linkId": "42", "pendingRef": "p", "options": "{}",
        "transactionId": "TX2", "executionId": "e", "stepId": "s", "status": "waiting", "clientId": "c", "stateId": "s",
        "code": "c", "redirectUrl": "https://app.example.com", "codes": [["code": "r1"]],
    ]

    private let clock = ManualClock()
    private let refreshJwt: Secret
    private let response: ScriptedTransport.Answer
    private let keys: FakeKeys

    init() throws {
        keys = try Self.keys.get()
        let minter = TokenMinter(projectId: Self.projectId, keys: keys, clock: clock)
        refreshJwt = try minter.refresh(userId: "U2ada")
        var members = Self.response.objectValue ?? [:]
        members["sessionJwt"] = .string(try minter.session(userId: "U2ada").reveal())
        let signIn = JSONValue.object(members).json
        response = .reply { request in
            let sample = request.path.contains("/mgmt/") ? try Contract.read.get().sampleResponse(to: request) : nil
            return APIResponse(status: 200, body: sample?.json ?? signIn)
        }
    }

    private func client(_ transport: ScriptedTransport) throws -> DescopeClient {
        try client(transport, middleware: [])
    }

    private func client(_ transport: ScriptedTransport, middleware: [any HTTPMiddleware]) throws -> DescopeClient {
        let projectId = Self.projectId
        let client = try DescopeClient(
            projectId: projectId,
            managementKey: Self.managementKey,
            transport: transport,
            middleware: middleware,
            clock: clock
        )
        return client.with { $0.retry.delays = [.zero, .zero, .zero] }.with(keys: keys)
    }

    /// What a call sends when all goes well.
    private func sent(_ call: Call) async throws -> (operation: APIOperation, request: APIRequest, given: Given) {
        let (transport, operations, given) = (
            ScriptedTransport(response), OperationNotes(), Given(refreshJwt: refreshJwt)
        )
        try await call.make(client(transport, middleware: [operations]), given)
        let request = try #require(transport.sent.first)
        #expect(transport.sent.count == 1)
        return (try #require(operations.last), request, given)
    }

    @Test("each operation of the modules is in the table")
    func table() throws {
        let stated = try Sources.operationNames()
        #expect(stated.count > 60)
        // Keys are fetched beside the calls.
        #expect(Set(stated).subtracting(["session.keys"]) == Set(Call.all.map(\.operation)))
    }

    @Test("a blank argument is refused by name, before anything is sent", arguments: Call.all)
    func blanks(_ call: Call) async throws {
        let names = try await sent(call).given.arguments.map(\.name)
        for name in Set(names).subtracting([Given.flowInput]) {
            // A password may be white space.
            for blank in name.hasSuffix("assword") ? [""] : ["", " ", "\t\n\r "] {
                let transport = ScriptedTransport()
                let given = Given(refreshJwt: refreshJwt, replacing: name, by: blank)
                let error = await #expect(throws: DescopeError.self, "\(name)") {
                    try await call.make(client(transport), given)
                }
                #expect(transport.sent.isEmpty, "\(name)")
                let isToken = ["refreshJwt", "accessKey", "externalToken", "appToken"].contains(name)
                #expect(error?.kind == (isToken ? .token : .argument), "\(name): \(error as Any)")
                #expect(error?.code == (isToken ? .missingToken : .unusableArgument), "\(name): \(error as Any)")
                #expect(error?.isUnauthenticated == isToken, "\(name): \(error as Any)")
                let validates = error?.operation == "session.validateAndRefresh"
                let prefix = validates ? "sessionJwt, \(name): " : "\(name): "
                #expect(error?.message.hasPrefix(prefix) == true, "\(name): \(error as Any)")
                #expect(error?.operation == call.operation || validates, "\(name): \(error as Any)")
            }
        }
    }

    /// The operations that change nothing, or may be sent twice without harm.
    private static let retriedAlways: Set = [
        "enchantedLink.session", "notp.session", "password.policy", "oauth.start", "oauth.startSignUp",
        "oauth.startSignIn", "oauth.startUpdate", "oauth.startNative", "oauth.oneTapClientId", "sso.start",
        "saml.start", "session.me", "session.history", "session.myTenants", "session.exchange", "session.pushSession",
    ]

    /// Whether an operation of the management API only reads.
    private static func isIdempotent(_ operation: APIOperation) -> Bool {
        let verb = operation.name.split(separator: ".").last ?? ""
        let verbs = [
            "load", "search", "list", "find", "check", "export", "validate", "has", "who", "what", "dryRun", "modified",
            "resourceRelations", "targetsRelations",
        ]
        let reads = verbs.contains { verb.hasPrefix($0) }
        return (operation.method == .get || reads) && operation.name != "users.loadProviderToken"
    }

    @Test("a request is retried when it cannot have reached the service, or may be sent twice", arguments: Call.all)
    func retries(_ call: Call) async throws {
        let operation = try await sent(call).operation
        let isAlways =
            call.kind == .management ? Self.isIdempotent(operation) : Self.retriedAlways.contains(operation.name)
        #expect((operation.retryable == .always) == isAlways)
        await expectRetried(answer: response, with: client) { try await call.make($0, Given(refreshJwt: refreshJwt)) }
        await expectNotRetried(unless: isAlways, answer: response, with: client) {
            try await call.make($0, Given(refreshJwt: refreshJwt))
        }
    }

    @Test("an error of the service keeps its code and names the operation", arguments: Call.all)
    func serviceErrors(_ call: Call) async throws {
        // What the service says beside its code is shown only when body and query held no secret.
        let (_, request, given) = try await sent(call)
        let sent = String(decoding: request.body ?? [], as: UTF8.self) + request.query.map(\.value).joined()
        let hidesText =
            call.sendsHiddenSecrets || given.secrets.contains { sent.contains(String($0.dropFirst(2).prefix(8))) }
        for code in [DescopeError.Code.invalidArguments, .rateLimited, DescopeError.Code(rawValue: "E999999")] {
            let transport = ScriptedTransport(.refusal(code, status: 400, description: "No"))
            let error = await #expect(throws: DescopeError.self) {
                try await call.make(client(transport), Given(refreshJwt: refreshJwt))
            }
            #expect((error?.kind, error?.code, error?.status) == (.api, code, 400))
            #expect(error?.operation == call.operation)
            #expect((error?.message == "No") == !hidesText, "\(error as Any)")
        }
    }

    @Test("no error shows a secret, even when the service repeats it", arguments: Call.all)
    func secrets(_ call: Call) async throws {
        let secrets = try await sent(call).given.secrets
        guard !secrets.isEmpty else { return }
        try await expectSilence(
            about: secrets,
            from: call.operation,
            readsResponse: !call.readsNothing,
            with: client
        ) { try await call.make($0, Given(refreshJwt: refreshJwt)) }
    }

    // MARK: - The API's description

    @Test("each operation is what the API's description says", arguments: Call.all)
    func contract(_ call: Call) async throws {
        let contract = try Contract.read.get()
        let (operation, request, _) = try await sent(call)
        let row = try #require(contract.operation(request.method, request.path), "\(request)")
        func generic(_ path: String) -> [Substring] {
            path.split(separator: "/").map { $0.hasPrefix("{") ? "{}" : $0 }
        }
        // The one provider that is known stands in the path as it is.
        #expect(generic(operation.path) == generic(row.path) || row.path.contains("{provider}"))
        let words = Self.words(operation.credentials)
        // A refresh takes the refresh token, a migration the project alone and a token in the body.
        let isRefresh = row.path == "/v1/auth/refresh" && words.isSubset(of: row.authorization)
        // The token of an application may stand in for the management key.
        let isOneOfTwo = row.authorization.contains("appToken") && words.isSubset(of: row.authorization)
        let isListed = isOneOfTwo || words == Set(row.authorization)
        #expect(isRefresh || row.authorization.contains("unverified") || isListed)
        #expect(Set(request.query.map(\.name)).isSubset(of: row.query.keys))
        #expect(contract.unknownMembers(in: request.bodyJSON ?? [:], knowing: row.request) == [])
        let sent = request.bodyJSON?.objectValue ?? [:]
        #expect(Set(row.requiredMembers).subtracting(sent.keys).subtracting(["$root"]) == [])
        #expect(Set(row.requiredQuery).subtracting(request.query.map(\.name)) == [])
        let mayLackBody = request.method == .get || contract.withoutBody.contains(row.id)
        #expect(request.body != nil || mayLackBody)
        #expect(request.body == nil || request.method != .get)
        // The row is that of this operation, not of another one of the module.
        let method = try #require(row.swift, "its row names no method")
        #expect(operation.name == call.operation)
        #expect(try method.lowercased().hasPrefix(Self.method(of: operation).lowercased()), "\(method)")
    }

    @Test("there is a call with all members of each model of options")
    func everything() async throws {
        func objects(_ value: JSONValue) -> [Set<String>] {
            let inner = value.arrayValue ?? value.objectValue.map { Array($0.values) } ?? []
            return inner.flatMap(objects) + (value.objectValue.map { [Set($0.keys)] } ?? [])
        }
        var sent: Set<Set<String>> = []
        for call in Call.all { sent.formUnion(objects(try await self.sent(call).request.bodyJSON ?? [:])) }
        let models = Model.all.filter(\.isOnlySent)
        #expect(models.count >= 12)
        for model in models {
            // Some name a thing by its id or by its name.
            let alternatives: [Set<String>] =
                Set(model.names).isSuperset(of: ["id", "name"]) ? [["id"], ["name"]] : [[]]
            for left in alternatives {
                let names = Set(model.names).subtracting(left)
                #expect(sent.contains { $0.isSuperset(of: names) }, "\(model.testDescription)")
            }
        }
    }

    @Test(
        "the emulator does what a call asks for, where the project has what it names",
        arguments: Call.all.filter { Call.notEmulated[$0.operation] == nil }
    )
    func emulator(_ call: Call) async throws {
        let failures = FailureNotes()
        let (it, given) = try await PreparedProject.shared.value.ready(for: call, noting: failures)
        let route = try await call.emulatorName()
        let before = try it.backend.requestCount(route)
        var result = Result<Void, any Error>.success(())
        do { try await call.make(it.client.with { $0.retry = .never }, given) } catch { result = .failure(error) }
        #expect(try it.backend.requestCount(route) == before + 1)
        guard let reason = Call.refusedByEmulator[call.testDescription] else {
            #expect(failures.all == [])
            return try result.get()
        }
        guard failures.all.isEmpty else { return }
        let error = #expect(throws: DescopeError.self, "it succeeds after all: \(reason)") { try result.get() }
        // It is refused for what it asks, not for the path, the method, or a body that cannot be read.
        #expect((error?.kind, error?.operation) == (.api, call.operation), "\(error as Any)")
        #expect(error?.status.map { ![404, 405, 500].contains($0) } == true, "\(error as Any)")
    }

    @Test("each call that the emulator refuses, or does not have, is in the table")
    func refusedByEmulator() {
        #expect(Set(Call.refusedByEmulator.keys).isSubset(of: Call.all.map(\.testDescription)))
        #expect(Set(Call.notEmulated.keys).isSubset(of: Call.all.map(\.operation)))
    }

    @Test("each argument is sent, the token in the header", arguments: Call.all)
    func arguments(_ call: Call) async throws {
        let (operation, request, given) = try await sent(call)
        let sent =
            request.path.split(separator: "/").map(String.init) + request.query.map(\.value)
            + Self.strings(in: request.bodyJSON ?? [:])
        let isToken = { (name: String) in ["refreshJwt", "accessKey", "appToken"].contains(name) }
        let token = given.arguments.first { isToken($0.name) }
        for (name, value) in given.arguments where !isToken(name) { #expect(sent.contains(value), "\(name)") }
        let key = operation.credentials == .managementKey ? Self.managementKey : nil
        let credentials = (token?.value ?? key).map { "Bearer P2test:\($0)" } ?? "Bearer P2test"
        #expect(request.headers["authorization"] == credentials)
        let takesToken = ![.project, .optionalRefreshJwt, .managementKey].contains(operation.credentials)
        #expect(!takesToken || token != nil)
    }

    private static func strings(in value: JSONValue) -> [String] {
        switch value {
        case .string(let text): [text]
        case .array(let elements): elements.flatMap(strings)
        case .object(let members): members.values.flatMap(strings)
        default: []
        }
    }

    /// How the method of an operation begins, as rows name it: `MagicLinkClient.signIn(`.
    private static func method(of operation: APIOperation) throws -> String {
        switch operation.name {
        case "session.exchangeCode": return "SessionClient.exchange(code:"
        // The API has one row for both.
        case "session.migrate": return "SessionClient.refresh("
        case "authz.deleteRelationsForIds": return "AuthzAdmin.deleteRelations(forIds:"
        case "authz.deleteResourceRelationsForResources": return "AuthzAdmin.deleteRelations(ofResources:"
        case "authz.resourceRelations": return "AuthzAdmin.relations(ofResource:"
        case "authz.targetsRelations": return "AuthzAdmin.relations(ofTargets:"
        case "authz.whatCanTargetAccessWithRelation": return "AuthzAdmin.whatCanTargetAccess(_:_:"
        default: break
        }
        let parts = operation.name.split(separator: ".")
        // Both `client.sso` and `client.management.sso` have operations.
        if operation.path.contains("/mgmt/"), let owner = try Sources.managementTypes.get()[String(parts[0])] {
            return "\(owner).\(parts[1])("
        }
        let owner = ["passkeys": "passkey", "saml": "sso"][parts[0]] ?? parts[0]
        return "\(owner)Client.\(parts[1])("
    }

    private static func words(_ kind: CredentialKind) -> Set<String> {
        switch kind {
        case .optionalRefreshJwt: ["project", "refreshToken"]
        case .refreshJwt: ["refreshToken"]
        default: [kind.rawValue]
        }
    }

    @Test("each operation of the description has a method or a reason")
    func parity() throws {
        let contract = try Contract.read.get()
        let methods = try Sources.methods()
        var counts: [String: Int] = [:]
        for row in contract.operations {
            #expect((row.swift == nil) != (row.why == nil), "\(row.id): expected a method or a reason")
            counts[row.swift == nil ? row.why ?? "" : "covered", default: 0] += 1
            guard let swift = row.swift else { continue }
            #expect(methods.contains(swift), "\(row.id): no method \(swift)")
        }
        #expect(Set(contract.operations.map(\.id)).count == contract.operations.count)
        print("API: \(contract.operations.count) operations, of which")
        for (state, count) in counts.sorted(by: { $0.value > $1.value }) { print("    \(count): \(state)") }
    }
}

/// Notes what responses report as failed although the request as a whole succeeded.
final class FailureNotes: HTTPMiddleware {
    private let failures = Mutex<[JSONValue]>([])
    var all: [JSONValue] { failures.withLock(\.self) }

    func intercept(_ request: APIRequest, for operation: APIOperation, next: Next) async throws -> APIResponse {
        let response = try await next(request)
        let body = try? JSONDecoder().decode(JSONValue.self, from: Data(response.body))
        let failed = ["failures", "failedUsers", "additionalErrors"].flatMap { name in
            body?[name]?.arrayValue ?? body?[name]?.objectValue.map { Array($0.values) } ?? []
        }
        failures.withLock { $0 += failed }
        return response
    }
}

/// Notes the operations of requests.
private final class OperationNotes: HTTPMiddleware {
    private let operations = Mutex<[APIOperation]>([])
    var last: APIOperation? { operations.withLock(\.last) }

    func intercept(_ request: APIRequest, for operation: APIOperation, next: Next) async throws -> APIResponse {
        operations.withLock { $0.append(operation) }
        return try await next(request)
    }
}
