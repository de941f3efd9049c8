public import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A link with which the admin of a tenant configures SSO. Only the digest of its token is stored.
struct SSOLinkRecord: EmulatorRecord {
    static let table = "ssoLinks"
    static var path: ReferenceWritableKeyPath<EmulatorState, Table<Self>> { \.ssoLinks }
    static let isWaiting = true

    enum Index: Int, TableIndex {
        case tenant, configuration
    }

    static let references: [Reference<Self>] = [
        Reference(to: TenantRecord.self, by: .tenant, onDelete: .delete),
        Reference(to: SSORecord.self, by: .configuration, onDelete: .delete),
    ]

    let id: String
    let tenantId: String
    let ssoId: String
    let expiresAt: Date

    var forgottenAt: Date? { expiresAt }

    func keys(_ index: Index) -> [TextKey] {
        switch index {
        case .tenant: [TextKey(tenantId)]
        // The configuration without an id need not exist before it is set up.
        case .configuration: ssoId.isEmpty ? [] : [TextKey(SSORecord.id(tenantId, ssoId))]
        }
    }
}

extension Route {
    /// The links with which admins of tenants configure SSO.
    static let ssoLinks = [
        Route("tenant.generateSSOConfigurationLink", audit: "TenantAdminLinkCreated", generateSSOLink),
        Route(
            "tenant.generateSSOConfigurationLink",
            "tenant.generateSSOConfigurationLinkV1",
            audit: "TenantAdminLinkCreated",
            generateSSOLink
        ),
        Route.command("tenant.sendSSOConfigurationLink", audit: "TenantAdminLinkCreated") { state, call in
            _ = try call.required("email")
            _ = try state.ssoLink(call)
        },
        Route("tenant.ssoConfigurationLinkForUser") { state, call in
            // Its page signs in the user, so there is no token in it.
            let tenant = try state.tenant(try call.required("tenantId"))
            return Response(body: [
                "adminSSOConfigurationLink": .string("\(ssoPage)?tenant=\(percentEncoded(tenant.id))")
            ])
        },
        Route.command("tenant.revokeSSOConfigurationLink", audit: "TenantAdminLinkRevoked") { state, call in
            let (tenantId, ssoId) = try state.ssoIds(call)
            for link in state.ssoLinks.all(.tenant, tenantId) where link.ssoId.hasSameBytes(as: ssoId) {
                state.delete(link)
            }
        },
    ]

    private static let generateSSOLink: Handler = { state, call in
        Response(body: ["adminSSOConfigurationLink": .string(try state.ssoLink(call).reveal())])
    }
}

private let ssoPage = "https://emulator.invalid/sso-setup"

extension EmulatorState {
    /// The tenant of a request, and the id of its SSO configuration, which is empty for the one without an id.
    func ssoIds(_ call: Call) throws(EmulatorRefusal) -> (tenantId: String, ssoId: String) {
        let tenantId = try tenant(try call.required("tenantId")).id
        let ssoId = call.text("ssoId") ?? ""
        return (tenantId, ssoId == SSORecord.defaultId ? "" : ssoId)
    }

    /// Makes a link, and sends it to the request's email address if there is one.
    fileprivate func ssoLink(_ call: Call) throws(EmulatorRefusal) -> Secret {
        let (tenantId, ssoId) = try ssoIds(call)
        guard ssoId.isEmpty || ssoConfigurations[SSORecord.id(tenantId, ssoId)] != nil else {
            throw .invalid("the tenant has no SSO configuration with this ssoId")
        }
        try call.requireNoNegativeNumber()
        // The service's default is not documented.
        let lifetime = call.number("expireTime").flatMap { $0 == 0 ? nil : Double($0) } ?? 24 * 3600
        let token = try newSecret().reveal()
        let expiresAt = now.addingTimeInterval(lifetime).inTokens
        try save(SSOLinkRecord(id: try digest(token), tenantId: tenantId, ssoId: ssoId, expiresAt: expiresAt))
        let link = Secret("\(ssoPage)?t=\(token)")
        if let email = try call.text("email").map(checkedEmail) {
            try send(.init(loginId: email, method: "email", address: email, sentAt: now, link: link))
        }
        return link
    }
}

extension EmulatorBackend {
    /// Opens a link to the configuration of a tenant's SSO, as the tenant's admin would.
    ///
    /// - Returns: The tenant's id.
    /// - Throws: ``EmulatorRefusal`` when the link is unknown, expired or revoked.
    public func openSSOConfigurationLink(_ link: some SecretConvertible) throws(EmulatorRefusal) -> String {
        let link = link.asSecret
        return try edit { state throws(EmulatorRefusal) in
            guard let token = link.queryItem("t"), let found = state.ssoLinks[try digest(token.reveal())] else {
                throw .unauthorized("the link is unknown, expired or revoked")
            }
            return found.tenantId
        }
    }
}
