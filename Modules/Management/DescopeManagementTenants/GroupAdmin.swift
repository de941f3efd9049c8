public import DescopeManagement

extension Management {
    /// Reads the groups of tenants' directories.
    public var groups: GroupAdmin { GroupAdmin(management: self) }
}

/// Reads the groups that identity providers have sent for a tenant, by SCIM or when users signed in with SSO.
///
/// ```swift
/// let groups = try await client.management.groups.loadAll(tenantId: "acme")
/// ```
///
/// A tenant with several SSO configurations has groups of each. `ssoId` selects one of them; `default_ssoid` is the
/// default one.
public struct GroupAdmin: Sendable {
    let management: Management

    /// All groups of a tenant.
    ///
    /// - Parameters:
    ///   - tenantId: The tenant's id.
    ///   - ssoId: The SSO configuration; nil for all.
    public func loadAll(tenantId: String, ssoId: String? = nil) async throws -> [DirectoryGroup] {
        try await management.send(.loadGroups, body: ["tenantId": tenantId, "ssoId": ssoId])
    }

    /// All groups of a tenant that one of some users belongs to.
    ///
    /// - Parameters:
    ///   - loginIds: The users' login ids.
    ///   - userIds: The users' ids. There must be at least one of these or of the login ids.
    ///   - tenantId: The tenant's id.
    ///   - ssoId: The SSO configuration; nil for all.
    public func loadAllOfMembers(
        loginIds: [String] = [],
        userIds: [String] = [],
        tenantId: String,
        ssoId: String? = nil
    ) async throws -> [DirectoryGroup] {
        try await management.send(
            .loadGroupsOfMembers,
            body: ["loginIds": loginIds, "userIds": userIds, "tenantId": tenantId, "ssoId": ssoId],
            requiring: userIds.isEmpty ? ["loginIds"] : []
        )
    }

    /// A tenant's groups with an id, with their members.
    ///
    /// - Parameters:
    ///   - groupId: The group's id.
    ///   - tenantId: The tenant's id.
    ///   - ssoId: The SSO configuration; nil for all.
    /// - Returns: The groups with this id, with their members.
    public func loadMembers(
        _ groupId: String,
        tenantId: String,
        ssoId: String? = nil
    ) async throws -> [DirectoryGroup] {
        try await management.send(
            .loadGroupMembers,
            body: ["groupId": groupId, "tenantId": tenantId, "ssoId": ssoId]
        )
    }
}
