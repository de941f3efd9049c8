import DescopeCore
import DescopeEmulator
import DescopeHTTP
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Random sequences of requests, compared with ``NaiveProject`` after each: the emulator's tables and indexes must not
/// be noticeable.
@Suite struct ModelTests {
    @Test("users, sessions and roles are those of a naive model", arguments: 1...12 as ClosedRange<UInt64>)
    func usersAndSessions(_ seed: UInt64) async throws {
        try await compare(seed, steps: 400)
    }

    @Test(
        "access keys lose deleted roles, tenants and users, as in a naive model",
        arguments: 101...106 as ClosedRange<UInt64>
    )
    func accessKeys(_ seed: UInt64) async throws {
        try await compare(seed, steps: 400, hasAccessKeys: true)
    }

    /// Odd seeds rotate refresh tokens.
    private func compare(_ seed: UInt64, steps: Int, hasAccessKeys: Bool = false) async throws {
        var pair = try ProjectAndModel(rotates: seed % 2 == 1)
        let random = RandomStep(seed: seed, hasAccessKeys: hasAccessKeys)
        for number in 0..<steps {
            let first = Step.first.indices.contains(number) ? Step.first[number] : nil
            let step = first ?? random.next(tokens: pair.tokens.count, model: pair.model)
            let place: Comment = "seed \(seed), step \(number): \(step)"
            let difference = try await pair.difference(after: step)
            // What follows a difference says nothing more.
            try #require(difference == nil, place)
        }
        // The sequence has reached what it tests.
        #expect(pair.tokens.count > steps / 40, "seed \(seed)")
    }
}

/// One request, or another change.
private enum Step: Sendable {
    case createUser(String, NaiveProject.Grants)
    case loadUser(String)
    case deleteUser(String)
    case setEnabled(String, Bool)
    case setRoles(String, tenant: String?, [String])
    case addRoles(String, tenant: String?, [String])
    case addTenant(String, String)
    case removeTenant(String, String)
    case createTenant(String)
    case deleteTenant(String)
    case restrictTenant(String, isDisabled: Bool, enforcesSSO: Bool)
    case createRole(String, tenant: String?, isDefault: Bool)
    case deleteRole(String, tenant: String?)
    case addAccessKey(String?, NaiveProject.Grants)
    case exchange(Int)
    case signUp(String)
    case signIn(String)
    case verify(String, Guess)
    /// The numbers are those of the refresh tokens that were issued so far.
    case refresh(Int)
    case me(Int)
    case logOut(Int, everywhere: Bool)
    case advance(Int)

    enum Guess { case newest, older, wrong }

    /// Every sequence begins with these, so that most later requests are not refused.
    static let first: [Step] =
        ["acme", "globex", "initech"].map { .createTenant($0) }
        + ["admin", "editor"].map { .createRole($0, tenant: nil, isDefault: false) }
        + [.createRole("viewer", tenant: nil, isDefault: true), .createRole("editor", tenant: "acme", isDefault: true)]
        + (0..<3).map { .createUser("user\($0)@example.com", .init(roles: ["admin"], tenants: [("acme", ["editor"])])) }
}

/// Chooses steps, with few names, so that most of them exist, and often enough one does not.
private struct RandomStep {
    let random: SeededRandom
    let hasAccessKeys: Bool

    init(seed: UInt64, hasAccessKeys: Bool) {
        random = SeededRandom(seed: seed)
        self.hasAccessKeys = hasAccessKeys
    }

