import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A user of the project.
struct UserRecord: EmulatorRecord {
    static let table = "users"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.users }

    enum Index: Int, TableIndex {
        case loginId, email, tenant, role, ssoApp

        var isUnique: Bool { self == .loginId }
    }

    static let references: [Reference<Self>] = [
        Reference(to: TenantRecord.self, by: .tenant, onDelete: .update { $0.memberships.leave($1) }),
        Reference(to: RoleRecord.self, by: .role, onDelete: .update { $0.memberships.take($1) }),
        Reference(
            to: StoredRecord.self,
            by: .ssoApp,
            onDelete: .update { $0.ssoAppIds.removeAll(where: StoredRecord.isSSOApp($1)) }
        ),
    ]

    /// A login id, with the key by which it is found.
    struct LoginId: Codable {
        let text: String
        let key: TextKey
    }

    /// The number of sign-ins that the project remembers of a user.
    static let rememberedSignIns = 20

    let id: String
    var loginIds: [LoginId]
    var email: String?
    var verifiedEmail = false
    var phone: String?
    var verifiedPhone = false
    var recoveryEmail: String?
    var verifiedRecoveryEmail = false
    var recoveryPhone: String?
    var verifiedRecoveryPhone = false
    var name: String?
    var givenName: String?
    var middleName: String?
    var familyName: String?
    var picture: String?
    var memberships = Memberships()
    var status = "invited"
    var isTest = false
    var isSCIM = false
    var customAttributes: [String: JSONValue] = [:]
    var ssoAppIds: [String] = []
    var createdAt: Date
    var modifiedAt: Date
    /// The newest sign-ins, oldest first.
    var signIns: [Date] = []
    /// Until when the user consents to being impersonated. Nil: the user does not.
    var consentExpiresAt: Date?

    func keys(_ index: Index) -> [TextKey] {
        switch index {
        case .loginId: loginIds.map(\.key)
        case .email: email.map { [TextKey($0)] } ?? []
        case .tenant: memberships.tenants.map { TextKey($0.id) }
        case .role: memberships.roleKeys
        case .ssoApp: ssoAppIds.map(StoredRecord.keyOfSSOApp)
        }
    }

    static func taken(_ index: Index) -> EmulatorRefusal {
        EmulatorRefusal(400, .userAlreadyExists, "a user with this login id exists")
    }

    /// The user's address for a delivery method, if there is one.
    func knownAddress(for method: String) -> String? { method == "email" ? email : phone.map(normalizedPhone) }

    /// Whether the user's address for a delivery method has exactly these bytes.
    func isAddress(_ address: String, for method: String) -> Bool {
        knownAddress(for: method)?.hasSameBytes(as: address) ?? false
    }

    /// The user's address for a delivery method; throws when there is none.
    func address(for method: String) throws(EmulatorRefusal) -> String {
        guard let address = knownAddress(for: method) else {
            throw .invalid("the user has no address for \(method)")
        }
        return try method == "email" ? checkedEmail(address) : checkedPhone(address)
    }

    /// Whether a login id has exactly these bytes.
    func hasLoginId(_ text: String) -> Bool { loginIds.contains { $0.text.hasSameBytes(as: text) } }

    /// Adds a login id, unless the user has one that is compared as the same.
    mutating func add(_ loginId: LoginId) {
        if !loginIds.contains(where: { $0.key == loginId.key }) { loginIds.append(loginId) }
    }

    /// Sets a custom attribute; null removes it.
    mutating func setAttribute(_ name: String, _ value: JSONValue) {
        // Not a choice between the value and nil: that would be the value null.
        if value == .null { customAttributes.removeValue(forKey: name) } else { customAttributes[name] = value }
    }

    /// An address that is the login id counts as verified when management creates the user.
    mutating func trustLoginId() {
        verifiedEmail = email.map(hasLoginId) ?? false
        verifiedPhone = phone.map(hasLoginId) ?? false
    }

    /// Whether an address is the user's and verified.
    func hasProven(_ address: String) -> Bool {
        (verifiedEmail && isAddress(address, for: "email")) || (verifiedPhone && isAddress(address, for: "sms"))
    }

    func requireEnabled() throws(EmulatorRefusal) {
        guard status != "disabled" else { throw EmulatorRefusal(403, .invalidArguments, "the user is disabled") }
    }
}

extension EmulatorSettings {
    /// A login id as it is stored and found.
    func loginId(_ text: String) -> UserRecord.LoginId {
        let text = normalizedPhone(text)
        return UserRecord.LoginId(text: text, key: loginIdKey(text))
    }

    func loginIdKey(_ text: String) -> TextKey {
        TextKey(
            loginIds.ignoresLetterCase ? text.lowercased() : text,
            isCanonical: loginIds.comparesCanonically
        )
    }
}

extension EmulatorState {
    /// The user with this login id or user id.
    func user(_ loginIdOrId: String) -> UserRecord? {
        users.first(.loginId, settings.loginIdKey(loginIdOrId)) ?? users[loginIdOrId]
            ?? users.first(.loginId, settings.loginIdKey(normalizedPhone(loginIdOrId)))
    }

    /// The user with this login id. A user id, which management also accepts, is not sufficient.
    func user(signingIn loginId: String) throws(EmulatorRefusal) -> UserRecord {
        guard let user = user(loginId), user.id != loginId else {
            throw EmulatorRefusal(400, .userNotFound, "no user has this login id")
        }
        return user
    }

