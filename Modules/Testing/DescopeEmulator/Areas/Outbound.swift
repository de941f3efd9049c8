import DescopeCore
import DescopeHTTP

extension Route {
    static let outbound = [
        Route(
            "outbound.connect",
            .post,
            "/v1/outbound/oauth/connect",
            .refresh,
            [
                .required("appId"), .optional("tenantId"), .optional("tenantLevel", .flag),
                .optional(
                    "options",
                    .object([.optional("scopes", .list(.text))] + .optional("redirectUrl", "externalIdentifier"))
                ),
            ]
        ) { state, call throws(EmulatorRefusal) in
            let user = state.users[try state.userIndex(ofToken: call.token)]
            let appId = try call.required("appId")
            guard state.outboundApps.contains(appId) else { throw .invalid("the outbound application is unknown") }
            if let tenant = call.text("tenantId") {
                guard user.tenants.contains(where: { $0.id == tenant }) else {
                    throw .invalid("the user does not belong to the tenant")
                }
            } else if call.flag("tenantLevel") {
                throw .missing("tenantId")
            }
            // A URL that does not resolve: the rest of the connection happens at the other service.
            return Reply(body: ["url": .string("https://outbound.invalid/authorize?state=\(try state.newId(""))")])
        }
    ]
}
