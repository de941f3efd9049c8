import Descope
import Testing

/// A model and the type of the API's description that it stands for.
struct Model: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let contractType: String
    let names: [String]
    /// The members whose properties are named differently in this model.
    let renamed: [String: String]
    /// The properties of what was read, by their names, with texts that differ when their values do.
    let properties: @Sendable (JSONValue) throws -> [String: String]
    /// What is written of what was read.
    let readAndWrite: @Sendable (JSONValue) throws -> JSONValue

    /// - Parameters:
    ///   - type: The model.
    ///   - contractType: The type of the API's description.
    ///   - renamed: The members whose properties are named differently in this model.
    ///   - grouped: A property that has several members in it.
    ///   - hidden: The properties of a model that hides them from its mirror.
    init<Value: JSONModel>(
        _ type: Value.Type,
        _ contractType: String,
        renamed: [String: String] = [:],
        grouped: String? = nil,
        hidden: (@Sendable (Value) -> KeyValuePairs<String, Any?>)? = nil
    ) {
        testDescription = "\(type)"
        self.contractType = contractType
        self.renamed = renamed
        names = Value.members.names
        properties = { json in
            let model = try Value(json: json.json)
            let children = Mirror(reflecting: model).children.flatMap { child -> [Mirror.Child] in
                // Number and unit of a duration are two members in JSON.
                if let duration = child.value as? DurationInUnit, let label = child.label {
                    return [(label, duration.count as Any), ("\(label)Unit", duration.unit as Any)]
                }
                return child.label == grouped ? Array(Mirror(reflecting: child.value).children) : [child]
            }
            let shown = children.map { ($0.label ?? "", text(of: $0.value)) }
            let properties = hidden?(model).map { ($0.key, text(of: $0.value)) } ?? shown
            return Dictionary(uniqueKeysWithValues: properties)
        }
        readAndWrite = { try JSONValue(json: try Value(json: $0.json).json) }
    }

    /// Whether requests have it and responses do not, as its name says.
    var isOnlySent: Bool {
        ["SignUpUser", "NOTPTemplates", "AuthenticatorSelection"].contains(testDescription)
            || testDescription.hasPrefix("New")
            || ["Options", "Update", "Patch", "Search", "Details"].contains { testDescription.hasSuffix($0) }
    }

    static let all =
        [
            // DescopeModels
            Model(
                UserProfile.self,
                "User",
                renamed: ["consentExpiration": "consentExpiresAt", "tempLockExpiration": "temporaryLockExpiresAt"]
            ), Model(UserTenant.self, "UserTenant"),
            Model(UserFamily.self, "UserFamily", renamed: ["familyScopedAttributes": "attributes"]),
            Model(UserHistoryEntry.self, "UserHistoryEntry"),
            Model(SignInResponse.self, "JWTResponse", grouped: "cookies"),
            Model(IdentityProviderResponse.self, "IDPResponse"), Model(MaskedAddress.self, "MaskedAddress"),
            Model(LoginOptions.self, "LoginOptions"), Model(SignUpOptions.self, "SignUpOptions"),
            Model(UpdateOptions.self, "otp.update.email"), Model(SignUpUser.self, "SignUpUser"),
            // Sign-in modules
            Model(EnchantedLinkResponse.self, "EnchantedLinkResponse", grouped: "sentTo"),
            Model(NOTPResponse.self, "NOTPResponse") {
                ["pendingRef": $0.pendingRef, "redirectURL": $0.redirectURL, "image": $0.image]
            },
            Model(NOTPTemplates.self, "NOTPTemplates"), Model(NOTPUpdateOptions.self, "notp.update"),
            Model(TOTPResponse.self, "TOTPResponse") {
                ["key": $0.key, "provisioningURL": $0.provisioningURL, "image": $0.image]
            },
            Model(PasskeyStart.self, "WebAuthnStartResponse"), Model(PasskeyOptions.self, "PasskeyOptions"),
            Model(PasskeyOptions.AuthenticatorSelection.self, "PasskeyAuthenticatorSelection"),
            Model(PasswordPolicy.self, "PasswordPolicyResponse"), Model(PasswordReset.self, "PasswordResetResponse"),
            Model(PasswordResetOptions.self, "password.sendReset"),
            Model(PasswordReplaceOptions.self, "password.replace"),
            Model(OAuthNativeStart.self, "OAuthNativeStartResponse"),
            Model(OutboundConnectOptions.self, "OutboundConnectOptions"),
            Model(FlowStep.self, "FlowResponse") {
                [
                    "executionId": $0.executionId, "stepId": $0.stepId, "stepName": $0.stepName, "status": $0.status,
                    "action": $0.action, "screen": $0.screen, "redirectURL": $0.redirectURL, "webauthn": $0.webauthn,
                    "nativeResponse": $0.nativeResponse, "error": $0.error, "signIn": $0.signIn, "output": $0.output,
                ]
            },
            Model(FlowStep.Failure.self, "FlowError"),
            // Sessions
            Model(MyTenant.self, "MeTenant"), Model(AccessKeyLoginOptions.self, "AccessKeyLoginOptions"),
        ] + management

    /// The models of the management modules.
    static let management: [Model] = [
        users, families, roles, tenants, accessKeys, ssoSettings, applications, mcp, flows, project, audit, jwt, lists,
        authz,
    ].flatMap(\.self)

    /// The members whose properties are named differently.
    static let renamed = [
        "createdTime": "createdAt", "modifiedTime": "modifiedAt", "sessionExpiration": "sessionExpiresAt",
        "loginTime": "signedInAt", "idpGroups": "groups", "idpSAMLAttributes": "samlAttributes",
        "idpOIDCClaims": "oidcClaims", "resetMethod": "method", "create": "createsPasskey", "authInfo": "signIn",
        "redirect": "redirectURL", "nextRefreshSeconds": "nextRefresh",
    ]
}

