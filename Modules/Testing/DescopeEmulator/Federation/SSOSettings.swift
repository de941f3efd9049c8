import DescopeCore
import DescopeHTTP

extension Route {
    /// The management of tenants' SSO configurations.
    static let ssoSettings: [Route] = [
        Route("sso.newSettings", audit: "SSOSettingsCreated") { state, call in
            let tenant = try state.tenant(try call.required("tenantId"))
            // Only people see the name of a configuration.
            _ = try call.required("displayName")
            let ssoId = if let id = call.text("ssoId") { id } else { try newId("SSO2") }
            let new = SSORecord(tenantId: tenant.id, ssoId: ssoId)
            guard ssoId != SSORecord.defaultId, state.ssoConfigurations[new.id] == nil else {
                throw EmulatorRefusal.invalid("the ssoId is taken")
            }
            try state.keep(new)
            return Response(body: try state.json(new))
        },
        Route("sso.loadSettings") { state, call in Response(body: try state.json(try state.ssoConfiguration(call))) },
        Route("sso.loadAllSettings") { state, call in
            let all = try state.ssoConfigurations(call)
            return Response(body: ["SSOSettings": .array(try all.map { try state.json($0) })])
        },
        Route("sso.getSettings") { state, call in
            let sso = try state.ssoConfiguration(call)
            let saml = state.samlJSON(sso)
            let own: [String: JSONValue] = [
                "tenantId": .string(sso.tenantId), "domains": .texts(sso.domains), "domain": .text(sso.domains.first),
                "userMapping": saml["attributeMapping"] ?? [:],
            ]
            return Response(body: .object(saml.merging(own) { $1 }))
        },
        Route("sso.configureSAMLSettings", audit: "SSOSettingsModified", configureSAML),
        Route("sso.configureSAMLByMetadata", audit: "SSOSettingsModified", configureSAML),
        Route("sso.configureOIDCSettings", audit: "SSOSettingsModified") { state, call in
            try state.editSSO(call) { state, sso throws(EmulatorRefusal) in
                let settings = call.object("settings")
                // The client secret is never returned, and nothing here uses it.
                let new = settings.filter { !["clientSecret", "lastSuccessTestTime"].contains($0.key) }
                sso.oidc.replace(new, keeping: ["providerID", "scimProviderID"])
                sso.oidc.roles = try state.groupRoles(settings, tenantId: sso.tenantId)
                (sso.authType, sso.domains) = (.oidc, call.domains)
            }
        },
        Route("sso.configureSettings", audit: "SSOSettingsModified") { state, call in
            try state.editSAML(call, by: ["idpURL", "entityId", "idpCert"])
        },
        Route("sso.configureMetadata", audit: "SSOSettingsModified") { state, call in
            try state.editSAML(call, by: ["idpMetadataURL"])
        },
        Route("sso.configureMapping", audit: "SSOSettingsModified") { state, call in
            try state.editSSO(call) { state, sso throws(EmulatorRefusal) in
                let new = try state.groupRoles(call.body, tenantId: sso.tenantId)
                if call.body["roleMappings"] != nil { sso.saml.roles.mappings = new.mappings }
                if call.body["defaultSSORoles"] != nil { sso.saml.roles.defaults = new.defaults }
                if let mapping = call.body["attributeMapping"] { sso.saml.members["attributeMapping"] = mapping }
            }
        },
        Route("sso.configureSSORedirectURL", audit: "SSOSettingsModified") { state, call in
            try state.editSSO(call) { _, sso throws(EmulatorRefusal) in
                let (saml, oidc) = (call.body["samlRedirectUrl"], call.body["oauthRedirectUrl"])
                guard saml != nil || oidc != nil else { throw .missing("samlRedirectUrl or oauthRedirectUrl") }
                if let saml { sso.saml.members["redirectUrl"] = saml }
                if let oidc { sso.oidc.members["redirectUrl"] = oidc }
            }
        },
        Route("sso.configureAuthType", audit: "SSOSettingsModified") { state, call in
            guard let authType = SSORecord.AuthType(rawValue: try call.required("authType")) else {
                throw EmulatorRefusal.invalid("authType: expected none, saml or oidc, found another value")
            }
            return try state.editSSO(call) { _, sso in sso.authType = authType }
        },
        Route("sso.updateProviderIds", audit: "SSOSettingsModified") { state, call in
            try state.editSSO(call) { _, sso in
                if let id = call.body["samlProviderId"] { sso.saml.members["providerID"] = id }
                if let id = call.body["samlScimProviderId"] { sso.saml.members["scimProviderID"] = id }
                if let id = call.body["oidcProviderId"] { sso.oidc.members["providerID"] = id }
                if let id = call.body["oidcScimProviderId"] { sso.oidc.members["scimProviderID"] = id }
            }
        },
        Route.command("sso.deleteSettings", audit: "SSOSettingsDeleted") { state, call in
            let sso = try state.ssoConfiguration(call)
            // Cross-App Access has an operation of its own for that.
            var empty = SSORecord(tenantId: sso.tenantId, ssoId: sso.ssoId)
            empty.xaa = sso.xaa
            if empty.xaa == nil { state.delete(empty) } else { try state.keep(empty) }
        },
        Route.command("sso.recalculateSSOMappings", audit: "UserModified") { state, call in
            let sso = try state.ssoConfiguration(call)
            for account in state.accounts.all(.tenant, sso.tenantId)
            where account.source.sso?.ssoId.hasSameBytes(as: sso.ssoId) == true {
                guard var user = state.users[account.userId] else { continue }
                try state.join(sso.source, &user, account.groups)
                user.modifiedAt = state.now
                try state.save(user)
            }
        },
        Route("sso.configureXAASettings", audit: "SSOSettingsModified") { state, call in
            try state.editSSO(call) { state, sso throws(EmulatorRefusal) in
                var xaa = SSORecord.Settings()
                xaa.replace(call.body.filter { !["tenantId", "ssoId"].contains($0.key) }, keeping: [])
                xaa.roles = try state.groupRoles(call.body, tenantId: sso.tenantId)
                sso.xaa = xaa
            }
        },
        Route("sso.loadXAASettings") { state, call in
            Response(body: state.xaaJSON(try state.ssoConfiguration(call)))
        },
        Route("sso.loadAllXAASettings") { state, call in
            let all = try state.ssoConfigurations(call).filter { $0.xaa != nil }
            return Response(body: ["XAASettings": .array(all.map { state.xaaJSON($0) })])
        },
        Route("sso.deleteXAASettings", audit: "SSOSettingsModified") { state, call in
            try state.editSSO(call) { _, sso in sso.xaa = nil }
        },
    ].map(\.completed)

