public import DescopeCore

/// Options for signing a user in with the management API. Where an option is nil, the project's settings apply.
///
/// ```swift
/// ManagementSignInOptions {
///     $0.customClaims = ["plan": "gold"]
///     $0.refreshDuration = .seconds(3600)
/// }
/// ```
public struct ManagementSignInOptions: JSONModel, Hashable {
    /// Whether the session is stepped up. Requires the user's refresh token.
    public var stepup: Bool?
    /// Whether a second factor is added to a session. Requires the user's refresh token.
    public var mfa: Bool?
    /// Claims of the tokens.
    public var customClaims: [String: JSONValue]?
    /// Whether the user's other sessions end.
    public var revokeOtherSessions: Bool?
    /// The kinds of sessions to end, when other sessions are ended.
    public var revokeOtherSessionsTypes: [String]?
    /// How long the refresh token is valid. In JSON: whole seconds.
    public var refreshDuration: Duration?
    /// The tenant to sign in to, in projects that isolate the users of tenants.
    public var tenantId: String?
    /// The tenant that the session is for, one of the user's. From the service's published description; not checked
    /// against another SDK.
    public var selectedTenantId: String?
    /// The SSO application that the user signs in to.
    public var ssoAppId: String?

    /// Makes options that override the project's settings.
    public init(_ edit: (inout Self) -> Void = { _ in }) { edit(&self) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("stepup", \.stepup)
        $0("mfa", \.mfa)
        $0("customClaims", \.customClaims)
        $0("revokeOtherSessions", \.revokeOtherSessions)
        $0("revokeOtherSessionsTypes", \.revokeOtherSessionsTypes)
        $0("refreshDuration", \.refreshDuration, as: .seconds)
        $0("tenantId", \.tenantId, needsText: true)
        $0("selectedTenantId", \.selectedTenantId, needsText: true)
        $0("ssoAppId", \.ssoAppId, needsText: true)
    }
}
