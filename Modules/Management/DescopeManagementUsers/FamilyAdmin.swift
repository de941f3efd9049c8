public import DescopeManagement
public import DescopeModels

extension Management {
    /// Manages families.
    public var families: FamilyAdmin { FamilyAdmin(management: self) }
}

/// Manages families: groups of users, in which some users depend on others.
///
/// ```swift
/// let family = try await client.management.families.create(NewFamily("The Lovelaces"))
/// try await client.management.users.addFamilies([FamilyAssociation(family.id)], loginId: "ada@example.com")
/// ```
///
/// A dependent is a user without credentials. Members with the permission `Family Impersonate Dependents` act for the
/// dependents of their family. Other members are added and removed with ``UserAdmin/addFamilies(_:loginId:)`` and
/// ``UserAdmin/removeFamilies(_:loginId:)``.
public struct FamilyAdmin: Sendable {
    let management: Management

    // MARK: - Families

    /// Creates a family, without members.
    ///
    /// - Returns: The family, with its id.
    @discardableResult
    public func create(_ family: NewFamily) async throws -> Family {
        try await management.send(.createFamily, body: RequestBody(family), returning: .member("family"))
    }

    /// Changes some values of a family and keeps all others.
    ///
    /// ```swift
    /// try await client.management.families.patch(FamilyPatch("F2abc") { $0.photo = .clear })
    /// ```
    ///
    /// - Returns: The family as it is now.
    @discardableResult
    public func patch(_ patch: FamilyPatch) async throws -> Family {
        try await management.send(.patchFamily, body: RequestBody(patch), returning: .member("family"))
    }

    /// Deletes a family.
    public func delete(_ id: String) async throws {
        try await management.send(.deleteFamily, body: ["id": id])
    }

    /// The families that match all conditions of a search; without conditions, all of them.
    ///
    /// - Parameters:
    ///   - search: The conditions.
    ///   - pageSize: The number of families in one request, 1 to 1,000.
    public func search(_ search: FamilySearch = FamilySearch(), pageSize: Int = 100) -> Pages<Family> {
        management.pages(
            .searchFamilies,
            RequestBody(search: search),
            size: pageSize,
            maximum: 1000,
            limit: "size",
            elements: "families"
        )
    }

    // MARK: - Dependents

    /// Creates a user who depends on the other members of a family.
    ///
    /// - Returns: The user.
    @discardableResult
    public func createDependent(_ dependent: NewDependent) async throws -> UserProfile {
        try await management.send(.createDependent, body: RequestBody(dependent), returning: .member("user"))
    }

    /// Deletes a user who depends on the other members of a family.
    ///
    /// - Parameter userId: The user's id (`U…`).
    public func deleteDependent(userId: String) async throws {
        try await management.send(.deleteDependent, body: ["userId": userId])
    }

    /// Makes a token with which a member of a family acts as a dependent.
    ///
    /// - Parameters:
    ///   - dependentLoginId: The dependent's login id.
    ///   - impersonator: The member's id (`U…`) or login id. The request's member is `impersonatorUserIdOrLoginId`.
    ///   - selectedFamily: The family that the session is for, which has to be the dependent's.
    /// - Returns: The dependent's token.
    public func impersonateDependent(
        _ dependentLoginId: String,
        impersonator: String,
        selectedFamily: String? = nil
    ) async throws -> Secret {
        try await management.send(
            .impersonateDependent,
            body: [
                "dependentLoginId": dependentLoginId, "impersonatorUserIdOrLoginId": impersonator,
                "selectedFamily": selectedFamily,
            ],
            returning: .member("jwt")
        )
    }

    /// Ends the impersonation of a dependent: makes a token of the member who acted.
    ///
    /// - Parameters:
    ///   - jwt: The token of the impersonation.
    ///   - customClaims: Claims of the new token.
    ///   - refreshDuration: How long the new token is valid, in whole seconds; nil leaves that to the project.
    /// - Returns: The token of the member who acted.
    public func stopImpersonation(
        _ jwt: some SecretConvertible,
        customClaims: [String: JSONValue]? = nil,
        refreshDuration: Duration? = nil
    ) async throws -> Secret {
        try await management.send(
            .stopImpersonation,
            body: [
                "jwt": jwt.asSecret, "customClaims": customClaims,
                "refreshDuration": try APIOperation.stopImpersonation.seconds(refreshDuration, "refreshDuration"),
            ],
            returning: .member("jwt")
        )
    }

    // MARK: - Settings

    /// The project's settings for families.
    public func loadSettings() async throws -> FamilySettings { try await management.send(.loadFamilySettings) }

    /// Changes the project's settings for families. Those that are nil are kept.
    ///
    /// - Parameters:
    ///   - isEnabled: Whether the project has families.
    ///   - maxFamilyMembers: The number of members that a family may have, at least 1.
    ///   - allowsSeveralFamilies: Whether a user may belong to several families.
    /// - Returns: The settings as they are now.
    @discardableResult
    public func configureSettings(
        isEnabled: Bool? = nil,
        maxFamilyMembers: Int? = nil,
        allowsSeveralFamilies: Bool? = nil
    ) async throws -> FamilySettings {
        let operation = APIOperation.configureFamilySettings
        if let maxFamilyMembers, maxFamilyMembers < 1 {
            throw operation.argument("maxFamilyMembers", "expected at least 1, found \(maxFamilyMembers).")
        }
        return try await management.send(
            operation,
            body: [
                "enabled": isEnabled, "maxFamilyMembers": maxFamilyMembers,
                "allowMultipleFamiliesUsers": allowsSeveralFamilies,
            ]
        )
    }

    // MARK: - Custom attributes

    /// The custom attributes that families may have. Those that users have in a family are others:
    /// ``UserAdmin/loadFamilyScopedCustomAttributes()``.
    public func loadCustomAttributes() async throws -> [CustomAttribute] {
        try await management.send(.loadFamilyAttributes, returning: .member("data"))
    }

    /// Defines custom attributes for families.
    ///
    /// - Parameter attributes: The new attributes; at least one.
    /// - Returns: All attributes after the change.
    @discardableResult
    public func createCustomAttributes(_ attributes: [CustomAttribute]) async throws -> [CustomAttribute] {
        try await management.send(
            .createFamilyAttributes,
            body: ["attributes": attributes],
            requiring: ["attributes"],
            returning: .member("data")
        )
    }

    /// Deletes the definitions of custom attributes of families.
    ///
    /// - Parameter names: The attributes' names; at least one.
    /// - Returns: The attributes that remain.
    @discardableResult
    public func deleteCustomAttributes(_ names: [String]) async throws -> [CustomAttribute] {
        try await management.send(
            .deleteFamilyAttributes,
            body: ["names": names],
            requiring: ["names"],
            returning: .member("data")
        )
    }
}
