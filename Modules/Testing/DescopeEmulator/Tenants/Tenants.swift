import DescopeCore
import DescopeHTTP

extension Route {
    /// The management of tenants.
    static let tenants = [
        Route("tenant.create", audit: "TenantCreated") { state, call in
            let id = try state.addTenant(
                id: call.text("id"),
                name: try call.required("name"),
                parent: call.text("parent"),
                details: try call.tenantDetails(TenantRecord.newDetails)
            )
            return Response(body: ["id": .string(id)])
        },
        Route.command("tenant.update", audit: "TenantModified") { state, call in
            var tenant = try state.tenant(try call.required("id"))
            tenant.name = try call.required("name")
            let all = TenantRecord.newDetails
            try state.save(tenant, try call.tenantDetails(all), replacing: all)
        },
        Route.command("tenant.patch", audit: "TenantModified") { state, call in
            var tenant = try state.tenant(try call.required("id"))
            if call.body["name"] != nil { tenant.name = try call.required("name") }
            try state.save(tenant, try call.tenantDetails(TenantRecord.newDetails))
        },
        Route.command("tenant.updateDefaultRoles", audit: "TenantModified") { state, call in
            var tenant = try state.tenant(try call.required("id"))
            tenant.defaultRoles = try state.roleIds(call.texts("defaultRoles"), tenantId: tenant.id)
            try state.save(tenant)
        },
        Route("tenant.load") { state, call in
            Response(body: state.json(try state.tenant(try call.required("id"))))
        },
        Route("tenant.loadAll") { state, _ in
            Response(body: ["tenants": .array(state.tenants.all.map(state.json))])
        },
        Route("tenant.searchAll") { state, call in
            try call.requireChoices()
            let found = state.tenants.all.filter { state.matches($0, call) }
            return Response(body: ["tenants": .array(found.map(state.json))])
        },
        Route("tenant.getSettings") { state, call in
            let tenant = try state.tenant(try call.required("id"))
            let authType = JSONValue.string(state.authType(ofTenant: tenant.id).rawValue)
            let details = JSONValue.object(tenant.details.merging(["authType": authType]) { $1 })
            return Response(body: details.filling(.object(TenantRecord.newSettings)))
        },
        Route.command("tenant.configureSettings", audit: "TenantModified") { state, call in
            let tenant = try state.tenant(try call.required("tenantId"))
            // Three members are not settings but the tenant's own; most clients do not send them here.
            let all = TenantRecord.newSettings.merging(TenantRecord.newDetails) { $1 }
            try state.save(tenant, try call.tenantDetails(all), replacing: TenantRecord.newSettings)
            try state.requireFree(domains: try state.tenant(tenant.id).domains("domains"), for: tenant.id)
        },
        Route.command("tenant.delete", audit: "TenantDeleted") { state, call in
            let tenant = try state.tenant(try call.required("id"))
            if call.flag("cascade") {
                // What belongs to no other tenant.
                for user in state.users.all(.tenant, tenant.id) where user.memberships.tenants.count == 1 {
                    state.delete(user)
                }
                for key in state.accessKeys.all(.tenant, tenant.id) where key.memberships.tenants.count == 1 {
                    state.delete(key)
                }
            }
            state.delete(tenant)
        },
        Route.command("tenant.removeSSOUserSuffix", audit: "UserModified") { state, call in
            try state.shortenSSOLoginIds(ofTenant: try state.tenant(try call.required("tenantId")).id)
        },
    ]
}

extension Call {
    /// The values of members that have a fixed set of them.
    private static let choices: [String: [String]] = {
        let unit = ["minutes", "hours", "days", "weeks"]
        return [
            "authType": ["none", "saml", "oidc"], "roleInheritance": ["none", "userOnly"],
            "refreshTokenExpirationUnit": unit, "sessionTokenExpirationUnit": unit, "stepupTokenExpirationUnit": unit,
            "inactivityTimeUnit": unit,
        ]
    }()

    fileprivate func requireChoices() throws(EmulatorRefusal) {
        for (name, values) in Self.choices.sorted(by: { $0.key < $1.key }) {
            guard text(name).map(values.contains) ?? true else {
                throw .invalid("\(name): expected one of \(values.joined(separator: ", ")), found another value")
            }
        }
    }

    /// The members of the body that a template names.
    fileprivate func tenantDetails(_ template: [String: JSONValue]) throws(EmulatorRefusal) -> [String: JSONValue] {
        try requireChoices()
        try requireNoNegativeNumber()
        return body.filter { template[$0.key] != nil }
    }
}

extension EmulatorState {
    fileprivate func matches(_ tenant: TenantRecord, _ call: Call) -> Bool {
        [
            call.allows("tenantIds", [tenant.id]), call.allows("tenantNames", [tenant.name]),
            call.allows("tenantSelfProvisioningDomains", tenant.details["selfProvisioningDomains"]?.stringsValue ?? []),
            call.allows("tenantSSODomains", ssoDomains(of: tenant)),
            call.allows(attributes: tenant.details["customAttributes"]?.objectValue ?? [:]),
            call.text("authType").map { $0 == authType(ofTenant: tenant.id).rawValue } ?? true,
            call.text("parentTenantId").map { tenant.parent?.hasSameBytes(as: $0) ?? false } ?? true,
            !call.flag("topLevelOnly") || tenant.parent == nil,
        ].allSatisfy(\.self)
    }

    /// Shortens login ids that consist of the tenant's identity provider and the subject there, as SSO users without a
    /// verified email address have them, to the subject, unless another user has it as login id.
    fileprivate func shortenSSOLoginIds(ofTenant id: String) throws(EmulatorRefusal) {
        for account in accounts.all(.tenant, id) {
            guard var user = users[account.userId],
                let place = user.loginIds.firstIndex(where: { $0.text.hasSameBytes(as: account.loginId) }),
                self.user(account.subject) == nil
            else { continue }
            user.loginIds[place] = settings.loginId(account.subject)
            user.modifiedAt = now
            try save(user)
        }
    }
}
