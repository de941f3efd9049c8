public import DescopeCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A role of the project or of a tenant.
public struct Role: JSONModel, Hashable {
    /// The id.
    public var id: String?
    /// The name.
    public var name = ""
    /// A description, which the console shows.
    public var description: String?
    /// The permissions that the role grants.
    public var permissionNames: [String] = []
    /// When the role was created. In JSON: seconds since 1970.
    public var createdAt: Date?
    /// The tenant that the role belongs to; nil for a role of the project.
    public var tenantId: String?
    /// Whether new users get the role.
    public var isDefault = false
    /// Whether the role is hidden from the tenants' administrators.
    public var isPrivate = false

    /// Makes an empty role.
    public init() {}

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("id", \.id)
        $0("name", \.name, required: false)
        $0("description", \.description)
        $0("permissionNames", \.permissionNames)
        $0("createdTime", \.createdAt, as: .epochSeconds)
        $0("tenantId", \.tenantId)
        $0("default", \.isDefault)
        $0("private", \.isPrivate)
    }
}
