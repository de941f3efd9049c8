@_exported public import DescopeManagement

extension Management {
    /// Manages access keys.
    public var accessKeys: AccessKeyAdmin { AccessKeyAdmin(management: self) }
}

/// Manages access keys, with which other servers get session tokens: `client.session.exchange(accessKey:)`.
///
/// ```swift
/// let created = try await client.management.accessKeys.create(NewAccessKey("ci") { $0.roleNames = ["deployer"] })
/// let key = created.cleartext.reveal()
/// ```
///
/// The service returns the secret, ``CreatedAccessKey/cleartext``, when a key is created or rotated, and never again.
public struct AccessKeyAdmin: Sendable {
    let management: Management

    /// Creates an access key.
    ///
    /// - Returns: The key and its secret. The service does not return the secret again.
    public func create(_ key: NewAccessKey) async throws -> CreatedAccessKey {
        try key.expiry.require(in: .createAccessKey, "expireTime")
        return try await management.send(.createAccessKey, body: RequestBody(key))
    }

    /// Creates access keys with secrets that exist already, for example those of another system.
    ///
    /// From the service's published description; not checked against another SDK.
    ///
    /// - Returns: The keys.
    @discardableResult
    public func importBatch(_ keys: [ImportedAccessKey]) async throws -> [AccessKey] {
        for (index, key) in keys.enumerated() {
            try key.expiry.require(in: .importAccessKeys, "keys.\(index).expireTime")
        }
        return try await management.send(
            .importAccessKeys,
            body: ["keys": keys],
            requiring: ["keys"],
            returning: .member("keys")
        )
    }

    /// Changes an access key's name and some of its other values. Values that are not set are kept.
    ///
    /// ```swift
    /// let update = AccessKeyUpdate(key) { $0.permittedIPs = .set(["10.0.0.0/8"]) }
    /// try await client.management.accessKeys.update(update)
    /// ```
    ///
    /// - Returns: The key as it is now.
    @discardableResult
    public func update(_ key: AccessKeyUpdate) async throws -> AccessKey {
        try await management.send(.updateAccessKey, body: RequestBody(key), returning: .member("key"))
    }

    /// Gives an access key a new secret. The old one stops working at once; the id stays the same.
    ///
    /// - Returns: The key and its new secret. The service does not return the secret again.
    public func rotate(_ id: String) async throws -> CreatedAccessKey {
        try await management.send(.rotateAccessKey, body: ["id": id])
    }

    /// An access key.
    public func load(_ id: String) async throws -> AccessKey {
        try await management.send(.loadAccessKey, query: ["id": id], returning: .member("key"))
    }

    /// The access keys that match all conditions of a search.
    public func search(_ search: AccessKeySearch = AccessKeySearch()) async throws -> [AccessKey] {
        try await management.send(.searchAccessKeys, body: RequestBody(search: search), returning: .member("keys"))
    }

    // MARK: - Status

    /// Lets an access key be used again after ``deactivate(_:)``.
    public func activate(_ id: String) async throws {
        try await management.send(.activateAccessKey, body: ["id": id])
    }

    /// Lets several access keys be used again.
    ///
    /// - Parameter ids: The keys' ids; at least one.
    public func activateBatch(_ ids: [String]) async throws {
        try await management.send(.activateAccessKeys, body: ["ids": ids], requiring: ["ids"])
    }

    /// Stops an access key from being used, until ``activate(_:)``.
    public func deactivate(_ id: String) async throws {
        try await management.send(.deactivateAccessKey, body: ["id": id])
    }

    /// Stops several access keys from being used.
    ///
    /// - Parameter ids: The keys' ids; at least one.
    public func deactivateBatch(_ ids: [String]) async throws {
        try await management.send(.deactivateAccessKeys, body: ["ids": ids], requiring: ["ids"])
    }

    /// Deletes an access key.
    public func delete(_ id: String) async throws {
        try await management.send(.deleteAccessKey, body: ["id": id])
    }

    /// Deletes several access keys in one request.
    ///
    /// - Parameter ids: The keys' ids; at least one.
    public func deleteBatch(_ ids: [String]) async throws {
        try await management.send(.deleteAccessKeys, body: ["ids": ids], requiring: ["ids"])
    }
}
