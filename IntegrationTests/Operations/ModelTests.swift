import Descope
import Testing

/// A model and the type of the API's description that it stands for.
struct Model: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let contractType: String
    let names: [String]
    /// How many stored properties the members of the JSON object are in; nil when the model hides them.
    let propertyCount: @Sendable (JSONValue) throws -> Int?
    /// What is written of what was read.
    let readAndWrite: @Sendable (JSONValue) throws -> JSONValue
    /// Members that stand in a property of their own together with others.
    let grouped: Int

    init<Value: JSONModel>(_ type: Value.Type, _ contractType: String, grouped: Int = 0) {
        testDescription = "\(type)"
        self.contractType = contractType
        self.grouped = grouped
        names = Value.members.names
        propertyCount = { json in
            let model = try Value(json: json.json)
            return model is any CustomReflectable ? nil : Mirror(reflecting: model).children.count
        }
        readAndWrite = { try JSONValue(json: try Value(json: $0.json).json) }
    }

    static let all = [
        // DescopeModels
        Model(UserProfile.self, "User"), Model(UserTenant.self, "UserTenant"),
        Model(UserHistoryEntry.self, "UserHistoryEntry"), Model(SignInResponse.self, "JWTResponse", grouped: 6),
        Model(IdentityProviderResponse.self, "IDPResponse"), Model(MaskedAddress.self, "MaskedAddress"),
        Model(LoginOptions.self, "LoginOptions"), Model(SignUpOptions.self, "SignUpOptions"),
        Model(UpdateOptions.self, "otp.update.email"), Model(SignUpUser.self, "SignUpUser"),
        // Sign-in modules
        Model(EnchantedLinkResponse.self, "EnchantedLinkResponse", grouped: 1),
        Model(NOTPResponse.self, "NOTPResponse"), Model(NOTPTemplates.self, "NOTPTemplates"),
        Model(NOTPUpdateOptions.self, "notp.update"), Model(TOTPResponse.self, "TOTPResponse"),
        Model(PasskeyStart.self, "WebAuthnStartResponse"), Model(PasskeyOptions.self, "PasskeyOptions"),
        Model(PasskeyOptions.AuthenticatorSelection.self, "PasskeyAuthenticatorSelection"),
        Model(PasswordPolicy.self, "PasswordPolicyResponse"), Model(PasswordReset.self, "PasswordResetResponse"),
        Model(PasswordResetOptions.self, "password.sendReset"),
        Model(PasswordReplaceOptions.self, "password.replace"),
        Model(OAuthNativeStart.self, "OAuthNativeStartResponse"),
        Model(OutboundConnectOptions.self, "OutboundConnectOptions"),
        Model(FlowStep.self, "FlowResponse"), Model(FlowStep.Failure.self, "FlowError"),
        // Sessions
        Model(MyTenant.self, "MeTenant"), Model(AccessKeyLoginOptions.self, "AccessKeyLoginOptions"),
    ]
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

    @Test("each stored property is a member, and each member is read into its own", arguments: Model.all)
    func members(_ model: Model) throws {
        let contract = try Contract.read.get()
        let known = try #require(contract.members(of: model.contractType))
        var number = 0
        var object: [String: JSONValue] = [:]
        for name in model.names {
            object[name] = contract.sample(of: known[name]?["type"]?.stringValue ?? "any", &number)
        }
        let written = try model.readAndWrite(.object(object))
        #expect(Set(written.objectValue?.keys.map(\.self) ?? []) == Set(model.names))
        #expect(Self.isPart(written, of: .object(object)), "\(written) \(object)")
        if let count = try model.propertyCount(.object(object)) { #expect(count == model.names.count - model.grouped) }
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
