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
        Route(
            "session.refresh",
            .post,
            "/v1/auth/refresh",
            .projectOrRefresh,
            [.optional("externalToken")]
        ) { state, call throws(EmulatorRefusal) in
            if call.token == nil, let token = call.text("externalToken") { return try state.migrate(token) }
            return try state.tokens(
                of: try state.sessionIndex(call.token),
                newRefreshToken: state.settings.rotatesRefreshTokens
            )
        },
        Route(
            "session.selectTenant",
            .post,
            "/v1/auth/tenant/select",
            .refresh,
            [.required("tenant")]
        ) { state, call throws(EmulatorRefusal) in
            let tenant = try call.required("tenant")
            let user = state.users[try state.userIndex(ofToken: call.token)]
            guard user.tenants.contains(where: { $0.id == tenant }) else {
                throw .invalid("the user does not belong to the tenant")
            }
            let index = try state.sessionIndex(call.token)
            state.sessions[index].currentTenant = tenant
            return try state.tokens(of: index, newRefreshToken: true)
        },
        Route(
            "session.logOut",
            .post,
            "/v1/auth/logout",
            .refresh,
            [.optional("logoutType", .list(.text))]
        ) { state, call throws(EmulatorRefusal) in
            state.sessions[try state.sessionIndex(call.token)].isOver = true
            return .clearedCookies
        },
        Route(
            "session.logOutEverywhere",
            .post,
            "/v1/auth/logoutall",
            .refresh,
            [.optional("logoutType", .list(.text))]
        ) { state, call throws(EmulatorRefusal) in
            state.endSessions(of: state.sessions[try state.sessionIndex(call.token)].userId)
            return .clearedCookies
        },
        Route("session.me", .get, "/v1/auth/me", .refresh) { state, call throws(EmulatorRefusal) in
            Reply(body: state.json(state.users[try state.userIndex(ofToken: call.token)]))
        },
        Route(
            "session.myTenants",
            .post,
            "/v1/auth/me/tenants",
            .refresh,
            [.optional("dct", .flag), .optional("ids", .list(.text))]
        ) { state, call throws(EmulatorRefusal) in
            let session = state.sessions[try state.sessionIndex(call.token)]
            let user = state.users[try state.userIndex(ofToken: call.token)]
            let ids = call.body["ids"]?.stringsValue ?? []
            guard !call.flag("dct") || ids.isEmpty else { throw .invalid("dct and ids are mutually exclusive") }
            let current = user.currentTenant(chosen: session.currentTenant)
            let wanted = user.tenants.map(\.id).filter {
                call.flag("dct") ? $0 == current : ids.isEmpty || ids.contains($0)
            }
            return Reply(body: ["tenants": .array(wanted.compactMap(state.tenantJSON))])
        },
        Route("session.history", .get, "/v1/auth/me/history", .refresh) { state, call throws(EmulatorRefusal) in
            let user = state.users[try state.userIndex(ofToken: call.token)]
            return Reply(
                body: .array(
                    user.signIns.reversed().map {
                        [
                            "userId": .string(user.id), "loginTime": .int(Int64($0.timeIntervalSince1970)),
                            "ip": "127.0.0.1", "city": "", "country": "",
                        ]
                    }
                )
            )
        },
    ]
}

extension EmulatorState {
    /// Signs in the user of another service's token.
    fileprivate mutating func migrate(_ externalToken: String) throws(EmulatorRefusal) -> Reply {
        guard let loginId = handovers.recognize?(Secret(externalToken)) else {
            throw .unauthorized("the external token is not accepted by the project")
        }
        if userIndex(loginId) == nil { users.append(try newUser(loginId)) }
        var reply = try signIn(try userIndex(signingIn: loginId), by: [])
        reply.merge(["externalToken": .string(externalToken)])
        return reply
    }
}

extension Reply {
    /// Empty tokens, and the settings of their cookies.
    fileprivate static var clearedCookies: Reply {
        Reply(body: [
            "sessionJwt": "", "refreshJwt": "", "cookieDomain": "", "cookiePath": "/", "cookieMaxAge": 0,
            "cookieExpiration": 0,
        ])
    }
}
