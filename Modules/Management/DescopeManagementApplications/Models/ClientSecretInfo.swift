public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What is known of an application's client secret, without the secret itself.
public struct ClientSecretInfo: JSONModel, Hashable {
    /// The id.
    public var id = ""
    /// The name, by which the secret is loaded and revoked.
    public var name = ""
    /// Whether the secret can be used.
    public var status: Status?
    /// When the secret expires; nil for never. In JSON: seconds since 1970.
    public var expiresAt: Date?
    /// When the secret was added. In JSON: seconds since 1970.
    public var createdAt: Date?

    /// Makes empty information.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id, required: true)
        $0("name", \.name, required: false)
        $0("status", \.status)
        $0("expireTime", \.expiresAt, as: .epochSeconds)
        $0("createdTime", \.createdAt, as: .epochSeconds)
    }

    /// Whether a secret can be used. The set is open: the service may add values.
    public struct Status: JSONName {
        /// The service's name for the status.
        public let rawValue: String

        /// Makes a status from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// It can be used.
        public static let active = Self(rawValue: "active")
        /// It was disabled.
        public static let disabled = Self(rawValue: "disabled")
        /// It has expired.
        public static let expired = Self(rawValue: "expired")
    }
}

/// A client secret that an application was given.
public struct CreatedClientSecret: JSONModel {
    /// What the service keeps of it.
    public var info: ClientSecretInfo?
    /// The secret.
    public var secret = Secret("")

    /// Makes an empty secret.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("meta", \.info)
        $0("cleartext", \.secret, required: true)
    }
}
