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
    func setPassword(_ password: String, of userId: String) throws(EmulatorRefusal) {
        try checkPolicy(password)
        for hash in passwords[userId]?.hashes.prefix(max(0, settings.passwords.reuseAmount ?? 0)) ?? []
        where hash.isChecked {
            guard try !hash.matches(password) else { throw .invalid("the password was used before") }
        }
        try keepPassword(password, of: userId, isTemporary: false)
    }

    /// Throws for a password that does not meet the project's policy; the error contains no part of it.
    private func checkPolicy(_ password: String) throws(EmulatorRefusal) {
        let policy = settings.passwords
        guard password.count >= policy.minLength else {
            throw .invalid("the password is shorter than \(policy.minLength) characters")
        }
        let wanted: [(isWanted: Bool, what: String, has: (Character) -> Bool)] = [
            (policy.lowercase, "no lowercase letter", { $0.isLowercase }),
            (policy.uppercase, "no uppercase letter", { $0.isUppercase }),
            (policy.number, "no digit", { $0.isNumber }),
            (policy.nonAlphanumeric, "nothing but letters and digits", { !$0.isLetter && !$0.isNumber }),
        ]
        for rule in wanted where rule.isWanted && !password.contains(where: rule.has) {
            throw .invalid("the password has \(rule.what)")
        }
    }

    /// Finds the user with this login id and password. The error does not reveal which of the two is wrong.
    func user(_ loginId: String, password: String) throws(EmulatorRefusal) -> UserRecord {
        // The service's code for this is not documented.
        let wrong = EmulatorRefusal.unauthorized("the login id or the password is wrong")
        guard let user = user(loginId), user.id != loginId, var mine = passwords[user.id] else { throw wrong }
        guard !mine.attempts.isLocked(at: now) else {
            // The service's code for this is not documented either; this is the one for too many wrong codes.
            throw EmulatorRefusal(401, .tooManyOTPAttempts, "too many wrong passwords; a new one has to be set")
        }
        let isRight = try mine.hashes.first?.matches(password) ?? false
        if isRight {
            mine.attempts = Attempts()
        } else if let limit = settings.passwords.lockAttempts {
            mine.attempts.fail(limit: limit, lockedUntil: .distantFuture)
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
        let lifetime = settings.passwords.expirationWeeks.map { Double($0) * 7 * 86_400 } ?? .infinity
        guard !mine.isTemporary, now.timeIntervalSince(mine.setAt) < lifetime else {
            throw EmulatorRefusal(401, .passwordExpired, "the password has expired and has to be replaced")
        }
    }
}
