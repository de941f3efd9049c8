import DescopeCore
import DescopeHTTP

extension Route {
    /// The management of the people who administrate the project with Descope's console. They are only kept: the
    /// emulator has no console.
    static let descopers = [
        Route("descoper.create", audit: "DescoperCreated") { state, call in
            let descopers = call.body["descopers"]?.arrayValue ?? []
            guard !descopers.isEmpty else { throw EmulatorRefusal.missing("descopers") }
            let created = try descopers.map { try state.addDescoper($0) }
            return Response(body: ["descopers": .array(created), "total": .int(Int64(created.count))])
        },
        Route("descoper.list") { state, _ in
            let all = state.stored.all(.kind, descoperKind).map(\.descoper)
            return Response(body: ["descopers": .array(all), "total": .int(Int64(all.count))])
        },
        Route("descoper.load") { state, call in
            Response(body: ["descoper": try state.descoper(try call.required("id")).descoper])
        },
        Route("descoper.update", audit: "DescoperModified") { state, call in
            var descoper = try state.descoper(try call.required("id"))
            if let attributes = call.body["attributes"]?.objectValue {
                let old = descoper.members["attributes"]?.objectValue ?? [:]
                descoper.members["attributes"] = .object(old.merging(attributes) { $1 })
            }
            descoper.members["rbac"] = try call.body["rbac"].map(checkedRoles) ?? descoper.members["rbac"]
            try state.save(descoper)
            return Response(body: ["descoper": descoper.descoper])
        },
        Route.command("descoper.delete", audit: "DescoperDeleted") { state, call in
            state.delete(try state.descoper(try call.required("id")))
        },
    ].map(\.stored)
}

private let descoperKind = "descopers"

/// Throws when a role is unknown.
private func checkedRoles(_ rbac: JSONValue) throws(EmulatorRefusal) -> JSONValue {
    let roles = ["tags", "projects"].flatMap { rbac[$0]?.arrayValue ?? [] }.map { $0["role"]?.stringValue }
    guard roles.allSatisfy({ ["admin", "developer", "support", "auditor"].contains($0) }) else {
        throw .invalid("rbac: expected the roles admin, developer, support and auditor, found another")
    }
    return rbac
}

extension StoredRecord {
    /// A descoper in the service's JSON.
    fileprivate var descoper: JSONValue {
        JSONValue.object(members).filling([
            "id": .string(ownId), "loginIDs": [], "status": "invited",
            "attributes": ["displayName": "", "email": "", "phone": ""],
            "rbac": ["isCompanyAdmin": false, "tags": [], "projects": []],
        ])
    }
}

extension EmulatorState {
    fileprivate func descoper(_ id: String) throws(EmulatorRefusal) -> StoredRecord {
        guard let found = stored[StoredRecord.id(descoperKind, id)] else { throw .invalid("no descoper has this id") }
        return found
    }

    fileprivate func addDescoper(_ new: JSONValue) throws(EmulatorRefusal) -> JSONValue {
        let email = try checkedEmail(new["loginId"]?.stringValue ?? "")
        guard !stored.all(.kind, descoperKind).contains(where: { $0.members["loginIDs"] == [.string(email)] }) else {
            throw EmulatorRefusal(400, .userAlreadyExists, "a descoper with this login id exists")
        }
        var members: [String: JSONValue] = ["loginIDs": [.string(email)]]
        members["attributes"] = JSONValue.object(
            ["email": .string(email)].merging(new["attributes"]?.objectValue ?? [:]) { $1 }
        )
        members["rbac"] = try new["rbac"].map(checkedRoles)
        let descoper = StoredRecord(kind: descoperKind, members: members, ownId: try newId("U2"))
        try save(descoper)
        if new["sendInvite"] == true {
            try send(.init(loginId: email, method: "email", address: email, sentAt: now))
        }
        return descoper.descoper
    }
}
