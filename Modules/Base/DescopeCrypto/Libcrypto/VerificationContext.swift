#if !canImport(CryptoKit)
import CDescopeCrypto

/// The libcrypto contexts for one signature check at a time, made once and reused.
// @unchecked: it is either in its verifier's pool or used by the one caller that took it.
final class VerificationContext: @unchecked Sendable {
    private let key: LibcryptoKey
    private let family: SignatureAlgorithm.Family
    private let digestContext: OpaquePointer
    private let keyContext: OpaquePointer

    init(_ key: LibcryptoKey, _ family: SignatureAlgorithm.Family) throws(CryptoError) {
        let library = key.library
        self.key = key
        self.family = family
        keyContext = try library.require(library.c.EVP_PKEY_CTX_new(key.pointer, nil), "prepare a check")
        guard let digestContext = library.c.EVP_MD_CTX_new() else {
            library.c.EVP_PKEY_CTX_free(keyContext)
            throw library.failure("the platform's libcrypto failed to prepare a digest")
        }
        self.digestContext = digestContext
        // From here on `deinit` frees both.
        guard family.digest != nil else { return }
        try library.require(library.c.EVP_PKEY_verify_init(keyContext), "prepare a check")
        try key.configure(keyContext, for: family)
    }

    deinit {
        key.library.c.EVP_PKEY_CTX_free(keyContext)
        key.library.c.EVP_MD_CTX_free(digestContext)
    }

    func isValid(signature: UnsafeRawBufferPointer, for message: UnsafeRawBufferPointer) -> Bool {
        let fits =
            switch family {
            case .rsaPKCS1(let digest), .rsaPSS(let digest):
                isHashSignature(signature, of: message, digest)
            case .ecdsa(_, let digest):
                ECDSASignature.der(fromRaw: signature).withUnsafeBytes { isHashSignature($0, of: message, digest) }
            case .ed25519:
                isEd25519Signature(signature, of: message)
            }
        if !fits { key.library.c.ERR_clear_error() }
        return fits
    }

    private func isHashSignature(
        _ signature: UnsafeRawBufferPointer,
        of message: UnsafeRawBufferPointer,
        _ digest: DigestAlgorithm
    ) -> Bool {
        let library = key.library
        return withUnsafeTemporaryAllocation(byteCount: digest.byteCount, alignment: 8) { hash in
            library.c.EVP_DigestInit_ex(digestContext, library.digest(digest), nil) == 1
                && library.c.EVP_DigestUpdate(digestContext, message.baseAddress, message.count) == 1
                && library.c.EVP_DigestFinal_ex(digestContext, hash.bytes, nil) == 1
                && library.c.EVP_PKEY_verify(keyContext, signature.bytes, signature.count, hash.bytes, hash.count) == 1
        }
    }

    // A context cannot be reused after it has verified, so it is reset each time. That costs little beside the check.
    private func isEd25519Signature(_ signature: UnsafeRawBufferPointer, of message: UnsafeRawBufferPointer) -> Bool {
        let c = key.library.c
        return c.EVP_MD_CTX_reset(digestContext) == 1
            && c.EVP_DigestVerifyInit(digestContext, nil, nil, nil, key.pointer) == 1
            && c.EVP_DigestVerify(digestContext, signature.bytes, signature.count, message.bytes, message.count) == 1
    }
}
#endif