    /// - Parameters:
    ///   - tokens: The number of refresh tokens that were issued so far.
    ///   - model: The state before the step.
    func next(tokens: Int, model: NaiveProject) -> Step {
        if hasAccessKeys, below(4) == 0 {
            return below(3) == 0
                ? .addAccessKey(below(2) == 0 ? loginId : nil, grants) : .exchange(below(model.accessKeys.count + 1))
        }
        if below(20) == 0 {
            return .restrictTenant(tenant, isDisabled: below(3) == 0, enforcesSSO: below(3) == 0)
        }
        // A message is mostly followed by its code.
        let waiting = model.codes.last.flatMap { code in model.users.first { $0.serial == code.user } }
        let recipient = below(4) == 0 ? loginId : waiting?.loginId ?? loginId
        return switch below(100) {
        case 0..<6: .createUser(loginId, grants)
        case 6..<7: .loadUser(loginId)
        case 7..<9: .deleteUser(loginId)
        case 9..<12: .setEnabled(loginId, below(4) > 0)
        case 12..<18: .setRoles(loginId, tenant: tenantOrNil, roles)
        case 18..<23: .addRoles(loginId, tenant: tenantOrNil, roles)
        case 23..<26: .addTenant(loginId, tenant)
        case 26..<28: .removeTenant(loginId, tenant)
        case 28..<32: .createTenant(tenant)
        case 32..<33: .deleteTenant(tenant)
        case 33..<39: .createRole(role, tenant: tenantOrNil, isDefault: below(3) == 0)
        case 39..<42: .deleteRole(role, tenant: tenantOrNil)
        case 42..<47: .signUp(loginId)
        case 47..<58: .signIn(loginId)
        case 58..<76: .verify(recipient, pick([.newest, .newest, .newest, .newest, .older, .wrong]))
        case 76..<88: .refresh(recent(tokens))
        case 88..<93: .me(recent(tokens))
        case 93..<97: .logOut(recent(tokens), everywhere: below(2) == 0)
        default: .advance(pick([1, 40, 59, 60, 99, 100, 150, 299]))
        }
    }

    private func below(_ bound: Int) -> Int { Int(random.unit() * Double(bound)) }
    private func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }

    /// Mostly one of the last tokens: older ones have been replaced or revoked.
    private func recent(_ tokens: Int) -> Int { max(0, below(4) == 0 ? below(max(1, tokens)) : tokens - 1 - below(5)) }

    private var loginId: String { "user\(below(4))@example.com" }
    private var tenant: String { pick(["acme", "globex", "initech"]) }
    private var tenantOrNil: String? { below(2) == 0 ? nil : tenant }
    private var role: String { pick(["admin", "editor", "viewer"]) }
    private var roles: [String] { ["admin", "editor", "viewer"].filter { _ in below(3) == 0 } }
    private var grants: NaiveProject.Grants {
        .init(
            roles: below(3) == 0 ? roles : [],
            tenants: below(2) == 0
                ? [] : ["acme", "globex", "initech"].filter { _ in below(3) == 0 }.map { ($0, roles) }
        )
    }
}

/// The emulator and the model, which take the same steps.
private struct ProjectAndModel {
    let project: Project
    var model: NaiveProject
    /// All refresh tokens that were issued.
    var tokens: [String] = []
    private var requestCount = 0

    init(rotates: Bool) throws {
        project = try Project {
            $0.sessionLifetime = .seconds(NaiveProject.sessionSeconds)
            $0.refreshLifetime = .seconds(NaiveProject.refreshSeconds)
            $0.codeLifetime = .seconds(NaiveProject.codeSeconds)
            $0.codeAttempts = NaiveProject.codeAttempts
            $0.rotatesRefreshTokens = rotates
        }
        model = NaiveProject(rotates: rotates)
    }

    /// Takes a step. Returns what differs, or nil.
    mutating func difference(after step: Step) async throws -> String? {
        let (answer, expected) = try await take(step)
        if let answer {
            if answer.status != expected.status {
                return "expected status \(expected.status), found \(answer.status) \(answer.errorCode ?? "")"
            }
            if let user = expected.user {
                // `me` has the user at the root.
                let found = answer.body["user"] ?? answer.body
                if let difference = difference(of: found, to: model.json(user)) { return difference }
            }
            if let claims = expected.claims {
                let found = try answer.claims
                if let difference = difference(of: found, to: claims) { return "in the token, \(difference)" }
                let end = Int64(project.clock.now.timeIntervalSince1970) + Int64(NaiveProject.sessionSeconds)
                if found["exp"]?.intValue != end { return "the session token expires at another time" }
            }
            if !answer.refreshJwt.isEmpty { tokens.append(answer.refreshJwt) }
        }
        return try await differenceOfAllUsers()
    }

    private mutating func differenceOfAllUsers() async throws -> String? {
        guard project.backend.loginIds == model.users.map(\.loginId) else {
            return "expected the users \(model.users.map(\.loginId)), found \(project.backend.loginIds)"
        }
        for (index, user) in model.users.enumerated() {
            let found = try await load(user.loginId).body["user"] ?? .null
            if let difference = difference(of: found, to: model.json(user)) { return "afterwards, \(difference)" }
            let id = found["userId"]?.stringValue
            if id == nil || (user.id != nil && user.id != id) { return "\(user.loginId) has another user id" }
            if model.users.contains(where: { $0.serial != user.serial && $0.id == id }) {
                return "\(user.loginId) has the user id of another user"
            }
            model.users[index].id = id
        }
        let count = project.backend.requestCount()
        return count == requestCount ? nil : "expected the count of \(requestCount) requests, found \(count)"
    }

