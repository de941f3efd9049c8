#if !canImport(CryptoKit)
import CDescopeCrypto

/// A private key in libcrypto.
struct PlatformSigningKey: Sendable {
    private let key: LibcryptoKey

    init(generating family: SignatureAlgorithm.Family, rsaBits: Int) throws(CryptoError) {
        let library = try Libcrypto.load()
        // The numbers that stand for the kinds of keys in libcrypto (EVP_PKEY_RSA, EVP_PKEY_EC, EVP_PKEY_ED25519).
        let (kind, settings): (Int32, [(String, String)]) =
            switch family {
            case .rsaPKCS1, .rsaPSS: (6, [("rsa_keygen_bits", "\(rsaBits)")])
            case .ecdsa(let curve, _): (408, [("ec_paramgen_curve", curve.rawValue), ("ec_param_enc", "named_curve")])
            case .ed25519: (1087, [])
            }
        let context = try library.require(library.c.EVP_PKEY_CTX_new_id(kind, nil), "prepare key generation")
        defer { library.c.EVP_PKEY_CTX_free(context) }
        try library.require(library.c.EVP_PKEY_keygen_init(context), "prepare key generation")
        for (name, value) in settings {
            try library.require(library.c.EVP_PKEY_CTX_ctrl_str(context, name, value), "set \(name)")
        }
        var pointer: OpaquePointer?
        try library.require(library.c.EVP_PKEY_keygen(context, &pointer), "generate a key")
        key = LibcryptoKey(library: library, pointer: try library.require(pointer, "generate a key"))
    }

    /// Reads an RSA key in PKCS#1.
    init(rsaPrivateKey encoded: [UInt8]) throws(CryptoError) {
        let library = try Libcrypto.load()
        let pointer = encoded.withUnsafeBufferPointer { bytes in
            var start = bytes.baseAddress
            return library.c.d2i_AutoPrivateKey(nil, &start, bytes.count)
        }
        try self.init(library, pointer)
    }

    /// Reads PKCS#8 in PEM.
    init(pkcs8PEM pem: String) throws(CryptoError) {
        let library = try Libcrypto.load()
        let text = Array(pem.utf8)
        guard let count = Int32(exactly: text.count) else {
            throw CryptoError(.invalidKey, "pkcs8PEM: expected less than 2 GiB, found more")
        }
        let pointer = text.withUnsafeBytes { text -> OpaquePointer? in
            guard let start = text.baseAddress, let bio = library.c.BIO_new_mem_buf(start, count) else { return nil }
            defer { _ = library.c.BIO_free(bio) }
            // No password: without this callback, libcrypto would prompt for one on the terminal.
            return library.c.PEM_read_bio_PrivateKey(bio, nil, { _, _, _, _ in -1 }, nil)
        }
        try self.init(library, pointer)
    }

    private init(_ library: Libcrypto, _ pointer: OpaquePointer?) throws(CryptoError) {
        // libcrypto tries one format after another, and may have queued an error for each that did not fit.
        library.c.ERR_clear_error()
        guard let pointer else {
            throw CryptoError(.invalidKey, "key: expected a readable private key, found an unreadable one")
        }
        key = LibcryptoKey(library: library, pointer: pointer)
    }

    func publicKey() throws(CryptoError) -> PublicKeyMaterial { try key.publicKey() }

    /// The key in PKCS#8.
    func pkcs8() throws(CryptoError) -> [UInt8] {
        let library = key.library
        let encoder = try library.require(library.c.EVP_PKEY2PKCS8(key.pointer), "write a private key")
        defer { library.c.PKCS8_PRIV_KEY_INFO_free(encoder) }
        let count = library.c.i2d_PKCS8_PRIV_KEY_INFO(encoder, nil)
        guard count > 0 else { throw library.failure("the platform's libcrypto failed to write a private key") }
        return [UInt8](unsafeUninitializedCapacity: Int(count)) { bytes, initialized in
            var start = bytes.baseAddress
            initialized = max(0, Int(library.c.i2d_PKCS8_PRIV_KEY_INFO(encoder, &start)))
        }
    }

    func signature(
        for message: UnsafeRawBufferPointer,
        family: SignatureAlgorithm.Family
    ) throws(CryptoError) -> [UInt8] {
        guard let digest = family.digest else { return try ed25519Signature(for: message) }
        let signature = try signature(forHash: MessageDigest.hash(message, using: digest), family: family)
        guard case .ecdsa(let curve, _) = family else { return signature }
        return try rawSignature(signature, curve)
    }

    private func signature(
        forHash hash: [UInt8],
        family: SignatureAlgorithm.Family
    ) throws(CryptoError) -> [UInt8] {
        let library = key.library
        let context = try library.require(library.c.EVP_PKEY_CTX_new(key.pointer, nil), "prepare a signature")
        defer { library.c.EVP_PKEY_CTX_free(context) }
        try library.require(library.c.EVP_PKEY_sign_init(context), "prepare a signature")
        try key.configure(context, for: family)
        return try signature { bytes, count in library.c.EVP_PKEY_sign(context, bytes, &count, hash, hash.count) }
    }

    private func ed25519Signature(for message: UnsafeRawBufferPointer) throws(CryptoError) -> [UInt8] {
        let library = key.library
        let context = try library.require(library.c.EVP_MD_CTX_new(), "prepare a signature")
        defer { library.c.EVP_MD_CTX_free(context) }
        try library.require(
            library.c.EVP_DigestSignInit(context, nil, nil, nil, key.pointer),
            "prepare a signature"
        )
        return try signature { bytes, count in
            library.c.EVP_DigestSign(context, bytes, &count, message.bytes, message.count)
        }
    }

    // The first call returns the maximum length of a signature, the second its actual length.
    private func signature(
        _ sign: (UnsafeMutablePointer<UInt8>?, inout Int) -> Int32
    ) throws(CryptoError) -> [UInt8] {
        var count = 0
        try key.library.require(sign(nil, &count), "sign")
        var result: Int32 = 0
        let signature = [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
            result = sign(bytes.baseAddress, &count)
            initialized = result == 1 ? count : 0
        }
        try key.library.require(result, "sign")
        return signature
    }

    // libcrypto writes `r` and `s` in DER; a JWS needs `r` followed by `s`.
    private func rawSignature(_ encoded: [UInt8], _ curve: EllipticCurve) throws(CryptoError) -> [UInt8] {
        guard let raw = ECDSASignature.raw(fromDER: encoded, on: curve) else {
            throw CryptoError(.failed, "the platform's libcrypto wrote a signature that cannot be read")
        }
        return raw
    }
}
#endif
