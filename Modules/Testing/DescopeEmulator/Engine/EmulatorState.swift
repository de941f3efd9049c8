import DescopeCore
import DescopeCrypto
import DescopeJWT

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The whole state of the project. Each area extends it with its rules.
struct EmulatorState {
    let projectId: String
    var settings: EmulatorSettings
    /// The time of the current request.
    var now: Date
    /// Maps an external token to a login id.
    var recognizeExternalToken: (@Sendable (Secret) -> String?)?
    var counts: [String: Int] = [:]
    var faults: [String: [EmulatorFault]] = [:]
    var storage: (any EmulatorStorage)?
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
    var stored = Table<StoredRecord>()
    var audit = Table<AuditRecord>()

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
        AnyTable(StoredRecord.self), AnyTable(AuditRecord.self),
    ]

    init(projectId: String, settings: EmulatorSettings, now: Date) {
        self.projectId = projectId
        self.settings = settings
        self.now = now
    }
}

// MARK: - Changing rows

extension EmulatorState {
    /// Inserts a row, or replaces the one with the same id.
    mutating func save<Record: EmulatorRecord>(_ record: Record) throws(EmulatorRefusal) {
        try self[keyPath: Record.path].save(record)
    }

    /// Deletes a row, and what refers to it, as the tables declare.
    mutating func delete<Record: EmulatorRecord>(_ record: Record) {
        delete(record.id, from: Record.self)
    }

    /// Deletes a row if there is one, and what refers to it, as the tables declare.
    mutating func delete<Record: EmulatorRecord>(_ id: String, from _: Record.Type) {
        guard self[keyPath: Record.path].remove(id) != nil else { return }
        // A list instead of recursion: a chain of rows may be long.
        var gone = [DeletedRow(kind: ObjectIdentifier(Record.self), id: id)]
        while let row = gone.popLast() {
            guard Self.referredTo.contains(row.kind) else { continue }
            for table in Self.tables { gone += table.follow(&self, row) }
        }
    }

    private static let referredTo = Set(tables.flatMap(\.targets))
}

/// A deleted row, whose references have to be followed.
struct DeletedRow {
    let kind: ObjectIdentifier
    let id: String
}

// MARK: - Transactions

extension EmulatorState {
    /// Runs one request or one call of a test as a transaction: a refusal takes back its changes, except for those that
    /// it has kept (``keep()``). Rows that have expired are deleted before.
    mutating func transaction<Value, Refusal: Error>(
        _ work: (inout EmulatorState) throws(Refusal) -> Value
    ) throws(Refusal) -> Value {
        for table in Self.tables { table.prune(&self) }
        keep()
        do {
            let value = try work(&self)
            keep()
            return value
        } catch {
            rollBack()
            throw error
        }
    }

    /// Keeps the changes so far, whatever follows in the request: for counting wrong secrets, which are refused.
    mutating func keep() {
        for table in Self.tables { table.keep(&self) }
    }

    /// Takes back the changes since the last ``keep()``.
    mutating func rollBack() {
        for table in Self.tables { table.rollBack(&self) }
    }

    /// Saves the changed rows, if there is a storage. If that fails they are changed no longer.
    mutating func commit() throws(EmulatorRefusal) {
        do { try saveChanges() } catch {
            for table in Self.tables { table.rollBackUnsaved(&self) }
            // The rows are those that were saved, so they can be read.
            try? readProject()
            throw EmulatorRefusal(500, .badRequest, "the change could not be saved: \(error)")
        }
    }

    /// Saves the changed rows, if there is a storage. If that fails they stay changed, and are saved with the next.
    mutating func saveChanges() throws {
        if let storage {
            var changes: [EmulatorRowChange] = []
            for table in Self.tables { changes += try table.unsavedRows(self) }
            if !changes.isEmpty { try storage.apply(changes) }
        }
        for table in Self.tables { table.markSaved(&self) }
    }
}
