import DescopeCore

/// What the emulator must do, as plainly as possible: lists, searched from the start. The model of ``ModelTests``.
///
/// The names of roles, tenants and users are the caller's. Codes and tokens are random, so the model is told those that
/// the emulator has issued.
struct NaiveProject {
    struct User {
        let serial: Int
        let loginId: String
        /// Nil until a response has shown it.
        var id: String?
        var grants: Grants
        var status = "invited"
        var hasSignedIn = false
    }

    /// The roles in the project, and the tenants in the order of joining, with the roles in each.
    struct Grants {
        var roles: [String] = []
        var tenants: [(id: String, roles: [String])] = []
    }

    struct Session {
        let user: Int
        var refreshToken: String
        var expiresAt: Int
        var isOver = false
    }

    struct Code {
        let user: Int
        let code: String
        let expiresAt: Int
        var wrongAttempts = 0
    }

    struct AccessKey {
        let secret: String
        let user: Int?
        var grants: Grants
    }

    /// What a response must contain, beside its status.
    struct Outcome {
        var status = 200
        var user: User?
        /// The claims of the session token.
        var claims: [String: JSONValue]?
        static func refused(_ status: Int) -> Self { Self(status: status) }
    }

    static let sessionSeconds = 60
    static let refreshSeconds = 300
    static let codeSeconds = 100
    static let codeAttempts = 3

    let rotates: Bool
    var now = 0
    var users: [User] = []
    var sessions: [Session] = []
    var codes: [Code] = []
    var tenants: [String] = []
    var roles: [(name: String, tenant: String?)] = []
    var accessKeys: [AccessKey] = []
    private var serial = 0

    init(rotates: Bool) { self.rotates = rotates }
}

// MARK: - Users, tenants and roles

extension NaiveProject {
    mutating func createUser(_ loginId: String, _ grants: Grants) -> Outcome {
        guard index(of: loginId) == nil, isValid(grants) else { return .refused(400) }
        return Outcome(user: append(loginId, grants))
    }

    func loadUser(_ loginId: String) -> Outcome {
        guard let index = index(of: loginId) else { return .refused(400) }
        return Outcome(user: users[index])
    }

    mutating func deleteUser(_ loginId: String) -> Outcome {
        guard let index = index(of: loginId) else { return .refused(400) }
        let serial = users.remove(at: index).serial
        sessions.removeAll { $0.user == serial }
        codes.removeAll { $0.user == serial }
        return Outcome()
    }

    mutating func setEnabled(_ loginId: String, _ isEnabled: Bool) -> Outcome {
        guard let index = index(of: loginId) else { return .refused(400) }
        users[index].status = !isEnabled ? "disabled" : users[index].hasSignedIn ? "enabled" : "invited"
        return Outcome()
    }

    mutating func setRoles(_ loginId: String, tenant: String?, _ names: [String], keepsOld: Bool) -> Outcome {
        guard let index = index(of: loginId) else { return .refused(400) }
        var grants = users[index].grants
        if let tenant {
            if !grants.tenants.contains(where: { $0.id == tenant }) { grants.tenants.append((tenant, [])) }
            for place in grants.tenants.indices where grants.tenants[place].id == tenant {
                let old = keepsOld ? grants.tenants[place].roles : []
                grants.tenants[place].roles = old + names.filter { !old.contains($0) }
            }
        } else {
            let old = keepsOld ? grants.roles : []
            grants.roles = old + names.filter { !old.contains($0) }
        }
        guard isValid(grants) else { return .refused(400) }
        users[index].grants = grants
        return Outcome(user: users[index])
    }

    mutating func addTenant(_ loginId: String, _ tenant: String) -> Outcome {
        setRoles(loginId, tenant: tenant, [], keepsOld: true)
    }

    mutating func removeTenant(_ loginId: String, _ tenant: String) -> Outcome {
        guard let index = index(of: loginId) else { return .refused(400) }
        users[index].grants.tenants.removeAll { $0.id == tenant }
        return Outcome(user: users[index])
    }

    mutating func createTenant(_ id: String) -> Outcome {
        guard !tenants.contains(id) else { return .refused(400) }
        tenants.append(id)
        return Outcome()
    }

