#if canImport(CryptoKit)
import CryptoKit
import Foundation
import Security

/// A private key from Security (RSA) or CryptoKit (all other kinds).
enum PlatformSigningKey: Sendable {
    case rsa(SecurityKey)
    case p256(P256.Signing.PrivateKey)
    case p384(P384.Signing.PrivateKey)
    case p521(P521.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)

    init(generating family: SignatureAlgorithm.Family, rsaBits: Int) throws(CryptoError) {
        switch family {
        case .rsaPKCS1, .rsaPSS: self = .rsa(try SecurityKey(bits: rsaBits))
        case .ecdsa(.p256, _): self = .p256(P256.Signing.PrivateKey())
        case .ecdsa(.p384, _): self = .p384(P384.Signing.PrivateKey())
        case .ecdsa(.p521, _): self = .p521(P521.Signing.PrivateKey())
        case .ed25519: self = .ed25519(Curve25519.Signing.PrivateKey())
        }
    }

    init(rsaPrivateKey encoded: [UInt8]) throws(CryptoError) {
        self = .rsa(try SecurityKey(encoded, kSecAttrKeyClassPrivate))
    }

    // PKCS#8 (RFC 5958) wraps a key of any kind. The kinds are tried in turn; only the right one can read the key.
    init(pkcs8PEM pem: String) throws(CryptoError) {
        let refused = CryptoError(.invalidKey, "pkcs8PEM: expected a readable private key, found an unreadable one")
        let body = pem.components(separatedBy: "-----BEGIN PRIVATE KEY-----").dropFirst().first?
            .components(separatedBy: "-----END PRIVATE KEY-----")
        guard let body, body.count > 1, let text = body.first,
            let encoded = Data(base64Encoded: text, options: .ignoreUnknownCharacters)
        else { throw refused }
        var outer = DERReader(encoded)
        guard var reader = outer.readSequence(), reader.readInteger() != nil, reader.readSequence() != nil,
            let key = reader.read(DER.octetStringTag)
        else { throw refused }
        var seed = DERReader(key)
        if let key = try? P256.Signing.PrivateKey(derRepresentation: encoded) {
            self = .p256(key)
        } else if let key = try? P384.Signing.PrivateKey(derRepresentation: encoded) {
            self = .p384(key)
        } else if let key = try? P521.Signing.PrivateKey(derRepresentation: encoded) {
            self = .p521(key)
        } else if let bytes = seed.read(DER.octetStringTag), seed.isAtEnd,
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
        {
            self = .ed25519(key)
        } else {
            self = .rsa(try SecurityKey(Array(key), kSecAttrKeyClassPrivate))
        }
    }

    func publicKey() throws(CryptoError) -> PublicKeyMaterial {
        let key: PublicKeyMaterial? =
            switch self {
            case .rsa(let key): key.publicKey()
            case .p256(let key): PublicKeyMaterial(curve: .p256, point: key.publicKey.x963Representation)
            case .p384(let key): PublicKeyMaterial(curve: .p384, point: key.publicKey.x963Representation)
            case .p521(let key): PublicKeyMaterial(curve: .p521, point: key.publicKey.x963Representation)
            case .ed25519(let key): .edwards(x: Array(key.publicKey.rawRepresentation))
            }
        guard let key else { throw CryptoError(.invalidKey, "key: expected one with a public key, found none") }
        return key
    }

    /// The key in PKCS#8 (RFC 5958).
    func pkcs8() throws(CryptoError) -> [UInt8] {
        switch self {
        case .rsa(let key):
            guard let numbers = key.rsaPrivateKey() else {
                throw CryptoError(.failed, "the platform's library failed to write a private key")
            }
            return DER.privateKey(numbers, kind: KeyKind.rsa)
        case .p256(let key): return Array(key.derRepresentation)
        case .p384(let key): return Array(key.derRepresentation)
        case .p521(let key): return Array(key.derRepresentation)
        case .ed25519(let key):
            let seed = DER.element(DER.octetStringTag, Array(key.rawRepresentation))
            return DER.privateKey(seed, kind: KeyKind.ed25519)
        }
    }

    func signature(
        for message: UnsafeRawBufferPointer,
        family: SignatureAlgorithm.Family
    ) throws(CryptoError) -> [UInt8] {
        let message = Data(message)
        do {
            let signature: Data? =
                switch self {
                case .rsa(let key): key.signature(for: message, family)
                case .p256(let key): try key.signature(for: SHA256.hash(data: message)).rawRepresentation
                case .p384(let key): try key.signature(for: SHA384.hash(data: message)).rawRepresentation
                case .p521(let key): try key.signature(for: SHA512.hash(data: message)).rawRepresentation
                case .ed25519(let key): try key.signature(for: message)
                }
            if let signature { return Array(signature) }
        } catch {}
        throw CryptoError(.failed, "the platform's library failed to sign")
    }
}

extension DER {
    /// PKCS#8: version 0, the kind of the key, and the key in the kind's own form.
    fileprivate static func privateKey(_ key: [UInt8], kind: [UInt8]) -> [UInt8] {
        sequence([integer([0]), kind, element(octetStringTag, key)])
    }
}
#endif
