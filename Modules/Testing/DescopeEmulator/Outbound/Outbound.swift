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
            },
            Route("outboundApplication.createApplicationByTemplate", audit: "OutboundApplicationCreated") {
                state,
                call in
                // The templates themselves are not emulated: the overrides are all that is known of them.
                var members = call.object("overrides")
                if members["name"] ?? "" == "" { members["name"] = .string(try call.required("templateId")) }
                members.merge(call.body.filter { $0.key != "overrides" }) { $1 }
                return try state.createOutboundApp(members)
            }.completed.stored,
            Route("outbound.createApplicationByDcrPreset", audit: "OutboundApplicationCreated") { state, call in
                // The other service registers the client; of a preset only the id is known.
                try state.createOutboundApp([
                    "name": .string(try call.required("dcrPresetId")), "useDcr": true,
                    "clientId": .string(try newId("")),
                    "tenantId": call.body["tenantId"] ?? "",
                ])
            }.completed.stored,
        ]
}

extension EmulatorState {
    fileprivate func createOutboundApp(_ members: [String: JSONValue]) throws(EmulatorRefusal) -> Response {
        let app = try create(.outboundApps, members).record
        return Response(body: [
            "app": .object(app.members.filter { !StoredResource.outboundApps.hidden.contains($0.key) })
        ])
    }
}