    /// Compares the members that the model knows; null stands for a member that must not exist.
    private func difference(of found: JSONValue, to expected: [String: JSONValue]) -> String? {
        for (name, value) in expected.sorted(by: { $0.key < $1.key }) where (found[name] ?? .null) != value {
            return "expected \(name) \(value), found \(found[name] ?? .null)"
        }
        return nil
    }
}

// MARK: - Taking steps

extension ProjectAndModel {
    /// The response, nil when the step was no request, and what the model expects of it.
    private mutating func take(_ step: Step) async throws -> (Answer?, NaiveProject.Outcome) {
        switch step {
        case .createUser(let loginId, let grants):
            let body: JSONValue = [
                "loginId": .string(loginId), "roleNames": strings(grants.roles),
                "userTenants": .array(
                    grants.tenants.map { ["tenantId": .string($0.id), "roleNames": strings($0.roles)] }
                ),
            ]
            return (try await manage("user/create", body), model.createUser(loginId, grants))
        case .loadUser(let loginId): return (try await load(loginId), model.loadUser(loginId))
        case .deleteUser(let loginId):
            return (try await manage("user/delete", ["loginId": .string(loginId)]), model.deleteUser(loginId))
        case .setRoles(let loginId, let tenant, let roles):
            let answer = try await manage("user/update/role/set", grant(loginId, tenant, roles))
            return (answer, model.setRoles(loginId, tenant: tenant, roles, keepsOld: false))
        case .addRoles(let loginId, let tenant, let roles):
            let answer = try await manage("user/update/role/add", grant(loginId, tenant, roles))
            return (answer, model.setRoles(loginId, tenant: tenant, roles, keepsOld: true))
        case .addTenant(let loginId, let tenant):
            let body: JSONValue = ["loginId": .string(loginId), "tenantId": .string(tenant)]
            return (try await manage("user/update/tenant/add", body), model.addTenant(loginId, tenant))
        case .removeTenant(let loginId, let tenant):
            let body: JSONValue = ["loginId": .string(loginId), "tenantId": .string(tenant)]
            return (try await manage("user/update/tenant/remove", body), model.removeTenant(loginId, tenant))
        case .createTenant(let id):
            let body: JSONValue = ["id": .string(id), "name": .string(NaiveProject.name(ofTenant: id))]
            return (try await manage("tenant/create", body), model.createTenant(id))
        case .deleteTenant(let id):
            return (try await manage("tenant/delete", ["id": .string(id)]), model.deleteTenant(id))
        case .restrictTenant(let id, let isDisabled, let enforcesSSO):
            let body: JSONValue = [
                "id": .string(id), "disabled": .bool(isDisabled), "enforceSSO": .bool(enforcesSSO),
            ]
            requestCount += 1
            return (
                try await project.management(.patch, "/v1/mgmt/tenant/patch", body),
                model.restrictTenant(id, isDisabled: isDisabled, enforcesSSO: enforcesSSO)
            )
        case .createRole(let name, let tenant, let isDefault):
            var body = role(name, tenant)
            body["default"] = .bool(isDefault)
            body["permissionNames"] = strings(NaiveProject.permissions(ofRole: name, tenant: tenant))
            return (
                try await manage("role/create", .object(body)),
                model.createRole(name, tenant: tenant, isDefault: isDefault)
            )
        case .deleteRole(let name, let tenant):
            return (
                try await manage("role/delete", .object(role(name, tenant))), model.deleteRole(name, tenant: tenant)
            )
        case .setEnabled, .addAccessKey, .advance: return (nil, try configure(step))
        case .exchange, .signUp, .signIn, .verify, .refresh, .me, .logOut: return try await authenticate(step)
        }
    }

