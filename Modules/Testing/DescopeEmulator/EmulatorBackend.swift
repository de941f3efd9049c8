public import DescopeCore
public import DescopeCrypto
import DescopeHTTP
import Synchronization

/// A whole Descope project in memory: it signs users in, issues real signed tokens, and refuses what the service
/// refuses.
///
/// ```swift
/// let backend = try EmulatorBackend()
/// let client = try DescopeClient(projectId: backend.projectId, transport: .emulator(backend))
/// try await client.otp.signUp(with: .email, loginId: "ada@example.com")
/// let code = backend.outbox.lastCode(for: "ada@example.com")
/// ```
///
/// Unknown paths and members, missing fields, wrong credentials, taken login ids, and codes that are wrong, used or
/// expired are refused with the service's error codes. Options that name a tenant (`tenantId`), types of sessions
/// (`revokeOtherSessionsTypes`), templates, locales or messaging providers are taken and change nothing.
///
/// Time comes from the clock alone: with a manual one a token expires when the test says so. Safe to share between
/// tasks; everything lies behind one lock.
public final class EmulatorBackend: Sendable {
    /// The project's id.
    public let projectId: String

    /// The management key that the project accepts.
    public var managementKey: Secret { state.withLock(\.managementKey) }

    private let clock: any DescopeClock
    private let state: Mutex<EmulatorState>

    /// Makes a project without users.
    ///
    /// - Parameters:
    ///   - projectId: The project's id.
    ///   - clock: Where time comes from.
    ///   - settings: How the project is set up.
    ///   - signingKey: What signs the tokens. Nil makes a new RS256 key, which takes a tenth of a second.
    /// - Throws: `CryptoError` when the platform's library cannot be used.
    public init(
        projectId: String = "P2emulated0000000000000000001",
        clock: some DescopeClock = SystemClock(),
        settings: EmulatorSettings = EmulatorSettings(),
        signingKey: SigningKey? = nil
    ) throws(CryptoError) {
        self.projectId = projectId
        self.clock = clock
        let key = if let signingKey { signingKey } else { try SigningKey.generate(for: .rs256) }
        state = Mutex(
            EmulatorState(
                projectId: projectId,
                madeUpKey: Secret("K2" + (try randomText())),
                settings: settings,
                now: clock.now,
                signingKeys: [ProjectKey(id: "SK2" + (try randomText()), key: key)]
            )
        )
    }

    /// Answers a request, as the service would.
    func answer(_ request: APIRequest) throws -> APIResponse {
        let now = clock.now
        return try state.withLock { state in
            state.now = now
            return try state.answer(request)
        }
    }

    func edit<Value: Sendable, Refusal: Error>(
        _ work: (inout EmulatorState) throws(Refusal) -> Value
    ) throws(Refusal) -> Value {
        let now = clock.now
        return try state.withLock { state throws(Refusal) in
            state.now = now
            return try work(&state)
        }
    }
}

// MARK: - What a test looks at

extension EmulatorBackend {
    /// What would have been mailed, texted or read out so far.
    public var outbox: EmulatorOutbox { EmulatorOutbox(messages: state.withLock(\.messages)) }

    /// How many requests have been answered, for all operations.
    public func requestCount() -> Int { state.withLock { $0.counts.values.reduce(0, +) } }

    /// How many requests have been answered for one operation: `session.keys`, `otp.signUp`.
    ///
    /// - Throws: ``EmulatorRefusal`` when there is no such operation; it names those there are.
    public func requestCount(_ operation: String) throws(EmulatorRefusal) -> Int {
        try requireOperation(operation, for: "requestCount")
        return state.withLock { $0.counts[operation] ?? 0 }
    }

    /// How much waits for somebody: codes, links, what test users have started, messages, pushes, flows, sign-ins that
    /// are elsewhere, id tokens.
    package var waitingCount: Int { state.withLock(\.waitingCount) }

    /// The public keys of the project, as its key endpoint lists them.
    public var publicKeys: JSONValue { state.withLock(\.keySet) }

    /// The login ids of all users, in the order in which the users were made.
    public var loginIds: [String] { state.withLock { $0.users.flatMap(\.loginIds) } }
}

