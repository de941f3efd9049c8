public import DescopeCore

/// The secrets that a snapshot needs and does not contain.
///
/// ```swift
/// var secrets = try await client.management.project.validateSnapshot(snapshot).missingSecrets ?? SnapshotSecrets()
/// secrets.fill { vault[$0.id] }
/// try await client.management.project.importSnapshot(snapshot, secrets: secrets)
/// ```
public struct SnapshotSecrets: JSONModel {
    /// Secrets of connectors.
    public var connectors: [SnapshotSecret] = []
    /// Secrets of OAuth providers.
    public var oauthProviders: [SnapshotSecret] = []
    /// Secrets of outbound applications.
    public var outboundApps: [SnapshotSecret] = []
    /// Secrets of external authentication. From the service's published description; not checked against another SDK.
    public var externalAuth: [SnapshotSecret] = []

    /// Makes secrets.
    public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

    /// Sets the value of each secret.
    ///
    /// - Parameter value: Returns the value of a secret; nil leaves it missing, and the import is refused.
    public mutating func fill(with value: (SnapshotSecret) throws -> Secret?) rethrows {
        let kinds: [WritableKeyPath<Self, [SnapshotSecret]>] = [
            \.connectors, \.oauthProviders, \.outboundApps, \.externalAuth,
        ]
        for kind in kinds {
            for index in self[keyPath: kind].indices {
                self[keyPath: kind][index].value = try value(self[keyPath: kind][index])
            }
        }
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("connectors", \.connectors)
        $0("oauthProviders", \.oauthProviders)
        $0("outboundApps", \.outboundApps)
        $0("externalAuth", \.externalAuth)
    }
}

/// A secret that a snapshot needs.
public struct SnapshotSecret: JSONModel {
    /// The id of what the secret belongs to.
    public var id = ""
    /// The name of what the secret belongs to.
    public var name = ""
    /// The type of the secret, for example `password`.
    public var type = ""
    /// The secret; nil in responses.
    public var value: Secret?

    /// Makes a secret.
    public init(id: String, name: String, type: String, value: (any SecretConvertible)? = nil) {
        self.id = id
        self.name = name
        self.type = type
        self.value = value?.asSecret
    }

    /// The members in JSON.
    public static let members = Members(Self(id: "", name: "", type: "")) {
        $0("id", \.id, required: true)
        $0("name", \.name, required: false)
        $0("type", \.type, required: false)
        $0("value", \.value)
    }
}

/// What a check of a snapshot has found.
public struct SnapshotValidation: JSONModel {
    /// Whether the snapshot can be imported.
    public var isValid = false
    /// Why it cannot be imported.
    public var failures: [String] = []
    /// The secrets that it needs, without their values.
    public var missingSecrets: SnapshotSecrets?

    /// Makes an empty result.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("ok", \.isValid)
        $0("failures", \.failures)
        $0("missingSecrets", \.missingSecrets)
    }
}

/// A part of a project that an import may leave out. The set is open: the service may add parts.
public struct SnapshotPart: JSONName {
    /// The service's name for the part.
    public let rawValue: String

    /// Makes a part from the service's name for it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The lists of IP addresses, texts and JSON values.
    public static let lists = Self(rawValue: "lists")
}
