public import DescopeCore
public import DescopeManagement

extension Management {
    /// Manages engines.
    public var engines: EngineAdmin { EngineAdmin(management: self) }
}

/// Manages the engines of the project: programs of yours that run a part of the service's work in your network.
///
/// ```swift
/// let engine = try await client.management.engines.create("office")
/// try store(engine.secret)
/// ```
public struct EngineAdmin: Sendable {
    let management: Management

    /// Creates an engine.
    ///
    /// - Returns: The engine with its secret, which only this operation and ``rotateSecret(_:)`` return.
    public func create(_ name: String) async throws -> Engine {
        try await management.send(.createEngine, body: ["name": name], returning: .member("engine"))
    }

    /// Changes the name of an engine.
    ///
    /// - Parameters:
    ///   - id: The engine's id.
    ///   - name: The name that it is to have.
    @discardableResult
    public func update(_ id: String, name: String) async throws -> Engine {
        try await management.send(.updateEngine, body: ["id": id, "name": name], returning: .member("engine"))
    }

    /// Deletes an engine.
    public func delete(_ id: String) async throws { try await management.send(.deleteEngine, body: ["id": id]) }

    /// Loads an engine, without its secret.
    public func load(_ id: String) async throws -> Engine {
        try await management.send(.loadEngine, query: ["id": id], returning: .member("engine"))
    }

    /// All engines of the project, without their secrets.
    public func loadAll() async throws -> [Engine] {
        try await management.send(.loadEngines, returning: .member("engines"))
    }

    /// Replaces the secret of an engine. The previous one stops working.
    ///
    /// - Returns: The new secret, which is not returned again.
    public func rotateSecret(_ id: String) async throws -> Secret {
        try await management.send(.rotateSecret, body: ["id": id], returning: .member("secret"))
    }
}
