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

    private var refreshTokenExpiration = DurationInUnit()
    private var sessionTokenExpiration = DurationInUnit()
    private var keySessionTokenExpiration = DurationInUnit()

    /// How long refresh tokens are valid. In JSON: a whole number of minutes, hours, days or weeks, as all durations
    /// here; errors name it `refreshTokenExpiration`.
    public var refreshTokenLifetime: Duration? {
        get { refreshTokenExpiration.duration }
        set { refreshTokenExpiration.duration = newValue }
    }
    /// How long access tokens of users are valid. Errors name it `sessionTokenExpiration`.
    public var sessionTokenLifetime: Duration? {
        get { sessionTokenExpiration.duration }
        set { sessionTokenExpiration.duration = newValue }
    }
    /// How long access tokens without a user are valid. Errors name it `keySessionTokenExpiration`.
    public var keySessionTokenLifetime: Duration? {
        get { keySessionTokenExpiration.duration }
        set { keySessionTokenExpiration.duration = newValue }
    }

    /// Makes settings.
    public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("enabled", \.isEnabled)
        $0("refreshTokenExpiration", \.refreshTokenExpiration.count, as: .minutes)
        $0("refreshTokenExpirationUnit", \.refreshTokenExpiration.unit)
        $0("sessionTokenExpiration", \.sessionTokenExpiration.count, as: .minutes)
        $0("sessionTokenExpirationUnit", \.sessionTokenExpiration.unit)
        $0("keySessionTokenExpiration", \.keySessionTokenExpiration.count, as: .minutes)
        $0("keySessionTokenExpirationUnit", \.keySessionTokenExpiration.unit)
        $0("userTemplateId", \.userTemplateId, needsText: true)
        $0("keyTemplateId", \.keyTemplateId, needsText: true)
    }
}
