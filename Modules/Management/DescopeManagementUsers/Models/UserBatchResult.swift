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
    func errors(of users: [NewUser]) -> [Int: any Error] {
        let failures = failedUsers.flatMap { failed in failed.user?.loginIds.map { ($0, failed.failure) } ?? [] }
        let texts = Dictionary(failures) { first, _ in first }.merging(additionalErrors) { first, _ in first }
        var errors: [Int: any Error] = [:]
        for (position, user) in users.enumerated() {
            guard let text = texts[user.loginId] else { continue }
            errors[position] = DescopeError(.api, code: .userNotCreated, message: text)
        }
        return errors
    }
}

extension DescopeError.Code {
    /// A user of a batch was not created; the message says why.
    public static let userNotCreated = Self(rawValue: "userNotCreated")
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
    /// Why it failed, in the service's words.
    public var failure = ""
    /// The user, as far as it was read.
    public var user: UserProfile?

    /// Makes an empty failure.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("failure", \.failure, required: true)
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
            $0("user", \.user, required: true)
            $0("reason", \.reason, required: true)
        }
    }
}
