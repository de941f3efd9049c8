public import DescopeCore
public import DescopeModels

/// The users that a batch has created, and those that it has not.
public struct UserBatchResult: JSONModel, Hashable {
    /// The users that were created.
    public var createdUsers: [UserProfile] = []
    /// The users that were not created.
    public var failedUsers: [FailedUser] = []
    /// Further errors, by login id or user id.
    public var additionalErrors: [String: String] = [:]

    /// Makes an empty result.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("createdUsers", \.createdUsers)
        $0("failedUsers", \.failedUsers)
        $0("additionalErrors", \.additionalErrors)
    }

    /// The errors of users, by their positions.
    ///
    /// Each user of the response stands for one user of the request: of two with the same login id, the first one is
    /// created. A user that the response does not name has an error of its own.
    func errors(of users: [NewUser]) -> [Int: any Error] {
        var errors: [Int: any Error] = [:]
        var open = Array(users.indices)
        // The service may return a login id in another letter case.
        let lowercasedErrors = Dictionary(additionalErrors.map { ($0.key.lowercased(), $0.value) }) { first, _ in first
        }
        func additionalError(_ ids: [String]) -> String? {
            ids.lazy.compactMap { additionalErrors[$0] ?? lowercasedErrors[$0.lowercased()] }.first
        }
        func take(_ user: UserProfile?, last: Bool) -> Int? {
            let ids = user?.allIds ?? []
            let isOneOf = { (position: Int) in ids.contains(users[position].loginId) }
            let lowercased = ids.map { $0.lowercased() }
            let isLike = { (position: Int) in lowercased.contains(users[position].loginId.lowercased()) }
            let index =
                last
                ? open.lastIndex(where: isOneOf) ?? open.lastIndex(where: isLike)
                : open.firstIndex(where: isOneOf) ?? open.firstIndex(where: isLike)
            return index.map { open.remove(at: $0) }
        }
        for failed in failedUsers {
            guard let position = take(failed.user, last: true) else { continue }
            let failure = failed.failure.isEmpty ? "expected a reason, found a refusal without one" : failed.failure
            errors[position] = DescopeError(.api, code: .userNotCreated, message: users[position].shown(failure))
        }
        for user in createdUsers {
            guard let position = take(user, last: false),
                let message = additionalError([users[position].loginId] + user.allIds)
            else { continue }
            errors[position] = DescopeError(.api, code: .userNotInvited, message: users[position].shown(message))
        }
        for position in open {
            let message = additionalError([users[position].loginId])
            errors[position] = DescopeError(
                .api,
                code: message == nil ? .userOutcomeUnknown : .userNotCreated,
                message: message.map(users[position].shown)
                    ?? "expected what became of the user, found nothing about it in the response. Load it."
            )
        }
        return errors
    }
}

extension UserProfile {
    /// The login ids, and the user's id, by which a user may be invited again.
    fileprivate var allIds: [String] { loginIds + [userId].compactMap(\.self) }
}

extension NewUser {
    /// A text of the service about the user, for an error: none beside a password, which it might repeat.
    fileprivate func shown(_ text: String) -> String {
        let hasSecret = password != nil || hashedPassword != nil || totpSeed != nil
        return hasSecret ? "expected a user, found a refusal whose text may repeat the user's secrets" : text
    }
}

extension DescopeError.Code {
    /// A user of a batch was not created; the message says why.
    public static let userNotCreated = Self(rawValue: "userNotCreated")
    /// A user of a batch was created, but no invitation was sent. The message says why.
    public static let userNotInvited = Self(rawValue: "userNotInvited")
    /// The response for a batch does not say what became of a user.
    public static let userOutcomeUnknown = Self(rawValue: "userOutcomeUnknown")
}

/// The users that a batch has changed, and those that it has not.
public struct UserPatchResult: JSONModel, Hashable {
    /// The users that were changed, as they are now.
    public var patchedUsers: [UserProfile] = []
    /// The users that were not changed.
    public var failedUsers: [FailedUser] = []
    /// Further errors, by login id or user id.
    public var additionalErrors: [String: String] = [:]

    /// Makes an empty result.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("patchedUsers", \.patchedUsers)
        $0("failedUsers", \.failedUsers)
        $0("additionalErrors", \.additionalErrors)
    }
}

/// A user of a batch that failed.
public struct FailedUser: JSONModel, Hashable {
    /// Why it failed, in the service's words; empty when it does not say.
    public var failure = ""
    /// The user, as far as it was read.
    public var user: UserProfile?

    /// Makes an empty failure.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("failure", \.failure, required: false)
        $0("user", \.user)
    }
}

/// What an import of a file has done.
public struct UserImportResult: JSONModel, Hashable {
    /// The users that were imported, or would be.
    public var users: [UserProfile] = []
    /// The users that were not.
    public var failures: [Failure] = []

    /// Makes an empty result.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("users", \.users)
        $0("failures", \.failures)
    }

    /// A user that was not imported.
    public struct Failure: JSONModel, Hashable {
        /// The user, as the file names it.
        public var user = ""
        /// Why it was not imported, in the service's words.
        public var reason = ""

        /// Makes an empty failure.
        public init() {}

        /// The members in JSON.
        public static let members = Members(Self()) {
            $0("user", \.user, required: false)
            $0("reason", \.reason, required: false)
        }
    }
}
