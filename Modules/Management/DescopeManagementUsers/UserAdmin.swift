@_exported public import DescopeManagement
@_exported public import DescopeModels

extension Management {
    /// Manages users.
    public var users: UserAdmin { UserAdmin(management: self) }
}

/// Manages the project's users.
///
/// ```swift
/// let ada = try await client.management.users.create("ada@example.com", UserDetails { $0.displayName = "Ada" })
/// try await client.management.users.addRoles(["editor"], loginId: "ada@example.com", tenantId: "acme")
/// ```
///
/// Wherever an existing user's `loginId` is taken, the user's id (`U…`) is taken as well.
public struct UserAdmin: Sendable {
    let management: Management

    // MARK: - Creating

    /// Creates a user. The user is not told: ``invite(_:_:invitation:)`` sends a message.
    ///
    /// - Parameters:
    ///   - loginId: The id with which the user will sign in, such as an email address.
    ///   - details: The user's values.
    /// - Returns: The user, with status `invited` until the first sign-in.
    @discardableResult
    public func create(_ loginId: String, _ details: UserDetails = UserDetails()) async throws -> UserProfile {
        try await management.send(
            .createUser,
            body: RequestBody(details, with: ["loginId": loginId, "invite": false]),
            returning: .member("user")
        )
    }

    /// Creates a user and sends an invitation. A user who was invited before and has not signed in yet is invited
    /// again.
    ///
    /// - Parameters:
    ///   - loginId: The id with which the user will sign in, such as an email address.
    ///   - details: The user's values.
    ///   - invitation: How the user is invited. By default the project decides.
    /// - Returns: The user, and whether the invitation has created the user.
    @discardableResult
    public func invite(
        _ loginId: String,
        _ details: UserDetails = UserDetails(),
        invitation: Invitation = Invitation()
    ) async throws -> InvitedUser {
        try await management.send(
            .createUser,
            body: RequestBody(invitation, with: RequestBody(details, with: ["loginId": loginId, "invite": true]))
        )
    }

    /// Creates a test user, for whom codes and links can be generated.
    @discardableResult
    public func createTestUser(_ loginId: String, _ details: UserDetails = UserDetails()) async throws -> UserProfile {
        var details = details
        details.isTest = true
        return try await management.send(
            .createTestUser,
            body: RequestBody(details, with: ["loginId": loginId]),
            returning: .member("user")
        )
    }

    /// Creates several users in one request, with their passwords if they have any.
    ///
    /// - Returns: The users that were created, and those that were not.
    @discardableResult
    public func createBatch(_ users: [NewUser]) async throws -> UserBatchResult {
        try await management.send(.createUsers, body: ["users": users, "invite": false], requiring: ["users"])
    }

    /// Creates several users in one request and sends invitations.
    ///
    /// - Returns: The users that were invited, and those that were not.
    @discardableResult
    public func inviteBatch(
        _ users: [NewUser],
        invitation: Invitation = Invitation()
    ) async throws -> UserBatchResult {
        try await management.send(
            .createUsers,
            body: RequestBody(invitation, with: ["users": users, "invite": true]),
            requiring: ["users"]
        )
    }

    /// Imports users from the files that another service has exported.
    ///
    /// - Parameters:
    ///   - source: The service: `auth0` or `firebase`, for example.
    ///   - users: The file with the users.
    ///   - hashes: The file with the password hashes.
    ///   - isDryRun: Whether the files are only checked.
    @discardableResult
    public func importFile(
        from source: String,
        users: [UInt8]?,
        hashes: [UInt8]? = nil,
        isDryRun: Bool = false
    ) async throws -> UserImportResult {
        try await management.send(
            .importUsers,
            body: [
                "source": source, "users": users.map(base64), "hashes": hashes.map(base64),
                "dryrun": isDryRun,
            ]
        )
    }

    // MARK: - Changing

    /// Replaces all values of a user; those that are not set are cleared. ``patch(_:)`` keeps them.
    ///
    /// - Parameters:
    ///   - loginId: One of the user's login ids, or the user's id.
    ///   - details: The values that the user is to have.
    @discardableResult
    public func update(_ loginId: String, _ details: UserDetails) async throws -> UserProfile {
        try await management.send(
            .updateUser,
            body: RequestBody(details, with: ["loginId": loginId]),
            returning: .member("user")
        )
    }

    /// Changes some values of a user and keeps all others.
    ///
    /// ```swift
    /// try await client.management.users.patch(UserPatch("ada@example.com") { $0.phone = .clear })
    /// ```
    @discardableResult
    public func patch(_ patch: UserPatch) async throws -> UserProfile {
        try await management.send(.patchUser, body: RequestBody(patch), returning: .member("user"))
    }

    /// Changes some values of several users in one request.
    ///
    /// - Returns: The users that were changed, and those that were not.
    @discardableResult
    public func patchBatch(_ patches: [UserPatch]) async throws -> UserPatchResult {
        try await management.send(.patchUsers, body: ["users": patches], requiring: ["users"])
    }

    // MARK: - Deleting

    /// Deletes a user.
    ///
    /// - Parameter loginId: One of the user's login ids, or the user's id.
    public func delete(_ loginId: String) async throws {
        try await management.send(.deleteUser, body: ["loginId": loginId])
    }

    /// Deletes a user by id (`U…`).
    public func delete(userId: String) async throws {
        try await management.send(.deleteUser, body: ["userId": userId])
    }

    /// Deletes several users in one request.
    ///
    /// - Parameter userIds: The users' ids (`U…`), not their login ids; at least one.
    public func deleteBatch(userIds: [String]) async throws {
        try await management.send(.deleteUsers, body: ["userIds": userIds], requiring: ["userIds"])
    }

