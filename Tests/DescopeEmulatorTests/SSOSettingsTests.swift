import DescopeCore
import DescopeEmulator
import DescopeHTTP
import Testing

/// The management of tenants' SSO configurations, and what follows for signing in.
@Suite struct SSOSettingsTests {
    private let project: Project

    init() throws {
        project = try Project()
        for id in ["acme", "globex"] { try project.backend.addTenant(id: id, name: id) }
        try project.backend.addRole("staff")
        for role in ["editor", "viewer"] { try project.backend.addRole(role, tenantId: "acme") }
    }

    private static let saml: JSONValue = [
        "idpUrl": "https://idp.example.com/sso", "entityId": "urn:idp:acme", "idpCert": "MIIB",
        "roleMappings": [
            ["groups": ["eng", "ops"], "roleName": "editor"], ["groups": ["all"], "roleName": "viewer"],
        ],
    ]
    private static let oidc: JSONValue = ["name": "Acme", "clientId": "acme-client", "clientSecret": "hush"]

    /// Sends a request about a tenant, which must succeed.
    @discardableResult
    private func set(_ path: String, _ members: [String: JSONValue], tenant: String = "acme") async throws -> Answer {
        let body = JSONValue.object(members.merging(["tenantId": .string(tenant)]) { own, _ in own })
        let answer = try await project.manage("/v1/mgmt/sso/\(path)", body)
        #expect(answer.status == 200, "\(path): \(answer.body)")
        return answer
    }

    private func load(_ path: String = "/v2/mgmt/sso/settings", _ query: [String: String] = [:]) async throws -> Answer
    {
        let items = query.merging(["tenantId": "acme"]) { own, _ in own }.sorted { $0.key < $1.key }
        return try await project.send(
            .get,
            path,
            bearer: StrictnessTests.management,
            query: items.map { APIQueryItem($0.key, $0.value) }
        )
    }

    private func delete(_ path: String, _ query: [String: String] = [:]) async throws -> Int {
        let items = query.merging(["tenantId": "acme"]) { own, _ in own }.sorted { $0.key < $1.key }
        return try await project.send(
            .delete,
            "/v1/mgmt/sso/\(path)",
            bearer: StrictnessTests.management,
            query: items.map { APIQueryItem($0.key, $0.value) }
        ).status
    }

    private func start(_ query: [String: String] = ["tenant": "acme"]) async throws -> Answer {
        try await project.start("/v1/auth/sso/authorize", query)
    }

    private func signIn(groups: [String], _ query: [String: String] = ["tenant": "acme"]) async throws -> Answer {
        let url = try #require(try await start(query).body["url"]?.stringValue)
        let ada = Identity(email: "ada@acme.example", subject: "1815", groups: groups)
        return try await project.exchange(project.backend.identityProvider.signIn(at: url, as: ada), at: "sso")
    }

    private func roles(_ answer: Answer) throws -> JSONValue? { try answer.claims["tenants"]?["acme"]?["roles"] }

    // MARK: - Members

    @Test("before anything is set up, the deprecated load has the project's values")
    func unset() async throws {
        let settings = try await load("/v1/mgmt/sso/settings").body
        #expect(settings["tenantId"] == "acme")
        for name in ["idpEntityId", "idpSSOUrl", "idpCertificate", "idpMetadataUrl", "redirectUrl", "domain"] {
            #expect(settings[name] == "", "\(name)")
        }
        #expect((settings["domains"], settings["groupsMapping"]) == ([], []))
        #expect(settings["spEntityId"] == .string("\(Project.projectId)-acme"))
        let address = settings["spACSUrl"]?.stringValue ?? ""
        #expect(address.contains("projectId=\(Project.projectId)") && address.contains("tenantId=acme"))
        #expect(
            settings["userMapping"] == [
                "name": "name", "email": "email", "phoneNumber": "phone", "username": "", "group": "", "givenName": "",
                "middleName": "", "familyName": "", "picture": "", "verifiedEmail": "", "verifiedPhone": "",
                "customAttributes": [:],
            ]
        )
        let loaded = try await load().body
        for name in ["spCertificate", "spSignCertificate"] { #expect(loaded["saml"]?[name]?.stringValue != "") }
        #expect(try await start().errorCode == "E011004")
    }

