import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension StoredResource {
    /// Inbound applications: third parties that act for users, with their consent.
    static let inboundApps = Self(
        kind: "inboundApps",
        audit: "InboundApplication",
        prefix: "TPA2",
        operations: [
            "inboundApplication.loadApplication": .load, "inboundApplication.loadApplicationV2": .load,
            "inboundApplication.loadAllApplications": .search(), "inboundApplication.loadAllApplicationsV2": .search(),
            "inboundApplication.updateApplication": .update, "inboundApplication.updateApplicationV2": .update,
            "inboundApplication.patchApplication": .patch, "inboundApplication.patchApplicationV2": .patch,
            "inboundApplication.deleteApplication": .delete, "inboundApplication.deleteApplicationBatch": .deleteAll,
        ],
        unique: ["clientId"],
        prepare: { _, members throws(EmulatorRefusal) in
            if members["clientId"] ?? "" == "" { members["clientId"] = .string(try newId("")) }
            // The service's words are not documented.
            if members["status"] == nil { members["status"] = "active" }
        }
    )
}

extension Route {
    /// The management of inbound applications and of the consents to them.
    static let inboundApplications =
        stored(.inboundApps).map(\.stateful) + clientSecrets(of: .inboundApps, "inboundApplication", appId: "id")
        + [
            Route("inboundApplication.createApplication", audit: "InboundApplicationCreated", createInboundApp),
            Route("inboundApplication.createApplicationV2", audit: "InboundApplicationCreated", createInboundApp),
        ].map(\.completed) + consents

    private static let createInboundApp: Handler = { state, call in
        guard call.text("consentFlowId") == nil else {
            throw EmulatorRefusal.invalid("consentFlowId is not emulated")
        }
        let app = try state.create(.inboundApps, call.body.filter { $0.key != "clientSecret" }).record
        var body: [String: JSONValue] = ["id": .string(app.ownId), "clientId": app.members["clientId"] ?? ""]
        if app.isConfidential {
            let secret = try state.addClientSecret(to: app, importing: call.text("clientSecret"))
            body["cleartext"] = .string(secret.secret.secret.reveal())
        }
        return Response(body: .object(body))
    }
}

// MARK: - Consents

/// The consent of a user, or of a whole tenant, to what an inbound application may do.
struct ConsentRecord: EmulatorRecord {
    static let table = "consents"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.consents }

    enum Index: Int, TableIndex {
        case app, user, tenant
    }

    static let references: [Reference<Self>] = [
        Reference(to: StoredRecord.self, by: .app, onDelete: .delete),
        Reference(to: UserRecord.self, by: .user, onDelete: .delete),
        Reference(to: TenantRecord.self, by: .tenant, onDelete: .delete),
    ]

    let id: String
    let appId: String
    /// Nil: the consent of a whole tenant.
    let userId: String?
    let tenantId: String?
    var scopes: [String]
    let grantedBy: String
    let createdAt: Date
    var modifiedAt: Date

    func keys(_ index: Index) -> [TextKey] {
        switch index {
        case .app: [TextKey(StoredRecord.id(StoredResource.inboundApps.kind, appId))]
        case .user: userId.map { [TextKey($0)] } ?? []
        case .tenant: tenantId.map { [TextKey($0)] } ?? []
        }
    }

    fileprivate var json: JSONValue {
        [
            "id": .string(id), "appId": .string(appId), "userId": .text(userId), "tenantId": .text(tenantId),
            "scopes": .texts(scopes), "grantedBy": .string(grantedBy), "createdTime": .seconds(createdAt),
            "modifiedTime": .seconds(modifiedAt), "ExpireTime": 0,
        ]
    }
}

extension Route {
    private static let consents = [
        Route("inboundApplication.searchConsents") { state, call in
            let found = state.findConsents(
                ids: call.list("consentId"),
                appId: call.text("appId"),
                userIds: call.list("userId"),
                tenantId: call.text("tenantId")
            )
            let page = try call.page(of: found)
            return Response(body: ["consents": .array(page.rows.map(\.json)), "total": .int(Int64(page.total))])
        },
        Route("inboundApplication.deleteConsents", audit: "InboundApplicationConsentDeleted") { state, call in
            try state.deleteConsents(call, ofTenants: false)
        },
        Route("inboundApplication.deleteTenantConsents", audit: "InboundApplicationConsentDeleted") { state, call in
            try state.deleteConsents(call, ofTenants: true)
        },
    ]
}

extension Call {
    fileprivate func list(_ name: String) -> [String] { text(name).map { [$0] } ?? [] }
}

