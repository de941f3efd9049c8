import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a changing operation has done.
struct AuditRecord: EmulatorRecord {
    static let table = "audit"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.audit }

    /// The number of records that are kept, and for how long.
    static let limit = 10_000
    private static let lifetime: TimeInterval = 30 * 24 * 3600
    /// All requests come from this machine.
    static let address = "127.0.0.1"

    let id: String
    let action: String
    let type: String
    let occurredAt: Date
    var actorId = ""
    var userId = ""
    var method = ""
    var loginIds: [String] = []
    var tenants: [String] = []
    var data: [String: JSONValue] = [:]

    var forgottenAt: Date? { occurredAt.addingTimeInterval(Self.lifetime) }

    /// The time in the service's milliseconds since 1970.
    var milliseconds: Int64 { Int64(occurredAt.inTokens.timeIntervalSince1970 * 1000) }
}

extension Route {
    static let audit = [
        Route("audit.search") { state, call in
            try call.requireNone("devices", "geos", "levels", "searchFields", because: "is not emulated")
            let found = state.audit.all.filter { $0.matches(call) }
            let sorted = call.flag("oldestFirst") ? found : found.reversed()
            let page = try call.page(of: sorted, size: "size", usual: 1000, most: 1000)
            return Response(body: [
                "audits": .array(page.rows.map { $0.json(state.projectId) }), "total": .int(Int64(page.total)),
            ])
        },
        Route.command("audit.createEvent") { state, call in
            let type = try call.required("type")
            guard ["info", "warn", "error"].contains(type) else {
                throw EmulatorRefusal.invalid("type: expected info, warn or error, found another")
            }
            var record = AuditRecord(
                id: try newId(""),
                action: try call.required("action"),
                type: type,
                occurredAt: state.now
            )
            record.actorId = try call.required("actorId")
            record.userId = call.text("userId") ?? ""
            record.tenants = [try call.required("tenantId")]
            record.data = call.object("data")
            try state.keep(record)
        },
        // The older one has one filter instead of a list.
        Route("audit.createAuditWebhook", audit: "AuditWebhookModified", keepWebhook).stored,
        Route(
            "audit.createAuditWebhook",
            "management.audit.createAuditWebhookV1",
            audit: "AuditWebhookModified",
            keepWebhook
        )
        .stored,
    ]

    /// Keeps a webhook under its name. The emulator sends no audit records to it.
    private static let keepWebhook: Handler = { state, call in
        let name = try call.required("name")
        if let url = call.text("url"), !["https://", "http://"].contains(where: url.hasPrefix) {
            throw EmulatorRefusal.invalid("url: expected an HTTP URL, found something else")
        }
        var members = call.body
        members["filters"] = call.body["filters"].map { $0.arrayValue == nil ? [$0] : $0 }
        for filter in members["filters"]?.arrayValue ?? [] {
            let type = filter["filterType"]?.stringValue ?? ""
            guard ["all", "actions", "tenants"].contains(type) else {
                throw EmulatorRefusal.invalid("filters[].filterType: expected all, actions or tenants")
            }
            guard ["includes", "excludes", nil, ""].contains(filter["operator"]?.stringValue) else {
                throw EmulatorRefusal.invalid("filters[].operator: expected includes or excludes")
            }
        }
        try state.keepDocument("auditWebhooks", name, members: members)
        return Response()
    }
}

extension AuditRecord {
    /// Whether the filters of a search find the record.
    func matches(_ call: Call) -> Bool {
        func contains(_ name: String) -> Bool {
            call.texts(name).contains { part in loginIds.contains { $0.contains(part) } }
        }
        let isWithin =
            milliseconds >= call.number("from") ?? 0
            && (call.number("to").map { $0 == 0 || milliseconds <= $0 } ?? true)
        let words = [action, actorId, userId, method] + loginIds + tenants
        return isWithin
            && [
                call.allows("userIds", [userId]), call.allows("actorIds", [actorId]), call.allows("actions", [action]),
                call.allows("auditTypes", [type]), call.allows("methods", [method]),
                call.allows("remoteAddresses", [Self.address]),
                call.allows("externalIds", loginIds),
                call.allows("tenants", tenants) || call.flag("noTenants") && tenants.isEmpty,
                !call.texts("excludedActions").contains(action),
                !call.texts("excludedExternalIds").contains(where: loginIds.contains),
                call.texts("loginIdsContain").isEmpty || contains("loginIdsContain"), !contains("loginIdsNotContain"),
                call.text("text").map { text in words.contains { $0.contains(text) } } ?? true,
            ].allSatisfy(\.self)
    }

    fileprivate func json(_ projectId: String) -> JSONValue {
        [
            "ID": .string(id), "projectId": .string(projectId), "userId": .string(userId), "action": .string(action),
            "type": .string(type), "actorId": .string(actorId), "occurred": .string("\(milliseconds)"),
            "device": "", "method": .string(method), "geo": "", "remoteAddress": .string(Self.address),
            "externalIds": .texts(loginIds), "tenants": .texts(tenants), "data": .object(data),
        ]
    }
}