    /// The user with this id, who may have been deleted.
    func user(id: String) throws(EmulatorRefusal) -> UserRecord {
        guard let user = users[id] else { throw .unauthorized("the user is gone") }
        return user
    }

    /// The user with this login id or user id, for management.
    func managedUser(_ loginIdOrId: String?) throws(EmulatorRefusal) -> UserRecord {
        guard let loginIdOrId, !loginIdOrId.isEmpty else { throw .missing("loginId") }
        guard let user = user(loginIdOrId) else {
            throw EmulatorRefusal(400, .managedUserNotFound, "no user has this login id or user id")
        }
        return user
    }

    /// Makes a user that is not stored yet, with the project's default roles. A login id that is an address is also set
    /// as the user's address.
    func newUser(_ loginId: String) throws(EmulatorRefusal) -> UserRecord {
        guard user(loginId) == nil else { throw UserRecord.taken(.loginId) }
        let loginId = settings.loginId(loginId)
        var user = UserRecord(id: try newId("U2"), loginIds: [loginId], createdAt: now, modifiedAt: now)
        user.memberships.roles = defaultRoleIds(tenantId: nil)
        if isEmail(loginId.text) { user.email = loginId.text }
        if isPhone(loginId.text) { user.phone = loginId.text }
        return user
    }

    /// Changes a user that management names.
    @discardableResult
    func updateUser(
        _ loginIdOrId: String?,
        _ change: (EmulatorState, inout UserRecord) throws(EmulatorRefusal) -> Void
    ) throws(EmulatorRefusal) -> UserRecord {
        var user = try managedUser(loginIdOrId)
        try change(self, &user)
        user.modifiedAt = now
        try save(user)
        return user
    }

    /// The user in the service's JSON.
    func json(_ user: UserRecord) -> JSONValue {
        let accounts = accounts.all(.user, user.id)
        return [
            "userId": .string(user.id), "loginIds": .texts(user.loginIds.map(\.text)),
            "externalIds": .texts(user.loginIds.map(\.text)),
            "email": .text(user.email), "verifiedEmail": .bool(user.verifiedEmail),
            "phone": .text(user.phone), "verifiedPhone": .bool(user.verifiedPhone),
            "recoveryEmail": .text(user.recoveryEmail), "verifiedRecoveryEmail": .bool(user.verifiedRecoveryEmail),
            "recoveryPhone": .text(user.recoveryPhone), "verifiedRecoveryPhone": .bool(user.verifiedRecoveryPhone),
            "name": .text(user.name), "givenName": .text(user.givenName), "middleName": .text(user.middleName),
            "familyName": .text(user.familyName), "picture": .text(user.picture),
            "roleNames": .texts(names(ofRoles: user.memberships.roles)),
            "permissions": .texts(permissions(ofRoles: user.memberships.roles)),
            "userTenants": .array(user.memberships.tenants.map { json($0) }),
            "status": .string(user.status), "test": .bool(user.isTest), "editable": true,
            "customAttributes": .object(user.customAttributes), "ssoAppIds": .texts(user.ssoAppIds),
            "createdTime": .seconds(user.createdAt), "modifiedTime": .seconds(user.modifiedAt),
            "consentExpiration": user.consentExpiresAt.map(JSONValue.seconds) ?? 0,
            "tempLockExpiration": temporaryLocks(of: user.id).values.max().map(JSONValue.seconds) ?? 0,
            "dependent": .bool(isDependent(user.id)),
            "userFamilies": .array(familyMembers.all(.user, user.id).map { json($0) }),
            "TOTP": .bool(authenticators[user.id] != nil), "SCIM": .bool(user.isSCIM), "push": false,
            "webauthn": .bool(passkeys.contains(.user, user.id)), "password": .bool(passwords[user.id] != nil),
            "SAML": .bool(accounts.contains { $0.source.usesOIDC == false }),
            "OIDC": .bool(accounts.contains { $0.source.usesOIDC == true }),
            "OAuth": .object(
                Dictionary(accounts.compactMap { $0.source.provider.map { ($0, true) } }) { first, _ in first }
            ),
        ]
    }
}

/// Whether a string has characters before and after an `@`. Nothing else is checked.
func isEmail(_ text: String) -> Bool {
    guard let at = text.lastIndex(of: "@") else { return false }
    return text.startIndex < at && text.index(after: at) < text.endIndex && !text.contains(where: \.isWhitespace)
}

func checkedEmail(_ text: String) throws(EmulatorRefusal) -> String {
    guard isEmail(text) else { throw .invalid("malformed email address: expected name@domain") }
    return text
}

/// Returns the number unchanged; throws unless it is a phone number.
func checkedPhone(_ text: String) throws(EmulatorRefusal) -> String {
    guard isPhone(text) else { throw .invalid("malformed phone number: expected + and digits") }
    return text
}

func isPhone(_ text: String) -> Bool {
    text.first == "+" && text.contains(where: isDigit)
        && text.dropFirst().allSatisfy { isDigit($0) || "-. ()".contains($0) }
}

/// `+1-555-555-5555` becomes `+15555555555`; other strings are unchanged.
func normalizedPhone(_ text: String) -> String {
    isPhone(text) ? "+" + text.filter(isDigit) : text
}

// By its ASCII value: a digit with a combining mark lies between "0" and "9", too.
private func isDigit(_ character: Character) -> Bool {
    character.asciiValue.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
}
