import DescopeCore
import DescopeHTTP

extension StoredResource {
    /// Outbound applications: connections to other services on behalf of users.
    static let outboundApps = Self(
        kind: "outboundApps",
        audit: "OutboundApplication",
        prefix: "OB2",
        operations: [
            "outboundApplication.createApplication": .create, "outboundApplication.loadApplication": .load,
            "outboundApplication.loadAllApplications": .search(), "outboundApplication.updateApplication": .update,
            "outboundApplication.deleteApplication": .delete,
        ],
        hidden: ["clientSecret"]
    )
}

extension Route {
    static let outbound =
        stored(.outboundApps) + [
            Route("outbound.connect") { state, call in
                let user = try state.user(ofToken: call.token)
                let appId = try call.required("appId")
                guard state.stored(.outboundApps, appId) != nil else {
                    throw EmulatorRefusal.invalid("the outbound application is unknown")
                }
                if let tenant = call.text("tenantId") {
                    guard user.memberships.contains(tenant: tenant) else {
                        throw EmulatorRefusal.invalid("the user does not belong to the tenant")
                    }
                } else if call.flag("tenantLevel") {
                    throw EmulatorRefusal.missing("tenantId")
                }
                // A URL that does not resolve: the rest of the connection happens at the other service.
                return Response(body: ["url": .string("https://outbound.invalid/authorize?state=\(try newId(""))")])
            }
        ]
}
