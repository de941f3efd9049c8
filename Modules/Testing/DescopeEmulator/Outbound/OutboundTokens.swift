import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A token, or API key, with which an outbound application reaches another service for a user or a tenant.
struct OutboundTokenRecord: EmulatorRecord {
    static let table = "outboundTokens"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.outboundTokens }

    enum Index: Int, TableIndex {
        case app, user, tenant, owner
    }

    static let references: [Reference<Self>] = [
        Reference(to: StoredRecord.self, by: .app, onDelete: .delete),
        Reference(to: UserRecord.self, by: .user, onDelete: .delete),
        Reference(to: TenantRecord.self, by: .tenant, onDelete: .delete),
    ]

    /// What a token belongs to.
    struct Owner: Codable, Sendable {
        let appId: String
        /// Nil for a token of a whole tenant.
        let userId: String?
        let tenantId: String?

        fileprivate var key: String { "\(appId)\0\(userId ?? "")\0\(tenantId ?? "")" }
    }

    let id: String
    let owner: Owner
    let externalIdentifier: String
    let scopes: [String]
    var accessToken: SavedSecret?
    let accessTokenType: String
    /// Nil: not known, or never.
    var expiresAt: Date?
    let refreshToken: SavedSecret?
    let grantedBy: String
    var refreshedAt: Date?

    func keys(_ index: Index) -> [TextKey] {
        switch index {
        case .app: [TextKey(StoredRecord.id(StoredResource.outboundApps.kind, owner.appId))]
        case .user: owner.userId.map { [TextKey($0)] } ?? []
        case .tenant: owner.tenantId.map { [TextKey($0)] } ?? []
        case .owner: [TextKey(owner.key)]
        }
    }

    /// The token in the service's JSON; ``Route/completed`` adds the members that are not set.
    fileprivate func json(withRefreshToken: Bool) -> JSONValue {
        var json: [String: JSONValue] = [
            "id": .string(id), "appId": .string(owner.appId), "userId": .text(owner.userId),
            "tenantId": .text(owner.tenantId), "accessToken": .text(accessToken?.secret.reveal()),
            "accessTokenType": .string(accessTokenType), "hasRefreshToken": .bool(refreshToken != nil),
            "scopes": .texts(scopes), "grantedBy": .string(grantedBy),
            "externalIdentifier": .string(externalIdentifier),
        ]
        json["accessTokenExpiry"] = expiresAt.map(JSONValue.seconds)
        json["lastRefreshTime"] = refreshedAt.map(JSONValue.seconds)
        if withRefreshToken { json["refreshToken"] = .text(refreshToken?.secret.reveal()) }
        return .object(json)
    }
}

extension Route {
    /// The tokens of outbound applications.
    static let outboundTokens =
        ([true, false].flatMap(tokens)
        + [
            Route.command("outboundApplication.deleteTokenById", audit: "OutboundTokenDeleted") { state, call in
                guard let token = state.outboundTokens[try call.required("id")] else {
                    throw EmulatorRefusal.invalid("no token has this id")
                }
                state.delete(token)
            },
            Route.command("outboundApplication.deleteUserTokens", audit: "OutboundTokenDeleted") { state, call in
                let app = try call.asked("appId").map { try state.application(.outboundApps, $0) }
                let user = try call.asked("userId").map { try state.managedUser($0) }
                guard app != nil || user != nil else { throw EmulatorRefusal.missing("appId or userId") }
                let found =
                    user.map { state.outboundTokens.all(.user, $0.id) }
                    ?? app.map { state.outboundTokens.all(.app, $0.id) } ?? []
                for token in found where token.owner.userId != nil {
                    if app == nil || app?.ownId == token.owner.appId { state.delete(token) }
                }
            },
            Route("outboundApplication.listAppsWithUserToken") { state, call in
                let user = try state.managedUser(call.asked("userId"))
                let tenantId = call.asked("tenantId")
                let found = state.outboundTokens.all(.user, user.id).filter {
                    tenantId?.hasSameBytes(as: $0.owner.tenantId ?? "") ?? true
                }
                return Response(body: ["appIds": .texts(found.map(\.owner.appId).distinct)])
            },
        ]).map(\.completed)

    /// Uploading and fetching tokens of users, or those of tenants.
    private static func tokens(ofUsers: Bool) -> [Route] {
        let area = "outboundApplication"
        let (owner, fetched) = ofUsers ? ("User", "") : ("Tenant", "Tenant")
        return [
            command("\(area).upload\(owner)Token", audit: created) { try $0.upload($1, ofUser: ofUsers) },
            command("\(area).upload\(owner)ApiKey", audit: created) { try $0.upload($1, ofUser: ofUsers) },
            Route("\(area).batchUpload\(owner)Tokens", audit: created) { try $0.uploadAll($1, ofUsers: ofUsers) },
            Route("\(area).fetch\(fetched)Token", audit: refreshed) { try $0.fetch($1, ofUser: ofUsers) },
            Route("\(area).fetch\(fetched)TokenByScopes", audit: refreshed) { state, call in
                try state.fetch(call, ofUser: ofUsers, scopes: try call.requiredTexts("scopes"))
            },
        ]
    }

