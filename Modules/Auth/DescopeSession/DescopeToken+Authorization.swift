import DescopeCore
public import DescopeJWT

// Authorization by the token's claims. A tenant's roles are listed under the tenant. Those at the top level are the
// project's, or the current tenant's when the token lists no tenants. Membership is checked first: an empty list of
// roles is granted to every member of the tenant, and to no other user.
extension DescopeToken {
    /// The ids of the tenants that the token lists and of the current one, sorted.
    public var tenants: [String] {
        let claims = claims
        var ids = Set(claims["tenants"]?.objectValue?.keys.map(\.self) ?? [])
        if let current = claims["dct"]?.stringValue, !current.isEmpty { ids.insert(current) }
        return ids.sorted()
    }

    /// Whether the user has authenticated with more than one factor: the session was created with `mfa`, or stepped up
    /// with another method. A step-up with the same method adds no factor: see ``isSteppedUp``.
    ///
    /// To require another factor, start a sign-in with ``/DescopeModels/LoginOptions/mfa`` or
    /// ``/DescopeModels/LoginOptions/stepup`` and the session's refresh token.
    public var isMultiFactor: Bool {
        let methods = Set(authenticationMethods)
        return methods.contains("mfa") || methods.count > 1
    }

    /// Whether the user has stepped up: authenticated again for a sensitive action, with
    /// ``/DescopeModels/LoginOptions/stepup``. The project's settings say how long it lasts. Only the tokens that the
    /// step-up returned show it.
    public var isSteppedUp: Bool { claims["su"]?.boolValue ?? false }

    /// Whether the user belongs to a tenant.
    public func isMember(of tenant: String) -> Bool { granted("roles", tenant) != nil }

    /// The roles that the token grants: in a tenant, or in the project as a whole when `tenant` is nil.
    public func roles(in tenant: String? = nil) -> [String] { names("roles", tenant) }

    /// The permissions that the token grants: in a tenant, or in the project as a whole when `tenant` is nil.
    public func permissions(in tenant: String? = nil) -> [String] { names("permissions", tenant) }

    /// Whether the token grants all of `roles`. False for a tenant that the user does not belong to, even when `roles`
    /// is empty.
    public func hasRoles(_ roles: [String], tenant: String? = nil) -> Bool { grants("roles", roles, tenant) }

    /// Whether the token grants all of `permissions`. False for a tenant that the user does not belong to, even when
    /// `permissions` is empty.
    public func hasPermissions(_ permissions: [String], tenant: String? = nil) -> Bool {
        grants("permissions", permissions, tenant)
    }

    /// Those of `roles` that the token grants, in the order of `roles`.
    public func matchingRoles(_ roles: [String], tenant: String? = nil) -> [String] {
        let granted = granted("roles", tenant) ?? []
        return roles.filter { isAmong(granted, $0) }
    }

    /// Those of `permissions` that the token grants, in the order of `permissions`.
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

    /// A list of the token, not copied; the strings in it are what the token grants. Nil when the user does not belong
    /// to the tenant.
    private func granted(_ list: String, _ tenant: String?) -> [JSONValue]? {
        let claims = claims
        guard let tenant else { return claims[list]?.arrayValue ?? [] }
        // An empty id, as a missing parameter leaves it, must not grant anything.
        guard !tenant.isEmpty else { return nil }
        let tenants = claims["tenants"] ?? .null
        if let membership = tenants.objectValue.flatMap({ value(for: tenant, in: $0) }) {
            return membership[list]?.arrayValue ?? []
        }
        guard let current = claims["dct"]?.stringValue, isSame(current, tenant) else { return nil }
        return tenants == .null ? claims[list]?.arrayValue ?? [] : []
    }

    /// The value under a key that may come from a request's URL. Only ASCII keys are hashed: Swift normalises other
    /// strings, and a crafted one makes that slow.
    private func value(for key: String, in members: [String: JSONValue]) -> JSONValue? {
        guard key.utf8.allSatisfy({ $0 < 0x80 }) else { return members.first { isSame($0.key, key) }?.value }
        guard let index = members.index(forKey: key), isSame(members[index].key, key) else { return nil }
        return members[index].value
    }

    private func isAmong(_ granted: [JSONValue], _ name: String) -> Bool {
        granted.contains { if case .string(let granted) = $0 { isSame(granted, name) } else { false } }
    }

    /// Compares bytes: Swift compares strings by canonical equivalence, and different names may be equivalent.
    private func isSame(_ a: String, _ b: String) -> Bool {
        guard a.utf8.count == b.utf8.count else { return false }
        let isSame = a.utf8.withContiguousStorageIfAvailable { a in
            b.utf8.withContiguousStorageIfAvailable { b in DescopeCore.isSame(a, b) }
        }
        return (isSame ?? nil) ?? a.utf8.elementsEqual(b.utf8)
    }
}
