import DescopeCore

/// What a call wants of a passkey, and the options for the browser that come of it.
struct PasskeyWishes {
    private let attachment: String?
    private let residentKey: String
    private let creationVerification: String
    private let useVerification: String
    private let attestation: String
    private let extensions: JSONValue?

    /// Reads the call's `passkeyOptions`; what they leave open is as the standard has it.
    init(_ call: Call) throws(EmulatorRefusal) {
        let options = call.body["passkeyOptions"] ?? .null
        let selection = options["authenticatorSelection"] ?? .null
        func choice(_ object: JSONValue, _ name: String, _ known: [String]) throws(EmulatorRefusal) -> String? {
            guard let value = object[name]?.stringValue, !value.isEmpty else { return nil }
            guard known.contains(value) else { throw .invalid("\(name) is none of \(known.joined(separator: ", "))") }
            return value
        }
        let wishes = ["preferred", "required", "discouraged"]
        let attachment = try choice(selection, "authenticatorAttachment", ["any", "platform", "crossplatform"])
        self.attachment = ["platform": "platform", "crossplatform": "cross-platform"][attachment ?? ""]
        residentKey = try choice(selection, "residentKey", wishes) ?? "preferred"
        creationVerification = try choice(selection, "userVerification", wishes) ?? "preferred"
        useVerification = try choice(options, "userVerification", wishes) ?? "preferred"
        attestation = try choice(options, "attestation", ["none", "indirect", "direct"]) ?? "none"
        if let text = options["extensionsJSON"]?.stringValue, !text.isEmpty {
            guard let extensions = try? JSONReader.parse(Array(text.utf8)), extensions.objectValue != nil else {
                throw .invalid("extensionsJSON is no JSON object")
            }
            self.extensions = extensions
        } else {
            extensions = nil
        }
    }

    /// Whether the user has to be verified, when a passkey is made or used.
    func userVerification(_ createsPasskey: Bool) -> String { createsPasskey ? creationVerification : useVerification }

    /// Whether the authenticator may say what it is, when a passkey is made.
    var asksForAttestation: Bool { attestation != "none" }

    /// What `navigator.credentials.create` is called with.
    func creation(_ challenge: String, for user: EmulatedUser, besides known: [OwnedPasskey], _ site: PasskeySite)
        -> JSONValue
    {
        let name = user.loginIds.first ?? user.id
        var options: [String: JSONValue] = [
            "challenge": .string(challenge), "timeout": .int(site.timeout),
            "rp": ["id": .string(site.id), "name": .string(site.name)],
            "user": [
                "id": .string(Base64URL.encode(user.id.utf8)), "name": .string(name),
                "displayName": .string(user.name ?? name),
            ],
            "pubKeyCredParams": .array(
                COSEKey.algorithms.map { ["type": "public-key", "alg": .int($0.number)] }
            ),
            "excludeCredentials": descriptors(known), "attestation": .string(attestation),
        ]
        var selection: [String: JSONValue] = [
            "residentKey": .string(residentKey), "requireResidentKey": .bool(residentKey == "required"),
            "userVerification": .string(creationVerification),
        ]
        selection["authenticatorAttachment"] = attachment.map(JSONValue.string)
        options["authenticatorSelection"] = .object(selection)
        options["extensions"] = extensions
        return ["publicKey": .object(options)]
    }

    /// What `navigator.credentials.get` is called with. Without passkeys the user chooses one.
    func use(_ challenge: String, of known: [OwnedPasskey], _ site: PasskeySite) -> JSONValue {
        var options: [String: JSONValue] = [
            "challenge": .string(challenge), "timeout": .int(site.timeout), "rpId": .string(site.id),
            "allowCredentials": descriptors(known), "userVerification": .string(useVerification),
        ]
        options["extensions"] = extensions
        return ["publicKey": .object(options)]
    }

    private func descriptors(_ known: [OwnedPasskey]) -> JSONValue {
        .array(known.map { ["type": "public-key", "id": .string(Base64URL.encode($0.passkey.id))] })
    }
}

/// What the browser is told of the site.
struct PasskeySite {
    let id: String
    let name: String
    /// In milliseconds.
    let timeout: Int64
}
