#if canImport(CryptoKit)
import CryptoKit
import Foundation
import Security

/// Checks signatures with Security (RSA) and CryptoKit (all other algorithms).
struct PlatformVerifier: SignatureVerifier {
    private let signatureByteCount: Int
    private let check: Check

    private enum Check: Sendable {
        case rsa(SecurityKey, SignatureAlgorithm.Family)
        case p256(P256.Signing.PublicKey)
        case p384(P384.Signing.PublicKey)
        case p521(P521.Signing.PublicKey)
        case ed25519(Curve25519.Signing.PublicKey)
    }

    init(key: PublicKeyMaterial, family: SignatureAlgorithm.Family, signatureByteCount: Int) throws(CryptoError) {
        self.signatureByteCount = signatureByteCount
        do {
            let bytes = key.rawRepresentation
            check =
                switch key {
                case .rsa: .rsa(try SecurityKey(bytes, kSecAttrKeyClassPublic), family)
                case .elliptic(.p256, _, _): .p256(try P256.Signing.PublicKey(x963Representation: bytes))
                case .elliptic(.p384, _, _): .p384(try P384.Signing.PublicKey(x963Representation: bytes))
                case .elliptic(.p521, _, _): .p521(try P521.Signing.PublicKey(x963Representation: bytes))
                case .edwards: .ed25519(try Curve25519.Signing.PublicKey(rawRepresentation: bytes))
                }
        } catch {
            throw CryptoError(
                .invalidKey,
                "key: expected a valid public key, found invalid numbers, such as a point that is not on the curve"
            )
        }
    }

    func isValid(signature: UnsafeRawBufferPointer, for message: UnsafeRawBufferPointer) -> Bool {
        guard signature.count == signatureByteCount else { return false }
        let (signature, message) = (Data(signature), Data(message))
        return switch check {
        case .rsa(let key, let family):
            key.isValid(signature: signature, for: message, family)
        case .p256(let key):
            (try? P256.Signing.ECDSASignature(rawRepresentation: signature))
                .map { key.isValidSignature($0, for: SHA256.hash(data: message)) } ?? false
        case .p384(let key):
            (try? P384.Signing.ECDSASignature(rawRepresentation: signature))
                .map { key.isValidSignature($0, for: SHA384.hash(data: message)) } ?? false
        case .p521(let key):
            (try? P521.Signing.ECDSASignature(rawRepresentation: signature))
                .map { key.isValidSignature($0, for: SHA512.hash(data: message)) } ?? false
        case .ed25519(let key):
            key.isValidSignature(signature, for: message)
        }
    }
}
#endif
