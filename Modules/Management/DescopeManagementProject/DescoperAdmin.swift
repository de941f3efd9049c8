import DescopeCore
import DescopeHTTP
public import DescopeManagement

extension Management {
    /// Manages the people who use the console.
    public var descopers: DescoperAdmin { DescoperAdmin(management: self) }
}

/// Manages the people of the company who use the console, which the service calls descopers.
///
/// ```swift
/// let roles = DescoperRoles(projects: [.init(.developer, projectIds: ["P2abc"])])
/// try await client.management.descopers.createBatch([NewDescoper("ada@example.com", roles: roles)])
/// ```
///
/// Needs a management key of the company.
public struct DescoperAdmin: Sendable {
    let management: Management

    /// Creates several descopers in one request.
    ///
    /// - Parameter descopers: The descopers; at least one.
    @discardableResult
    public func createBatch(_ descopers: [NewDescoper]) async throws -> [Descoper] {
        for (index, descoper) in descopers.enumerated() {
            try descoper.roles?.check(.createDescopers, "descopers.\(index).rbac")
        }
        return try await management.send(
            .createDescopers,
            body: ["descopers": descopers],
            requiring: ["descopers"],
            returning: .member("descopers")
        )
    }

    /// Changes a descoper: the attributes, the roles or both.
    ///
    /// - Parameters:
    ///   - id: The descoper's id.
    ///   - attributes: The name and addresses; nil keeps them, and those in them that are nil.
    ///   - roles: What the descoper may do from now on: roles that are not in it are taken away, all of them by
    ///     `DescoperRoles()`. Nil keeps them.
    @discardableResult
    public func update(
        _ id: String,
        attributes: DescoperAttributes? = nil,
        roles: DescoperRoles? = nil
    ) async throws -> Descoper {
        try roles?.check(.updateDescoper, "rbac")
        return try await management.send(
            .updateDescoper,
            body: ["id": id, "attributes": attributes, "rbac": roles.map(ReplacedRoles.init)],
            requiring: roles == nil ? ["attributes"] : [],
            returning: .member("descoper")
        )
    }

    /// Deletes a descoper.
    public func delete(_ id: String) async throws { try await management.send(.deleteDescoper, query: ["id": id]) }

    /// Loads a descoper.
    public func load(_ id: String) async throws -> Descoper {
        try await management.send(.loadDescoper, query: ["id": id], returning: .member("descoper"))
    }

    /// All descopers of the company.
    public func loadAll() async throws -> [Descoper] {
        try await management.send(.loadDescopers, body: [:], returning: .member("descopers"))
    }
}

/// The roles with all members: one that is left out is kept.
private struct ReplacedRoles: JSONModel {
    var isCompanyAdmin = false
    var tags: Change<[DescoperRoles.Tags]> = .clear
    var projects: Change<[DescoperRoles.Projects]> = .clear

    init(_ roles: DescoperRoles) {
        isCompanyAdmin = roles.isCompanyAdmin ?? false
        (tags, projects) = (.set(roles.tags ?? []), .set(roles.projects ?? []))
    }

    static let members = Members(Self(DescoperRoles())) {
        $0("isCompanyAdmin", \.isCompanyAdmin)
        $0("tags", \.tags)
        $0("projects", \.projects)
    }
}

extension DescoperRoles {
    fileprivate func check(_ operation: APIOperation, _ place: String) throws(DescopeError) {
        for (index, entry) in (projects ?? []).enumerated() {
            try operation.requireElements(entry.projectIds, "\(place).projects.\(index).projectIds")
        }
        for (index, entry) in (tags ?? []).enumerated() {
            try operation.requireElements(entry.tags, "\(place).tags.\(index).tags")
        }
    }
}

extension APIOperation {
    /// Refuses a role without its projects, tags or names: it would be one nowhere or everywhere.
    func requireElements(_ list: [String], _ name: String) throws(DescopeError) {
        if list.isEmpty { throw argument(name, "expected at least one element, found none.") }
    }
}