// MARK: - What a test sets up

extension EmulatorBackend {
    /// Makes a new signing key; tokens are signed with it from now on.
    ///
    /// - Parameter keepsOld: Whether the key endpoint still lists the old ones. Without them their tokens are worth
    ///   nothing.
    public func rotateSigningKey(keepsOld: Bool = true) throws(CryptoError) {
        let new = ProjectKey(id: "SK2" + (try randomText()), key: try .generate(for: .rs256))
        state.withLock { $0.signingKeys = [new] + (keepsOld ? $0.signingKeys : []) }
    }

    /// Changes how the project is set up.
    public func configure(_ change: (inout EmulatorSettings) -> Void) {
        state.withLock { change(&$0.settings) }
    }

    /// Makes the next request to an operation fail: `backend.failNext("session.keys", with: .status(503))`.
    ///
    /// - Parameters:
    ///   - operation: The operation's name.
    ///   - fault: What happens instead of an answer.
    ///   - times: How many requests fail.
    /// - Throws: ``EmulatorRefusal`` when there is no such operation; it names those there are.
    public func failNext(
        _ operation: String,
        with fault: EmulatorFault,
        times: Int = 1
    ) throws(EmulatorRefusal) {
        try requireOperation(operation, for: "failNext")
        state.withLock { $0.faults[operation, default: []] += Array(repeating: fault, count: max(0, times)) }
    }

    private func requireOperation(_ operation: String, for call: String) throws(EmulatorRefusal) {
        // Some operations have two paths.
        let names = Route.all.map(\.name).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        guard !names.contains(operation) else { return }
        // Those of the same area, when it is only the second half that is misspelt.
        let area = operation.prefix { $0 != "." }.lowercased() + "."
        let near = names.filter { $0.lowercased().hasPrefix(area) }
        throw EmulatorRefusal(
            404,
            .badRequest,
            "\(call): expected the name of an operation, found '\(operation)'. There are "
                + (near.isEmpty ? names : near).map { "'\($0)'" }.joined(separator: ", ")
        )
    }

    /// Adds a tenant.
    ///
    /// - Throws: ``EmulatorRefusal`` when its id is taken.
    public func addTenant(id: String, name: String) throws(EmulatorRefusal) {
        try edit { state throws(EmulatorRefusal) in _ = try state.addTenant(id: id, name: name, customAttributes: [:]) }
    }

    /// Adds a role to the project, or to a tenant.
    ///
    /// - Throws: ``EmulatorRefusal`` when there is such a role, or no such tenant.
    public func addRole(_ name: String, permissions: [String] = [], tenantId: String? = nil) throws(EmulatorRefusal) {
        try edit { state throws(EmulatorRefusal) in
            try state.addRole(EmulatedRole(name: name, tenantId: tenantId, permissions: permissions, summary: ""))
        }
    }

    /// Adds a user. An address that is the login id counts as proven, and no other does.
    ///
    /// - Parameters:
    ///   - loginId: What the user signs in with.
    ///   - email: The e-mail address.
    ///   - phone: The phone number.
    ///   - name: The whole name.
    ///   - roles: The roles in the project.
    ///   - tenants: The tenants, with the user's roles in each.
    ///   - isTest: Whether it is a test user, for whom codes can be generated.
    /// - Returns: The user's id.
    /// - Throws: ``EmulatorRefusal`` when the login id is taken, a role or tenant does not exist, or `email` or `phone`
    ///   is no address.
    @discardableResult
    public func addUser(
        _ loginId: String,
        email: String? = nil,
        phone: String? = nil,
        name: String? = nil,
        roles: [String] = [],
        tenants: [String: [String]] = [:],
        isTest: Bool = false
    ) throws(EmulatorRefusal) -> String {
        try edit { state throws(EmulatorRefusal) in
            var user = try state.newUser(loginId)
            user.email = try email.map(checkedEmail) ?? user.email
            user.phone = try phone.map(checkedPhone).map(normalizedPhone) ?? user.phone
            user.trustLoginId()
            user.name = name
            user.isTest = isTest
            try state.setRoles(roles, tenantId: nil, of: &user)
            for (tenantId, roles) in tenants.sorted(by: { $0.key < $1.key }) {
                try state.setRoles(roles, tenantId: tenantId, of: &user)
            }
            state.users.append(user)
            return user.id
        }
    }