    private mutating func authenticate(_ step: Step) async throws -> (Answer?, NaiveProject.Outcome) {
        switch step {
        case .signUp(let loginId):
            let answer = try await post("otp/signup/email", ["loginId": .string(loginId)])
            return (answer, model.signUp(loginId, code: code(loginId)))
        case .signIn(let loginId):
            let answer = try await post("otp/signin/email", ["loginId": .string(loginId)])
            return (answer, model.signIn(loginId, code: code(loginId)))
        case .verify(let loginId, let guess):
            let code = code(loginId, guess)
            let answer = try await post("otp/verify/email", ["loginId": .string(loginId), "code": .string(code)])
            return (answer, model.verify(loginId, code: code, refreshToken: answer.refreshJwt))
        case .refresh(let number):
            let answer = try await post("refresh", token: token(number))
            return (answer, model.refresh(token(number), newToken: answer.refreshJwt))
        case .me(let number):
            requestCount += 1
            return (try await project.get("/v1/auth/me", token: token(number)), model.me(token(number)))
        case .logOut(let number, let everywhere):
            let answer = try await post(everywhere ? "logoutall" : "logout", token: token(number))
            return (answer, model.logOut(token(number), everywhere: everywhere))
        case .exchange(let number):
            let key = model.accessKeys.indices.contains(number) ? model.accessKeys[number].secret : "unknown"
            return (try await post("accesskey/exchange", token: key), model.exchange(key))
        default: return (nil, .init())
        }
    }

    /// Changes without a request: what the emulator refuses, the model has to refuse.
    private mutating func configure(_ step: Step) throws -> NaiveProject.Outcome {
        switch step {
        case .setEnabled(let loginId, let isEnabled):
            let error = refusal { () throws(EmulatorRefusal) in
                try project.backend.setEnabled(isEnabled, of: loginId)
            }
            let outcome = model.setEnabled(loginId, isEnabled)
            #expect(error?.status ?? 200 == outcome.status)
            return outcome
        case .addAccessKey(let loginId, let grants):
            var secret = ""
            let error = refusal { () throws(EmulatorRefusal) in
                secret = try project.backend.addAccessKey(
                    name: "key",
                    roles: grants.roles,
                    tenants: Dictionary(grants.tenants.map { ($0.id, $0.roles) }) { $1 },
                    userId: loginId
                ).reveal()
            }
            let outcome = model.addAccessKey(loginId, grants, secret: secret)
            #expect(error?.status ?? 200 == outcome.status)
            return outcome
        case .advance(let seconds):
            project.clock.advance(by: .seconds(seconds))
            model.now += seconds
            return .init()
        default: return .init()
        }
    }

    private func refusal(_ change: () throws(EmulatorRefusal) -> Void) -> EmulatorRefusal? {
        do {
            try change()
            return nil
        } catch { return error }
    }

    // MARK: - Requests

    private mutating func manage(_ path: String, _ body: JSONValue) async throws -> Answer {
        requestCount += 1
        return try await project.manage("/v1/mgmt/\(path)", body)
    }

    private mutating func post(_ path: String, _ body: JSONValue? = nil, token: String? = nil) async throws -> Answer {
        requestCount += 1
        return try await project.post("/v1/auth/\(path)", body, token: token)
    }

    private mutating func load(_ loginId: String) async throws -> Answer {
        requestCount += 1
        return try await project.send(
            .get,
            "/v1/mgmt/user",
            bearer: StrictnessTests.management,
            query: [APIQueryItem("loginId", loginId)]
        )
    }

    private func code(_ loginId: String, _ guess: Step.Guess = .newest) -> String {
        let messages = project.backend.outbox.messages.filter { $0.loginId == loginId }
        return switch guess {
        case .newest: messages.last?.code?.reveal() ?? "none"
        case .older: messages.dropLast().last?.code?.reveal() ?? "none"
        case .wrong: "wrong"
        }
    }

    private func token(_ number: Int) -> String { tokens.indices.contains(number) ? tokens[number] : "unknown" }

    private func grant(_ loginId: String, _ tenant: String?, _ roles: [String]) -> JSONValue {
        var body: [String: JSONValue] = ["loginId": .string(loginId), "roleNames": strings(roles)]
        body["tenantId"] = tenant.map(JSONValue.string)
        return .object(body)
    }

    private func role(_ name: String, _ tenant: String?) -> [String: JSONValue] {
        var body: [String: JSONValue] = ["name": .string(name)]
        body["tenantId"] = tenant.map(JSONValue.string)
        return body
    }

    private func strings(_ strings: [String]) -> JSONValue { .array(strings.map(JSONValue.string)) }
}