    @Test("SAML settings have other names when they are loaded")
    func samlNames() async throws {
        let before = try await load().body["saml"]
        let settings = (Self.saml.objectValue ?? [:]).merging([
            "idpAdditionalCerts": ["MIIC"], "spEncryptionKey": "key", "spSignKey": "key 2",
            "attributeMapping": ["group": "memberOf"], "defaultSSORoles": ["viewer"], "spEntityId": "urn:sp",
        ]) { $1 }
        try await set(
            "saml",
            ["settings": .object(settings), "redirectUrl": "https://a.example/cb", "domains": ["Acme.example"]]
        )
        let loaded = try await load().body
        let saml = loaded["saml"]
        #expect(saml?["idpSSOUrl"] == "https://idp.example.com/sso")
        #expect((saml?["idpEntityId"], saml?["idpCertificate"]) == ("urn:idp:acme", "MIIB"))
        #expect((saml?["idpAdditionalCertificates"], saml?["spEntityId"]) == (["MIIC"], "urn:sp"))
        #expect((saml?["redirectUrl"], saml?["defaultSSORoles"]) == ("https://a.example/cb", ["viewer"]))
        #expect((saml?["attributeMapping"]?["group"], saml?["attributeMapping"]?["name"]) == ("memberOf", ""))
        #expect(saml?["groupsMapping"]?[0]?["role"]?["name"] == "editor")
        #expect(saml?["groupsMapping"]?[0]?["role"]?["id"]?.stringValue?.isEmpty == false)
        #expect(saml?["groupsMapping"]?[0]?["groups"] == ["eng", "ops"])
        for name in ["spCertificate", "spSignCertificate"] { #expect(saml?[name] != before?[name]) }
        #expect((loaded["tenant"]?["domains"], loaded["tenant"]?["authType"]) == (["acme.example"], "saml"))

        // Empty values replace the earlier ones, but a key that was given stays.
        try await set("saml", ["settings": Self.saml])
        let replaced = try await load().body
        #expect((replaced["saml"]?["redirectUrl"], replaced["tenant"]?["domains"]) == ("", []))
        #expect(replaced["saml"]?["spEntityId"] == .string("\(Project.projectId)-acme"))
        #expect(replaced["saml"]?["spCertificate"] == saml?["spCertificate"])
    }

    @Test("a client secret comes back empty")
    func oidcSecret() async throws {
        try await set("oidc", ["settings": Self.oidc])
        let oidc = try await load().body["oidc"]
        #expect((oidc?["clientId"], oidc?["clientSecret"], oidc?["scope"]) == ("acme-client", "", []))
        #expect(try await load().body["tenant"]?["authType"] == "oidc")
    }

    @Test("the deprecated operations keep what they do not state")
    func deprecated() async throws {
        try await set(
            "settings",
            [
                "idpURL": "https://idp.example.com/sso", "entityId": "urn:idp", "idpCert": "MIIB",
                "redirectURL": "https://a.example/cb", "domains": ["a.example", "b.example"],
            ]
        )
        try await set(
            "mapping",
            [
                "roleMappings": [["groups": ["eng"], "roleName": "staff"]],
                "attributeMapping": ["name": "cn", "email": nil, "phoneNumber": nil, "customAttributes": nil],
            ]
        )
        try await set(
            "metadata",
            ["idpMetadataURL": "https://idp.example.com/m", "redirectURL": nil, "domains": ["c.example"]]
        )
        let settings = try await load("/v1/mgmt/sso/settings").body
        #expect((settings["idpMetadataUrl"], settings["idpSSOUrl"]) == ("https://idp.example.com/m", ""))
        #expect((settings["redirectUrl"], settings["domain"]) == ("https://a.example/cb", "c.example"))
        #expect(settings["domains"] == ["c.example"])
        #expect((settings["userMapping"]?["name"], settings["userMapping"]?["email"]) == ("cn", ""))
        #expect(settings["userMapping"]?.objectValue?.count == 12)
        #expect(settings["groupsMapping"]?[0]?["role"]?["name"] == "staff")
        #expect(settings["groupsMapping"]?.arrayValue?.count == 1)
    }

    @Test("Cross-App Access stands beside the other settings")
    func xaa() async throws {
        try await set(
            "xaa/settings",
            [
                "enabled": true, "settings": ["issuers": ["https://i.example": ["jitDisabled": true]]],
                "roleMappings": [["groups": ["eng"], "roleName": "editor"]], "providerID": "okta",
            ]
        )
        let loaded = try await load("/v1/mgmt/sso/xaa/settings").body
        #expect((loaded["enabled"], loaded["providerID"], loaded["ssoId"]) == (true, "okta", ""))
        #expect(loaded["settings"]?["issuers"]?["https://i.example"]?["jitDisabled"] == true)
        #expect(loaded["groupsMapping"]?[0]?["role"]?["name"] == "editor")
        #expect(try await load("/v1/mgmt/sso/xaa/settings/all").body["XAASettings"] == [loaded])
        #expect(try await delete("settings") == 200)
        #expect(try await load("/v1/mgmt/sso/xaa/settings").body["enabled"] == true)
        #expect(try await delete("xaa/settings") == 200)
        #expect(try await load("/v1/mgmt/sso/xaa/settings").body["enabled"] == false)
        #expect(try await load("/v1/mgmt/sso/xaa/settings/all").body["XAASettings"] == [])
    }

    @Test("ids of providers are set one by one, and outlast other changes")
    func providerIds() async throws {
        try await set("provider-ids", ["samlProviderId": "okta", "oidcScimProviderId": "entra"])
        try await set("provider-ids", ["samlScimProviderId": "okta-scim"])
        try await set("saml", ["settings": Self.saml])
        let loaded = try await load().body
        #expect((loaded["saml"]?["providerID"], loaded["saml"]?["scimProviderID"]) == ("okta", "okta-scim"))
        #expect((loaded["oidc"]?["providerID"], loaded["oidc"]?["scimProviderID"]) == ("", "entra"))
    }

    // MARK: - Signing in

    @Test("the settings decide whether and where a sign-in starts")
    func startFollows() async throws {
        try await set("saml", ["settings": Self.saml, "domains": ["acme.example"]])
        #expect(try await start(["tenant": "ada@acme.example"]).status == 200)
        #expect(try await signIn(groups: []).body["user"]?["SAML"] == true)
        try await set("oidc", ["settings": Self.oidc])
        #expect(try await start(["tenant": "ada@acme.example"]).status == 400)
        #expect(try await signIn(groups: []).body["idpResponse"]?["idpOIDCClaims"] == [:])
        // What was stored of SAML is used again.
        try await set("settings/authtype", ["authType": "saml"])
        #expect(try roles(try await signIn(groups: ["ops"])) == ["editor"])
        try await set("settings/authtype", ["authType": "none"])
        #expect(try await start().status == 400)
        #expect(try await load().body["saml"]?["idpCertificate"] == "MIIB")
        try await set("settings/authtype", ["authType": "saml"])
        #expect(try await start().status == 200)
        #expect(try await delete("settings") == 200)
        #expect(try await start().status == 400)
        #expect(try await load().body["saml"]?["idpCertificate"] == "")
        #expect(try await load().body["tenant"]?["authType"] == "none")
    }

    @Test("the redirect URL of the settings is used where a start states none")
    func redirectURL() async throws {
        try await set("saml", ["settings": Self.saml, "redirectUrl": "https://a.example/saml"])
        try await set("redirect", ["oauthRedirectUrl": "https://a.example/oidc"])
        func redirect(_ query: [String: String]) async throws -> String {
            let url = try #require(try await start(query).body["url"]?.stringValue)
            return try project.backend.identityProvider.deny(at: url).url.reveal()
        }
        #expect(try await redirect(["tenant": "acme"]).hasPrefix("https://a.example/saml?"))
        #expect(
            try await redirect(["tenant": "acme", "redirectURL": "https://b.example/cb"]).hasPrefix("https://b.example")
        )
        try await set("redirect", ["samlRedirectUrl": "https://c.example/saml"])
        #expect(try await redirect(["tenant": "acme"]).hasPrefix("https://c.example/saml?"))
        try await set("settings/authtype", ["authType": "oidc"])
        #expect(try await redirect(["tenant": "acme"]).hasPrefix("https://a.example/oidc?"))
    }