    mutating func deleteTenant(_ id: String) -> Outcome {
        guard tenants.contains(id) else { return .refused(400) }
        tenants.removeAll { $0 == id }
        roles.removeAll { $0.tenant == id }
        removeDeletedGrants()
        return Outcome()
    }

    mutating func createRole(_ name: String, tenant: String?) -> Outcome {
        guard !roles.contains(where: { $0.name == name && $0.tenant == tenant }),
            tenant.map(tenants.contains) ?? true
        else { return .refused(400) }
        roles.append((name, tenant))
        return Outcome()
    }

    mutating func deleteRole(_ name: String, tenant: String?) -> Outcome {
        guard roles.contains(where: { $0.name == name && $0.tenant == tenant }) else { return .refused(400) }
        roles.removeAll { $0.name == name && $0.tenant == tenant }
        removeDeletedGrants()
        return Outcome()
    }

    mutating func addAccessKey(_ loginId: String?, _ grants: Grants, secret: String) -> Outcome {
        guard loginId.map({ index(of: $0) != nil }) ?? true, isValid(grants) else { return .refused(400) }
        accessKeys.append(
            AccessKey(secret: secret, user: loginId.flatMap(index).map { users[$0].serial }, grants: grants)
        )
        return Outcome()
    }
}

// MARK: - Sign-ins and sessions

extension NaiveProject {
    mutating func signUp(_ loginId: String, code: String) -> Outcome {
        if let index = index(of: loginId), users[index].hasSignedIn { return .refused(400) }
        let user = index(of: loginId).map { users[$0] } ?? append(loginId, Grants())
        send(code, to: user.serial)
        return Outcome()
    }

    mutating func signIn(_ loginId: String, code: String) -> Outcome {
        guard let index = index(of: loginId) else { return .refused(400) }
        send(code, to: users[index].serial)
        return Outcome()
    }

    mutating func verify(_ loginId: String, code: String, refreshToken: String) -> Outcome {
        guard let index = index(of: loginId) else { return .refused(400) }
        let serial = users[index].serial
        guard let pending = codes.firstIndex(where: { $0.user == serial && now < $0.expiresAt }),
            codes[pending].wrongAttempts < Self.codeAttempts
        else { return .refused(401) }
        guard codes[pending].code == code else {
            codes[pending].wrongAttempts += 1
            return .refused(401)
        }
        codes.remove(at: pending)
        guard users[index].status != "disabled" else { return .refused(403) }
        (users[index].status, users[index].hasSignedIn) = ("enabled", true)
        sessions.append(Session(user: serial, refreshToken: refreshToken, expiresAt: now + Self.refreshSeconds))
        return Outcome(user: users[index], claims: claims(users[index].grants))
    }

    mutating func refresh(_ token: String, newToken: String) -> Outcome {
        guard let session = session(token) else { return .refused(401) }
        guard let user = users.first(where: { $0.serial == sessions[session].user }) else { return .refused(401) }
        guard user.status != "disabled" else { return .refused(403) }
        if rotates {
            sessions[session].refreshToken = newToken
            sessions[session].expiresAt = now + Self.refreshSeconds
        }
        return Outcome(claims: claims(user.grants).merging(["sub": user.id.map(JSONValue.string) ?? .null]) { $1 })
    }

    func me(_ token: String) -> Outcome {
        guard let session = session(token) else { return .refused(401) }
        guard let user = users.first(where: { $0.serial == sessions[session].user }) else { return .refused(401) }
        return user.status == "disabled" ? .refused(403) : Outcome(user: user)
    }

    mutating func logOut(_ token: String, everywhere: Bool) -> Outcome {
        guard let session = session(token) else { return .refused(401) }
        let user = sessions[session].user
        for other in sessions.indices where other == session || (everywhere && sessions[other].user == user) {
            sessions[other].isOver = true
        }
        return Outcome()
    }

    func exchange(_ secret: String) -> Outcome {
        guard let key = accessKeys.first(where: { $0.secret == secret }) else { return .refused(401) }
        guard let serial = key.user else { return Outcome(claims: claims(key.grants)) }
        guard let user = users.first(where: { $0.serial == serial }) else { return .refused(401) }
        return user.status == "disabled" ? .refused(403) : Outcome(claims: claims(user.grants))
    }
}

