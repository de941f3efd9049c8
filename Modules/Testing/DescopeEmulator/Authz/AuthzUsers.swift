import DescopeAuthzModel
import DescopeCore

/// The project's users, for relations whose right side is a query.
struct AuthzUsers: AuthzUserDirectory {
    let state: EmulatorState

    func isUser(_ id: String, matching query: AuthzUserQuery) -> Bool {
        state.users[id].map { matches($0, query) } ?? false
    }

    func users(matching query: AuthzUserQuery) -> [String] {
        guard let tenants = query.tenants, !tenants.isEmpty else {
            return state.users.each.filter { matches($0, query) }.map(\.id)
        }
        return tenants.flatMap { state.users.all(.tenant, $0) }.filter { matches($0, query) }.map(\.id).each
    }

    /// Each member of the query has to match; of a list, one value is sufficient.
    private func matches(_ user: UserRecord, _ query: AuthzUserQuery) -> Bool {
        func allows(_ wanted: [String]?, _ own: @autoclosure () -> [String]) -> Bool {
            guard let wanted, !wanted.isEmpty else { return true }
            return own().contains(where: wanted.contains)
        }
        let memberships = user.memberships
        guard query.withTestUser == true || !user.isTest,
            allows(query.statuses, [user.status]),
            allows(query.tenants, memberships.tenants.map(\.id)),
            allows(query.roles, state.names(ofRoles: memberships.roles + memberships.tenants.flatMap(\.roles)))
        else { return false }
        if query.ssoOnly == true, !state.accounts.all(.user, user.id).contains(where: { $0.source.sso != nil }) {
            return false
        }
        if let text = query.text, !text.isEmpty {
            let tenants = memberships.tenants.flatMap { [$0.id, state.tenants[$0.id]?.name ?? ""] }
            guard
                ([user.name, user.email, user.status].compactMap(\.self) + tenants)
                    .contains(where: { $0.containsIgnoringCase(text) })
            else { return false }
        }
        return (query.customAttributes ?? [:]).allSatisfy { name, wanted in
            let (own, wanted) = (user.customAttributes[name]?.values ?? [], wanted.values)
            return own.contains(where: wanted.contains)
        }
    }
}

extension JSONValue {
    /// The elements of a list, or the one value.
    fileprivate var values: [JSONValue] { arrayValue ?? [self] }
}