    @Test(
        "groups become roles: of several by their priority, and the usual ones without any",
        arguments: [
            (["eng", "all"], [], [], ["editor", "viewer"]), (["all", "eng"], ["eng", "all"], [], ["editor"]),
            (["all"], ["eng"], ["staff"], ["viewer"]), (["none"], [], ["staff"], ["staff"]),
            (["none"], ["eng"], [], []),
        ] as [([String], [String], [String], [String])]
    )
    func groupRoles(_ groups: [String], _ priority: [String], _ usual: [String], _ expected: [String]) async throws {
        func texts(_ all: [String]) -> JSONValue { .array(all.map(JSONValue.string)) }
        let settings = (Self.saml.objectValue ?? [:]).merging([
            "groupsPriority": texts(priority), "defaultSSORoles": texts(usual),
        ]) { $1 }
        try await set("saml", ["settings": .object(settings)])
        #expect(try roles(try await signIn(groups: groups)) == (expected.isEmpty ? JSONValue?.none : texts(expected)))
    }

    @Test("mapped attributes of the identity become the user's; others do not", arguments: [false, true])
    func attributes(_ usesOIDC: Bool) async throws {
        let mapping: JSONValue = ["givenName": "first", "familyName": "last", "customAttributes": ["costCenter": "cc"]]
        let settings = usesOIDC ? Self.oidc : Self.saml
        let name = usesOIDC ? "userAttrMapping" : "attributeMapping"
        let members = (settings.objectValue ?? [:]).merging([name: mapping]) { $1 }
        try await set(usesOIDC ? "oidc" : "saml", ["settings": .object(members)])
        func user(_ attributes: [String: JSONValue]) async throws -> JSONValue? {
            let url = try #require(try await start().body["url"]?.stringValue)
            let ada = Identity(email: "ada@acme.example", subject: "1815", attributes: attributes)
            let redirect = try project.backend.identityProvider.signIn(at: url, as: ada)
            return try await project.exchange(redirect, at: "sso").body["user"]
        }
        let first = try await user(["first": "Ada", "cc": 7, "middleName": "King"])
        #expect((first?["givenName"], first?["middleName"], first?["familyName"]) == ("Ada", "", ""))
        #expect(first?["customAttributes"] == ["costCenter": 7])
        let second = try await user(["last": "Lovelace", "cc": 8])
        #expect((second?["givenName"], second?["familyName"]) == ("Ada", "Lovelace"))
        #expect(second?["customAttributes"] == ["costCenter": 8])
    }

