import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A management key besides the project's own one. Only the digest of its secret is stored.
struct ManagementKeyRecord: EmulatorRecord {
    static let table = "managementKeys"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.managementKeys }

    enum Index: Int, TableIndex {
        case digest

        var isUnique: Bool { true }
    }

    let id: String
    let digest: String
    var name: String
    var summary: String
    var permittedIPs: [String]
    /// Its roles, which are kept but not applied: each key may do everything.
    let roles: JSONValue
    let createdAt: Date
    let expiresAt: Date?
    var isActive = true
    var version = 1

    func keys(_ index: Index) -> [TextKey] { [TextKey(digest)] }

    /// The key in the service's JSON.
    fileprivate var json: JSONValue {
        [
            "id": .string(id), "name": .string(name), "description": .string(summary),
            "status": isActive ? "active" : "inactive", "createdTime": .seconds(createdAt),
            "expireTime": expiresAt.map(JSONValue.seconds) ?? 0, "permittedIps": .texts(permittedIPs),
            "reBac": roles.filling(["companyRoles": [], "projectRoles": [], "tagRoles": []]),
            "version": .int(Int64(version)), "authzVersion": 0,
        ]
    }
}

extension Route {
    /// The management of management keys.
    static let managementKeys = [
        Route("managementKey.create", audit: "ManagementKeyCreated") { state, call in
            try call.requireNoNegativeNumber()
            let secret = try newId("K2")
            let key = ManagementKeyRecord(
                id: try newId("MK2"),
                digest: try digest(secret),
                name: try call.required("name"),
                summary: call.text("description") ?? "",
                permittedIPs: try call.permittedIPs() ?? [],
                roles: call.body["reBac"] ?? [:],
                createdAt: state.now,
                expiresAt: try call.expiry(now: state.now)
            )
            try state.save(key)
            return Response(body: ["key": key.json, "cleartext": .string(secret)])
        },
        Route("managementKey.load") { state, call in
            Response(body: ["key": try state.managedKey(try call.required("id")).json])
        },
        Route("managementKey.search") { state, _ in
            Response(body: ["keys": .array(state.managementKeys.all.map(\.json))])
        },
        Route("managementKey.update", audit: "ManagementKeyModified") { state, call in
            var key = try state.managedKey(try call.required("id"))
            let status = try call.required("status")
            guard ["active", "inactive"].contains(status) else {
                throw EmulatorRefusal.invalid("status: expected active or inactive, found another value")
            }
            key.name = try call.required("name")
            key.summary = call.text("description") ?? ""
            key.permittedIPs = try call.permittedIPs() ?? []
            key.isActive = status == "active"
            // A saved number may be any.
            key.version &+= 1
            try state.save(key)
            return Response(body: ["key": key.json])
        },
        Route("managementKey.delete", audit: "ManagementKeyDeleted") { state, call in
            let ids = try call.requiredTexts("ids")
            for id in ids { state.delete(try state.managedKey(id)) }
            return Response(body: ["total": .int(Int64(ids.count))])
        },
    ]
}

extension Call {
    /// When a new management key expires: `expiresIn` seconds from now, or at `expireTime`; nil for never.
    fileprivate func expiry(now: Date) throws(EmulatorRefusal) -> Date? {
        let (lifetime, end) = (number("expiresIn") ?? 0, number("expireTime") ?? 0)
        guard lifetime == 0 || end == 0 else { throw .invalid("expected one of expiresIn and expireTime, found both") }
        if lifetime > 0 { return now.addingTimeInterval(Double(lifetime)) }
        return end > 0 ? Date(timeIntervalSince1970: Double(end)) : nil
    }
}

extension EmulatorState {
    fileprivate func managedKey(_ id: String) throws(EmulatorRefusal) -> ManagementKeyRecord {
        guard let key = managementKeys[id] else { throw .invalid("no management key has the id \(id)") }
        return key
    }

    /// The id of the management key with a secret, or nil for the project's own key. Throws when there is no such key,
    /// or it may not be used.
    func managementKeyId(_ secret: String) throws(EmulatorRefusal) -> String? {
        if isSame(secret, managementKey) { return nil }
        guard let key = managementKeys.first(.digest, try digest(secret)) else {
            throw .unauthorized("the management key is wrong")
        }
        guard key.isActive, key.expiresAt.map({ now < $0 }) ?? true else {
            throw .unauthorized("the management key is inactive or has expired")
        }
        guard isPermitted(key.permittedIPs) else {
            throw .unauthorized("the management key is not permitted from this IP address")
        }
        return key.id
    }
}
