import DescopeCore
public import DescopeJWT

// Who may do what, as the token says it. A tenant's roles stand under the tenant; what stands at the top is the
// project's, or the current tenant's when the token lists no tenants. Whether the user belongs to the tenant is asked
// first: an empty requirement is met by every member and by nobody else.
extension DescopeToken {
    /// The tenants that the token lists, and the current one, in the order of their ids.
    public var tenants: [String] {
        let claims = claims
        var ids = Set(claims["tenants"]?.objectValue?.keys.map(\.self) ?? [])
        if let current = claims["dct"]?.stringValue, !current.isEmpty { ids.insert(current) }
        return ids.sorted()
    }

    /// Whether the user has proven more than one factor: the session was made with `mfa`, or stepped up with another
    /// way. A step-up in the same way adds none: see ``isSteppedUp``.
    ///
    /// To ask a user for one more, start any way of signing in with ``/DescopeModels/LoginOptions/mfa`` or
    /// ``/DescopeModels/LoginOptions/stepup`` and the session's refresh token.
    public var isMultiFactor: Bool {
        let methods = Set(authenticationMethods)
        return methods.contains("mfa") || methods.count > 1
    }

    /// Whether the user has stepped up: has proven once more who they are, for something that matters, as
    /// ``/DescopeModels/LoginOptions/stepup`` asks for. It holds for as long as the project's settings say, and shows
    /// in the tokens that the step-up brought.
    public var isSteppedUp: Bool { claims["su"]?.boolValue ?? false }

    /// Whether the user belongs to a tenant.
    public func isMember(of tenant: String) -> Bool { granted("roles", tenant) != nil }

    /// The roles that the token grants: in a tenant, or in the project as a whole when `tenant` is nil.
    public func roles(in tenant: String? = nil) -> [String] { names("roles", tenant) }

    /// The permissions that the token grants: in a tenant, or in the project as a whole when `tenant` is nil.
    public func permissions(in tenant: String? = nil) -> [String] { names("permissions", tenant) }

    /// Whether the token grants all of `roles`. For a tenant that the user does not belong to it is false, whatever is
    /// asked.
    public func hasRoles(_ roles: [String], tenant: String? = nil) -> Bool { grants("roles", roles, tenant) }

    /// Whether the token grants all of `permissions`. For a tenant that the user does not belong to it is false,
    /// whatever is asked.
    public func hasPermissions(_ permissions: [String], tenant: String? = nil) -> Bool {
        grants("permissions", permissions, tenant)
    }

    /// Those of `roles` that the token grants, in the order in which they were asked for.
    public func matchingRoles(_ roles: [String], tenant: String? = nil) -> [String] {
        let granted = granted("roles", tenant) ?? []
        return roles.filter { isAmong(granted, $0) }
    }

    /// Those of `permissions` that the token grants, in the order in which they were asked for.
    public func matchingPermissions(_ permissions: [String], tenant: String? = nil) -> [String] {
        let granted = granted("permissions", tenant) ?? []
        return permissions.filter { isAmong(granted, $0) }
    }

    private func grants(_ list: String, _ asked: [String], _ tenant: String?) -> Bool {
        guard let granted = granted(list, tenant) else { return false }
        return asked.allSatisfy { isAmong(granted, $0) }
    }

    private func names(_ list: String, _ tenant: String?) -> [String] {
        granted(list, tenant)?.compactMap(\.stringValue) ?? []
    }

    /// A list of the token as it stands, uncopied: the texts in it are what it grants. Nil when the user does not
    /// belong to the tenant.
    private func granted(_ list: String, _ tenant: String?) -> [JSONValue]? {
        let claims = claims
        guard let tenant else { return claims[list]?.arrayValue ?? [] }
        // An id that was lost on the way shall not open anything.
        guard !tenant.isEmpty else { return nil }
        let tenants = claims["tenants"] ?? .null
        if let membership = tenants.objectValue.flatMap({ value(for: tenant, in: $0) }) {
            return membership[list]?.arrayValue ?? []
        }
        guard let current = claims["dct"]?.stringValue, isSame(current, tenant) else { return nil }
        return tenants == .null ? claims[list]?.arrayValue ?? [] : []
    }

    /// The value under a key that may come from a request's URL. Only ASCII is hashed: for other texts Swift has to
    /// normalise, and a text can be made for which that takes long.
    private func value(for key: String, in members: [String: JSONValue]) -> JSONValue? {
        guard key.utf8.allSatisfy({ $0 < 0x80 }) else { return members.first { isSame($0.key, key) }?.value }
        guard let index = members.index(forKey: key), isSame(members[index].key, key) else { return nil }
        return members[index].value
    }

    private func isAmong(_ granted: [JSONValue], _ name: String) -> Bool {
        granted.contains { if case .string(let granted) = $0 { isSame(granted, name) } else { false } }
    }

    /// By bytes: Swift's texts are equal when they look alike, and the service's names are not.
    private func isSame(_ a: String, _ b: String) -> Bool {
        guard a.utf8.count == b.utf8.count else { return false }
        let isSame = a.utf8.withContiguousStorageIfAvailable { a in
            b.utf8.withContiguousStorageIfAvailable { b in DescopeCore.isSame(a, b) }
        }
        return (isSame ?? nil) ?? a.utf8.elementsEqual(b.utf8)
    }
}
