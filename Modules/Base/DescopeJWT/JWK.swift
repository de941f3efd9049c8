public import DescopeCore
public import DescopeCrypto

/// A public key in JSON (RFC 7517), with the members that verifying signatures requires.
public struct JWK: Hashable, Sendable {
    /// The key id, which tokens refer to.
    public let keyId: String

    /// The only algorithm that the key is for. A token with another algorithm is refused.
    public let algorithm: SignatureAlgorithm

    /// The key itself.
    public let publicKey: PublicKeyMaterial

    /// Makes a JWK.
    ///
    /// - Parameters:
    ///   - publicKey: The key itself.
    ///   - algorithm: The only algorithm that the key is for. `Ed25519` (RFC 9864) is kept as
    ///     ``/DescopeCrypto/SignatureAlgorithm/edDSA``.
    ///   - keyId: The key id, which tokens refer to: at most 256 ASCII characters, because longer ids in tokens are
    ///     refused.
    public init(publicKey: PublicKeyMaterial, algorithm: SignatureAlgorithm, keyId: String) {
        self.publicKey = publicKey
        self.algorithm = algorithm.scheme?.algorithm ?? algorithm
        self.keyId = keyId
    }

    /// Parses a key from JSON.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/unsuitableKey``.
    public init(json text: String) throws(DescopeError) {
        var members: JWKMembers?
        do throws(JSONFailure) {
            try JSONReader.scan(Array(text.utf8)) { reader throws(JSONFailure) in
                members = try JWKMembers.read(&reader)
                try reader.end()
            }
        } catch {
            throw unsuitable("expected one JWK as JSON text ({\"kty\": …}), found invalid JSON (\(error))")
        }
        try self.init(members)
    }

    /// Reads a key from its members, which are nil when the value is not an object.
    init(_ members: JWKMembers?) throws(DescopeError) {
        guard let members else { throw unsuitable("expected a JSON object") }
        guard members[.keys] == nil else { throw unsuitable("expected one JWK, found a key set. Pass one of its keys") }
        guard let keyId = members[.kid]?.stringValue, isKeyId(keyId), !keyId.isEmpty else {
            throw unsuitable("expected a key id of 1 to \(maximumKeyIdBytes) ASCII characters in 'kid'")
        }
        let publicKey = try PublicKeyMaterial(members, keyId: keyId)
        guard let algorithm = members[.alg]?.stringValue.map(SignatureAlgorithm.init) ?? publicKey.impliedAlgorithm
        else { throw unsuitable("expected an algorithm in 'alg'", keyId) }
        self.init(publicKey: publicKey, algorithm: algorithm, keyId: keyId)
    }

    /// The key's members.
    package var json: JSONValue {
        let members: [String: JSONValue] = [
            "kid": .string(keyId), "alg": .string(algorithm.rawValue), "use": "sig",
        ]
        return .object(members.merging(publicKey.members.mapValues(JSONValue.string)) { $1 })
    }
}

/// The members of a JWK that are read. A list or an object counts as null.
///
/// Only known names are stored, and values are compared by bytes, because a JWK in a proof is untrusted.
struct JWKMembers: Sendable {
    enum Name: String, CaseIterable {
        case kty, use, alg, kid, crv, n, e, x, y
        case operations = "key_ops"
        /// Only key sets have it.
        case keys
        /// Only private and secret keys have these (RFC 7518, §6).
        case d, p, q, dp, dq, qi, oth, k
    }

    private var values: [Name: JSONValue] = [:]
    /// Whether the list of operations contains `verify`.
    private(set) var isForVerifying = false

    private init() {}

    subscript(_ name: Name) -> JSONValue? { values[name] }

    /// Whether a member is this string.
    func says(_ name: Name, _ text: String) -> Bool { values[name]?.stringValue?.hasSameBytes(as: text) ?? false }

