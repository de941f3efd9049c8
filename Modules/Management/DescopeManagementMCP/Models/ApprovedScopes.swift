public import DescopeCore
public import DescopeManagement

/// The scopes that clients may ask for.
public struct ApprovedScopes: JSONModel, Hashable {
    /// The scopes that stand for permissions.
    public var permissions: [ApplicationScope]?
    /// The scopes that stand for values of the user.
    public var attributes: [ApplicationScope]?
    /// The scopes that stand for scopes of a third party, for which the user connects an account there.
    public var connections: [ApplicationScope]?

    /// Makes a list of scopes.
    public init(
        permissions: [ApplicationScope]? = nil,
        attributes: [ApplicationScope]? = nil,
        connections: [ApplicationScope]? = nil
    ) {
        self.permissions = permissions
        self.attributes = attributes
        self.connections = connections
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("permissionsScopes", \.permissions)
        $0("attributesScopes", \.attributes)
        $0("connectionsScopes", \.connections)
    }
}
