public import DescopeCore
public import DescopeCrypto
import DescopeHTTP
import Synchronization

/// An in-memory Descope project: it signs users in, issues real signed tokens, and refuses the same requests as the
/// service.
///
/// ```swift
/// let backend = try EmulatorBackend()
/// let client = try DescopeClient(projectId: backend.projectId, transport: .emulator(backend))
/// try await client.otp.signUp(with: .email, loginId: "ada@example.com")
/// let code = backend.outbox.lastCode(for: "ada@example.com")
/// ```
///
/// Unknown paths and members, missing fields, wrong credentials, taken login ids, and codes that are wrong, used or
/// expired are refused with the service's error codes. Some options are accepted and ignored: those that name a tenant
/// (`tenantId`, except for the password policy of a sign-up), an application (`ssoAppId`), types of sessions
/// (`revokeOtherSessionsTypes`, `logoutType`), templates, locales or messaging providers, `crossDevice`, `rawResponse`,
/// the versions, interactions and options of flows, how management imports and runs them (`skipRender`, `changelog`,
/// `preview`), the options of a connection to an outbound application, `test` of OAuth and SSO, and the name of a new
/// SSO configuration.
///
/// Time comes only from the clock: with a manual clock, a token expires when the test advances it. A backend can be
/// shared between tasks; one lock protects its state.
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
    ///   - clock: The source of time.
    ///   - settings: The project's settings.
    ///   - signingKey: The key that signs the tokens. Nil generates an RS256 key, which takes a tenth of a second.
    /// - Throws: `CryptoError` when the platform's cryptography library is missing.
    public convenience init(
        projectId: String = "P2emulated0000000000000000001",
        clock: some DescopeClock = SystemClock(),
        settings: EmulatorSettings = EmulatorSettings(),
        signingKey: SigningKey? = nil
    ) throws(CryptoError) {
        let state = try EmulatorState(projectId: projectId, settings: settings, now: clock.now, signingKey: signingKey)
        self.init(state, clock: clock)
    }

    /// Makes a project from a snapshot: its users, sessions, pending codes and links, messages, keys and settings are
    /// as they were. The counts of requests, planned failures and the functions for external tokens and flows are not
    /// part of it.
    ///
    /// - Parameters:
    ///   - snapshot: What ``snapshot()`` has returned, in this process or in another one.
    ///   - clock: The source of time, not before the time of the snapshot. What has expired since is gone.
    /// - Throws: ``EmulatorRefusal`` when the snapshot contradicts itself, `CryptoError` when its keys are
    ///   unusable.
    public convenience init(restoring snapshot: EmulatorSnapshot, clock: some DescopeClock = SystemClock()) throws {
        self.init(try EmulatorState(rows: snapshot.rows, now: clock.now), clock: clock)
    }

    /// Makes a project that is saved after each change, and continues the saved one if there is one.
    ///
    /// - Parameters:
    ///   - storage: Where the project is saved: ``EmulatorFile``, ``EmulatorMemory``, or your own.
    ///   - projectId: The id of a new project. A saved project keeps its own.
    ///   - clock: The source of time.
    ///   - settings: The settings of a new project. A saved project keeps its own.
    ///   - signingKey: The signing key of a new project. A saved project keeps its own.
    /// - Throws: ``EmulatorRefusal`` when the saved rows contradict each other, and what the storage throws.
    public convenience init(
        savedIn storage: some EmulatorStorage,
        projectId: String = "P2emulated0000000000000000001",
        clock: some DescopeClock = SystemClock(),
        settings: EmulatorSettings = EmulatorSettings(),
        signingKey: SigningKey? = nil
    ) throws {
        let rows = try storage.load()
        let state =
            rows.isEmpty
            ? try EmulatorState(projectId: projectId, settings: settings, now: clock.now, signingKey: signingKey)
            : try EmulatorState(rows: rows, now: clock.now)
        state.storage = storage
        try state.commit()
        self.init(state, clock: clock)
    }

    private init(_ state: sending EmulatorState, clock: any DescopeClock) {
        projectId = state.projectId
        self.clock = clock
        self.state = Mutex(state)
    }

    /// Everything in the project at this moment. It contains the project's secrets.
    ///
    /// The project is locked only while its tables are referenced, not while they are written down.
    public func snapshot() throws -> EmulatorSnapshot { try state.withLock { $0.copy() }.snapshot() }

    /// Counts a request, and handles it under the lock, unless a test has set up a failure.
    func handle(
        _ request: PreparedRequest
    ) -> (fault: EmulatorFault?, result: Result<Response, EmulatorRefusal>?) {
        state.withLock { state in
            state.now = clock.now
            switch state.takeFault(request.route.name) {
            case .answerLost: return (.answerLost, state.respond(to: request))
            case let fault?: return (fault, nil)
            case nil: return (nil, state.respond(to: request))
            }
        }
    }

    /// Changes the project in a transaction; what is refused changes nothing.
    func edit<Value: Sendable>(
        _ work: (EmulatorState) throws(EmulatorRefusal) -> Value
    ) throws(EmulatorRefusal) -> Value {
        try state.withLock { state throws(EmulatorRefusal) in
            state.now = clock.now
            let result = Result { () throws(EmulatorRefusal) in try state.transaction(work) }
            // Some refusals change something, such as the wrong one of enchanted links.
            try state.commit()
            return try result.get()
        }
    }

    /// Changes the project. What cannot be saved is saved with the next change, or taken back with it.
    func change<Refusal: Error>(_ work: (EmulatorState) throws(Refusal) -> Void) throws(Refusal) {
        try state.withLock { state throws(Refusal) in
            state.now = clock.now
            try state.transaction(work)
            try? state.saveChanges()
        }
    }
}

