#if canImport(CryptoKit)
import Foundation
import Security

/// An RSA key of the Security framework.
// @unchecked: a SecKey is immutable.
struct SecurityKey: @unchecked Sendable {
    private let key: SecKey

    /// Reads PKCS#1.
    init(_ bytes: [UInt8], _ keyClass: CFString) throws(CryptoError) {
        let attributes = [kSecAttrKeyType: kSecAttrKeyTypeRSA, kSecAttrKeyClass: keyClass] as CFDictionary
        guard let key = SecKeyCreateWithData(Data(bytes) as CFData, attributes, nil) else {
            throw CryptoError(.invalidKey, "key: expected an RSA key in PKCS#1, found bytes that cannot be read as one")
        }
        self.key = key
    }

    /// Generates a private key.
    init(bits: Int) throws(CryptoError) {
        let attributes = [kSecAttrKeyType: kSecAttrKeyTypeRSA, kSecAttrKeySizeInBits: bits as CFNumber] as CFDictionary
        guard let key = SecKeyCreateRandomKey(attributes, nil) else {
            throw CryptoError(.failed, "Security failed to generate an RSA key of \(bits) bits")
        }
        self.key = key
    }

    /// The public key that belongs to a private key.
    func publicKey() -> PublicKeyMaterial? {
        guard let half = SecKeyCopyPublicKey(key), let bytes = SecKeyCopyExternalRepresentation(half, nil) as Data?
        else { return nil }
        return PublicKeyMaterial(rsaPublicKey: bytes)
    }

    /// A private RSA key in PKCS#1.
    func rsaPrivateKey() -> [UInt8]? { (SecKeyCopyExternalRepresentation(key, nil) as Data?).map(Array.init) }

    func isValid(signature: Data, for message: Data, _ family: SignatureAlgorithm.Family) -> Bool {
        guard let algorithm = family.securityAlgorithm else { return false }
        return SecKeyVerifySignature(key, algorithm, message as CFData, signature as CFData, nil)
    }

    func signature(for message: Data, _ family: SignatureAlgorithm.Family) -> Data? {
        guard let algorithm = family.securityAlgorithm else { return nil }
        return SecKeyCreateSignature(key, algorithm, message as CFData, nil) as Data?
    }
}

extension SignatureAlgorithm.Family {
    /// Security's name for the algorithm; nil when it is not an RSA algorithm.
    fileprivate var securityAlgorithm: SecKeyAlgorithm? {
        switch self {
        case .rsaPKCS1(.sha256): .rsaSignatureMessagePKCS1v15SHA256
        case .rsaPKCS1(.sha384): .rsaSignatureMessagePKCS1v15SHA384
        case .rsaPKCS1(.sha512): .rsaSignatureMessagePKCS1v15SHA512
        case .rsaPSS(.sha256): .rsaSignatureMessagePSSSHA256
        case .rsaPSS(.sha384): .rsaSignatureMessagePSSSHA384
        case .rsaPSS(.sha512): .rsaSignatureMessagePSSSHA512
        case .rsaPKCS1(.sha1), .rsaPSS(.sha1), .ecdsa, .ed25519: nil
        }
    }
}
#endif