    @Test("a new mapping affects users who have signed in before only when it is applied")
    func recalculate() async throws {
        try await set("saml", ["settings": Self.saml])
        let refreshJwt = try await signIn(groups: ["all"]).refreshJwt
        try await set("mapping", ["roleMappings": [["groups": ["all"], "roleName": "staff"]]])
        func current() async throws -> JSONValue? {
            try roles(try await project.post("/v1/auth/refresh", token: refreshJwt))
        }
        #expect(try await current() == ["viewer"])
        try await set("recalculate-mappings", [:])
        #expect(try await current() == ["staff"])
    }

    @Test("a tenant has several configurations, each with its own settings")
    func several() async throws {
        let made = try await set("settings/new", ["ssoId": "okta", "displayName": "Okta"]).body
        #expect((made["ssoId"], made["tenant"]?["id"]) == ("okta", "acme"))
        let other = try await set("settings/new", ["displayName": "Other"]).body["ssoId"]?.stringValue ?? ""
        #expect(!other.isEmpty)
        #expect(try await start(["tenant": "acme", "ssoId": "okta"]).status == 400)
        try await set("oidc", ["settings": Self.oidc, "ssoId": "okta"])
        #expect(try await signIn(groups: [], ["tenant": "acme", "ssoId": "okta"]).body["tenantSSOID"] == "okta")
        #expect(try await load().body["oidc"]?["clientId"] == "")
        #expect(try await load().body["tenant"]?["authType"] == "none")
        let all = try await load("/v2/mgmt/sso/settings/all").body["SSOSettings"]?.arrayValue
        #expect(all?.compactMap { $0["ssoId"]?.stringValue } == ["okta", other])
        #expect(all?.first?["oidc"]?["clientId"] == "acme-client")
        #expect(try await delete("settings", ["ssoId": "okta"]) == 200)
        #expect(try await delete("settings", ["ssoId": "okta"]) == 400)
        #expect(try await load("/v2/mgmt/sso/settings", ["ssoId": "okta"]).status == 400)
    }