    /// Gives a user a password. What the project asks of passwords is not asked of this one.
    ///
    /// - Parameters:
    ///   - password: The password.
    ///   - loginId: The user's login id.
    ///   - isTemporary: Whether it has to be replaced before it signs anybody in.
    /// - Throws: ``EmulatorRefusal`` when the user does not exist.
    public func setPassword(
        _ password: some SecretConvertible,
        of loginId: String,
        isTemporary: Bool = false
    ) throws(EmulatorRefusal) {
        let password = password.asSecret
        try edit { state throws(EmulatorRefusal) in
            try state.setPassword(password.reveal(), of: loginId, isTemporary: isTemporary)
        }
    }

    /// Disables a user, or enables them again. Who is disabled cannot sign in, and gets nothing for a refresh token but
    /// a log-out (status 403); a session token that is out there is good until it expires. Enabled again, who has never
    /// signed in counts as invited.
    ///
    /// - Throws: ``EmulatorRefusal`` when the user does not exist.
    public func setEnabled(_ isEnabled: Bool, of loginId: String) throws(EmulatorRefusal) {
        try edit { state throws(EmulatorRefusal) in
            try state.updateUser(loginId) { _, user in
                user.status = !isEnabled ? "disabled" : user.signIns.isEmpty ? "invited" : "enabled"
            }
        }
    }

    /// Makes a user a member of exactly these tenants, with the roles in each. New tokens say so; old ones do not
    /// change.
    ///
    /// - Throws: ``EmulatorRefusal`` when the user, a tenant or a role does not exist.
    public func setTenants(_ tenants: [String: [String]], of loginId: String) throws(EmulatorRefusal) {
        try edit { state throws(EmulatorRefusal) in
            try state.updateUser(loginId) { state, user throws(EmulatorRefusal) in
                user.tenants = []
                for (tenantId, roles) in tenants.sorted(by: { $0.key < $1.key }) {
                    try state.setRoles(roles, tenantId: tenantId, of: &user)
                }
            }
        }
    }

    /// Gives a user exactly these roles in the project. New tokens say so; old ones do not change.
    ///
    /// - Throws: ``EmulatorRefusal`` when the user or a role does not exist.
    public func setRoles(_ roles: [String], of loginId: String) throws(EmulatorRefusal) {
        try edit { state throws(EmulatorRefusal) in
            try state.updateUser(loginId) { state, user throws(EmulatorRefusal) in
                try state.setRoles(roles, tenantId: nil, of: &user)
            }
        }
    }
}

// MARK: - What a user does elsewhere

extension EmulatorBackend {
    /// Follows an enchanted link, and verifies its token as the page behind it does.
    ///
    /// - Throws: ``EmulatorRefusal`` when the link is used, expired, or not the one whose number was shown.
    public func follow(_ link: some SecretConvertible) throws(EmulatorRefusal) {
        let link = link.asSecret
        try edit { state throws(EmulatorRefusal) in
            guard let token = link.queryItem("t") else { throw .invalid("the link has no token") }
            try state.verifyEnchantedLink(token.reveal())
        }
    }

    /// Opens the link of a sign-in by message, and sends the message from a phone.
    ///
    /// - Parameters:
    ///   - link: The link to WhatsApp (`NOTPResponse.redirectURL`).
    ///   - phone: The number that the message comes from.
    /// - Throws: ``EmulatorRefusal`` when the link is used or expired, or the number is not the one of the sign-in.
    public func sendMessage(_ link: some SecretConvertible, from phone: String) throws(EmulatorRefusal) {
        let link = link.asSecret
        try edit { state throws(EmulatorRefusal) in
            guard let text = link.queryItem("text") else { throw .invalid("the link has no message") }
            try state.receiveMessage(text.reveal(), from: normalizedPhone(phone))
        }
    }
}
