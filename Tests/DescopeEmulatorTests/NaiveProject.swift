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
        var held: Held
        var status = "invited"
        var hasSignedIn = false
    }

    /// The names of roles in the project, and of tenants with the roles in each, as a request states them.
    struct Grants {
        var roles: [String] = []
        var tenants: [(id: String, roles: [String])] = []
    }

    /// The serial numbers of roles in the project, and the tenants in the order of joining, with the roles in each. A
    /// name means the tenant's own role if there is one when the role is granted, or else the project's.
    struct Held {
        var roles: [Int] = []
        var tenants: [(id: String, roles: [Int])] = []
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
        var held: Held
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
    /// Those that are disabled, and those that enforce SSO, by which no user of the model signs in.
    var disabledTenants: Set<String> = []
    var enforcingTenants: Set<String> = []
    var roles: [(serial: Int, name: String, tenant: String?, isDefault: Bool)] = []
    var accessKeys: [AccessKey] = []
    private var serial = 0

    init(rotates: Bool) { self.rotates = rotates }
}

// MARK: - Users, tenants and roles

extension NaiveProject {
    mutating func createUser(_ loginId: String, _ grants: Grants) -> Outcome {
        guard index(of: loginId) == nil, let held = held(grants, ofUser: true) else { return .refused(400) }
        return Outcome(user: append(loginId, held))
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
        guard tenant.map(tenants.contains) ?? true, var new = serials(names, in: tenant) else { return .refused(400) }
        if let tenant {
            if !users[index].held.tenants.contains(where: { $0.id == tenant }) {
                if new.isEmpty { new = defaultRoles(in: tenant) }
                users[index].held.tenants.append((tenant, []))
            }
            for place in users[index].held.tenants.indices where users[index].held.tenants[place].id == tenant {
                let old = keepsOld ? users[index].held.tenants[place].roles : []
                users[index].held.tenants[place].roles = old + new.filter { !old.contains($0) }
            }
        } else {
            let old = keepsOld ? users[index].held.roles : []
            users[index].held.roles = old + new.filter { !old.contains($0) }
        }
        return Outcome(user: users[index])
    }

    mutating func addTenant(_ loginId: String, _ tenant: String) -> Outcome {
        setRoles(loginId, tenant: tenant, [], keepsOld: true)
    }

    mutating func removeTenant(_ loginId: String, _ tenant: String) -> Outcome {
        guard let index = index(of: loginId) else { return .refused(400) }
        users[index].held.tenants.removeAll { $0.id == tenant }
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
        disabledTenants.remove(id)
        enforcingTenants.remove(id)
        roles.removeAll { $0.tenant == id }
        removeDeletedGrants()
        return Outcome()
    }

    mutating func restrictTenant(_ id: String, isDisabled: Bool, enforcesSSO: Bool) -> Outcome {
        guard tenants.contains(id) else { return .refused(400) }
        if isDisabled { disabledTenants.insert(id) } else { disabledTenants.remove(id) }
        if enforcesSSO { enforcingTenants.insert(id) } else { enforcingTenants.remove(id) }
        return Outcome()
    }

    mutating func createRole(_ name: String, tenant: String?, isDefault: Bool) -> Outcome {
        guard !roles.contains(where: { $0.name == name && $0.tenant == tenant }),
            tenant.map(tenants.contains) ?? true
        else { return .refused(400) }
        serial += 1
        roles.append((serial, name, tenant, isDefault))
        return Outcome()
    }

    mutating func deleteRole(_ name: String, tenant: String?) -> Outcome {
        guard roles.contains(where: { $0.name == name && $0.tenant == tenant }) else { return .refused(400) }
        roles.removeAll { $0.name == name && $0.tenant == tenant }
        removeDeletedGrants()
        return Outcome()
    }

    mutating func addAccessKey(_ loginId: String?, _ grants: Grants, secret: String) -> Outcome {
        guard loginId.map({ index(of: $0) != nil }) ?? true, let held = held(grants, ofUser: false) else {
            return .refused(400)
        }
        accessKeys.append(
            AccessKey(secret: secret, user: loginId.flatMap(index).map { users[$0].serial }, held: held)
        )
        return Outcome()
    }
}

// MARK: - Sign-ins and sessions

extension NaiveProject {
    mutating func signUp(_ loginId: String, code: String) -> Outcome {
        if let index = index(of: loginId), users[index].hasSignedIn { return .refused(400) }
        let user = index(of: loginId).map { users[$0] } ?? append(loginId, Held(roles: defaultRoles(in: nil)))
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
        // A refused request changes nothing, so the code is not used up.
        guard users[index].status != "disabled" else { return .refused(403) }
        codes.remove(at: pending)
        (users[index].status, users[index].hasSignedIn) = ("enabled", true)
        sessions.append(Session(user: serial, refreshToken: refreshToken, expiresAt: now + Self.refreshSeconds))
        return Outcome(user: users[index], claims: claims(users[index].held))
    }