    // MARK: - Deletions and refusals

    @Test("a role that a mapping names can be deleted, and the settings of a tenant are deleted with it")
    func deletions() async throws {
        let mappings = Self.saml["roleMappings"] ?? []
        let oidc = (Self.oidc.objectValue ?? [:]).merging(["roleMappings": mappings]) { $1 }
        try await set("oidc", ["settings": .object(oidc)])
        try await set("xaa/settings", ["roleMappings": mappings])
        try await set("saml", ["settings": Self.saml, "domains": ["acme.example"]])
        let role: JSONValue = ["name": "editor", "tenantId": "acme"]
        #expect(try await project.manage("/v1/mgmt/role/delete", role).status == 200)
        let loaded = try await load().body
        let xaa = try await load("/v1/mgmt/sso/xaa/settings").body
        for settings in [loaded["saml"], loaded["oidc"], xaa] {
            let mapping = settings?["groupsMapping"]?.arrayValue
            #expect(mapping?.compactMap { $0["role"]?["name"]?.stringValue } == ["viewer"])
        }
        #expect(try await project.manage("/v1/mgmt/tenant/delete", ["id": "acme"]).status == 200)
        #expect(try await load().status == 400)
        try project.backend.addTenant(id: "acme", name: "Acme")
        #expect(try await load().body["saml"]?["idpCertificate"] == "")
        #expect(try await start(["tenant": "ada@acme.example"]).status == 400)
    }

    @Test(
        "requests that are refused",
        arguments: [
            ("saml", ["tenantId": "none", "settings": saml]),
            ("saml", ["settings": ["idpUrl": "u", "entityId": "e", "idpCert": "c", "defaultSSORoles": ["none"]]]),
            (
                "oidc",
                ["settings": ["name": "n", "clientId": "c", "roleMappings": [["groups": [], "roleName": "none"]]]]
            ),
            ("oidc", ["settings": oidc, "ssoId": "none"]), ("oidc", ["settings": oidc, "domains": ["globex.example"]]),
            ("settings/authtype", ["authType": "ldap"]), ("redirect", [:]),
            ("settings/new", ["ssoId": "default_ssoid"]),
            ("settings/new", ["ssoId": "default_ssoid", "displayName": "Default"]),
            ("settings/new", ["ssoId": "taken", "displayName": "Taken"]), ("provider-ids", ["ssoId": "none"]),
            ("recalculate-mappings", ["ssoId": "none"]),
        ] as [(String, [String: JSONValue])]
    )
    func refused(_ path: String, _ members: [String: JSONValue]) async throws {
        try project.backend.configureSSO(tenant: "globex", domains: ["globex.example"])
        try await set("settings/new", ["ssoId": "taken", "displayName": "Taken"])
        let body = JSONValue.object(members.merging(["tenantId": "acme"]) { own, _ in own })
        #expect(try await project.manage("/v1/mgmt/sso/\(path)", body).status == 400)
    }
}
