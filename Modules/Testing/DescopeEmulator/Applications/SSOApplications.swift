import DescopeCore
import DescopeHTTP

extension StoredResource {
    /// Federated applications, whose users sign in with this project.
    static let ssoApps = Self(
        kind: "ssoApps",
        audit: "SSOApplication",
        prefix: "SA2",
        operations: [
            "ssoApplication.load": .load, "ssoApplication.loadAll": .search(), "ssoApplication.delete": .delete,
        ],
        prepare: { state, members throws(EmulatorRefusal) in
            guard let kind = SSOApplicationKind(rawValue: members["appType"]?.stringValue ?? "") else { return }
            var settings = members[kind.settings]?.objectValue ?? [:]
            let id = percentEncoded(members["id"]?.stringValue ?? "")
            // The endpoints themselves are not emulated.
            let address = "https://emulator.invalid/\(percentEncoded(state.projectId))/\(id)"
            if kind == .oidc {
                if settings["clientId"] ?? "" == "" { settings["clientId"] = .string(try newId("")) }
                settings["issuer"] = .string(address)
                settings["discoveryUrl"] = .string(address + "/.well-known/openid-configuration")
            } else {
                if settings["useMetadataInfo"] == true, settings["metadataUrl"] ?? "" == "" {
                    throw .missing("metadataUrl")
                }
                settings["idpEntityId"] = .string(address)
                settings["idpCert"] = .string("emulated certificate of \(state.projectId)")
                for (name, path) in [
                    ("idpMetadataUrl", "metadata"), ("idpSsoUrl", "sso"), ("idpInitiatedUrl", "initiate"),
                    ("idpLogoutUrl", "logout"),
                ] { settings[name] = .string("\(address)/\(path)") }
            }
            members[kind.settings] = .object(settings)
        }
    )
}

extension StoredRecord {
    /// The key by which a federated application is referred to with its id.
    static func keyOfSSOApp(_ id: String) -> TextKey { TextKey(Self.id(StoredResource.ssoApps.kind, id)) }

    /// Whether an id is that of the federated application with a key.
    static func isSSOApp(_ key: String) -> (_ id: String) -> Bool { { keyOfSSOApp($0) == TextKey(key) } }
}

/// The protocol of a federated application.
private enum SSOApplicationKind: String, CaseIterable {
    case oidc, saml, wsfed

    /// How the operations are named.
    var name: String {
        switch self {
        case .oidc: "Oidc"
        case .saml: "Saml"
        case .wsfed: "WsFed"
        }
    }

    /// The member that contains what only this protocol has.
    var settings: String { "\(rawValue)Settings" }

    /// The members that all applications have. The others are those of the protocol.
    static let common = ["name", "description", "logo", "enabled", "customAttributes"]

    /// The members of an application that a request states; null for those that it leaves out.
    func members(_ call: Call) -> [String: JSONValue] {
        var members = Dictionary(uniqueKeysWithValues: Self.common.map { ($0, call.body[$0] ?? .null) })
        members["appType"] = .string(rawValue)
        members[settings] = .object(
            call.body.filter { !Self.common.contains($0.key) && !["id", "clientSecret"].contains($0.key) }
        )
        return members
    }
}

extension Route {
    /// The management of federated applications.
    static let ssoApplications =
        stored(.ssoApps).map(\.stateful)
        + definitions(.ssoApps, "ssoApplication.load", "ssoApplication")
        + clientSecrets(of: .ssoApps, "ssoApplication", appId: "appId")
        + SSOApplicationKind.allCases.flatMap { kind in
            [
                Route("ssoApplication.create\(kind.name)Application", audit: "SSOApplicationCreated") { state, call in
                    var members = kind.members(call)
                    members["id"] = call.body["id"]
                    let app = try state.create(.ssoApps, members).record
                    if app.isConfidential {
                        try state.addClientSecret(to: app, importing: call.text("clientSecret"))
                    }
                    return Response(body: ["id": .string(app.ownId)])
                },
                Route.command("ssoApplication.update\(kind.name)Application", audit: "SSOApplicationModified") {
                    state,
                    call in
                    var app = try state.application(.ssoApps, try call.required("id"))
                    guard app.members["appType"] == .string(kind.rawValue) else {
                        throw EmulatorRefusal.invalid("the application has another protocol")
                    }
                    let clientId = app.members[kind.settings]?["clientId"]
                    app.members.merge(kind.members(call)) { $1 }
                    var settings = app.members[kind.settings]?.objectValue ?? [:]
                    settings["clientId"] = clientId
                    app.members[kind.settings] = .object(settings)
                    try state.save(app, as: .ssoApps)
                },
            ]
        }
}
