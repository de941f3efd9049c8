import DescopeCore
import DescopeCrypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The users' passwords, and the reset links that are out.
struct PasswordState: Sendable {
    /// By the user's id.
    var users: [String: UserPasswords] = [:]
    /// By the user's id: a new link makes the old one useless.
    var resets: [String: PendingReset] = [:]

    mutating func forget(_ userId: String) {
        users[userId] = nil
        resets[userId] = nil
    }
}

/// A user's passwords: the one that counts, and those before it.
struct UserPasswords: Sendable {
    /// The newest first; never empty.
    var hashes: [PasswordHash]
    let setAt: Date
    let isTemporary: Bool
    var attempts = Attempts()
}

/// The link of a reset message, before it is followed.
struct PendingReset: Sendable {
    let token: Secret
    let expiresAt: Date
}

/// A password, as far as it has to be known to recognise it.
struct PasswordHash: Sendable {
    // A service takes hundreds of thousands, against whoever steals its hashes. These protect the passwords of tests,
    // and tests sign in by the thousand, one after the other behind the project's lock.
    private static let iterations = 500

    private let salt: [UInt8]
    private let hash: [UInt8]

    init(_ password: String) throws(EmulatorRefusal) {
        salt = try randomBytes(16)
        hash = try Self.hash(password, salt)
    }

    /// Whether it is that password, in constant time.
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
    /// Gives a user a password, whatever it is.
    mutating func setPassword(_ password: String, of loginId: String, isTemporary: Bool) throws(EmulatorRefusal) {
        guard let index = userIndex(loginId) else {
            throw EmulatorRefusal(400, .managedUserNotFound, "no user has this login id")
        }
        try keepPassword(password, users[index].id, isTemporary: isTemporary)
    }

    /// Gives a user a password that the project takes. Wrong tries from before are forgotten.
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
        passwords.resets[userId] = nil
    }

    /// Refuses what does not meet the project's policy; nothing of the password is repeated.
    private func checkPolicy(_ password: String) throws(EmulatorRefusal) {
        let policy = settings.passwords
        guard password.count >= policy.minLength else {
            throw .invalid("the password is shorter than \(policy.minLength) characters")
        }
        let wanted: [(isWanted: Bool, what: String, has: (Character) -> Bool)] = [
            (policy.lowercase, "no small letter", { $0.isLowercase }),
            (policy.uppercase, "no capital letter", { $0.isUppercase }),
            (policy.number, "no digit", { $0.isNumber }),
            (policy.nonAlphanumeric, "nothing but letters and digits", { !$0.isLetter && !$0.isNumber }),
        ]
        for rule in wanted where rule.isWanted && !password.contains(where: rule.has) {
            throw .invalid("the password has \(rule.what)")
        }
    }

    /// Finds the user whose login id and password these are. Whether one of the two alone is right is not said.
    mutating func userIndex(_ loginId: String, password: String) throws(EmulatorRefusal) -> Int {
        // The service's own code for this is not documented.
        let wrong = EmulatorRefusal.unauthorized("the login id or the password is wrong")
        guard let index = userIndex(loginId), users[index].id != loginId, let mine = passwords.users[users[index].id]
        else { throw wrong }
        guard !mine.attempts.isLocked(at: now) else {
            // Nor is the one for this: it is that of codes which were mistyped too often.
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

    /// Refuses a password that has to be replaced first.
    func requireFreshPassword(_ index: Int) throws(EmulatorRefusal) {
        guard let mine = passwords.users[users[index].id] else { return }
        let lifetime = settings.passwords.expirationWeeks.map { Double($0) * 7 * 86_400 } ?? .infinity
        guard !mine.isTemporary, now.timeIntervalSince(mine.setAt) < lifetime else {
            throw EmulatorRefusal(401, .passwordExpired, "the password has expired and has to be replaced")
        }
    }

    /// A new link for a user who has forgotten the password.
    mutating func newReset(_ index: Int, redirectURL: String?) throws(EmulatorRefusal) -> Secret {
        let token = try newId("")
        passwords.resets[users[index].id] = PendingReset(
            token: Secret(token),
            expiresAt: end(of: settings.passwords.resetLifetime)
        )
        let page = redirectURL ?? "https://app.example.com/password-reset"
        return Secret("\(page)\(page.contains("?") ? "&" : "?")t=\(token)")
    }

    /// Signs a user in by the link of a reset message; nil when the token belongs to no reset. A link works once.
    mutating func redeemReset(_ token: String) throws(EmulatorRefusal) -> Reply? {
        guard let (userId, reset) = passwords.resets.first(where: { isSame(token, $0.value.token) }) else { return nil }
        passwords.resets[userId] = nil
        guard now < reset.expiresAt else { throw EmulatorRefusal(401, .linkTokenExpired, "the link has expired") }
        guard let index = userIndex(userId) else { return nil }
        return try finish(PendingSignIn(), index, reachedBy: "email")
    }
}
