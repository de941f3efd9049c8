public import DescopeManagement

// The definitions of custom attributes. A user's values are in `UserProfile.customAttributes`.
extension UserAdmin {
    /// The custom attributes that users may have.
    public func loadCustomAttributes() async throws -> [CustomAttribute] {
        try await management.send(.loadCustomAttributes, returning: .member("data"))
    }

    /// Defines custom attributes for users.
    ///
    /// - Parameter attributes: The new attributes; at least one.
    /// - Returns: All attributes after the change.
    @discardableResult
    public func createCustomAttributes(_ attributes: [CustomAttribute]) async throws -> [CustomAttribute] {
        try await management.send(
            .createCustomAttributes,
            body: ["attributes": attributes],
            requiring: ["attributes"],
            returning: .member("data")
        )
    }

    /// Deletes the definitions of custom attributes.
    ///
    /// - Parameter names: The attributes' names; at least one.
    /// - Returns: The attributes that remain.
    @discardableResult
    public func deleteCustomAttributes(_ names: [String]) async throws -> [CustomAttribute] {
        try await management.send(
            .deleteCustomAttributes,
            body: ["names": names],
            requiring: ["names"],
            returning: .member("data")
        )
    }

    /// The custom attributes that users may have in each of their families.
    public func loadFamilyScopedCustomAttributes() async throws -> [CustomAttribute] {
        try await management.send(.loadFamilyScopedCustomAttributes, returning: .member("data"))
    }

    /// Defines custom attributes that users may have in each of their families.
    ///
    /// - Parameter attributes: The new attributes; at least one.
    /// - Returns: All such attributes after the change.
    @discardableResult
    public func createFamilyScopedCustomAttributes(_ attributes: [CustomAttribute]) async throws -> [CustomAttribute] {
        try await management.send(
            .createFamilyScopedCustomAttributes,
            body: ["attributes": attributes],
            requiring: ["attributes"],
            returning: .member("data")
        )
    }

    /// Deletes the definitions of custom attributes that users may have in each of their families.
    ///
    /// - Parameter names: The attributes' names; at least one.
    /// - Returns: The attributes that remain.
    @discardableResult
    public func deleteFamilyScopedCustomAttributes(_ names: [String]) async throws -> [CustomAttribute] {
        try await management.send(
            .deleteFamilyScopedCustomAttributes,
            body: ["names": names],
            requiring: ["names"],
            returning: .member("data")
        )
    }
}