// MARK: - Inspecting the project

extension EmulatorBackend {
    /// The messages that the project has sent so far.
    public var outbox: EmulatorOutbox { state.withLock { EmulatorOutbox($0.messages, $0.settings) } }

    /// The number of handled requests of all operations.
    public func requestCount() -> Int { state.withLock { $0.counts.values.reduce(0, +) } }

    /// The number of handled requests of one operation, for example `session.keys` or `otp.signUp`.
    ///
    /// - Throws: ``EmulatorRefusal`` when there is no such operation; the error lists the existing ones.
    public func requestCount(_ operation: String) throws(EmulatorRefusal) -> Int {
        let operation = try name(ofOperation: operation, for: "requestCount")
        return state.withLock { $0.counts[operation] ?? 0 }
    }

    /// The number of pending items: codes, links, sign-ins that test users have started, messages, pushes, flows,
    /// sign-ins at identity providers, id tokens.
    package var waitingCount: Int {
        state.withLock { state in
            EmulatorState.tables.filter(\.isWaiting).reduce(0) { $0 + $1.count(state) }
        }
    }

    /// The public keys of the project, as its key endpoint returns them.
    public var publicKeys: JSONValue { state.withLock(\.keySet) }

    /// The login ids of all users, in the order in which the users were created.
    public var loginIds: [String] { state.withLock(\.users).all.flatMap { $0.loginIds.map(\.text) } }
}

// MARK: - Setting up the project

extension EmulatorBackend {
    /// Generates a new signing key, with which tokens are signed from now on.
    ///
    /// - Parameter keepsOld: Whether the key endpoint still returns the old keys. Without them their tokens are
    ///   refused.
    public func rotateSigningKey(keepsOld: Bool = true) throws(CryptoError) {
        let new = try ProjectKey(id: "SK2" + (try randomText()), key: .generate(for: .rs256))
        try change { state throws(CryptoError) in try state.use(new, keepsOld: keepsOld) }
    }

    /// Changes the project's settings. `change` must not use this backend, which is locked meanwhile. If the project is
    /// saved somewhere and that fails, the change is saved with the next one, or taken back with it.
    public func configure(_ change: (inout EmulatorSettings) -> Void) {
        self.change { state in
            change(&state.settings)
            state.keepSettings()
        }
    }

    /// Makes the next request to an operation fail: `backend.failNext("session.keys", with: .status(503))`.
    ///
    /// - Parameters:
    ///   - operation: The operation's name here, or its id in `Docs/api`.
    ///   - fault: The failure instead of a response.
    ///   - times: The number of requests that fail; `.max` for all of them.
    /// - Throws: ``EmulatorRefusal`` when there is no such operation; the error lists the existing ones.
    public func failNext(
        _ operation: String,
        with fault: EmulatorFault,
        times: Int = 1
    ) throws(EmulatorRefusal) {
        let operation = try name(ofOperation: operation, for: "failNext")
        guard times > 0 else { return }
        state.withLock { $0.faults[operation, default: []].append((fault, times)) }
    }

    /// The name of an operation, which is given by its name or its id in `Docs/api`.
    private func name(ofOperation operation: String, for call: String) throws(EmulatorRefusal) -> String {
        if let route = Route.all.first(where: { $0.name == operation || $0.shape.id == operation }) {
            return route.name
        }
        // Some operations have two paths.
        let names = Route.all.map(\.name).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        // Those of the same area, or with the same second part, in case only one of the two is misspelled.
        let parts = operation.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        let (area, second) = ("\(parts[0]).", parts.count > 1 ? ".\(parts[parts.count - 1])" : "-")
        let alike = names.filter { $0.lowercased().hasPrefix(area) }
        let near = alike.isEmpty ? names.filter { $0.lowercased().hasSuffix(second) } : alike
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
        try edit { state throws(EmulatorRefusal) in _ = try state.addTenant(id: id, name: name) }
    }

    /// Adds a role to the project, or to a tenant. Its permissions need not exist before.
    ///
    /// - Throws: ``EmulatorRefusal`` when there is such a role, or no such tenant.
    public func addRole(_ name: String, permissions: [String] = [], tenantId: String? = nil) throws(EmulatorRefusal) {
        try edit { state throws(EmulatorRefusal) in
            _ = try state.addRole(name, tenantId: tenantId, permissions: permissions)
        }
    }

