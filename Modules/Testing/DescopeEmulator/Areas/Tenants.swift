import DescopeCore
import DescopeHTTP

extension Route {
    /// The management of tenants, as far as tokens need it.
    static let tenants = [
        Route(
            "tenant.create",
            .post,
            "/v1/mgmt/tenant/create",
            .management,
            [
                .required("name"), .optional("selfProvisioningDomains", .list(.text)),
                .optional("customAttributes", .map(.any)),
                .optional("enforceSSO", .flag), .optional("enforceSSOExclusions", .list(.text)),
                .optional("disabled", .flag),
                .optional("federatedAppIds", .list(.text)),
            ] + .optional("id", "parent", "roleInheritance", "authType")
        ) { state, call throws(EmulatorRefusal) in
            let id = try state.addTenant(
                id: call.text("id"),
                name: try call.required("name"),
                customAttributes: call.body["customAttributes"]?.objectValue ?? [:]
            )
            return Reply(body: ["id": .string(id)])
        },
        Route(
            "tenant.load",
            .get,
            "/v1/mgmt/tenant",
            .management,
            query: .required("id")
        ) { state, call throws(EmulatorRefusal) in
            guard let tenant = state.tenantJSON(try call.required("id")) else {
                throw .invalid("the tenant does not exist")
            }
            return Reply(body: tenant)
        },
        Route(
            "tenant.delete",
            .post,
            "/v1/mgmt/tenant/delete",
            .management,
            [.required("id"), .optional("cascade", .flag)]
        ) { state, call throws(EmulatorRefusal) in
            let id = try call.required("id")
            guard state.tenantJSON(id) != nil else { throw .invalid("the tenant does not exist") }
            state.tenants.removeAll { $0.id == id }
            state.roles.removeAll { $0.tenantId == id }
            state.federation.sso.removeAll { $0.tenantId == id }
            for index in state.users.indices { state.users[index].tenants.removeAll { $0.id == id } }
            return Reply()
        },
    ]
}

extension EmulatorState {
    mutating func addTenant(
        id: String?,
        name: String,
        customAttributes: [String: JSONValue]
    ) throws(EmulatorRefusal) -> String {
        let id = if let id { id } else { try newId("T2") }
        guard tenantJSON(id) == nil else { throw .invalid("the tenant's id is taken") }
        guard !tenants.contains(where: { $0.name == name }) else { throw .invalid("the tenant's name is taken") }
        tenants.append(EmulatedTenant(id: id, name: name, customAttributes: customAttributes))
        return id
    }

    func tenantJSON(_ id: String) -> JSONValue? {
        tenants.first { $0.id == id }.map {
            [
                "id": .string($0.id), "name": .string($0.name), "customAttributes": .object($0.customAttributes),
                "selfProvisioningDomains": [],
            ]
        }
    }
}
