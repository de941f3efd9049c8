import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Route {
    /// The management of access keys.
    static let accessKeyManagement =
        accessKeyRoutes
        + [("activate", true), ("deactivate", false)].flatMap { name, isActive in
            [
                command("accessKey.\(name)", audit: "AccessKeyModified") { state, call in
                    try state.setAccessKeys([try call.required("id")], isActive: isActive)
                },
                command("accessKey.\(name)Batch", audit: "AccessKeyModified") { state, call in
                    try state.setAccessKeys(try call.requiredTexts("ids"), isActive: isActive)
                },
            ]
        }

    private static let accessKeyRoutes = [
        Route("accessKey.create", audit: "AccessKeyCreated") { state, call in
            let secret = try newSecret().reveal()
            let key = try state.addAccessKey(call, secret: secret)
            return Response(body: ["cleartext": .string(secret), "key": state.json(key)])
        },
        Route("accessKey.import", audit: "AccessKeyCreated") { state, call in
            var added: [JSONValue] = []
            for key in try call.requiredEntries("keys") {
                var one = key
                one.token = call.token
                added.append(state.json(try state.addAccessKey(one, secret: try one.required("cleartext"))))
            }
            return Response(body: ["keys": .array(added)])
        },
        Route("accessKey.load") { state, call in
            Response(body: ["key": state.json(try state.accessKey(try call.required("id")))])
        },
        Route("accessKey.searchAll") { state, call in
            let found = state.accessKeys.all.filter { $0.matches(call) }.map(state.json)
            let names = [
                "id", "name", "description", "status", "createdTime", "expireTime", "createdBy", "boundUserId",
            ]
            return Response(body: ["keys": .array(try call.sorted(found, by: names))])
        },
        Route("accessKey.update", audit: "AccessKeyModified") { state, call in
            var key = try state.accessKey(try call.required("id"))
            try state.change(&key, call)
            try state.save(key)
            return Response(body: ["key": state.json(key)])
        },
        Route("accessKey.rotate", audit: "AccessKeyModified") { state, call in
            var key = try state.accessKey(try call.required("id"))
            let secret = try newSecret().reveal()
            key.digest = try digest(secret)
            try state.save(key)
            return Response(body: ["cleartext": .string(secret), "key": state.json(key)])
        },
        Route.command("accessKey.delete", audit: "AccessKeyDeleted") { state, call in
            state.delete(try state.accessKey(try call.required("id")))
        },
        Route.command("accessKey.deleteBatch", audit: "AccessKeyDeleted") { state, call in
            for id in try call.requiredTexts("ids") { state.delete(try state.accessKey(id)) }
        },
    ]
}

extension AccessKeyRecord {
    fileprivate func matches(_ call: Call) -> Bool {
        let text = call.text("text")?.lowercased() ?? ""
        let words = [id, name, summary, createdBy].map { $0.lowercased() }
        return call.allows("tenantIds", memberships.tenants.map(\.id)) && call.allows(attributes: customAttributes)
            && (call.text("boundUserId") ?? userId) == userId && (call.text("creatingUser") ?? createdBy) == createdBy
            && (text.isEmpty || words.contains { $0.contains(text) })
    }
}

extension EmulatorState {
    fileprivate func accessKey(_ id: String) throws(EmulatorRefusal) -> AccessKeyRecord {
        guard let key = accessKeys[id] else { throw .invalid("no access key has the id \(id)") }
        return key
    }

    fileprivate func setAccessKeys(_ ids: [String], isActive: Bool) throws(EmulatorRefusal) {
        for id in ids {
            var key = try accessKey(id)
            key.isActive = isActive
            try save(key)
        }
    }

    /// Adds the access key that a request, or an element of a batch, describes.
    fileprivate func addAccessKey(_ call: Call, secret: String) throws(EmulatorRefusal) -> AccessKeyRecord {
        try call.requireNoNegativeNumber()
        let expiry = call.number("expireTime") ?? 0
        var key = AccessKeyRecord(
            id: try newId("K2"),
            name: "",
            digest: try digest(secret),
            userId: call.text("userId") == nil ? nil : try managedUser(call.text("userId")).id,
            memberships: Memberships(),
            createdAt: now,
            createdBy: call.actor,
            expiresAt: expiry == 0 ? nil : Date(timeIntervalSince1970: Double(expiry))
        )
        try change(&key, call)
        try save(key)
        return key
    }

    /// Changes what a request says of an access key; an empty list clears.
    fileprivate func change(_ key: inout AccessKeyRecord, _ call: Call) throws(EmulatorRefusal) {
        key.name = try call.required("name")
        key.summary = call.body["description"]?.stringValue ?? key.summary
        key.customClaims = call.body["customClaims"]?.objectValue ?? key.customClaims
        key.customAttributes = call.body["customAttributes"]?.objectValue ?? key.customAttributes
        key.permittedIPs = try call.permittedIPs() ?? key.permittedIPs
        if call.body["roleNames"] != nil {
            key.memberships.roles = try roleIds(call.texts("roleNames"), tenantId: nil)
        }
        if let tenants = call.body["keyTenants"]?.arrayValue {
            let roles = tenants.map { tenant in
                (key: tenant["tenantId"]?.stringValue ?? "", value: tenant["roleNames"]?.stringsValue ?? [])
            }
            key.memberships.tenants = try memberships([], roles).tenants
        }
    }

    /// The access key in the service's JSON.
    fileprivate func json(_ key: AccessKeyRecord) -> JSONValue {
        let tenants = key.memberships.tenants.map { tenant -> JSONValue in
            [
                "tenantId": .string(tenant.id), "tenantName": .text(self.tenants[tenant.id]?.name),
                "roleNames": .texts(names(ofRoles: tenant.roles)),
            ]
        }
        return [
            "id": .string(key.id), "name": .string(key.name), "description": .string(key.summary),
            "roleNames": .texts(names(ofRoles: key.memberships.roles)), "keyTenants": .array(tenants),
            "status": key.isActive ? "active" : "inactive", "createdTime": .seconds(key.createdAt),
            "expireTime": key.expiresAt.map(JSONValue.seconds) ?? 0, "createdBy": .string(key.createdBy),
            "clientId": "", "boundUserId": .text(key.userId), "customClaims": .object(key.customClaims),
            "permittedIps": .texts(key.permittedIPs), "customAttributes": .object(key.customAttributes),
            "editable": true,
        ]
    }
}
