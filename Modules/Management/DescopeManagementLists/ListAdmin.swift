@_exported public import DescopeManagement

extension Management {
    /// Manages lists of texts and of IP addresses.
    public var lists: ListAdmin { ListAdmin(management: self) }
}

/// Manages the project's lists of texts, IP addresses or JSON, which flows and access rules refer to.
///
/// ```swift
/// let denied = try await client.management.lists.create(NewList("denied", .ips(["203.0.113.0/24"])))
/// ```
///
/// A name is unique among the lists of the project. Methods that take an `id` take a list's id and not its name.
public struct ListAdmin: Sendable {
    let management: Management

    /// Creates a list.
    ///
    /// - Returns: The list, with its id.
    @discardableResult
    public func create(_ list: NewList) async throws -> ManagedList {
        try await management.send(.createList, body: RequestBody(list), returning: .member("list"))
    }

    /// Replaces all values of a list; those that are not set are cleared.
    ///
    /// - Returns: The list as it is now.
    @discardableResult
    public func update(_ list: ListUpdate) async throws -> ManagedList {
        try await management.send(.updateList, body: RequestBody(list), returning: .member("list"))
    }

    /// Deletes a list.
    ///
    /// - Parameter id: The list's id.
    public func delete(_ id: String) async throws {
        try await management.send(.deleteList, body: ["id": id])
    }

    /// A list.
    ///
    /// - Parameter id: The list's id.
    public func load(_ id: String) async throws -> ManagedList {
        try await management.send(.loadList, path: [id], returning: .member("list"))
    }

    /// A list, found by its name.
    ///
    /// - Parameter name: The list's name.
    public func loadByName(_ name: String) async throws -> ManagedList {
        try await management.send(.loadListByName, path: [name], returning: .member("list"))
    }

    /// All lists of the project.
    public func loadAll() async throws -> [ManagedList] {
        try await management.send(.loadLists, returning: .member("lists"))
    }

    /// Creates several lists in one request, or replaces those whose id exists already.
    ///
    /// - Parameter lists: The lists; at least one.
    public func importAll(_ lists: [ManagedList]) async throws {
        try await management.send(.importLists, body: ["lists": lists], requiring: ["lists"])
    }

    /// Removes all elements of a list. Its name, description and kind are kept.
    ///
    /// - Parameter id: The list's id.
    public func clear(_ id: String) async throws {
        try await management.send(.clearList, body: ["id": id])
    }
}
