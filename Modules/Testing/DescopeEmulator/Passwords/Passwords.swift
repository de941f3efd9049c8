import DescopeCore
import DescopeCrypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A user's current password and the earlier ones.
struct PasswordRecord: RecordOfUser {
    static let table = "passwords"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.passwords }

    /// The number of earlier passwords that are remembered at most.
    fileprivate static let rememberedPasswords = 50

    /// The user's id.
    let id: String
    /// Newest first; never empty.
    var hashes: [PasswordHash]
    let setAt: Date
    /// Whether it has to be replaced before the user can sign in.
    var isTemporary: Bool
    var attempts = Attempts()
    /// Those that lock the password for a while only.
    var briefAttempts = Attempts()

    var userId: String { id }
}

extension EmulatorState {
    /// Sets a user's password without applying the policy, and resets the wrong attempts.
    func keepPassword(_ password: String, of userId: String, isTemporary: Bool) throws(EmulatorRefusal) {
        try keepPassword(try PasswordHash(password), of: userId, isTemporary: isTemporary)
    }

    /// Sets a user's password by its hash.
    func keepPassword(_ hash: PasswordHash, of userId: String, isTemporary: Bool) throws(EmulatorRefusal) {
        let earlier = (passwords[userId]?.hashes ?? []).prefix(PasswordRecord.rememberedPasswords - 1)
        try save(
            PasswordRecord(
                id: userId,
                hashes: [hash] + earlier,
                setAt: now,
                isTemporary: isTemporary
            )
        )
        dropResets(of: userId)
    }

    /// Sets a user's password if it meets the policy, and resets the wrong attempts.
    func setPassword(
        _ password: String,
        of user: UserRecord,
        inTenant tenant: String? = nil
    ) throws(EmulatorRefusal) {
        let policy = try passwordPolicy(of: user, inTenant: tenant)
        try check(password, policy)
        if policy.disallowsEmail, let email = user.email, password.lowercased().contains(email.lowercased()) {
            throw .invalid("the password contains the email address")
        }
        for hash in passwords[user.id]?.hashes.prefix(max(0, policy.reuseAmount ?? 0)) ?? [] where hash.isChecked {
            guard try !hash.matches(password) else { throw .invalid("the password was used before") }
        }
        try keepPassword(password, of: user.id, isTemporary: false)
    }

    /// Throws for a password that does not meet a policy; the error contains no part of it.
    private func check(_ password: String, _ policy: EmulatorSettings.Passwords) throws(EmulatorRefusal) {
        guard password.count >= policy.minLength else {
            throw .invalid("the password is shorter than \(policy.minLength) characters")
        }
        let wanted: [(isWanted: Bool, what: String, has: (Character) -> Bool)] = [
            (policy.lowercase, "no lowercase letter", { $0.isLowercase }),
            (policy.uppercase, "no uppercase letter", { $0.isUppercase }),
            (policy.number, "no digit", { $0.isNumber }),
            (policy.nonAlphanumeric, "nothing but letters and digits", { !$0.isLetter && !$0.isNumber }),
            (policy.letter, "no letter", { $0.isLetter }),
        ]
        for rule in wanted where rule.isWanted && !password.contains(where: rule.has) {
            throw .invalid("the password has \(rule.what)")
        }
        guard !password.contains(where: policy.disallowedCharacters.contains) else {
            throw .invalid("the password has a disallowed character")
        }
    }

    /// Finds the user with this login id and password. The error does not reveal which of the two is wrong.
    func user(_ loginId: String, password: String) throws(EmulatorRefusal) -> UserRecord {
        // The service's code for this is not documented.
        let wrong = EmulatorRefusal.unauthorized("the login id or the password is wrong")
        guard let user = user(loginId), user.id != loginId, var mine = passwords[user.id] else { throw wrong }
        let policy = try passwordPolicy(of: user)
        guard !mine.attempts.isLocked(at: now), !mine.briefAttempts.isLocked(at: now) else {
            // The service's code for this is not documented either; this is the one for too many wrong codes.
            throw EmulatorRefusal(401, .tooManyOTPAttempts, "too many wrong passwords")
        }
        let isRight = try mine.hashes.first?.matches(password) ?? false
        if isRight {
            (mine.attempts, mine.briefAttempts) = (Attempts(), Attempts())
        } else {
            if let limit = policy.lockAttempts { mine.attempts.fail(limit: limit, lockedUntil: .distantFuture) }
            if let limit = policy.temporaryLockAttempts {
                mine.briefAttempts.fail(limit: limit, lockedUntil: end(of: policy.temporaryLock))
            }
        }
        try save(mine)
        guard isRight else {
            keep()
            throw wrong
        }
        return user
    }

    /// Throws for a password that has to be replaced first.
    func requireFreshPassword(_ user: UserRecord) throws(EmulatorRefusal) {
        guard let mine = passwords[user.id] else { return }
        let weeks = try passwordPolicy(of: user).expirationWeeks
        let lifetime = weeks.map { Double($0) * 7 * 86_400 } ?? .infinity
        guard !mine.isTemporary, now.timeIntervalSince(mine.setAt) < lifetime else {
            throw EmulatorRefusal(401, .passwordExpired, "the password has expired and has to be replaced")
        }
    }
}
