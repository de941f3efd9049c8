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
    /// - Throws: ``DescopeCore/DescopeError`` with code ``DescopeCore/DescopeError/Code/unsuitableKey``.
    public init(json text: String) throws(DescopeError) {
        let value: JSONValue
        do { value = try JSONScanner.parse(Array(text.utf8)) } catch {
            throw unsuitable("expected one JWK as JSON text, found text that is no JSON (\(error))")
        }
        try self.init(value)
    }

    /// Reads a key from its members.
    init(_ json: JSONValue) throws(DescopeError) {
        guard json.objectValue != nil else { throw unsuitable("expected a JSON object") }
        guard let keyId = json["kid"]?.stringValue, !keyId.isEmpty, keyId.utf8.count <= maximumKeyIdBytes else {
            throw unsuitable("expected a key id of at most \(maximumKeyIdBytes) bytes in 'kid'")
        }
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
        let implied: SignatureAlgorithm?
        switch json["kty"]?.stringValue {
        case "RSA":
            publicKey = .rsa(modulus: try bytes("n"), exponent: try bytes("e"))
            implied = nil
        case "EC":
            guard let curve = curve.flatMap(EllipticCurve.init) else {
                throw unsuitable("expected a known curve in 'crv'", keyId)
            }
            publicKey = .elliptic(curve: curve, x: try bytes("x"), y: try bytes("y"))
            implied = curve.algorithm
        case "OKP":
            guard curve == "Ed25519" else { throw unsuitable("expected 'Ed25519' in 'crv'", keyId) }
            publicKey = .edwards(x: try bytes("x"))
            implied = .edDSA
        default: throw unsuitable("expected 'RSA', 'EC' or 'OKP' in 'kty'", keyId)
        }
        // Whoever can read it can sign with it: what it signed proves nothing.
        if let name = Self.privateMembers.first(where: { json[$0] != nil }) {
            throw unsuitable(
                "expected a public key, found '\(name)' of a private one. Publish the public half alone",
                keyId
            )
        }
        guard let algorithm = json["alg"]?.stringValue.map(SignatureAlgorithm.init) ?? implied else {
            throw unsuitable("expected an algorithm in 'alg'", keyId)
        }
        self.keyId = keyId
        self.algorithm = algorithm
    }

    /// The members that only private and secret keys have (RFC 7518, §6).
    private static let privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]

    /// The key's members.
    package var json: JSONValue {
        var members: [String: JSONValue] = ["kid": .string(keyId), "alg": .string(algorithm.rawValue), "use": "sig"]
        func text(_ bytes: [UInt8]) -> JSONValue { .string(Base64URL.encode(bytes)) }
        switch publicKey {
        case .rsa(let modulus, let exponent):
            members.merge(["kty": "RSA", "n": text(modulus), "e": text(exponent)]) { $1 }
        case .elliptic(let curve, let x, let y):
            members.merge(["kty": "EC", "crv": .string(curve.rawValue), "x": text(x), "y": text(y)]) { $1 }
        case .edwards(let x):
            members.merge(["kty": "OKP", "crv": "Ed25519", "x": text(x)]) { $1 }
        }
        return .object(members)
    }
}

extension EllipticCurve {
    fileprivate var algorithm: SignatureAlgorithm {
        switch self {
        case .p256: .es256
        case .p384: .es384
        case .p521: .es512
        }
    }
}

/// The longest key id that is looked at, in a key or a token.
let maximumKeyIdBytes = 256

private func unsuitable(_ message: String, _ keyId: String? = nil) -> DescopeError {
    DescopeError(.key, code: .unsuitableKey, message: "\(keyId.map(keyName) ?? "JWK"): \(message).")
}

/// A JWK in a message of one line.
func keyName(_ keyId: String) -> String {
    var name = "JWK '"
    for scalar in keyId.unicodeScalars {
        name.unicodeScalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
    }
    return name + "'"
}
