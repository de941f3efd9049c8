import DescopeCore
import DescopeCrypto
import DescopeJWT

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The whole state of the project. Each area extends it with its rules.
// @unchecked: it is only used while the backend's lock is held, except for copies, which are never changed.
final class EmulatorState: @unchecked Sendable {
    let projectId: String
    var settings: EmulatorSettings
    /// The time of the current request.
    var now: Date
    /// Maps an external token to a login id.
    var recognizeExternalToken: (@Sendable (Secret) -> String?)?
    /// What a flow returns that management runs, for its id and the input.
    var runsFlow: (@Sendable (String, [String: JSONValue]) -> [String: JSONValue])?
    var counts: [String: Int] = [:]
    /// The planned failures of an operation, in order, each with the number of requests that still fail so.
    var faults: [String: [(fault: EmulatorFault, times: Int)]] = [:]
    var storage: (any EmulatorStorage)?
    /// The tables that have changed since they were saved.
    private var touched: [AnyTable] = []
    /// No row expires before.
    private var nextExpiry = Date.distantPast
    /// The signing keys in use, first the one that signs.
    var signingKeys: [ProjectKey] = []

    var project = Table<ProjectRecord>()
    var keys = Table<ProjectKeyRecord>()
    var users = Table<UserRecord>()
    var tenants = Table<TenantRecord>()
    var roles = Table<RoleRecord>()
    var permissions = Table<PermissionRecord>()
    var sessions = Table<SessionRecord>()
    var accessKeys = Table<AccessKeyRecord>()
    var codes = Table<CodeRecord>()
    var magicLinks = Table<OneTime<MagicLink>>()
    var enchantedLinks = Table<OneTime<EnchantedLinks>>()
    var testUserStarts = Table<TestUserStart>()
    var messageSignIns = Table<OneTime<MessageSignIn>>()
    var messages = Table<MessageRecord>()
    var passwords = Table<PasswordRecord>()
    var authenticators = Table<AuthenticatorRecord>()
    var recoveryCodes = Table<RecoveryCodesRecord>()
    var authorizations = Table<OneTime<Authorization>>()
    var grants = Table<OneTime<Grant>>()
    var nativeStarts = Table<OneTime<NativeStart>>()
    var providerCodes = Table<OneTime<ProviderCode>>()
    var idTokens = Table<OneTime<ProviderIDToken>>()
    var accounts = Table<AccountRecord>()
    var ssoConfigurations = Table<SSORecord>()
    var passkeys = Table<PasskeyRecord>()
    var startedPasskeys = Table<OneTime<StartedPasskey>>()
    var sessionCodes = Table<OneTime<SessionCode>>()
    var pushes = Table<OneTime<PushSignIn>>()
    var flows = Table<FlowRecord>()
    var flowExecutions = Table<OneTime<FlowExecution>>()
    var embeddedLinks = Table<OneTime<EmbeddedLink>>()
    var customAttributes = Table<CustomAttributeRecord>()
    var trustedDevices = Table<TrustedDeviceRecord>()
    var flowRuns = Table<OneTime<FlowRun>>()
    var families = Table<FamilyRecord>()
    var familyMembers = Table<FamilyMember>()
    var stored = Table<StoredRecord>()
    var audit = Table<AuditRecord>()
    var ssoLinks = Table<SSOLinkRecord>()
    var passwordPolicies = Table<PasswordPolicyRecord>()
    var managementKeys = Table<ManagementKeyRecord>()
    var clientSecrets = Table<ClientSecretRecord>()
    var consents = Table<ConsentRecord>()
    var outboundTokens = Table<OutboundTokenRecord>()
    var authzSchema = Table<AuthzSchemaRecord>()
    var authzRelations = Table<AuthzRelationRecord>()
    var authzChanges = Table<AuthzChangeRecord>()
    var fgaBackups = Table<FGABackupRecord>()
    /// What follows from the schema and the relations. It is made when it is first asked.
    var authzStore: AuthzStore?

    /// Every table; those whose rows are created first come first.
    static let tables: [AnyTable] = [
        AnyTable(ProjectRecord.self), AnyTable(ProjectKeyRecord.self), AnyTable(TenantRecord.self),
        AnyTable(PermissionRecord.self), AnyTable(RoleRecord.self), AnyTable(UserRecord.self),
        AnyTable(SessionRecord.self), AnyTable(AccessKeyRecord.self), AnyTable(CodeRecord.self),
        AnyTable(OneTime<MagicLink>.self), AnyTable(OneTime<EnchantedLinks>.self), AnyTable(TestUserStart.self),
        AnyTable(OneTime<MessageSignIn>.self), AnyTable(MessageRecord.self), AnyTable(PasswordRecord.self),
        AnyTable(AuthenticatorRecord.self), AnyTable(RecoveryCodesRecord.self), AnyTable(OneTime<Authorization>.self),
        AnyTable(OneTime<Grant>.self), AnyTable(OneTime<NativeStart>.self), AnyTable(OneTime<ProviderCode>.self),
        AnyTable(OneTime<ProviderIDToken>.self), AnyTable(AccountRecord.self), AnyTable(SSORecord.self),
        AnyTable(PasskeyRecord.self), AnyTable(OneTime<StartedPasskey>.self), AnyTable(OneTime<SessionCode>.self),
        AnyTable(OneTime<PushSignIn>.self), AnyTable(FlowRecord.self), AnyTable(OneTime<FlowExecution>.self),
        AnyTable(OneTime<EmbeddedLink>.self), AnyTable(CustomAttributeRecord.self), AnyTable(TrustedDeviceRecord.self),
        AnyTable(StoredRecord.self), AnyTable(AuditRecord.self),
        AnyTable(SSOLinkRecord.self), AnyTable(PasswordPolicyRecord.self), AnyTable(ManagementKeyRecord.self),
        AnyTable(OneTime<FlowRun>.self), AnyTable(FamilyRecord.self), AnyTable(FamilyMember.self),
        AnyTable(ClientSecretRecord.self), AnyTable(ConsentRecord.self), AnyTable(OutboundTokenRecord.self),
        AnyTable(AuthzSchemaRecord.self), AnyTable(AuthzRelationRecord.self), AnyTable(AuthzChangeRecord.self),
        AnyTable(FGABackupRecord.self),
    ]

