import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Route {
    /// The searches for users, and the history of their sign-ins.
    static let userSearch = [
        Route("user.search") { state, call in try state.searchUsers(call) },
        Route("user.searchTestUsers") { state, call in try state.searchUsers(call, onlyTestUsers: true) },
        Route("user.searchV1") { state, call in try state.searchUsers(call, attributesAreTexts: true) },
        Route("user.history") { state, call in
            Response(body: .array(state.history(ofUsers: call.texts(OperationShape.root))))
        },
        Route("user.historyV2") { state, call in
            Response(body: ["usersAuthHistory": .array(state.history(ofUsers: call.texts("userIds")))])
        },
    ]
}

extension EmulatorState {
    /// The newest sign-ins of a user, newest first, in the service's JSON.
    func history(of user: UserRecord) -> [JSONValue] {
        user.signIns.reversed().map { time in
            [
                "userId": .string(user.id), "loginTime": .seconds(time), "ip": "127.0.0.1", "city": "",
                "country": "", "selectedTenant": "",
            ]
        }
    }

    fileprivate func history(ofUsers ids: [String]) -> [JSONValue] {
        ids.compactMap { users[$0] }.flatMap(history(of:))
    }

    /// The temporary locks of a user after too many wrong secrets: what is locked, and until when.
    func temporaryLocks(of userId: String) -> [String: Date] { locks(of: userId).filter { $0.value < .distantFuture } }

    fileprivate func locks(of userId: String) -> [String: Date] {
        let attempts = [
            "password": passwords[userId]?.attempts, "totp": authenticators[userId]?.attempts,
            "recovery_codes": recoveryCodes[userId]?.attempts,
        ]
        var ends = attempts.compactMapValues { $0?.lockEnd(after: now) }
        if ends["password"] == nil { ends["password"] = passwords[userId]?.briefAttempts.lockEnd(after: now) }
        return ends
    }
}

// MARK: - Searching

extension EmulatorState {
    fileprivate func searchUsers(
        _ call: Call,
        onlyTestUsers: Bool = false,
        attributesAreTexts: Bool = false
    ) throws(EmulatorRefusal) -> Response {
        guard [nil, []].contains(call.body["selectedColumns"]) else {
            throw .invalid("selectedColumns is not emulated")
        }
        var filter = UserFilter(call, self)
        filter.addAll(attributesAreTexts: attributesAreTexts)
        if onlyTestUsers || call.flag("testUsersOnly") {
            filter.conditions.append(\.isTest)
        } else if !call.flag("withTestUser") {
            filter.conditions.append { !$0.isTest }
        }
        let conditions = filter.conditions
        let found = users.each.lazy.filter { user in conditions.allSatisfy { $0(user) } }
        // A project may have very many users: only an order needs all that are found at once.
        let page =
            call.entries("sort").isEmpty
            ? try call.page(of: found)
            : try call.page(of: try call.sorted(Array(found), by: Self.userSortFields))
        return Response(body: ["users": .array(page.rows.map { json($0) }), "total": .int(Int64(page.total))])
    }

    private static let userSortFields: [String: @Sendable (UserRecord) -> SortValue] = [
        "userId": { .text($0.id) }, "loginId": { .text($0.loginIds.first?.text ?? "") },
        "loginIds": { .text($0.loginIds.first?.text ?? "") }, "email": { .text($0.email ?? "") },
        "phone": { .text($0.phone ?? "") }, "name": { .text($0.name ?? "") },
        "displayName": { .text($0.name ?? "") }, "givenName": { .text($0.givenName ?? "") },
        "middleName": { .text($0.middleName ?? "") }, "familyName": { .text($0.familyName ?? "") },
        "status": { .text($0.status) }, "test": { .number($0.isTest ? 1 : 0) },
        "verifiedEmail": { .number($0.verifiedEmail ? 1 : 0) },
        "verifiedPhone": { .number($0.verifiedPhone ? 1 : 0) },
        "createdTime": { .number(milliseconds($0.createdAt)) },
        "modifiedTime": { .number(milliseconds($0.modifiedAt)) },
    ]
}

/// The conditions of a search, of which a user has to meet all. Conditions that a request does not state cost nothing.
private struct UserFilter {
    private let call: Call
    private let state: EmulatorState
    var conditions: [(UserRecord) -> Bool] = []

    init(_ call: Call, _ state: EmulatorState) {
        self.call = call
        self.state = state
    }