// MARK: - What responses contain

extension NaiveProject {
    /// The members of a user that the model knows.
    func json(_ user: User) -> [String: JSONValue] {
        [
            "loginIds": [.string(user.loginId)], "status": .string(user.status),
            "roleNames": strings(user.grants.roles), "permissions": permissions(user.grants.roles, tenant: nil),
            "userTenants": .array(
                user.grants.tenants.map { tenant in
                    [
                        "tenantId": .string(tenant.id), "tenantName": .string(Self.name(ofTenant: tenant.id)),
                        "roleNames": strings(tenant.roles), "permissions": permissions(tenant.roles, tenant: tenant.id),
                    ]
                }
            ),
        ]
    }

    /// The claims of a new session token that the model knows; null for those that it must not have.
    private func claims(_ grants: Grants) -> [String: JSONValue] {
        var tenants: [String: JSONValue] = [:]
        for (id, roles) in grants.tenants {
            tenants[id] =
                roles.isEmpty ? [:] : ["roles": strings(roles), "permissions": permissions(roles, tenant: id)]
        }
        return [
            "roles": grants.roles.isEmpty ? .null : strings(grants.roles),
            "permissions": grants.roles.isEmpty ? .null : permissions(grants.roles, tenant: nil),
            "tenants": tenants.isEmpty ? .null : .object(tenants),
            // The only tenant is the current one.
            "dct": grants.tenants.count == 1 ? grants.tenants.first.map { .string($0.id) } ?? .null : .null,
        ]
    }

    static func name(ofTenant id: String) -> String { "Tenant \(id)" }

    /// A role's own permission, and one that all roles have.
    static func permissions(ofRole name: String, tenant: String?) -> [String] {
        ["\(name) in \(tenant ?? "the project")", "sign in"]
    }

    private func permissions(_ names: [String], tenant: String?) -> JSONValue {
        var all: [String] = []
        for name in names {
            let isTenants = roles.contains { $0.name == name && $0.tenant == tenant }
            for permission in Self.permissions(ofRole: name, tenant: isTenants ? tenant : nil)
            where !all.contains(permission) { all.append(permission) }
        }
        return strings(all)
    }

    private func strings(_ strings: [String]) -> JSONValue { .array(strings.map(JSONValue.string)) }
}

// MARK: - Searching

extension NaiveProject {
    private func index(of loginId: String) -> Int? { users.firstIndex { $0.loginId == loginId } }

    private func session(_ token: String) -> Int? {
        sessions.firstIndex { $0.refreshToken == token && !$0.isOver && now < $0.expiresAt }
    }

    private mutating func append(_ loginId: String, _ grants: Grants) -> User {
        serial += 1
        let user = User(serial: serial, loginId: loginId, grants: grants)
        users.append(user)
        return user
    }

    /// A newer code replaces the older one.
    private mutating func send(_ code: String, to user: Int) {
        codes.removeAll { $0.user == user }
        codes.append(Code(user: user, code: code, expiresAt: now + Self.codeSeconds))
    }

    private func exists(_ role: String, in tenant: String?) -> Bool {
        roles.contains { $0.name == role && ($0.tenant == nil || $0.tenant == tenant) }
    }

    private func isValid(_ grants: Grants) -> Bool {
        grants.roles.allSatisfy { exists($0, in: nil) }
            && grants.tenants.allSatisfy { tenant in
                tenants.contains(tenant.id) && tenant.roles.allSatisfy { exists($0, in: tenant.id) }
            }
    }

    private mutating func removeDeletedGrants() {
        for index in users.indices { users[index].grants = remaining(users[index].grants) }
        for index in accessKeys.indices { accessKeys[index].grants = remaining(accessKeys[index].grants) }
    }

    private func remaining(_ grants: Grants) -> Grants {
        Grants(
            roles: grants.roles.filter { exists($0, in: nil) },
            tenants: grants.tenants.filter { tenants.contains($0.id) }.map { tenant in
                (tenant.id, tenant.roles.filter { exists($0, in: tenant.id) })
            }
        )
    }
}