    init(projectId: String, settings: EmulatorSettings, now: Date) {
        self.projectId = projectId
        self.settings = settings
        self.now = now
    }
}

extension EmulatorState {
    /// The project as it is now, without what is not saved. The two share rows until one of them changes.
    func copy() -> EmulatorState {
        let copy = EmulatorState(projectId: projectId, settings: settings, now: now)
        for table in Self.tables { table.copy(self, copy) }
        return copy
    }
}

// MARK: - Changing rows

extension EmulatorState {
    /// Inserts a row, or replaces the one with the same id.
    func save<Record: EmulatorRecord>(_ record: Record) throws(EmulatorRefusal) {
        touch(Record.self)
        try self[keyPath: Record.path].save(record)
        if let end = record.forgottenAt { nextExpiry = min(nextExpiry, end) }
    }

    /// Deletes a row, and what refers to it, as the tables declare.
    func delete<Record: EmulatorRecord>(_ record: Record) {
        delete(record.id, from: Record.self)
    }

    /// Deletes a row if there is one, and what refers to it, as the tables declare.
    func delete<Record: EmulatorRecord>(_ id: String, from _: Record.Type) {
        touch(Record.self)
        guard let record = self[keyPath: Record.path].remove(id) else { return }
        // A list instead of recursion: a chain of rows may be long.
        var gone = [DeletedRow(kind: ObjectIdentifier(Record.self), key: record.referenceKey)]
        while let row = gone.popLast() {
            for table in Self.referring[row.kind] ?? [] { gone += table.follow(self, row) }
        }
    }

    /// Deletes the oldest rows of a table beyond a number of them. Nothing may refer to them.
    func deleteOldest<Record: EmulatorRecord>(_: Record.Type, keeping limit: Int) {
        touch(Record.self)
        self[keyPath: Record.path].removeOldest(keeping: limit)
    }

    /// Remembers that this transaction changes a table.
    func touch<Record: EmulatorRecord>(_: Record.Type) {
        let kind = ObjectIdentifier(Record.self)
        if !touched.contains(where: { $0.kind == kind }), let table = Self.byKind[kind] { touched.append(table) }
    }

    private static let byKind = Dictionary(tables.map { ($0.kind, $0) }) { first, _ in first }

    /// The tables that refer to each kind of row.
    private static let referring = Dictionary(
        grouping: tables.flatMap { table in Set(table.targets).map { (target: $0, table: table) } },
        by: \.target
    ).mapValues { $0.map(\.table) }
}

/// A deleted row, whose references have to be followed.
struct DeletedRow {
    let kind: ObjectIdentifier
    /// By what other rows refer to it.
    let key: String
}

// MARK: - Transactions

extension EmulatorState {
    /// Runs one request or one call of a test as a transaction: a refusal takes back its changes, except for those that
    /// it has kept (``keep()``). Rows that have expired are deleted before.
    func transaction<Value, Refusal: Error>(
        _ work: (EmulatorState) throws(Refusal) -> Value
    ) throws(Refusal) -> Value {
        prune()
        do {
            let value = try work(self)
            keep()
            return value
        } catch {
            rollBack()
            throw error
        }
    }

    private func prune() {
        guard nextExpiry <= now else { return }
        for table in Self.tables { table.prune(self) }
        keep()
        nextExpiry = Self.tables.compactMap { $0.nextExpiry(self) }.min() ?? .distantFuture
    }

    /// Keeps the changes so far, whatever follows in the request: for counting wrong secrets, which are refused.
    func keep() {
        for table in touched { table.keep(self) }
    }

    /// Takes back the changes since the last ``keep()``.
    func rollBack() {
        for table in touched { table.rollBack(self) }
    }

    /// Whether a row has changed since the last ``keep()``, in another table than one.
    func isChanged(besides table: String) -> Bool { touched.contains { $0.name != table && $0.isChanged(self) } }

    /// Saves the changed rows, if there is a storage. If that fails they are changed no longer.
    func commit() throws(EmulatorRefusal) {
        do { try saveChanges() } catch {
            for table in touched { table.rollBackUnsaved(self) }
            touched = []
            // What had expired is there again.
            nextExpiry = .distantPast
            // The rows are those that were saved, so they can be read.
            try? readProject()
            throw EmulatorRefusal(500, .badRequest, "the change could not be saved: \(error)")
        }
    }

    /// Saves the changed rows, if there is a storage. If that fails they stay changed, and are saved with the next.
    func saveChanges() throws {
        guard !touched.isEmpty else { return }
        if let storage {
            var changes: [EmulatorRowChange] = []
            for table in touched { changes += try table.unsavedRows(self) }
            if !changes.isEmpty { try storage.apply(changes) }
        }
        for table in touched { table.markSaved(self) }
        touched = []
    }
}