    private static let (created, refreshed) = ("OutboundTokenCreated", "OutboundTokenRefreshed")
}

extension EmulatorState {
    /// What the token of a request belongs to.
    private func owner(_ call: Call, ofUser: Bool) throws(EmulatorRefusal) -> OutboundTokenRecord.Owner {
        let appId = try application(.outboundApps, try call.required("appId")).ownId
        guard ofUser else {
            let tenant = try tenant(try call.required("tenantId"))
            return OutboundTokenRecord.Owner(appId: appId, userId: nil, tenantId: tenant.id)
        }
        let user = try managedUser(try call.required("userId"))
        let tenantId = call.text("tenantId")
        if let tenantId, !user.memberships.contains(tenant: tenantId) {
            throw .invalid("the user does not belong to the tenant")
        }
        return OutboundTokenRecord.Owner(appId: appId, userId: user.id, tenantId: tenantId)
    }

    fileprivate func upload(_ call: Call, ofUser: Bool) throws(EmulatorRefusal) {
        let owner = try owner(call, ofUser: ofUser)
        let isKey = call.body["apiKey"] != nil
        let appType = stored(.outboundApps, owner.appId)?.members["appType"]?.stringValue ?? ""
        // The type of an application that was created without one is not known.
        guard appType.isEmpty || isKey == (appType.lowercased() == "apikey") else {
            throw .invalid(isKey ? "the application does not use API keys" : "the application uses API keys")
        }
        let accessToken = isKey ? try call.required("apiKey") : call.text("accessToken")
        guard accessToken != nil || call.text("refreshToken") != nil else {
            throw .missing("refreshToken or accessToken")
        }
        let expiry = call.number("accessTokenExpiry") ?? 0
        guard expiry >= 0 else { throw .invalid("accessTokenExpiry is negative") }
        var token = OutboundTokenRecord(
            id: try newId("OT2"),
            owner: owner,
            externalIdentifier: call.text("externalIdentifier") ?? "",
            scopes: call.texts("scopes"),
            accessToken: accessToken.map { SavedSecret(Secret($0)) },
            accessTokenType: call.text("accessTokenType") ?? "",
            expiresAt: expiry == 0 ? nil : Date(timeIntervalSince1970: Double(expiry)).inTokens,
            refreshToken: call.text("refreshToken").map { SavedSecret(Secret($0)) },
            grantedBy: call.text("grantedBy") ?? ""
        )
        if call.flag("verifyRefresh") { try refresh(&token) }
        // A new token for the same purpose replaces the old one, and is the newest.
        for old in outboundTokens.all(.owner, owner.key)
        where old.externalIdentifier == token.externalIdentifier && Set(old.scopes) == Set(token.scopes) { delete(old) }
        try save(token)
    }

    /// Uploads all tokens, or none of them if one is refused.
    fileprivate func uploadAll(_ call: Call, ofUsers: Bool) throws(EmulatorRefusal) -> Response {
        var failures: [JSONValue] = []
        for token in try call.requiredEntries("tokens") {
            do { try upload(token, ofUser: ofUsers) } catch {
                var failure: [String: JSONValue] = ["errorCode": .string(error.code), "reason": .string(error.message)]
                for name in ["appId", "userId", "tenantId"] { failure[name] = token.body[name] ?? "" }
                failures.append(.object(failure))
            }
        }
        if !failures.isEmpty { rollBack() }
        return Response(body: ["failures": .array(failures)])
    }

    /// Fetches the newest token, or the newest one that has all scopes. A token that has expired is refreshed.
    fileprivate func fetch(_ call: Call, ofUser: Bool, scopes: [String] = []) throws(EmulatorRefusal) -> Response {
        let actingUser = try actingUser(call, scope: "outbound.token.fetch")
        let owner = try owner(call, ofUser: ofUser)
        if let actingUser {
            let isOwn =
                ofUser
                ? owner.userId == actingUser
                : users[actingUser]?.memberships.contains(tenant: owner.tenantId ?? "") ?? false
            guard isOwn else {
                throw EmulatorRefusal(403, .invalidArguments, "the token is another user's or tenant's")
            }
        }
        let identifier = call.text("externalIdentifier")
        let found = outboundTokens.all(.owner, owner.key).last(where: { token in
            (identifier ?? token.externalIdentifier) == token.externalIdentifier
                && scopes.allSatisfy(token.scopes.contains)
        })
        guard var found else { throw .invalid("there is no such token") }
        let options = call.body["options"]
        let isExpired = found.accessToken == nil || found.expiresAt.map { $0 <= now } ?? false
        if isExpired || options?["forceRefresh"] == true {
            try refresh(&found)
            try save(found)
        }
        return Response(body: ["token": found.json(withRefreshToken: options?["withRefreshToken"] == true)])
    }

    /// Refreshes an access token, as the other service would: each refresh token is valid there.
    private func refresh(_ token: inout OutboundTokenRecord) throws(EmulatorRefusal) {
        guard token.refreshToken != nil else {
            throw .invalid("the token cannot be refreshed: it has no refresh token")
        }
        token.accessToken = SavedSecret(try newSecret())
        token.expiresAt = now.addingTimeInterval(3600)
        token.refreshedAt = now
    }
}