/// A text that differs when a value does, with what secrets hide.
private func text(of value: Any?) -> String {
    guard let value else { return "nil" }
    if let secret = value as? Secret { return "secret \(secret.reveal())" }
    let mirror = Mirror(reflecting: value)
    guard !mirror.children.isEmpty || mirror.displayStyle == .optional else { return "\(value)" }
    var children = mirror.children.map { "\($0.label ?? ""): \(text(of: $0.value))" }
    if mirror.displayStyle == .dictionary || mirror.displayStyle == .set { children.sort() }
    return "\(type(of: value))(\(children.joined(separator: ", ")))"
}

/// What holds for all models: a name that the API does not have, a forgotten property, two paths mixed up.
@Suite struct ModelTests {
    @Test("each public model of the modules is in the table")
    func table() throws {
        let stated = try Sources.modelNames()
        #expect(stated.count > 10)
        #expect(Set(stated) == Set(Model.all.map(\.testDescription)))
    }

    @Test("a model has no member that the API does not have", arguments: Model.all)
    func names(_ model: Model) throws {
        let known = try #require(try Contract.read.get().members(of: model.contractType))
        #expect(Set(model.names).subtracting(known.keys) == [])
    }

    /// An object with all members of a model. Two objects have no value in common but Booleans.
    private func sample(_ model: Model, _ number: inout Int) throws -> [String: JSONValue] {
        let contract = try Contract.read.get()
        let known = try #require(contract.members(of: model.contractType))
        var object: [String: JSONValue] = [:]
        for name in model.names {
            object[name] = contract.sample(of: known[name]?["type"]?.stringValue ?? "any", &number)
        }
        return object
    }

    @Test("what is read is written", arguments: Model.all)
    func roundTrip(_ model: Model) throws {
        var number = 0
        let object = JSONValue.object(try sample(model, &number))
        let written = try model.readAndWrite(object)
        #expect(Set(written.objectValue?.keys.map(\.self) ?? []) == Set(model.names))
        #expect(Self.isPart(written, of: object), "\(written) \(object)")
    }

    @Test("each member is read into the property of its name and no other", arguments: Model.all)
    func properties(_ model: Model) throws {
        var number = 0
        let (all, others) = (try sample(model, &number), try sample(model, &number))
        let required = all.filter { name, _ in
            (try? model.properties(.object(all.filter { $0.key != name }))) == nil
        }
        let least = try model.properties(.object(required))
        var found: Set<String> = []
        for name in model.names {
            let added = [name: required[name] == nil ? all[name] : others[name]].compactMapValues(\.self)
            let read = try model.properties(.object(required.merging(added) { $1 }))
            let changed = read.filter { $0.value != least[$0.key] }.keys
            #expect(changed.count == 1, "\(name): \(changed.sorted())")
            let property = model.renamed[name] ?? Model.renamed[name] ?? name
            #expect(changed.allSatisfy { $0.lowercased() == property.lowercased() }, "\(name): \(changed.sorted())")
            found.formUnion(changed)
        }
        #expect(found == Set(least.keys), "a property that no member is read into")
        #expect(found.count == model.names.count, "two members are read into one property")
    }

    @Test("each renamed member is one of a model")
    func renamed() {
        #expect(Set(Model.renamed.keys).subtracting(Model.all.flatMap(\.names)) == [])
        for model in Model.all {
            #expect(Set(model.renamed.keys).subtracting(model.names) == [], "\(model.testDescription)")
        }
    }

    /// Whether all that stands in a value stands in another: nested models need not have all members.
    private static func isPart(_ value: JSONValue, of whole: JSONValue) -> Bool {
        switch (value, whole) {
        case (.object(let members), .object(let all)):
            members.allSatisfy { name, value in all[name].map { isPart(value, of: $0) } ?? false }
        case (.array(let elements), .array(let all)):
            elements.count == all.count && zip(elements, all).allSatisfy { isPart($0, of: $1) }
        default: value == whole
        }
    }
}
