import DescopeCore

/// The options for making a passkey (W3C Web Authentication Level 3, §5.4).
struct CreationOptions {
    let challenge: [UInt8]
    let relyingPartyId: String
    let userHandle: [UInt8]
    let userName: String
    let algorithms: [Int64]
    let excluded: [[UInt8]]
    let userVerification: String?
    /// Whether direct attestation is requested. For other values, a browser may omit the attestation.
    let isAttested: Bool

    init(_ text: String, origin: String) throws(TestAuthenticator.Refusal) {
        let options = try browserOptions(text)
        challenge = try bytes(options, "challenge")
        relyingPartyId = try site(options["rp"]?["id"]?.stringValue, origin: origin)
        userHandle = try bytes(options["user"] ?? .null, "id")
        guard (1...64).contains(userHandle.count), let name = options["user"]?["name"]?.stringValue else {
            throw .malformed("user with an id of 1 to 64 bytes and a name")
        }
        userName = name
        algorithms = (options["pubKeyCredParams"]?.arrayValue ?? []).filter { $0["type"] == "public-key" }
            .compactMap { $0["alg"]?.intValue }
        excluded = try credentialIds(options, "excludeCredentials")
        userVerification = options["authenticatorSelection"]?["userVerification"]?.stringValue
        isAttested = options["attestation"] == "direct"
    }
}

/// The options for using a passkey (W3C Web Authentication Level 3, §5.5).
struct RequestOptions {
    let challenge: [UInt8]
    let relyingPartyId: String
    let allowed: [[UInt8]]
    let userVerification: String?

    init(_ text: String, origin: String) throws(TestAuthenticator.Refusal) {
        let options = try browserOptions(text)
        challenge = try bytes(options, "challenge")
        relyingPartyId = try site(options["rpId"]?.stringValue, origin: origin)
        allowed = try credentialIds(options, "allowCredentials")
        userVerification = options["userVerification"]?.stringValue
    }

    /// Whether a passkey may be used: any passkey of the site when the options list none.
    func allows(_ key: TestAuthenticator.HeldKey) -> Bool {
        key.relyingPartyId == relyingPartyId && (allowed.isEmpty || allowed.contains(key.id))
    }
}

/// The object under `publicKey`, or the object itself.
private func browserOptions(_ text: String) throws(TestAuthenticator.Refusal) -> JSONValue {
    guard let options = try? JSONReader.parse(Array(text.utf8)), options.objectValue != nil else {
        throw .malformed("a JSON object")
    }
    return options["publicKey"] ?? options
}

private func bytes(_ object: JSONValue, _ name: String) throws(TestAuthenticator.Refusal) -> [UInt8] {
    guard let text = object[name]?.stringValue, let bytes = Base64URL.decode(text), !bytes.isEmpty else {
        throw .malformed("\(name) in base64url")
    }
    return bytes
}

private func credentialIds(
    _ options: JSONValue,
    _ name: String
) throws(TestAuthenticator.Refusal) -> [[UInt8]] {
    var ids: [[UInt8]] = []
    for credential in options[name]?.arrayValue ?? [] { ids.append(try bytes(credential, "id")) }
    return ids
}

/// The relying party id of the options: the origin's host, or a parent domain (§5.1.3, step 8; without a public suffix
/// list).
private func site(_ id: String?, origin: String) throws(TestAuthenticator.Refusal) -> String {
    let parts = origin.split(separator: "://", omittingEmptySubsequences: false)
    let host = parts.count == 2 ? String(parts[1].prefix { $0 != ":" && $0 != "/" }) : ""
    let id = id ?? host
    guard !host.isEmpty, parts[0] == "https" || host == "localhost", host == id || host.hasSuffix(".\(id)"), !id.isEmpty
    else {
        throw TestAuthenticator.Refusal(
            name: "SecurityError",
            message: "expected an https origin and a relying party id that matches it, found another one"
        )
    }
    return id
}

extension TestAuthenticator.Refusal {
    fileprivate static func malformed(_ expected: String) -> Self {
        Self(name: "TypeError", message: "options: expected \(expected), found something else")
    }
}
