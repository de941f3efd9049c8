import DescopeCore

/// The passkey options of a request, and the resulting options for the browser.
struct PasskeyOptions {
    private let attachment: String?
    private let residentKey: String
    private let creationVerification: String
    private let useVerification: String
    private let attestation: String
    private let extensions: JSONValue?

    /// Reads the request's `passkeyOptions`. Missing options have the standard's defaults.
    init(_ call: Call) throws(EmulatorRefusal) {
        let options = call.body["passkeyOptions"] ?? .null
        let selection = options["authenticatorSelection"] ?? .null
        func choice(_ object: JSONValue, _ name: String, _ known: [String]) throws(EmulatorRefusal) -> String? {
            guard let value = object[name]?.stringValue, !value.isEmpty else { return nil }
            guard known.contains(value) else {
                throw .invalid("\(name) is not one of \(known.joined(separator: ", "))")
            }
            return value
        }
        let requirements = ["preferred", "required", "discouraged"]
        let attachment = try choice(selection, "authenticatorAttachment", ["any", "platform", "crossplatform"])
        self.attachment = ["platform": "platform", "crossplatform": "cross-platform"][attachment ?? ""]
        residentKey = try choice(selection, "residentKey", requirements) ?? "preferred"
        creationVerification = try choice(selection, "userVerification", requirements) ?? "preferred"
        useVerification = try choice(options, "userVerification", requirements) ?? "preferred"
        attestation = try choice(options, "attestation", ["none", "indirect", "direct"]) ?? "none"
        if let text = options["extensionsJSON"]?.stringValue, !text.isEmpty {
            guard let extensions = try? JSONReader.parse(Array(text.utf8)), extensions.objectValue != nil else {
                throw .invalid("extensionsJSON is not a JSON object")
            }
            self.extensions = extensions
        } else {
            extensions = nil
        }
    }

    /// The user verification requirement when a passkey is created or used.
    func userVerification(_ createsPasskey: Bool) -> String { createsPasskey ? creationVerification : useVerification }

    /// Whether attestation is requested when a passkey is created.
    var asksForAttestation: Bool { attestation != "none" }

    /// The options for `navigator.credentials.create`.
    func creation(_ challenge: String, for user: UserRecord, besides known: [PasskeyRecord], _ site: PasskeySite)
        -> JSONValue
    {
        let name = user.loginIds.first?.text ?? user.id
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

    /// The options for `navigator.credentials.get`. Without known passkeys the user chooses one.
    func use(_ challenge: String, of known: [PasskeyRecord], _ site: PasskeySite) -> JSONValue {
        var options: [String: JSONValue] = [
            "challenge": .string(challenge), "timeout": .int(site.timeout), "rpId": .string(site.id),
            "allowCredentials": descriptors(known), "userVerification": .string(useVerification),
        ]
        options["extensions"] = extensions
        return ["publicKey": .object(options)]
    }

    private func descriptors(_ known: [PasskeyRecord]) -> JSONValue {
        .array(known.map { ["type": "public-key", "id": .string($0.id)] })
    }
}

/// The site's part of the options for the browser.
struct PasskeySite {
    let id: String
    let name: String
    /// The timeout in milliseconds.
    let timeout: Int64
}
