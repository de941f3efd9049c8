public import DescopeManagement

extension Management {
    /// Manages which claims the scopes of OAuth add to tokens.
    public var scopeClaimMapping: ScopeClaimMappingAdmin { ScopeClaimMappingAdmin(management: self) }
}

/// Manages which claims the scopes of OAuth add to tokens. The project has one mapping.
///
/// ```swift
/// try await client.management.scopeClaimMapping.set([ScopeClaims("profile", claims: ["name": "{{user.name}}"])])
/// ```
public struct ScopeClaimMappingAdmin: Sendable {
    let management: Management

    /// The mapping.
    public func load() async throws -> [ScopeClaims] {
        try await management.send(.loadScopeClaimMapping, body: [:], returning: .member("mappings"))
    }

    /// Replaces the whole mapping.
    ///
    /// - Parameter mappings: The scopes with their claims; an empty list removes all. When two of them have the same
    ///   claim, the later one counts.
    public func set(_ mappings: [ScopeClaims]) async throws {
        try await management.send(.setScopeClaimMapping, body: ["mappings": Change.set(mappings)])
    }

    /// Deletes the whole mapping.
    public func delete() async throws { try await management.send(.deleteScopeClaimMapping, body: [:]) }
}
