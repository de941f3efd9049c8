import DescopeCore
import DescopeHTTP

extension Route {
    /// Signing in with a tenant's identity provider, at both of the service's paths for it.
    static let sso = ["sso", "saml"].flatMap { [startSSO($0), exchange($0)] }

    private static func startSSO(_ protocolName: String) -> Route {
        Route(
            "\(protocolName).start",
            .post,
            "/v1/auth/\(protocolName)/authorize",
            .projectOrRefresh,
            query: [.required("tenant")] + startQuery + .optional("ssoId", "forceAuthn", "test"),
            loginOptions
        ) { state, call throws(EmulatorRefusal) in
            _ = try call.askedFlag("forceAuthn")
            let sso = try state.sso(of: try call.required("tenant"), call.asked("ssoId"))
            return try state.authorize(call, .tenant(sso, protocolName: protocolName), .signUpOrIn)
        }
    }
}

extension EmulatorState {
    /// The SSO configuration of a tenant, found by its id or an email address of one of its domains.
    fileprivate func sso(of tenant: String, _ ssoId: String?) throws(EmulatorRefusal) -> EmulatedSSO {
        let candidates = federation.sso.filter {
            tenant.contains("@") ? $0.domains.contains(domain(of: tenant)) : $0.tenantId == tenant
        }
        guard let found = ssoId.map({ id in candidates.first { $0.ssoId == id } }) ?? candidates.first else {
            throw .invalid("no tenant with SSO has this id, email domain or SSO id")
        }
        return found
    }

    mutating func configureSSO(_ sso: EmulatedSSO) throws(EmulatorRefusal) {
        guard tenantJSON(sso.tenantId) != nil else { throw .invalid("the tenant does not exist") }
        for domain in sso.domains
        where federation.sso.contains(where: { $0.tenantId != sso.tenantId && $0.domains.contains(domain) }) {
            throw .invalid("the domain \(domain) is another tenant's")
        }
        for role in sso.groupRoles.values.joined() where !hasRole(role, tenantId: sso.tenantId) {
            throw .invalid("the role \(role) does not exist")
        }
        federation.sso.removeAll { $0.tenantId == sso.tenantId && $0.ssoId == sso.ssoId }
        federation.sso.append(sso)
    }
}
