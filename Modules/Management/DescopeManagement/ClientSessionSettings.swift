public import DescopeCore

/// How long the tokens of a client are valid.
///
/// ```swift
/// ClientSessionSettings {
///     $0.isEnabled = true
///     $0.sessionTokenLifetime = .seconds(900)
/// }
/// ```
public struct ClientSessionSettings: JSONModel, Hashable {
    /// Whether these settings apply instead of the project's.
    public var isEnabled: Bool?
    /// The JWT template of access tokens of users.
    public var userTemplateId: String?
    /// The JWT template of access tokens without a user.
    public var keyTemplateId: String?

    private var refreshTokenExpiration: Duration?
    private var refreshTokenExpirationUnit: TimeUnit?
    private var sessionTokenExpiration: Duration?
    private var sessionTokenExpirationUnit: TimeUnit?
    private var keySessionTokenExpiration: Duration?
    private var keySessionTokenExpirationUnit: TimeUnit?

    /// How long refresh tokens are valid. In JSON: a whole number of minutes, hours, days or weeks, as all durations
    /// here.
    public var refreshTokenLifetime: Duration? {
        get { TimeUnit.duration(refreshTokenExpiration, refreshTokenExpirationUnit) }
        set { (refreshTokenExpiration, refreshTokenExpirationUnit) = TimeUnit.split(newValue) }
    }
    /// How long access tokens of users are valid.
    public var sessionTokenLifetime: Duration? {
        get { TimeUnit.duration(sessionTokenExpiration, sessionTokenExpirationUnit) }
        set { (sessionTokenExpiration, sessionTokenExpirationUnit) = TimeUnit.split(newValue) }
    }
    /// How long access tokens without a user are valid.
    public var keySessionTokenLifetime: Duration? {
        get { TimeUnit.duration(keySessionTokenExpiration, keySessionTokenExpirationUnit) }
        set { (keySessionTokenExpiration, keySessionTokenExpirationUnit) = TimeUnit.split(newValue) }
    }

    /// Makes settings.
    public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("enabled", \.isEnabled)
        $0("refreshTokenExpiration", \.refreshTokenExpiration, as: .minutes)
        $0("refreshTokenExpirationUnit", \.refreshTokenExpirationUnit)
        $0("sessionTokenExpiration", \.sessionTokenExpiration, as: .minutes)
        $0("sessionTokenExpirationUnit", \.sessionTokenExpirationUnit)
        $0("keySessionTokenExpiration", \.keySessionTokenExpiration, as: .minutes)
        $0("keySessionTokenExpirationUnit", \.keySessionTokenExpirationUnit)
        $0("userTemplateId", \.userTemplateId, needsText: true)
        $0("keyTemplateId", \.keyTemplateId, needsText: true)
    }
}