extension EmulatorState {
    /// The consents that meet all of these conditions; an empty one allows any.
    fileprivate func findConsents(
        ids: [String],
        appId: String?,
        userIds: [String],
        tenantId: String?
    ) -> [ConsentRecord] {
        let candidates =
            if !ids.isEmpty { ids.compactMap { consents[$0] } } else if !userIds.isEmpty {
                userIds.flatMap { consents.all(.user, $0) }
            } else if let appId {
                consents.all(.app, StoredRecord.id(StoredResource.inboundApps.kind, appId))
            } else if let tenantId { consents.all(.tenant, tenantId) } else { consents.all }
        return candidates.filter { consent in
            appId?.hasSameBytes(as: consent.appId) ?? true && tenantId?.hasSameBytes(as: consent.tenantId ?? "") ?? true
                && (userIds.isEmpty || consent.userId.map(userIds.hasSame) ?? false)
        }
    }

    /// Deletes the consents that a request describes, either of users or of whole tenants.
    fileprivate func deleteConsents(_ call: Call, ofTenants: Bool) throws(EmulatorRefusal) -> Response {
        let (ids, userIds) = (call.texts("consentIds"), call.texts("userIds"))
        let (appId, tenantId) = (call.text("appId"), call.text("tenantId"))
        guard !ids.isEmpty || !userIds.isEmpty || appId != nil || tenantId != nil else {
            throw .missing("consentIds, appId or tenantId")
        }
        for consent in findConsents(ids: ids, appId: appId, userIds: userIds, tenantId: tenantId)
        where (consent.userId == nil) == ofTenants { delete(consent) }
        return Response()
    }

    /// Records a consent, or adds scopes to an earlier one.
    func addConsent(
        to appId: String,
        of loginId: String?,
        tenant: String?,
        scopes: [String]
    ) throws(EmulatorRefusal) -> String {
        let app = try application(.inboundApps, appId)
        let user = if let loginId { try managedUser(loginId) } else { nil as UserRecord? }
        if let tenant { _ = try self.tenant(tenant) }
        guard user != nil || tenant != nil else { throw .missing("the user or the tenant") }
        // Of a user or a tenant there are fewer than of an application.
        let near = user.map { consents.all(.user, $0.id) } ?? consents.all(.tenant, tenant ?? "")
        let known = near.first { $0.appId == app.ownId && $0.userId == user?.id && $0.tenantId == tenant }
        let id = if let known { known.id } else { try newId("CON2") }
        var consent = ConsentRecord(
            id: id,
            appId: appId,
            userId: user?.id,
            tenantId: tenant,
            scopes: known?.scopes ?? [],
            grantedBy: user?.id ?? "management",
            createdAt: known?.createdAt ?? now,
            modifiedAt: now
        )
        consent.scopes += scopes.filter { !consent.scopes.contains($0) }
        try save(consent)
        return consent.id
    }
}

// MARK: - Tokens of applications

extension EmulatorState {
    /// Makes the access token that an inbound application obtains by OAuth: for a user, or for itself.
    func appToken(
        for appId: String,
        scopes: [String],
        of loginId: String?,
        until end: Date
    ) throws(EmulatorRefusal) -> Secret {
        let app = try application(.inboundApps, appId)
        let subject = if let loginId { try managedUser(loginId).id } else { app.ownId }
        let claims: [String: JSONValue] = [
            "client_id": app.members["clientId"] ?? "", "scope": .string(scopes.joined(separator: " ")),
        ]
        return Secret(try sign(claims, subject, until: end))
    }

    /// Checks a request that an application may send instead of management, and returns the id of the user it acts for.
    /// Management and an application that acts for itself act for all users.
    func actingUser(_ call: Call, scope: String) throws(EmulatorRefusal) -> String? {
        guard let claims = call.token.flatMap(claimsOfOwn) else { return nil }
        let scopes = claims["scope"]?.stringValue?.split(separator: " ") ?? []
        let clientId = claims["client_id"] ?? ""
        // Other tokens have a claim `drn`; custom claims may have any other name.
        guard claims["drn"] == nil, claims["exp"]?.intValue ?? 0 > seconds(now),
            let app = try? stored(.inboundApps, Call(["clientId": clientId]))
        else { throw .unauthorized("expected a valid access token of an inbound application") }
        guard scopes.contains(Substring(scope)) else {
            throw EmulatorRefusal(403, .invalidArguments, "the access token does not have the scope \(scope)")
        }
        let subject = claims["sub"]?.stringValue ?? ""
        return subject == app.ownId ? nil : subject
    }
}
