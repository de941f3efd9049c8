#if !canImport(CryptoKit)
import CDescopeCrypto

/// The functions that need no key object: one libcrypto function each. Callers pass buffers of the right size.
enum PlatformPrimitives {
    static func hash(
        _ bytes: UnsafeRawBufferPointer,
        using algorithm: DigestAlgorithm,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CryptoError) {
        if algorithm == .sha256, let sha256 = Libcrypto.sha256, sha256.hash(bytes, into: output) { return }
        let library = try Libcrypto.load()
        let result = library.c.EVP_Digest(
            bytes.baseAddress,
            bytes.count,
            output.bytes,
            nil,
            library.digest(algorithm),
            nil
        )
        try library.require(result, "hash")
    }

    static func authenticationCode(
        for message: [UInt8],
        key: [UInt8],
        using algorithm: DigestAlgorithm,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CryptoError) {
        let library = try Libcrypto.load()
        guard let keyCount = Int32(exactly: key.count) else {
            throw CryptoError(.failed, "key: expected less than 2 GiB, found more")
        }
        let code = library.c.HMAC(
            library.digest(algorithm),
            key,
            keyCount,
            message,
            message.count,
            output.bytes,
            nil
        )
        try library.require(code == nil ? 0 : 1, "compute an authentication code")
    }

    static func deriveKey(
        password: [UInt8],
        salt: [UInt8],
        iterations: UInt32,
        using algorithm: DigestAlgorithm,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CryptoError) {
        let library = try Libcrypto.load()
        guard let passwordCount = Int32(exactly: password.count),
            let saltCount = Int32(exactly: salt.count),
            let iterations = Int32(exactly: iterations),
            let count = Int32(exactly: output.count)
        else { throw CryptoError(.failed, "password, salt: expected less than 2 GiB, found more") }
        let result = library.c.PKCS5_PBKDF2_HMAC(
            password,
            passwordCount,
            salt,
            saltCount,
            iterations,
            library.digest(algorithm),
            count,
            output.bytes
        )
        try library.require(result, "derive a key")
    }

    static func fillWithRandomBytes(_ output: UnsafeMutableRawBufferPointer) throws(CryptoError) {
        let library = try Libcrypto.load()
        guard let count = Int32(exactly: output.count) else {
            throw CryptoError(.failed, "count: expected less than 2 GiB, found more")
        }
        try library.require(library.c.RAND_bytes(output.bytes, count), "generate random bytes")
    }

    static func areEqual(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
        guard let library = try? Libcrypto.load(), a.count == b.count else { return false }
        return a.isEmpty || library.c.CRYPTO_memcmp(a.bytes, b.bytes, a.count) == 0
    }
}

extension UnsafeRawBufferPointer {
    /// The address for a C function; nil for an empty buffer.
    var bytes: UnsafePointer<UInt8>? { baseAddress?.assumingMemoryBound(to: UInt8.self) }
}

extension UnsafeMutableRawBufferPointer {
    /// The address for a C function.
    var bytes: UnsafeMutablePointer<UInt8>? { baseAddress?.assumingMemoryBound(to: UInt8.self) }
}
#endif
