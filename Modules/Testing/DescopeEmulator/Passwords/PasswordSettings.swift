import DescopeCore
import DescopeHTTP

/// The password policy of a tenant, which its users have instead of the project's.
struct PasswordPolicyRecord: RecordOfTenant {
    static let table = "passwordPolicies"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.passwordPolicies }

    /// The tenant's id.
    let id: String
    let policy: EmulatorSettings.Passwords

    var tenantId: String { id }
}

extension Route {
    /// The management of password policies.
    static let passwordSettings = [
        Route("password.getSettings") { state, call in
            let tenant = try call.asked("tenantId").map(state.tenant)
            let policy = tenant.flatMap { state.passwordPolicies[$0.id]?.policy } ?? state.settings.passwords
            return Response(body: .object(policy.json.merging(["tenantId": .text(tenant?.id)]) { $1 }))
        },
        Route.command("password.configureSettings", audit: "PasswordSettingsModified") { state, call in
            let policy = try state.settings.passwords.replaced(by: call)
            if let tenantId = call.text("tenantId") {
                try state.save(PasswordPolicyRecord(id: try state.tenant(tenantId).id, policy: policy))
            } else {
                state.settings.passwords = policy
                state.keepSettings()
            }
        },
    ]
}

extension EmulatorSettings.Passwords {
    // Key paths are not Sendable, so these are computed.
    private static var flags: [(name: String, path: WritableKeyPath<Self, Bool>)] {
        [
            ("enabled", \.enabled), ("lowercase", \.lowercase), ("uppercase", \.uppercase), ("number", \.number),
            ("nonAlphanumeric", \.nonAlphanumeric), ("anyLetter", \.letter), ("disallowEmailMatch", \.disallowsEmail),
        ]
    }

    /// Rules with a number, which the service keeps while the rule is off.
    private static var rules: [(flag: String, number: String, path: WritableKeyPath<Self, Int?>)] {
        [
            ("expiration", "expirationWeeks", \.expirationWeeks), ("reuse", "reuseAmount", \.reuseAmount),
            ("lock", "lockAttempts", \.lockAttempts), ("tempLock", "tempLockAttempts", \.temporaryLockAttempts),
        ]
    }

    /// The policy in the service's JSON.
    fileprivate var json: [String: JSONValue] {
        var json: [String: JSONValue] = [
            "minLength": .int(Int64(minLength)), "disallowedCharacters": .string(disallowedCharacters),
            "tempLockDuration": .int(temporaryLock.components.seconds / 60), "enablePasswordStrength": false,
            "passwordStrengthScore": .int(Int64(unused["passwordStrengthScore"] ?? 0)),
        ]
        for (name, path) in Self.flags { json[name] = .bool(self[keyPath: path]) }
        for (flag, number, path) in Self.rules {
            json[flag] = .bool(self[keyPath: path] != nil)
            json[number] = .int(Int64(self[keyPath: path] ?? unused[number] ?? 0))
        }
        return json
    }

    /// The policy of a request, which replaces all of this one but the way of resetting a password. What the request
    /// leaves out is off.
    fileprivate func replaced(by call: Call) throws(EmulatorRefusal) -> Self {
        try call.requireNoNegativeNumber()
        guard !call.flag("enablePasswordStrength") else { throw .invalid("enablePasswordStrength is not emulated") }
        var new = self
        new.minLength = call.number("minLength") ?? 0
        new.disallowedCharacters = call.text("disallowedCharacters") ?? ""
        // A century of minutes, so that nothing overflows.
        new.temporaryLock = .seconds(60 * min(call.number("tempLockDuration") ?? 0, 100 * 366 * 24 * 60))
        guard !call.flag("tempLock") || new.temporaryLock > .zero else {
            throw .invalid("tempLock: expected tempLockDuration to be at least 1")
        }
        new.unused = ["passwordStrengthScore": call.number("passwordStrengthScore") ?? 0]
        for (name, path) in Self.flags { new[keyPath: path] = call.flag(name) }
        for (flag, number, path) in Self.rules {
            let count = call.number(number) ?? 0
            guard !call.flag(flag) || count > 0 else { throw .invalid("\(flag): expected \(number) to be at least 1") }
            new[keyPath: path] = call.flag(flag) ? count : nil
            new.unused[number] = count
        }
        return new
    }
}

extension EmulatorState {
    /// The policy for a user's password: that of the named tenant, or else of the user's only tenant, if it has one;
    /// otherwise the project's. Throws when passwords are disabled.
    func passwordPolicy(
        of user: UserRecord,
        inTenant named: String? = nil
    ) throws(EmulatorRefusal) -> EmulatorSettings.Passwords {
        let tenant = named ?? user.memberships.currentTenant(chosen: nil)
        let policy = tenant.flatMap { passwordPolicies[$0]?.policy } ?? settings.passwords
        guard policy.enabled else { throw .invalid("passwords are disabled") }
        return policy
    }
}
