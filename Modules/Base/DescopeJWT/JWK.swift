public import DescopeCore
public import DescopeCrypto

/// A public key as JSON (RFC 7517), as far as checking signatures needs it.
public struct JWK: Hashable, Sendable {
    /// The id that tokens name the key by.
    public let keyId: String

    /// The one algorithm that the key is for. A token that names another is refused.
    public let algorithm: SignatureAlgorithm

    /// The key itself.
    public let publicKey: PublicKeyMaterial

    /// Takes a key.
    public init(publicKey: PublicKeyMaterial, algorithm: SignatureAlgorithm, keyId: String) {
        self.publicKey = publicKey
        self.algorithm = algorithm
        self.keyId = keyId
    }

    /// Reads a key from its JSON text.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/unsuitableKey``.
    public init(json text: String) throws(DescopeError) {
        let value: JSONValue
        do { value = try JSONScanner.parse(Array(text.utf8)) } catch {
            throw unsuitable("expected one JWK as JSON text ({\"kty\": …}), found text that is no JSON (\(error))")
        }
        try self.init(value)
    }

    /// Reads a key from its members.
    init(_ json: JSONValue) throws(DescopeError) {
        guard json.objectValue != nil else { throw unsuitable("expected a JSON object") }
        guard json["keys"] == nil else { throw unsuitable("expected one JWK, found a list; pass one key of it") }
        guard let keyId = json["kid"]?.stringValue, !keyId.isEmpty, keyId.utf8.count <= maximumKeyIdBytes else {
            throw unsuitable("expected a key id of 1 to \(maximumKeyIdBytes) bytes in 'kid'")
        }
        publicKey = try PublicKeyMaterial(jwk: json, keyId: keyId)
        guard let algorithm = json["alg"]?.stringValue.map(SignatureAlgorithm.init) ?? publicKey.impliedAlgorithm else {
            throw unsuitable("expected an algorithm in 'alg'", keyId)
        }
        self.keyId = keyId
        self.algorithm = algorithm
    }

    /// The key's members.
    package var json: JSONValue {
        let members: [String: JSONValue] = [
            "kid": .string(keyId), "alg": .string(algorithm.rawValue), "use": "sig",
        ]
        return .object(members.merging(publicKey.members.mapValues(JSONValue.string)) { $1 })
    }
}

extension PublicKeyMaterial {
    /// Reads a key from the members of a JWK that are the key itself, and makes sure that it may check signatures.
    ///
    /// - Parameter keyId: The key's id, for the error; nil when it has none.
    init(jwk json: JSONValue, keyId: String? = nil) throws(DescopeError) {
        if let use = json["use"], use != "sig" { throw unsuitable("expected 'use' to be 'sig'", keyId) }
        if let operations = json["key_ops"], !operations.stringsValue.contains("verify") {
            throw unsuitable("expected 'verify' in 'key_ops'", keyId)
        }
        func bytes(_ name: String) throws(DescopeError) -> [UInt8] {
            guard let bytes = json[name]?.stringValue.flatMap(Base64URL.decode), !bytes.isEmpty else {
                throw unsuitable("expected base64url in '\(name)'", keyId)
            }
            return bytes
        }

        let curve = json["crv"]?.stringValue
        switch json["kty"]?.stringValue {
        case "RSA": self = .rsa(modulus: try bytes("n"), exponent: try bytes("e"))
        case "EC":
            guard let curve = curve.flatMap(EllipticCurve.init) else {
                throw unsuitable("expected a known curve in 'crv'", keyId)
            }
            self = .elliptic(curve: curve, x: try bytes("x"), y: try bytes("y"))
        case "OKP":
            guard curve == "Ed25519" else { throw unsuitable("expected 'Ed25519' in 'crv'", keyId) }
            self = .edwards(x: try bytes("x"))
        default: throw unsuitable("expected 'RSA', 'EC' or 'OKP' in 'kty'", keyId)
        }
        // Whoever can read it can sign with it: what it signed proves nothing.
        if let name = Self.privateMembers.first(where: { json[$0] != nil }) {
            throw unsuitable(
                "expected a public key, found '\(name)' of a private one. Publish the public half alone",
                keyId
            )
        }
    }

    /// The members that only private and secret keys have (RFC 7518, §6).
    private static let privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]

    /// The members of a JWK that are the key itself.
    package var members: [String: String] {
        switch self {
        case .rsa(let modulus, let exponent):
            ["kty": "RSA", "n": Base64URL.encode(modulus), "e": Base64URL.encode(exponent)]
        case .elliptic(let curve, let x, let y):
            ["kty": "EC", "crv": curve.rawValue, "x": Base64URL.encode(x), "y": Base64URL.encode(y)]
        case .edwards(let x): ["kty": "OKP", "crv": "Ed25519", "x": Base64URL.encode(x)]
        }
    }

    /// The one algorithm that such a key can be for; nil when there are several.
    fileprivate var impliedAlgorithm: SignatureAlgorithm? {
        switch self {
        case .rsa: nil
        case .elliptic(.p256, _, _): .es256
        case .elliptic(.p384, _, _): .es384
        case .elliptic(.p521, _, _): .es512
        case .edwards: .edDSA
        }
    }
}

/// The longest key id that is looked at, in a key or a token.
let maximumKeyIdBytes = 256

private func unsuitable(_ message: String, _ keyId: String? = nil) -> DescopeError {
    DescopeError(.key, code: .unsuitableKey, message: "\(keyId.map(keyName) ?? "JWK"): \(message).")
}

/// A JWK in a message of one line, which no line break and no sign of writing direction disturbs.
func keyName(_ keyId: String) -> String {
    var name = "JWK '"
    for scalar in keyId.unicodeScalars { name.unicodeScalars.append(scalar.isShown ? scalar : " ") }
    return name + "'"
}

extension Unicode.Scalar {
    fileprivate var isShown: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
