import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A client secret of an application. The service returns it again.
struct ClientSecretRecord: EmulatorRecord {
    static let table = "clientSecrets"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.clientSecrets }

    enum Index: Int, TableIndex {
        case app, name

        var isUnique: Bool { self == .name }
    }

    static let references: [Reference<Self>] = [Reference(to: StoredRecord.self, by: .app, onDelete: .delete)]

    let id: String
    /// The row of the application.
    let app: String
    let name: String
    var secret: SavedSecret
    var createdAt: Date
    let expiresAt: Date?

    func keys(_ index: Index) -> [TextKey] {
        switch index {
        case .app: [TextKey(app)]
        case .name: [TextKey("\(app)\0\(name)")]
        }
    }

    static func taken(_ index: Index) -> EmulatorRefusal { .invalid("the application has a secret with this name") }

    /// The secret in the service's JSON, without its value.
    fileprivate func json(_ now: Date) -> JSONValue {
        [
            "id": .string(id), "name": .string(name), "createdTime": .seconds(createdAt),
            "expireTime": expiresAt.map(JSONValue.seconds) ?? 0,
            "status": .string(expiresAt.map { $0 <= now } ?? false ? "expired" : "active"),
        ]
    }
}

extension Route {
    /// The operations of the client secrets of applications.
    ///
    /// - Parameter appId: The member for the application's id when one of several secrets is added or revoked.
    static func clientSecrets(of apps: StoredResource, _ area: String, appId: String) -> [Route] {
        [
            Route("\(area).addApplicationSecret", audit: apps.audit + "Modified") { state, call in
                let app = try state.confidential(apps, try call.required(appId))
                let end = call.number("expireTime") ?? 0
                guard end == 0 || Int64(end) > seconds(state.now) else {
                    throw EmulatorRefusal.invalid("expireTime: expected a time to come or 0, found another")
                }
                let secret = try state.addClientSecret(
                    to: app,
                    name: try call.required("name"),
                    expiresAt: end == 0 ? nil : Date(timeIntervalSince1970: Double(end)).inTokens
                )
                return Response(body: [
                    "meta": secret.json(state.now), "cleartext": .string(secret.secret.secret.reveal()),
                ])
            },
            Route("\(area).getApplicationSecret") { state, call in
                let app = try state.confidential(apps, try call.required("id"))
                let all = state.clientSecrets.all(.app, app.id)
                let name = call.asked("secretName")
                if all.count > 1, name == nil { throw EmulatorRefusal.missing("secretName") }
                guard let found = all.first(where: { name == nil || $0.name == name }) else {
                    throw EmulatorRefusal.invalid("the application has no such secret")
                }
                return Response(body: ["cleartext": .string(found.secret.secret.reveal())])
            },
            Route("\(area).rotateApplicationSecret", audit: apps.audit + "Modified") { state, call in
                let app = try state.confidential(apps, try call.required("id"))
                var secret =
                    if let first = state.clientSecrets.first(.app, app.id) { first } else {
                        try state.addClientSecret(to: app)
                    }
                (secret.secret, secret.createdAt) = (SavedSecret(try newSecret()), state.now)
                try state.save(secret)
                return Response(body: ["cleartext": .string(secret.secret.secret.reveal())])
            },
            Route("\(area).revokeApplicationSecret", audit: apps.audit + "Modified") { state, call in
                let app = try state.confidential(apps, try call.required(appId))
                let name = try call.required("name")
                guard let secret = state.clientSecrets.first(.name, "\(app.id)\0\(name)") else {
                    throw EmulatorRefusal.invalid("the application has no such secret")
                }
                state.delete(secret)
                let rest = state.clientSecrets.all(.app, app.id)
                return Response(body: ["secrets": .array(rest.map { $0.json(state.now) })])
            },
        ]
    }
}

extension EmulatorState {
    func application(_ apps: StoredResource, _ id: String) throws(EmulatorRefusal) -> StoredRecord {
        guard let app = stored(apps, id) else { throw .invalid("no application has this id") }
        return app
    }

    /// Adds a client secret to an application: a generated one, unless there is one to import.
    @discardableResult
    func addClientSecret(
        to app: StoredRecord,
        name: String = "default",
        expiresAt: Date? = nil,
        importing imported: String? = nil
    ) throws(EmulatorRefusal) -> ClientSecretRecord {
        let value = if let imported { Secret(imported) } else { try newSecret() }
        let secret = ClientSecretRecord(
            id: try newId("CS2"),
            app: app.id,
            name: name,
            secret: SavedSecret(value),
            createdAt: now,
            expiresAt: expiresAt
        )
        try save(secret)
        return secret
    }

    /// An application that authenticates itself with a secret.
    fileprivate func confidential(_ apps: StoredResource, _ id: String) throws(EmulatorRefusal) -> StoredRecord {
        let app = try application(apps, id)
        guard app.isConfidential else { throw .invalid("an application of this type has no secret") }
        return app
    }
}

extension StoredRecord {
    /// Whether an application authenticates itself with a secret.
    var isConfidential: Bool {
        members["nonConfidentialClient"] != true && members["oidcSettings"]?["clientType"] != "public"
            && members["appType"] ?? "oidc" == "oidc"
    }
}