    mutating func addAll(attributesAreTexts: Bool) {
        let state = state
        any("userIds") { [$0.id] }
        any("emails") { [$0.email ?? ""] }
        any("phones", normalizedPhone) { [normalizedPhone($0.phone ?? "")] }
        any("recoveryEmails") { [$0.recoveryEmail ?? ""] }
        any("recoveryPhones", normalizedPhone) { [normalizedPhone($0.recoveryPhone ?? "")] }
        any("statuses") { [$0.status] }
        any("ssoAppIds") { $0.ssoAppIds }
        any("roleNames") { user in
            state.names(ofRoles: user.memberships.roles + user.memberships.tenants.flatMap(\.roles))
        }
        any("familyIds") { state.familyMembers.all(.user, $0.id).map(\.familyId) }
        any("lockReasons") { user in
            Array(state.locks(of: user.id).keys.filter { state.temporaryLocks(of: user.id)[$0] == nil })
        }
        any("tempLockReasons") { Array(state.temporaryLocks(of: $0.id).keys) }
        addLoginIds()
        addTenants()
        addRoles("tenantRoleIds") { $0 }
        addRoles("tenantRoleNames") { state.names(ofRoles: $0) }
        addText()
        addCustomAttributes(areTexts: attributesAreTexts)

        flag("verifiedEmail", \.verifiedEmail)
        flag("verifiedPhone", \.verifiedPhone)
        flag("verifiedRecoveryEmail", \.verifiedRecoveryEmail)
        flag("verifiedRecoveryPhone", \.verifiedRecoveryPhone)
        flag("password") { state.passwords[$0.id] != nil }
        flag("totp") { state.authenticators[$0.id] != nil }
        flag("webauthn") { state.passkeys.contains(.user, $0.id) }
        flag("scim", \.isSCIM)
        flag("dependent") { state.isDependent($0.id) }
        if call.flag("scimOnly") { conditions.append(\.isSCIM) }
        if call.flag("ssoOnly") {
            conditions.append { state.accounts.all(.user, $0.id).contains { $0.source.sso != nil } }
        }
        times("fromCreatedTime", "toCreatedTime", \.createdAt)
        times("fromModifiedTime", "toModifiedTime", \.modifiedAt)
    }

    /// One of the values in the request.
    private mutating func any(
        _ name: String,
        _ normalize: (String) -> String = { $0 },
        _ values: @escaping (UserRecord) -> [String]
    ) {
        let wanted = Set(call.texts(name).map { TextKey(normalize($0)) })
        if !wanted.isEmpty { conditions.append { values($0).contains { wanted.contains(TextKey($0)) } } }
    }

    /// As the request says, if it says anything.
    private mutating func flag(_ name: String, _ value: @escaping (UserRecord) -> Bool) {
        if let wanted = call.body[name]?.boolValue { conditions.append { value($0) == wanted } }
    }

    /// Between two times in milliseconds; 0 is no limit.
    private mutating func times(_ from: String, _ to: String, _ time: @escaping (UserRecord) -> Date) {
        if let start = call.number(from), start != 0 { conditions.append { milliseconds(time($0)) >= start } }
        if let end = call.number(to), end != 0 { conditions.append { milliseconds(time($0)) <= end } }
    }

    private mutating func addLoginIds() {
        let texts = call.texts("loginIds") + [call.text("loginId")].compactMap(\.self)
        let wanted = Set(texts.map { state.settings.loginId($0).key })
        if !wanted.isEmpty { conditions.append { $0.loginIds.contains { wanted.contains($0.key) } } }
    }

    private mutating func addTenants() {
        var wanted = Set(call.texts("tenantIds").map { TextKey($0) })
        guard !wanted.isEmpty else { return }
        if call.flag("includeSubTenants") {
            for tenant in wanted.compactMap({ state.tenants[$0.text] }) {
                wanted.formUnion((state.json(tenant)["successors"]?.stringsValue ?? []).map { TextKey($0) })
            }
        }
        let all = wanted
        conditions.append { $0.memberships.tenants.contains { all.contains(TextKey($0.id)) } }
    }

    /// One of the tenants in the request, with any or all of its roles.
    private mutating func addRoles(_ name: String, _ known: @escaping ([String]) -> [String]) {
        guard let lists = call.body[name]?.objectValue, !lists.isEmpty else { return }
        conditions.append { user in
            user.memberships.tenants.contains { tenant in
                guard let list = lists[tenant.id] else { return false }
                let (wanted, own) = (list["values"]?.stringsValue ?? [], known(tenant.roles))
                if list["and"]?.boolValue == true { return wanted.allSatisfy(own.hasSame) }
                return wanted.isEmpty || wanted.contains(where: own.hasSame)
            }
        }
    }

    /// A part of a login id, an address or a name, in upper or lower case.
    private mutating func addText() {
        guard let part = call.text("text") else { return }
        conditions.append { user in
            let texts = [user.email, user.phone, user.name, user.givenName, user.middleName, user.familyName]
            return (user.loginIds.map(\.text) + texts.compactMap(\.self)).contains { $0.containsIgnoringCase(part) }
        }
    }

    /// For each attribute in the request its value, or one of its values.
    ///
    /// - Parameter areTexts: Whether the request writes all values as strings.
    private mutating func addCustomAttributes(areTexts: Bool) {
        func values(_ value: JSONValue) -> [JSONValue] { value.arrayValue ?? [value] }
        func text(_ value: JSONValue) -> JSONValue {
            areTexts && value.stringValue == nil ? .string(String(decoding: value.json, as: UTF8.self)) : value
        }
        for (name, wanted) in call.object("customAttributes") {
            conditions.append { user in
                let own = user.customAttributes[name].map(values) ?? []
                return own.contains { values(wanted).contains(text($0)) }
            }
        }
    }
}
