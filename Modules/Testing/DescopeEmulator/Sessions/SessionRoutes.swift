import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Route {
    /// The operations of sessions.
    static let session = [
        Route("session.refresh") { state, call in try state.refresh(call) },
        Route("session.tryRefresh", credentials: .projectOrRefresh) { state, call in
            // Without a session the response is empty instead of an error.
            do { return try state.refresh(call) } catch let refusal as EmulatorRefusal where refusal.status == 401 {
                return Response()
            }
        },
        Route("session.selectTenant") { state, call in
            let tenant = try call.required("tenant")
            var session = try state.session(call.token)
            guard try state.memberships(of: session).contains(tenant: tenant) else { throw EmulatorRefusal.noMember }
            session.currentTenant = tenant
            return try state.tokens(of: session, newRefreshToken: true)
        },
        Route("session.logOut", "session.logout") { state, call in
            state.delete(try state.session(call.token))
            return state.clearedTokens
        },
        Route("session.logOutEverywhere", "session.logoutAll") { state, call in
            state.endSessions(of: try state.session(call.token).userId)
            return state.clearedTokens
        },
        Route("session.me") { state, call in
            Response(body: state.json(try state.user(ofToken: call.token)))
        },
        Route("session.myTenants") { state, call in
            let session = try state.session(call.token)
            let memberships = try state.memberships(of: session)
            let ids = call.texts("ids")
            guard !call.flag("dct") || ids.isEmpty else {
                throw EmulatorRefusal.invalid("dct and ids are mutually exclusive")
            }
            let current = memberships.currentTenant(chosen: session.currentTenant)
            let wanted = memberships.tenants.map(\.id).filter {
                call.flag("dct") ? current?.hasSameBytes(as: $0) ?? false : ids.isEmpty || ids.hasSame($0)
            }
            return Response(body: ["tenants": .array(wanted.compactMap { state.tenants[$0]?.ownJSON })])
        },
        Route("session.history") { state, call in
            Response(body: .array(state.history(of: try state.user(ofToken: call.token))))
        },
    ]
}

extension EmulatorState {
    fileprivate func refresh(_ call: Call) throws(EmulatorRefusal) -> Response {
        if call.token == nil, let token = call.text("externalToken") { return try migrate(token) }
        let session = try session(call.token ?? call.cookieToken)
        return try tokens(of: session, newRefreshToken: settings.rotatesRefreshTokens)
    }

    /// Signs in the user of another service's token.
    fileprivate func migrate(_ externalToken: String) throws(EmulatorRefusal) -> Response {
        guard let loginId = recognizeExternalToken?(Secret(externalToken)) else {
            throw .unauthorized("the external token is not accepted by the project")
        }
        let user = if let known = user(loginId) { known } else { try newUser(loginId) }
        var response = try signIn(user, by: [])
        response.merge(["externalToken": .string(externalToken)])
        return response
    }
}

extension EmulatorRefusal {
    static let noMember = invalid("the user does not belong to the tenant, or it is disabled or requires its SSO")
}
