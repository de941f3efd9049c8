import DescopeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A user of the project.
struct EmulatedUser: Sendable {
    let id: String
    var loginIds: [String]
    var email: String?
    var verifiedEmail = false
    var phone: String?
    var verifiedPhone = false
    var name: String?
    var givenName: String?
    var middleName: String?
    var familyName: String?
    var picture: String?
    var roles: [String] = []
    /// The tenants that the user belongs to, in the order of joining.
    var tenants: [(id: String, roles: [String])] = []
    var status = "invited"
    var isTest = false
    var customAttributes: [String: JSONValue] = [:]
    let createdAt: Date
    var signIns: [Date] = []

    /// The user's address for a delivery method, if there is one.
    func knownAddress(for method: String) -> String? { method == "email" ? email : phone.map(normalizedPhone) }

    /// The user's address for a delivery method; throws when there is none.
    func address(for method: String) throws(EmulatorRefusal) -> String {
        guard let address = knownAddress(for: method) else {
            throw .invalid("the user has no address for \(method)")
        }
        return try method == "email" ? checkedEmail(address) : checkedPhone(address)
    }

    /// An address that is the login id counts as verified when management creates the user.
    mutating func trustLoginId() {
        verifiedEmail = email.map(loginIds.contains) ?? false
        verifiedPhone = phone.map(loginIds.contains) ?? false
    }

    /// Whether an address is the user's and verified.
    func hasProven(_ address: String) -> Bool {
        (verifiedEmail && knownAddress(for: "email") == address)
            || (verifiedPhone && knownAddress(for: "sms") == address)
    }

    /// The current tenant of a session: the chosen one as long as the user belongs to it, else the only one.
    func currentTenant(chosen: String?) -> String? {
        tenants.first { $0.id == chosen }?.id ?? (tenants.count == 1 ? tenants.first?.id : nil)
    }

    func requireEnabled() throws(EmulatorRefusal) {
        guard status != "disabled" else { throw EmulatorRefusal(403, .invalidArguments, "the user is disabled") }
    }
}

/// A tenant of the project.
struct EmulatedTenant: Sendable {
    let id: String
    var name: String
    var customAttributes: [String: JSONValue]
}

/// A role of the project, or of one tenant.
struct EmulatedRole: Sendable {
    let name: String
    let tenantId: String?
    var permissions: [String]
    var summary: String
}

extension EmulatorState {
    func userIndex(_ loginIdOrId: String) -> Int? {
        let phone = normalizedPhone(loginIdOrId)
        return users.firstIndex {
            $0.loginIds.contains(loginIdOrId) || $0.id == loginIdOrId || $0.loginIds.contains(phone)
        }
    }

    /// Makes a user that is not stored yet. A login id that is an address is also set as the user's address.
    func newUser(_ loginId: String) throws(EmulatorRefusal) -> EmulatedUser {
        guard userIndex(loginId) == nil else {
            throw EmulatorRefusal(400, .userAlreadyExists, "a user with this login id exists")
        }
        let loginId = isPhone(loginId) ? normalizedPhone(loginId) : loginId
        var user = EmulatedUser(id: try newId("U2"), loginIds: [loginId], createdAt: now)
        if isEmail(loginId) { user.email = loginId }
        if isPhone(loginId) { user.phone = loginId }
        return user
    }

    /// Changes a user; nothing is changed when `change` throws.
    mutating func updateUser(
        _ loginId: String,
        _ change: (EmulatorState, inout EmulatedUser) throws(EmulatorRefusal) -> Void
    ) throws(EmulatorRefusal) {
        guard let index = userIndex(loginId) else {
            throw EmulatorRefusal(400, .managedUserNotFound, "no user has this login id")
        }
        var user = users[index]
        try change(self, &user)
        users[index] = user
    }

    /// Sets a user's roles in the project or a tenant. The user joins the tenant if necessary.
    func setRoles(_ names: [String], tenantId: String?, of user: inout EmulatedUser) throws(EmulatorRefusal) {
        if let tenantId, !tenants.contains(where: { $0.id == tenantId }) { throw .invalid("the tenant does not exist") }
        for name in names where !hasRole(name, tenantId: tenantId) { throw .invalid("the role \(name) does not exist") }
        guard let tenantId else {
            user.roles = names
            return
        }
        if let index = user.tenants.firstIndex(where: { $0.id == tenantId }) {
            user.tenants[index].roles = names
        } else {
            user.tenants.append((tenantId, names))
        }
    }

    /// Whether the role exists in the project or, if there is one, in the tenant.
    func hasRole(_ name: String, tenantId: String?) -> Bool {
        roles.contains { $0.name == name && ($0.tenantId == nil || $0.tenantId == tenantId) }
    }

    /// The permissions of roles, each once, in the order of the roles.
    func permissions(of names: [String], tenantId: String?) -> [String] {
        var all: [String] = []
        for name in names {
            let role =
                roles.first { $0.name == name && $0.tenantId == tenantId }
                ?? roles.first { $0.name == name && $0.tenantId == nil }
            all += (role?.permissions ?? []).filter { !all.contains($0) }
        }
        return all
    }

    /// The user in the service's JSON.
    func json(_ user: EmulatedUser) -> JSONValue {
        [
            "userId": .string(user.id), "loginIds": .texts(user.loginIds), "email": .text(user.email),
            "phone": .text(user.phone),
            "verifiedEmail": .bool(user.verifiedEmail), "verifiedPhone": .bool(user.verifiedPhone),
            "name": .text(user.name),
            "givenName": .text(user.givenName), "middleName": .text(user.middleName),
            "familyName": .text(user.familyName),
            "roleNames": .texts(user.roles), "status": .string(user.status), "test": .bool(user.isTest),
            "picture": .string(user.picture ?? ""),
            "userTenants": .array(
                user.tenants.map { tenant in
                    [
                        "tenantId": .string(tenant.id), "tenantName": .text(tenants.first { $0.id == tenant.id }?.name),
                        "roleNames": .texts(tenant.roles),
                        "permissions": .texts(permissions(of: tenant.roles, tenantId: tenant.id)),
                    ]
                }
            ),
            "customAttributes": .object(user.customAttributes),
            "createdTime": .int(Int64(user.createdAt.timeIntervalSince1970)),
            "TOTP": .bool(authenticators.apps[user.id] != nil), "SCIM": false,
            "webauthn": .bool(passkeys.owned.contains { $0.userId == user.id }),
            "password": .bool(passwords.users[user.id] != nil),
            "SAML": .bool(federation.hasSSO(user.id, usesOIDC: false)),
            "OIDC": .bool(federation.hasSSO(user.id, usesOIDC: true)),
            "OAuth": .object(federation.providers(of: user.id)),
            "push": false,
            "ssoAppIds": [], "permissions": .texts(permissions(of: user.roles, tenantId: nil)), "editable": true,
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

private func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