    /// Deletes all test users of the project.
    public func deleteAllTestUsers() async throws { try await management.send(.deleteTestUsers) }

    // MARK: - Finding

    /// Loads a user.
    ///
    /// - Parameter loginId: One of the user's login ids, or the user's id.
    public func load(_ loginId: String) async throws -> UserProfile {
        try await management.send(.loadUser, query: ["loginId": loginId], returning: .member("user"))
    }

    /// Loads a user by id (`U…`).
    public func load(userId: String) async throws -> UserProfile {
        try await management.send(.loadUser, query: ["userId": userId], returning: .member("user"))
    }

    /// Loads several users in one request.
    ///
    /// - Parameters:
    ///   - userIds: The users' ids (`U…`); at least one.
    ///   - includesInvalidUsers: Whether users who are disabled or expired are returned too. Default false.
    public func loadBatch(userIds: [String], includesInvalidUsers: Bool? = nil) async throws -> [UserProfile] {
        try await management.send(
            .loadUsers,
            body: ["userIds": userIds, "includeInvalidUsers": includesInvalidUsers],
            requiring: ["userIds"],
            returning: .member("users")
        )
    }

    /// The users that match all conditions of a search; without conditions, all but test users.
    ///
    /// - Parameters:
    ///   - search: The conditions, and how the users are sorted.
    ///   - pageSize: The number of users in one request, 1 to 1,000.
    public func search(_ search: UserSearch = UserSearch(), pageSize: Int = 100) -> Pages<UserProfile> {
        pages(.searchUsers, search, pageSize)
    }

    /// The test users that match all conditions of a search; without conditions, all of them.
    ///
    /// - Parameters:
    ///   - search: The conditions, and how the users are sorted.
    ///   - pageSize: The number of users in one request, 1 to 1,000.
    public func searchTestUsers(_ search: UserSearch = UserSearch(), pageSize: Int = 100) -> Pages<UserProfile> {
        var search = search
        (search.includesTestUsers, search.onlyTestUsers) = (true, true)
        return pages(.searchTestUsers, search, pageSize)
    }

    private func pages(_ operation: APIOperation, _ search: UserSearch, _ size: Int) -> Pages<UserProfile> {
        management.pages(operation, RequestBody(search: search), size: size, maximum: 1000, elements: "users")
    }

    /// The sign-ins of users, the latest first.
    ///
    /// - Parameter userIds: The users' ids (`U…`); at least one.
    public func loadHistory(userIds: [String]) async throws -> [UserHistoryEntry] {
        try await management.send(
            .loadHistory,
            body: RequestBody(list: userIds, named: "userIds"),
            returning: .history
        )
    }

    // MARK: - Many users

    /// Creates any number of users: cuts them into batches and sends a few at once.
    ///
    /// ```swift
    /// let outcome = await client.management.users.bulkCreate(newUsers) { print("\($0.count) done") }
    /// for failure in outcome.failures { print(failure.input.loginId, failure.error) }
    /// ```
    ///
    /// - Parameters:
    ///   - users: The users.
    ///   - invitation: How the users are invited; nil invites none of them.
    ///   - batchSize: The number of users in one request, 1 to 500; another number counts as the nearest of these.
    ///   - concurrency: The number of requests at once.
    ///   - onProgress: Called after each batch, one call at a time.
    /// - Returns: What became of each user. A cancelled call can be continued; see `BulkOutcome`.
    public func bulkCreate<Users: AsyncSequence>(
        _ users: Users,
        invitation: Invitation? = nil,
        batchSize: Int = 100,
        concurrency: Int = 2,
        onProgress: @Sendable (BulkProgress<UserProfile>) async -> Void = { _ in }
    ) async -> BulkOutcome<NewUser> where Users.Element == NewUser {
        let bulk = Bulk(limit: min(batchSize, 500), management: management) { users in
            try await createEach(users, invitation)
        }
        return await bulk.run(users, concurrency: concurrency, onProgress: onProgress)
    }

    /// Creates the users of a batch that can be sent, and says what became of each.
    private func createEach(
        _ users: [NewUser],
        _ invitation: Invitation?
    ) async throws -> Bulk<NewUser, UserProfile>.BatchResult {
        func send(_ users: [NewUser]) async throws -> UserBatchResult {
            if let invitation {
                try await inviteBatch(users, invitation: invitation)
            } else {
                try await createBatch(users)
            }
        }
        do {
            let result = try await send(users)
            return (result.createdUsers, result.errors(of: users))
        } catch let error as DescopeError where error.kind == .argument {
            // Nothing was sent. One user that cannot be sent must not keep back the others.
            var errors: [Int: any Error] = [:]
            for (position, user) in users.enumerated() {
                errors[position] = management.refusal(of: user, by: .createUsers)
            }
            let positions = users.indices.filter { errors[$0] == nil }
            guard !errors.isEmpty else { throw error }
            guard !positions.isEmpty else { return ([], errors) }
            let sent = positions.map { users[$0] }
            let result = try await send(sent)
            for (index, error) in result.errors(of: sent) { errors[positions[index]] = error }
            return (result.createdUsers, errors)
        }
    }

    /// Creates any number of users; see
    /// ``bulkCreate(_:invitation:batchSize:concurrency:onProgress:)-(Users,_,_,_,_)``.
    public func bulkCreate(
        _ users: some Sequence<NewUser>,
        invitation: Invitation? = nil,
        batchSize: Int = 100,
        concurrency: Int = 2,
        onProgress: @Sendable (BulkProgress<UserProfile>) async -> Void = { _ in }
    ) async -> BulkOutcome<NewUser> {
        await bulkCreate(
            AsyncElements(users),
            invitation: invitation,
            batchSize: batchSize,
            concurrency: concurrency,
            onProgress: onProgress
        )
    }
}