    mutating func refresh(_ token: String, newToken: String) -> Outcome {
        guard let session = session(token) else { return .refused(401) }
        guard let user = users.first(where: { $0.serial == sessions[session].user }) else { return .refused(401) }
        guard user.status != "disabled" else { return .refused(403) }
        if rotates {
            sessions[session].refreshToken = newToken
            sessions[session].expiresAt = now + Self.refreshSeconds
        }
        return Outcome(claims: claims(user.held).merging(["sub": user.id.map(JSONValue.string) ?? .null]) { $1 })
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
        guard let serial = key.user else { return Outcome(claims: claims(key.held, ofKey: true)) }
        guard let user = users.first(where: { $0.serial == serial }) else { return .refused(401) }
        return user.status == "disabled" ? .refused(403) : Outcome(claims: claims(user.held, ofKey: true))
    }
}

// MARK: - What responses contain

extension NaiveProject {
    /// The members of a user that the model knows.
    func json(_ user: User) -> [String: JSONValue] {
        [
            "loginIds": [.string(user.loginId)], "status": .string(user.status),
            "roleNames": names(user.held.roles), "permissions": permissions(user.held.roles),
            "userTenants": .array(
                user.held.tenants.map { tenant in
                    [
                        "tenantId": .string(tenant.id), "tenantName": .string(Self.name(ofTenant: tenant.id)),
                        "roleNames": names(tenant.roles), "permissions": permissions(tenant.roles),
                    ]
                }
            ),
        ]
    }

    /// The claims of a new session token that the model knows; null for those that it must not have.
    private func claims(_ held: Held, ofKey: Bool = false) -> [String: JSONValue] {
        var tenants: [String: JSONValue] = [:]
        let usable = held.tenants.filter {
            !disabledTenants.contains($0.id) && (ofKey || !enforcingTenants.contains($0.id))
        }
        for (id, roles) in usable {
            tenants[id] = roles.isEmpty ? [:] : ["roles": names(roles), "permissions": permissions(roles)]
        }
        return [
            "roles": held.roles.isEmpty ? .null : names(held.roles),
            "permissions": held.roles.isEmpty ? .null : permissions(held.roles),
            "tenants": tenants.isEmpty ? .null : .object(tenants),
            // The only tenant is the current one.
            "dct": usable.count == 1 ? usable.first.map { .string($0.id) } ?? .null : .null,
        ]
    }

    static func name(ofTenant id: String) -> String { "Tenant \(id)" }

    /// A role's own permission, and one that all roles have.
    static func permissions(ofRole name: String, tenant: String?) -> [String] {
        ["\(name) in \(tenant ?? "the project")", "sign in"]
    }

    private func names(_ serials: [Int]) -> JSONValue {
        strings(serials.compactMap { serial in roles.first { $0.serial == serial }?.name })
    }

    private func permissions(_ serials: [Int]) -> JSONValue {
        var all: [String] = []
        for serial in serials {
            guard let role = roles.first(where: { $0.serial == serial }) else { continue }
            for permission in Self.permissions(ofRole: role.name, tenant: role.tenant)
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

    private mutating func append(_ loginId: String, _ held: Held) -> User {
        serial += 1
        let user = User(serial: serial, loginId: loginId, held: held)
        users.append(user)
        return user
    }

    /// A newer code replaces the older one.
    private mutating func send(_ code: String, to user: Int) {
        codes.removeAll { $0.user == user }
        codes.append(Code(user: user, code: code, expiresAt: now + Self.codeSeconds))
    }

    private func serials(_ names: [String], in tenant: String?) -> [Int]? {
        var serials: [Int] = []
        for name in names {
            let own = roles.first { tenant != nil && $0.name == name && $0.tenant == tenant }
            guard let role = own ?? roles.first(where: { $0.name == name && $0.tenant == nil }) else { return nil }
            if !serials.contains(role.serial) { serials.append(role.serial) }
        }
        return serials
    }

    private func defaultRoles(in tenant: String?) -> [Int] {
        roles.filter { $0.isDefault && $0.tenant == tenant }.map(\.serial)
    }

    /// Users have default roles where no others are stated, access keys do not.
    private func held(_ grants: Grants, ofUser: Bool) -> Held? {
        guard let inProject = serials(grants.roles, in: nil) else { return nil }
        var held = Held(roles: ofUser && inProject.isEmpty ? defaultRoles(in: nil) : inProject)
        for (id, names) in grants.tenants {
            guard tenants.contains(id), let roles = serials(names, in: id) else { return nil }
            held.tenants.append((id, ofUser && roles.isEmpty ? defaultRoles(in: id) : roles))
        }
        return held
    }

    private mutating func removeDeletedGrants() {
        for index in users.indices { users[index].held = remaining(users[index].held) }
        for index in accessKeys.indices { accessKeys[index].held = remaining(accessKeys[index].held) }
    }

    private func remaining(_ held: Held) -> Held {
        let serials = roles.map(\.serial)
        return Held(
            roles: held.roles.filter(serials.contains),
            tenants: held.tenants.filter { tenants.contains($0.id) }.map { tenant in
                (tenant.id, tenant.roles.filter(serials.contains))
            }
        )
    }
}
