public import DescopeCore

/// Users of the project, as the right side of a relation: those that match every member that is set. Of a list, one
/// value has to match.
public struct AuthzUserQuery: JSONModel, Hashable {
    /// Members of at least one of these tenants, by id.
    public var tenants: [String]?
    /// Holders of at least one of these roles, by name.
    public var roles: [String]?
    /// Free text in the name, email address, tenants or status.
    public var text: String?
    /// Users in one of these statuses: `enabled`, `disabled`, `invited` or `expired`.
    public var statuses: [String]?
    /// Whether only users who sign in by SSO match.
    public var ssoOnly: Bool?
    /// Whether test users match too.
    public var withTestUser: Bool?
    /// Values of custom attributes.
    public var customAttributes: [String: JSONValue]?

    /// Makes a query that all users match, and lets the closure set its members.
    public init(_ set: (inout Self) -> Void = { _ in }) { set(&self) }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("tenants", \.tenants)
        $0("roles", \.roles)
        $0("text", \.text)
        $0("statuses", \.statuses)
        $0("ssoOnly", \.ssoOnly)
        $0("withTestUser", \.withTestUser)
        $0("customAttributes", \.customAttributes)
    }
}
