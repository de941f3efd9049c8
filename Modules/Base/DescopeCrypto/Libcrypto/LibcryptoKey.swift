#if !canImport(CryptoKit)
import CDescopeCrypto

/// A key of libcrypto's, public or private, freed with the last reference.
// @unchecked: libcrypto only reads a key after it was made, and locks what it caches in it.
final class LibcryptoKey: @unchecked Sendable {
    let library: Libcrypto
    let pointer: OpaquePointer

    init(library: Libcrypto, pointer: OpaquePointer) {
        self.library = library
        self.pointer = pointer
    }

    deinit { library.c.EVP_PKEY_free(pointer) }

    /// Reads a public key; refuses a point that is not on its curve.
    convenience init(_ key: PublicKeyMaterial) throws(CryptoError) {
        let library = try Libcrypto.load()
        let encoded = key.subjectPublicKeyInfo
        let pointer = encoded.withUnsafeBufferPointer { bytes in
            var start = bytes.baseAddress
            return library.c.d2i_PUBKEY(nil, &start, bytes.count)
        }
        guard let pointer else {
            throw library.failure(
                "key: expected numbers that make a key, found a point off its curve or the like",
                code: .invalidKey
            )
        }
        self.init(library: library, pointer: pointer)
    }

    /// The public half.
    func publicKey() throws(CryptoError) -> PublicKeyMaterial {
        let count = library.c.i2d_PUBKEY(pointer, nil)
        guard count > 0 else { throw library.failure("the platform's libcrypto failed to write a public key") }
        let encoded = [UInt8](unsafeUninitializedCapacity: Int(count)) { bytes, initialized in
            var start = bytes.baseAddress
            initialized = max(0, Int(library.c.i2d_PUBKEY(pointer, &start)))
        }
        guard let key = PublicKeyMaterial(subjectPublicKeyInfo: encoded) else {
            throw CryptoError(.invalidKey, "key: expected RSA, P-256, P-384, P-521 or Ed25519, found another kind")
        }
        return key
    }

    /// The settings that an operation with this key starts from, once it is told what it is to do.
    func configure(_ context: OpaquePointer, for family: SignatureAlgorithm.Family) throws(CryptoError) {
        for (name, value) in family.libcryptoSettings {
            try library.require(library.c.EVP_PKEY_CTX_ctrl_str(context, name, value), "set \(name)")
        }
    }
}

extension SignatureAlgorithm.Family {
    /// The algorithm in libcrypto's words, to be set in this order.
    fileprivate var libcryptoSettings: [(name: String, value: String)] {
        switch self {
        case .rsaPKCS1(let digest): [("rsa_padding_mode", "pkcs1"), ("digest", digest.libcryptoName)]
        case .rsaPSS(let digest):
            [
                ("rsa_padding_mode", "pss"), ("digest", digest.libcryptoName),
                ("rsa_mgf1_md", digest.libcryptoName), ("rsa_pss_saltlen", "\(digest.byteCount)"),
            ]
        case .ecdsa(_, let digest): [("digest", digest.libcryptoName)]
        case .ed25519: []
        }
    }
}

extension DigestAlgorithm {
    fileprivate var libcryptoName: String {
        switch self {
        case .sha1: "SHA1"
        case .sha256: "SHA256"
        case .sha384: "SHA384"
        case .sha512: "SHA512"
        }
    }
}
#endif
