public import DescopeCore

/// All Cross-App Access settings of a configuration, to replace the present ones.
public struct SSOXAAUpdate: JSONModel, Hashable {
    /// Whether Cross-App Access is enabled.
    public var isEnabled: Bool?
    /// The identity providers whose tokens are accepted, and what the tokens that are issued for them contain.
    public var jwtBearer: SSOXAASettings.JWTBearer?
    /// The roles that members of groups get.
    public var roleMappings: [SSORoleMapping]?
    /// The roles that users get by default.
    public var defaultRoleNames: [String]?
    /// Groups in the order of their priority: of those that a user belongs to, the first one decides.
    public var groupsPriority: [String]?
    /// Whether ``groupsPriority`` is used.
    public var isGroupPriorityEnabled: Bool?
    /// Whether the mapping may override roles that users have already.
    public var allowsOverridingRoles: Bool?
    /// The relations of fine-grained authorization that members get, by their groups.
    public var fgaMappings: [String: FGAGroupMapping]?
    /// The identity provider's product, by the service's id for it.
    public var providerId: String?

    /// Makes settings.
    ///
    /// - Parameters:
    ///   - isEnabled: Whether Cross-App Access is enabled.
    ///   - edit: Sets the others.
    public init(isEnabled: Bool? = nil, _ edit: (inout Self) -> Void = { _ in }) {
        self.isEnabled = isEnabled
        edit(&self)
    }

    /// Begins with the settings that a configuration has now.
    public init(_ settings: SSOXAASettings, _ edit: (inout Self) -> Void = { _ in }) {
        (isEnabled, jwtBearer) = (settings.isEnabled, settings.jwtBearer)
        roleMappings = settings.groupMappings.map(SSORoleMapping.init)
        (defaultRoleNames, groupsPriority) = (settings.defaultRoleNames, settings.groupsPriority)
        isGroupPriorityEnabled = settings.isGroupPriorityEnabled
        allowsOverridingRoles = settings.allowsOverridingRoles
        (fgaMappings, providerId) = (settings.fgaMappings, settings.providerId)
        edit(&self)
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("enabled", \.isEnabled)
        $0("settings", \.jwtBearer)
        $0("roleMappings", \.roleMappings)
        $0("defaultSSORoles", \.defaultRoleNames)
        $0("groupsPriority", \.groupsPriority)
        $0("groupPriorityEnabled", \.isGroupPriorityEnabled)
        $0("allowOverrideRoles", \.allowsOverridingRoles)
        $0("fgaMappings", \.fgaMappings)
        $0("providerID", \.providerId, needsText: true)
    }
}