    private static let configureSAML: Handler = { state, call in
        try state.editSSO(call) { state, sso throws(EmulatorRefusal) in
            let settings = call.object("settings")
            var new = settings
            // The keys themselves are never returned; nothing here signs or encrypts.
            for (key, certificate) in [("spEncryptionKey", "spCertificate"), ("spSignKey", "spSignCertificate")] {
                let key = new.removeValue(forKey: key)?.stringValue ?? ""
                if !key.isEmpty { new[certificate] = .string(try digest(key)) }
            }
            new["disableSignRequest"] = nil
            for (name, stored) in SSORecord.storedNames where new[name] != nil {
                new[stored] = new.removeValue(forKey: name)
            }
            new["redirectUrl"] = call.body["redirectUrl"]
            sso.saml.replace(new, keeping: ["providerID", "scimProviderID", "spCertificate", "spSignCertificate"])
            sso.saml.roles = try state.groupRoles(settings, tenantId: sso.tenantId)
            (sso.authType, sso.domains) = (.saml, call.domains)
        }
    }
}

extension SSORecord {
    /// The members of requests that responses name differently.
    fileprivate static let storedNames = [
        "idpUrl": "idpSSOUrl", "idpURL": "idpSSOUrl", "entityId": "idpEntityId", "idpCert": "idpCertificate",
        "idpAdditionalCerts": "idpAdditionalCertificates", "idpMetadataURL": "idpMetadataUrl",
    ]
}

extension SSORecord.Settings {
    private static let roleNames: Set = ["roleMappings", "groupsMapping", "defaultSSORoles", "groupsPriority"]

    /// Replaces all members, except for some that are kept until there is a new value.
    fileprivate mutating func replace(_ new: [String: JSONValue], keeping kept: Set<String>) {
        members = members.filter { kept.contains($0.key) }
            .merging(new.filter { !Self.roleNames.contains($0.key) }) { $1 }
    }
}

extension Call {
    fileprivate var domains: [String] { texts("domains").map { $0.lowercased() } }
}

// MARK: - Finding and changing

extension EmulatorState {
    /// The SSO configuration that a request names. One without an id that was never set up is empty.
    fileprivate func ssoConfiguration(_ call: Call) throws(EmulatorRefusal) -> SSORecord {
        let tenant = try tenant(try call.required("tenantId"))
        let ssoId = call.given("ssoId").flatMap { $0 == SSORecord.defaultId ? nil : $0 } ?? ""
        let empty = SSORecord(tenantId: tenant.id, ssoId: ssoId)
        if let found = ssoConfigurations[empty.id] { return found }
        guard ssoId.isEmpty else { throw .invalid("the tenant has no SSO configuration with this ssoId") }
        return empty
    }

    /// All configurations of a tenant.
    fileprivate func ssoConfigurations(_ call: Call) throws(EmulatorRefusal) -> [SSORecord] {
        ssoConfigurations.all(.tenant, try tenant(try call.required("tenantId")).id)
    }

