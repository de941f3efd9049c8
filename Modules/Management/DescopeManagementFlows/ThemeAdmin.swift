public import DescopeCore
public import DescopeManagement

extension Management {
    /// Manages the theme.
    public var themes: ThemeAdmin { ThemeAdmin(management: self) }
}

/// Manages the theme of the project, which says how screens look.
///
/// ```swift
/// let theme = try await client.management.themes.export()
/// try await production.management.themes.import(theme)
/// ```
///
/// A theme is opaque: keep all of it, also the members that you do not know, so that an import loses nothing.
public struct ThemeAdmin: Sendable {
    let management: Management

    /// Exports the theme.
    ///
    /// - Returns: An object with the members `styles`, `componentsVersion` and `references`.
    public func export() async throws -> [String: JSONValue] {
        try await management.send(.exportTheme, returning: .member("theme"))
    }

    /// Replaces the theme.
    ///
    /// - Parameter theme: What ``export()`` has returned.
    public func `import`(_ theme: [String: JSONValue]) async throws {
        try await management.send(.importTheme, body: ["theme": theme], requiring: ["theme"])
    }

    /// Exports the theme in the older form. The service has replaced this operation by ``export()``.
    ///
    /// - Returns: An object with the members `id` and `cssTemplate`, among others.
    public func exportLegacy() async throws -> [String: JSONValue] {
        try await management.send(.exportLegacyTheme, body: [:], returning: .member("theme"))
    }

    /// Replaces the theme by one in the older form. The service has replaced this operation by ``import(_:)``.
    ///
    /// - Parameter theme: What ``exportLegacy()`` has returned.
    /// - Returns: The theme as it is now.
    @discardableResult
    public func importLegacy(_ theme: [String: JSONValue]) async throws -> [String: JSONValue] {
        try await management.send(
            .importLegacyTheme,
            body: ["theme": theme],
            requiring: ["theme"],
            returning: .member("theme")
        )
    }
}