extension EmulatorState {
    /// Records what an operation has done, if it has changed anything.
    func recordAudit(_ route: Route, _ call: Call) throws(EmulatorRefusal) {
        guard isChanged(besides: AuditRecord.table) else { return }
        try recordOwn(route, call)
        try recordConsequences(route, call)
    }

    /// Records the users and access keys that an operation on something else has deleted, and those that a cascade has
    /// changed.
    private func recordConsequences(_ route: Route, _ call: Call) throws(EmulatorRefusal) {
        // Nobody can read what a deleted project has recorded.
        guard let own = route.audit, project[ProjectRecord.onlyId]?.isDeleted != true else { return }
        func action(_ kind: String, isDeleted: Bool) -> String? {
            guard !own.hasPrefix(kind), isDeleted || call.flag("cascade") else { return nil }
            return kind + (isDeleted ? "Deleted" : "Modified")
        }
        for user in users.changedRecords {
            guard let action = action("User", isDeleted: users[user.id] == nil) else { continue }
            try keep(record(action, route, call, nil, user.id, user))
        }
        for key in accessKeys.changedRecords {
            guard let action = action("AccessKey", isDeleted: accessKeys[key.id] == nil) else { continue }
            var record = try record(action, route, call, nil, "", nil)
            record.tenants = key.memberships.tenants.map(\.id)
            record.data["ids"] = [.string(key.id)]
            try keep(record)
        }
    }

    private func recordOwn(_ route: Route, _ call: Call) throws(EmulatorRefusal) {
        let action = route.audit ?? impliedAction
        // What these end is what they are about; other operations end sessions by the way.
        let isEnd = ["LoggedOut", "ImpersonationStopped"].contains(action)
        let ended = isEnd ? sessions.changedRecords.first { sessions[$0.id] == nil } : nil
        // A deleted tenant changes sessions, but is about none of them.
        let session = ended ?? (route.audit == nil || sessions.hasNewRows ? audited(sessions, route) : nil)
        // A deleted role or tenant changes users, but is about none of them.
        let changedUsers = route.audit?.hasPrefix("User") ?? true ? users.changedRecords : []
        // A batch is about several users.
        if route.audit != nil, changedUsers.count > 1 {
            for user in changedUsers { try keep(record(action, route, call, nil, user.id, user)) }
            return
        }
        let userId = changedUsers.first?.id ?? session?.userId ?? audited(codes, route)?.purpose.kind.userId
        let user = userId.flatMap { users[$0] } ?? changedUsers.first
        var record = try record(action, route, call, session, userId ?? "", user)
        if route.shape.credentials == .management, user == nil {
            record.tenants = tenants.changedRecords.map(\.id)
            let ids = record.tenants + roles.changedRecords.map(\.id) + accessKeys.changedRecords.map(\.id)
            if !ids.isEmpty { record.data["ids"] = .texts(ids) }
        }
        try keep(record)
    }

    /// The session or code that an operation is about: the one that it has made or changed, or that its user has ended.
    /// Those that end with their user, or because management changes something else, are no part of the record.
    private func audited<Record: EmulatorRecord>(_ table: Table<Record>, _ route: Route) -> Record? {
        let changed = table.changedRecords
        return changed.first { table[$0.id] != nil } ?? (route.audit == nil ? changed.first : nil)
    }

    private func record(
        _ action: String,
        _ route: Route,
        _ call: Call,
        _ session: SessionRecord?,
        _ userId: String,
        _ user: UserRecord?
    ) throws(EmulatorRefusal) -> AuditRecord {
        var record = AuditRecord(id: try newId(""), action: action, type: "info", occurredAt: now)
        record.userId = userId
        let isManagement = route.shape.credentials == .management
        // A log-out by management is its own act, also when the session was an impersonation.
        let actor = isManagement && action == "LoggedOut" ? nil : session?.actor
        record.actorId = actor ?? (isManagement ? call.text("actorId") ?? call.actor : userId)
        record.method = session?.methods.last ?? ""
        record.loginIds = user?.loginIds.map(\.text) ?? []
        record.tenants = user?.memberships.tenants.map(\.id) ?? []
        return record
    }

    /// Stores a record, and deletes the oldest ones beyond the limit.
    fileprivate func keep(_ record: AuditRecord) throws(EmulatorRefusal) {
        try save(record)
        deleteOldest(AuditRecord.self, keeping: AuditRecord.limit)
    }

    /// The action of an operation that belongs to a sign-in or a session.
    private var impliedAction: String {
        if sessions.hasNewRows { return "LoginSucceed" }
        if let session = sessions.changedRecords.first {
            return sessions[session.id] == nil ? "LoggedOut" : "SessionRefreshed"
        }
        if users.hasNewRows { return "UserCreated" }
        return users.isChanged || passwords.isChanged || authenticators.isChanged || recoveryCodes.isChanged
            || passkeys.isChanged ? "UserModified" : "LoginStarted"
    }
}
