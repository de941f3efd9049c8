import DescopeCore
import DescopeCrypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The users' passwords, by the user's id.
struct PasswordState: Sendable {
    var users: [String: UserPasswords] = [:]

    mutating func forget(_ userId: String) { users[userId] = nil }
}

/// A user's current password and the earlier ones.
struct UserPasswords: Sendable {
    /// Newest first; never empty.
    var hashes: [PasswordHash]
    let setAt: Date
    let isTemporary: Bool
    var attempts = Attempts()
}

/// The hash of a password.
struct PasswordHash: Sendable {
    // A real service uses hundreds of thousands, to protect stolen hashes. These are passwords of tests, which sign in
    // thousands of times, serialized by the project's lock.
    private static let iterations = 500

    private let salt: [UInt8]
    private let hash: [UInt8]

    init(_ password: String) throws(EmulatorRefusal) {
        salt = try randomBytes(16)
        hash = try Self.hash(password, salt)
    }

    /// Compares the password in constant time.
    func matches(_ password: String) throws(EmulatorRefusal) -> Bool {
        ConstantTime.areEqual(hash, try Self.hash(password, salt))
    }

    private static func hash(_ password: String, _ salt: [UInt8]) throws(EmulatorRefusal) -> [UInt8] {
        do {
            return try PBKDF2.derive(password: Array(password.utf8), salt: salt, iterations: iterations, count: 32)
        } catch { throw .broken(error) }
    }
}

extension EmulatorState {
    /// Sets a user's password without applying the policy.
    mutating func setPassword(_ password: String, of loginId: String, isTemporary: Bool) throws(EmulatorRefusal) {
        guard let index = userIndex(loginId) else {
            throw EmulatorRefusal(400, .managedUserNotFound, "no user has this login id")
        }
        try keepPassword(password, users[index].id, isTemporary: isTemporary)
    }

    /// Sets a user's password if it meets the policy, and resets the wrong attempts.
    mutating func setPassword(_ password: String, _ userId: String) throws(EmulatorRefusal) {
        try checkPolicy(password)
        for hash in passwords.users[userId]?.hashes.prefix(max(0, settings.passwords.reuseAmount ?? 0)) ?? []
        where try hash.matches(password) {
            throw .invalid("the password was used before")
        }
        try keepPassword(password, userId, isTemporary: false)
    }

    private mutating func keepPassword(_ password: String, _ userId: String, isTemporary: Bool) throws(EmulatorRefusal)
    {
        let earlier = passwords.users[userId]?.hashes ?? []
        passwords.users[userId] = UserPasswords(
            hashes: [try PasswordHash(password)] + earlier,
            setAt: now,
            isTemporary: isTemporary
        )
        dropResets(of: userId)
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
    mutating func userIndex(_ loginId: String, password: String) throws(EmulatorRefusal) -> Int {
        // The service's code for this is not documented.
        let wrong = EmulatorRefusal.unauthorized("the login id or the password is wrong")
        guard let index = userIndex(loginId), users[index].id != loginId, let mine = passwords.users[users[index].id]
        else { throw wrong }
        guard !mine.attempts.isLocked(at: now) else {
            // The service's code for this is not documented either; this is the one for too many wrong codes.
            throw EmulatorRefusal(401, .tooManyOTPAttempts, "too many wrong passwords; a new one has to be set")
        }
        guard let hash = mine.hashes.first, try hash.matches(password) else {
            if let limit = settings.passwords.lockAttempts {
                passwords.users[users[index].id]?.attempts.fail(limit: limit, lockedUntil: .distantFuture)
            }
            throw wrong
        }
        passwords.users[users[index].id]?.attempts = Attempts()
        return index
    }

    /// Throws for a password that has to be replaced first.
    func requireFreshPassword(_ index: Int) throws(EmulatorRefusal) {
        guard let mine = passwords.users[users[index].id] else { return }
        let lifetime = settings.passwords.expirationWeeks.map { Double($0) * 7 * 86_400 } ?? .infinity
        guard !mine.isTemporary, now.timeIntervalSince(mine.setAt) < lifetime else {
            throw EmulatorRefusal(401, .passwordExpired, "the password has expired and has to be replaced")
        }
    }

    /// Invalidates the reset messages with which a user could sign in without the password.
    mutating func dropResets(of userId: String) {
        dropMessages { kind, pending in kind.userId == userId && pending.isReset }
    }
}
