import DescopeCore
import DescopeHTTP

extension Route {
    /// The groups of tenants' directories. They are those that users had when they last signed in with SSO.
    static let groups = [
        Route("group.loadAllGroups") { state, call in
            Response(body: .array(try state.groups(call).map { $0.json([]) }))
        },
        Route("group.loadAllGroupsForMember") { state, call in
            let members = call.texts("loginIds") + call.texts("userIds")
            guard !members.isEmpty else { throw EmulatorRefusal.missing("loginIds or userIds") }
            var ids: Set<String> = []
            for member in members { ids.insert(try state.managedUser(member).id) }
            let groups = try state.groups(call).filter { !ids.isDisjoint(with: $0.ids) }
            return Response(body: .array(groups.map { $0.json([]) }))
        },
        Route("group.loadAllGroupMembers") { state, call in
            let id = try call.required("groupId")
            let groups = try state.groups(call).filter { $0.name.hasSameBytes(as: id) }
            guard !groups.isEmpty else { throw EmulatorRefusal.invalid("the tenant has no group with this groupId") }
            return Response(body: .array(groups.map { $0.json($0.members.compactMap { state.users[$0] }) }))
        },
    ]
}

/// A group of a tenant's directory, with the ids of its members, in order and as a set.
private struct Group {
    let name: String
    let ssoId: String
    var members: [String] = []
    var ids: Set<String> = []

    func json(_ users: [UserRecord]) -> JSONValue {
        [
            "id": .string(name), "display": .string(name), "source": "jit",
            "ssoId": .string(ssoId.isEmpty ? SSORecord.defaultId : ssoId),
            "members": .array(
                users.map { user in
                    [
                        "loginId": .text(user.loginIds.first?.text), "userId": .string(user.id),
                        "display": .text(user.name),
                    ]
                }
            ),
        ]
    }
}

extension EmulatorState {
    /// The groups of a tenant, or of the SSO configuration that the request names.
    fileprivate func groups(_ call: Call) throws(EmulatorRefusal) -> [Group] {
        let (tenantId, ssoId) = try ssoIds(call)
        var groups: [Group] = []
        var places: [[TextKey]: Int] = [:]
        for account in accounts.all(.tenant, tenantId) {
            let own = account.source.sso?.ssoId ?? ""
            guard call.text("ssoId") == nil || own.hasSameBytes(as: ssoId) else { continue }
            for name in account.groups {
                let key = [TextKey(own), TextKey(name)]
                let place = places[key, default: groups.count]
                if place == groups.count {
                    places[key] = place
                    groups.append(Group(name: name, ssoId: own))
                }
                // A user may have several accounts.
                if groups[place].ids.insert(account.userId).inserted { groups[place].members.append(account.userId) }
            }
        }
        return groups
    }
}
