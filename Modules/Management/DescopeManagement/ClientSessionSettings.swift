public import DescopeCore

/// How long the tokens of a client are valid.
///
/// ```swift
/// ClientSessionSettings {
///     $0.isEnabled = true
///     ($0.sessionTokenExpiration, $0.sessionTokenExpirationUnit) = (15, .minutes)
/// }
/// ```
public struct ClientSessionSettings: JSONModel, Hashable {
    /// Whether these settings apply instead of the project's.
    public var isEnabled: Bool?
    /// How long refresh tokens are valid, in ``refreshTokenExpirationUnit``.
    public var refreshTokenExpiration: Int?
    /// The unit of ``refreshTokenExpiration``.
    public var refreshTokenExpirationUnit: Unit?
    /// How long access tokens of users are valid, in ``sessionTokenExpirationUnit``.
    public var sessionTokenExpiration: Int?
    /// The unit of ``sessionTokenExpiration``.
    public var sessionTokenExpirationUnit: Unit?
    /// How long access tokens without a user are valid, in ``keySessionTokenExpirationUnit``.
    public var keySessionTokenExpiration: Int?
    /// The unit of ``keySessionTokenExpiration``.
    public var keySessionTokenExpirationUnit: Unit?
    /// The JWT template of access tokens of users.
    public var userTemplateId: String?
    /// The JWT template of access tokens without a user.
    public var keyTemplateId: String?

    /// Makes settings.
    public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("enabled", \.isEnabled)
        $0("refreshTokenExpiration", \.refreshTokenExpiration)
        $0("refreshTokenExpirationUnit", \.refreshTokenExpirationUnit)
        $0("sessionTokenExpiration", \.sessionTokenExpiration)
        $0("sessionTokenExpirationUnit", \.sessionTokenExpirationUnit)
        $0("keySessionTokenExpiration", \.keySessionTokenExpiration)
        $0("keySessionTokenExpirationUnit", \.keySessionTokenExpirationUnit)
        $0("userTemplateId", \.userTemplateId, needsText: true)
        $0("keyTemplateId", \.keyTemplateId, needsText: true)
    }

    /// A unit of time. The set is open: the service may add values.
    public struct Unit: JSONName {
        /// The service's name for the unit.
        public let rawValue: String

        /// Makes a unit from the service's name for it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Minutes.
        public static let minutes = Self(rawValue: "minutes")
        /// Hours.
        public static let hours = Self(rawValue: "hours")
        /// Days.
        public static let days = Self(rawValue: "days")
        /// Weeks.
        public static let weeks = Self(rawValue: "weeks")
    }
}