    fileprivate func editSSO(
        _ call: Call,
        _ change: (EmulatorState, inout SSORecord) throws(EmulatorRefusal) -> Void
    ) throws(EmulatorRefusal) -> Response {
        var sso = try ssoConfiguration(call)
        try change(self, &sso)
        try keep(sso)
        return Response()
    }

    /// Changes how the identity provider is reached, as the deprecated operations do: they keep the other settings.
    fileprivate func editSAML(_ call: Call, by names: [String]) throws(EmulatorRefusal) -> Response {
        try editSSO(call) { _, sso throws(EmulatorRefusal) in
            for name in SSORecord.storedNames.values { sso.saml.members[name] = nil }
            for name in names { sso.saml.members[SSORecord.storedNames[name] ?? name] = call.body[name] }
            if let redirectURL = call.body["redirectURL"] { sso.saml.members["redirectUrl"] = redirectURL }
            (sso.authType, sso.domains) = (.saml, call.domains)
        }
    }

    /// The roles of groups, as requests or responses state them.
    fileprivate func groupRoles(_ settings: [String: JSONValue], tenantId: String) throws(EmulatorRefusal) -> GroupRoles
    {
        func list(_ name: String) -> [JSONValue] { settings[name]?.arrayValue ?? [] }
        var roles = GroupRoles()
        for mapping in list("roleMappings") + list("groupsMapping") {
            let byId = mapping["role"]?["id"]?.stringValue.flatMap { self.roles[$0]?.name }
            let name = byId ?? mapping["role"]?["name"]?.stringValue ?? mapping["roleName"]?.stringValue ?? ""
            for role in try roleIds([name], tenantId: tenantId) {
                roles.mappings.append(.init(role: role, groups: mapping["groups"]?.stringsValue ?? []))
            }
        }
        roles.defaults = try roleIds(settings["defaultSSORoles"]?.stringsValue ?? [], tenantId: tenantId)
        roles.priority = settings["groupsPriority"]?.stringsValue ?? []
        return roles
    }
}

// MARK: - Responses

extension EmulatorState {
    /// The configuration in the service's JSON; ``Route/completed`` adds the members that are not set.
    fileprivate func json(_ sso: SSORecord) throws(EmulatorRefusal) -> JSONValue {
        let roleMappings = sso.oidc.roles.mappings.map { mapping -> JSONValue in
            ["roleName": .text(roles[mapping.role]?.name), "groups": .texts(mapping.groups)]
        }
        let oidc: [String: JSONValue] = ["userAttrMapping": [:], "roleMappings": .array(roleMappings)]
        return [
            "tenant": json(try tenant(sso.tenantId)), "saml": .object(samlJSON(sso)), "ssoId": .string(sso.ssoId),
            "oidc": .object(oidc.merging(json(sso.oidc)) { $1 }),
        ]
    }

    /// The settings of SAML, with those that the project has when nothing is set.
    fileprivate func samlJSON(_ sso: SSORecord) -> [String: JSONValue] {
        let (tenant, ssoId) = (percentEncoded(sso.tenantId), percentEncoded(sso.ssoId))
        var address =
            "https://emulator.invalid/v1/auth/saml/acs?projectId=\(percentEncoded(projectId))&tenantId=\(tenant)"
        if !ssoId.isEmpty { address += "&ssoId=\(ssoId)" }
        let usual: [String: JSONValue] = [
            "attributeMapping": ["name": "name", "email": "email", "phoneNumber": "phone"],
            "spEntityId": .string("\(projectId)-\(sso.tenantId)"), "spACSUrl": .string(address),
            // Not certificates: nothing here signs or encrypts.
            "spCertificate": .string("emulated certificate of \(sso.tenantId)"),
            "spSignCertificate": .string("emulated signing certificate of \(sso.tenantId)"),
        ]
        return usual.merging(json(sso.saml).filter { $0.value != "" }) { $1 }
    }

    fileprivate func xaaJSON(_ sso: SSORecord) -> JSONValue {
        .object(json(sso.xaa ?? SSORecord.Settings()).merging(["ssoId": .string(sso.ssoId)]) { $1 })
    }

    private func json(_ settings: SSORecord.Settings) -> [String: JSONValue] {
        let mappings = settings.roles.mappings.map { mapping -> JSONValue in
            [
                "role": ["id": .string(mapping.role), "name": .text(roles[mapping.role]?.name)],
                "groups": .texts(mapping.groups),
            ]
        }
        return settings.members.merging([
            "groupsMapping": .array(mappings), "groupsPriority": .texts(settings.roles.priority),
            "defaultSSORoles": .texts(names(ofRoles: settings.roles.defaults)),
        ]) { $1 }
    }
}