    /// Adds a user. An address that is the login id counts as verified, other addresses do not.
    ///
    /// - Parameters:
    ///   - loginId: The user's login id.
    ///   - email: The email address.
    ///   - phone: The phone number.
    ///   - name: The full name.
    ///   - roles: The roles in the project. Empty: the project's default roles.
    ///   - tenants: The tenants, with the user's roles in each. Empty: the tenant's default roles.
    ///   - isTest: Whether it is a test user, for whom codes can be generated.
    /// - Returns: The user's id.
    /// - Throws: ``EmulatorRefusal`` when the login id is taken, a role or tenant does not exist, or `email` or `phone`
    ///   is malformed.
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
            if !roles.isEmpty { try state.setRoles(roles, tenantId: nil, of: &user.memberships) }
            for (id, roles) in tenants.sorted(by: { $0.key < $1.key }) {
                try state.setRoles(roles, tenantId: id, of: &user.memberships)
            }
            try state.save(user)
            return user.id
        }
    }

    /// Sets a user's password, without applying the project's password policy.
    ///
    /// - Parameters:
    ///   - password: The password.
    ///   - loginId: The user's login id.
    ///   - isTemporary: Whether the password has to be replaced before the user can sign in.
    /// - Throws: ``EmulatorRefusal`` when the user does not exist.
    public func setPassword(
        _ password: some SecretConvertible,
        of loginId: String,
        isTemporary: Bool = false
    ) throws(EmulatorRefusal) {
        let password = password.asSecret
        try edit { state throws(EmulatorRefusal) in
            let user = try state.managedUser(loginId)
            try state.keepPassword(password.reveal(), of: user.id, isTemporary: isTemporary)
        }
    }

    /// Disables a user, or enables them again. A disabled user cannot sign in, and can use a refresh token only to log
    /// out (otherwise status 403); issued session tokens are valid until they expire. A user who is enabled again
    /// without ever having signed in counts as invited.
    ///
    /// - Throws: ``EmulatorRefusal`` when the user does not exist.
    public func setEnabled(_ isEnabled: Bool, of loginId: String) throws(EmulatorRefusal) {
        try edit { state throws(EmulatorRefusal) in
            _ = try state.updateUser(loginId) { _, user in
                user.status = !isEnabled ? "disabled" : user.signIns.isEmpty ? "invited" : "enabled"
            }
        }
    }

    /// Makes a user a member of exactly these tenants, with the roles in each. Only new tokens contain the change.
    ///
    /// - Throws: ``EmulatorRefusal`` when the user, a tenant or a role does not exist.
    public func setTenants(_ tenants: [String: [String]], of loginId: String) throws(EmulatorRefusal) {
        try edit { state throws(EmulatorRefusal) in
            _ = try state.updateUser(loginId) { state, user throws(EmulatorRefusal) in
                let new = try state.memberships([], tenants.sorted { $0.key < $1.key })
                user.memberships.tenants = new.tenants
            }
        }
    }

    /// Sets a user's roles in the project to exactly these. Only new tokens contain the change.
    ///
    /// - Throws: ``EmulatorRefusal`` when the user or a role does not exist.
    public func setRoles(_ roles: [String], of loginId: String) throws(EmulatorRefusal) {
        try edit { state throws(EmulatorRefusal) in
            _ = try state.updateUser(loginId) { state, user throws(EmulatorRefusal) in
                try state.setRoles(roles, tenantId: nil, of: &user.memberships)
            }
        }
    }
}

// MARK: - Acting for the user

extension EmulatorBackend {
    /// Follows an enchanted link, and verifies its token as its page would.
    ///
    /// - Throws: ``EmulatorRefusal`` when the link is used, expired, or not the one with the displayed number.
    public func follow(_ link: some SecretConvertible) throws(EmulatorRefusal) {
        let link = link.asSecret
        try edit { state throws(EmulatorRefusal) in
            guard let token = link.queryItem("t") else { throw .invalid("the link has no token") }
            try state.verifyEnchantedLink(token.reveal())
        }
    }

    /// Opens the link of an nOTP sign-in, and sends the message from a phone.
    ///
    /// - Parameters:
    ///   - link: The link to WhatsApp (`NOTPResponse.redirectURL`).
    ///   - phone: The number of the sender.
    /// - Throws: ``EmulatorRefusal`` when the link is used or expired, or the number is not that of the sign-in.
    public func sendMessage(_ link: some SecretConvertible, from phone: String) throws(EmulatorRefusal) {
        let link = link.asSecret
        try edit { state throws(EmulatorRefusal) in
            guard let text = link.queryItem("text") else { throw .invalid("the link has no message") }
            try state.receiveMessage(text.reveal(), from: normalizedPhone(phone))
        }
    }
}