    /// Reads the next value; nil when it is not an object.
    static func read(_ reader: inout JSONReader) throws(JSONFailure) -> JWKMembers? {
        guard reader.isAtObject else {
            try reader.skipValue()
            return nil
        }
        var members = JWKMembers()
        try reader.forEachMember { reader, name throws(JSONFailure) in
            guard let name = names[name.word] else { return try reader.skipValue() }
            guard name == .operations, reader.isAtList else {
                members.values[name] = try reader.scalar()
                return
            }
            members.values[name] = .null
            try reader.forEachElement { reader throws(JSONFailure) in
                let operation = try reader.scalar().stringValue
                if operation?.hasSameBytes(as: "verify") ?? false { members.isForVerifying = true }
            }
        }
        return members
    }

    /// The names as numbers, in the form of ``JSONReader/Name/word``.
    private static let names = Dictionary(
        uniqueKeysWithValues: Name.allCases.map { name in
            (name.rawValue.utf8.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }, name)
        }
    )
}

extension PublicKeyMaterial {
    /// Reads the key material from the members of a JWK, and throws unless the key is for verifying signatures.
    ///
    /// - Parameter keyId: The key's id, for the error; nil when it has none.
    init(_ members: JWKMembers, keyId: String? = nil) throws(DescopeError) {
        guard members[.use] == nil || members.says(.use, "sig") else {
            throw unsuitable("expected 'use' to be 'sig'", keyId)
        }
        guard members[.operations] == nil || members.isForVerifying else {
            throw unsuitable("expected 'verify' in 'key_ops'", keyId)
        }
        func bytes(_ name: JWKMembers.Name) throws(DescopeError) -> [UInt8] {
            guard let bytes = members[name]?.stringValue.flatMap(Base64URL.decode), !bytes.isEmpty else {
                throw unsuitable("expected base64url in '\(name.rawValue)'", keyId)
            }
            return bytes
        }

        if members.says(.kty, "RSA") {
            self = .rsa(modulus: try bytes(.n), exponent: try bytes(.e))
        } else if members.says(.kty, "EC") {
            guard let curve = EllipticCurve.allCases.first(where: { members.says(.crv, $0.rawValue) }) else {
                throw unsuitable("expected a known curve in 'crv'", keyId)
            }
            self = .elliptic(curve: curve, x: try bytes(.x), y: try bytes(.y))
        } else if members.says(.kty, "OKP") {
            guard members.says(.crv, "Ed25519") else { throw unsuitable("expected 'Ed25519' in 'crv'", keyId) }
            self = .edwards(x: try bytes(.x))
        } else {
            throw unsuitable("expected 'RSA', 'EC' or 'OKP' in 'kty'", keyId)
        }
        // Anyone who can read a private key can sign with it, so its signatures prove nothing.
        let privateNames: [JWKMembers.Name] = [.d, .p, .q, .dp, .dq, .qi, .oth, .k]
        if let name = privateNames.first(where: { members[$0] != nil }) {
            throw unsuitable(
                "expected a public key, found '\(name.rawValue)' of a private one. Publish only the public key",
                keyId
            )
        }
    }

    /// The members of a JWK that contain the key material.
    package var members: [String: String] {
        switch self {
        case .rsa(let modulus, let exponent):
            ["kty": "RSA", "n": Base64URL.encode(modulus), "e": Base64URL.encode(exponent)]
        case .elliptic(let curve, let x, let y):
            ["kty": "EC", "crv": curve.rawValue, "x": Base64URL.encode(x), "y": Base64URL.encode(y)]
        case .edwards(let x): ["kty": "OKP", "crv": "Ed25519", "x": Base64URL.encode(x)]
        }
    }

    /// The only algorithm that this kind of key supports; nil when there are several.
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

/// The maximum length of a key id, in a key or a token.
let maximumKeyIdBytes = 256

/// Whether a string may be a key id. Only ASCII is accepted, because key providers use ids as dictionary keys, and some
/// different non-ASCII strings are equal.
func isKeyId(_ text: String) -> Bool {
    text.utf8.count <= maximumKeyIdBytes && text.utf8.allSatisfy { $0 < 0x80 }
}

private func unsuitable(_ message: String, _ keyId: String? = nil) -> DescopeError {
    DescopeError(.key, code: .unsuitableKey, message: "\(keyId.map(keyName) ?? "JWK"): \(message).")
}

/// A JWK in a message of one line.
func keyName(_ keyId: String) -> String { "JWK '\(keyId.forMessage)'" }
