#if canImport(CryptoKit)
import CommonCrypto
import CryptoKit
import Darwin
import Security

/// The functions that need no key object. Callers pass buffers of the right size.
enum PlatformPrimitives {
    static func hash(
        _ bytes: UnsafeRawBufferPointer,
        using algorithm: DigestAlgorithm,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CryptoError) {
        switch algorithm {
        case .sha1: copy(Insecure.SHA1.hash(bytes: bytes), output)
        case .sha256: copy(SHA256.hash(bytes: bytes), output)
        case .sha384: copy(SHA384.hash(bytes: bytes), output)
        case .sha512: copy(SHA512.hash(bytes: bytes), output)
        }
    }

    static func authenticationCode(
        for message: [UInt8],
        key: [UInt8],
        using algorithm: DigestAlgorithm,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CryptoError) {
        let key = SymmetricKey(data: key)
        switch algorithm {
        case .sha1: copy(CryptoKit.HMAC<Insecure.SHA1>.authenticationCode(for: message, using: key), output)
        case .sha256: copy(CryptoKit.HMAC<SHA256>.authenticationCode(for: message, using: key), output)
        case .sha384: copy(CryptoKit.HMAC<SHA384>.authenticationCode(for: message, using: key), output)
        case .sha512: copy(CryptoKit.HMAC<SHA512>.authenticationCode(for: message, using: key), output)
        }
    }

    static func deriveKey(
        password: [UInt8],
        salt: [UInt8],
        iterations: UInt32,
        using algorithm: DigestAlgorithm,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CryptoError) {
        let function =
            switch algorithm {
            case .sha1: kCCPRFHmacAlgSHA1
            case .sha256: kCCPRFHmacAlgSHA256
            case .sha384: kCCPRFHmacAlgSHA384
            case .sha512: kCCPRFHmacAlgSHA512
            }
        let status = password.withUnsafeBytes { password in
            CCKeyDerivationPBKDF(
                CCPBKDFAlgorithm(kCCPBKDF2),
                password.baseAddress?.assumingMemoryBound(to: CChar.self),
                password.count,
                salt,
                salt.count,
                CCPseudoRandomAlgorithm(function),
                iterations,
                output.baseAddress?.assumingMemoryBound(to: UInt8.self),
                output.count
            )
        }
        guard status == kCCSuccess else { throw CryptoError(.failed, "CommonCrypto failed to derive a key") }
    }

    static func fillWithRandomBytes(_ output: UnsafeMutableRawBufferPointer) throws(CryptoError) {
        guard let start = output.baseAddress, !output.isEmpty else { return }
        guard SecRandomCopyBytes(kSecRandomDefault, output.count, start) == errSecSuccess else {
            throw CryptoError(.failed, "Security failed to generate random bytes")
        }
    }

    static func areEqual(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
        guard let first = a.baseAddress, let second = b.baseAddress else { return a.count == b.count }
        return a.count == b.count && timingsafe_bcmp(first, second, a.count) == 0
    }

    private static func copy(_ result: some Sequence<UInt8>, _ output: UnsafeMutableRawBufferPointer) {
        output.copyBytes(from: Array(result))
    }
}

extension HashFunction {
    /// The digest of a buffer, computed without copying the buffer.
    static func hash(bytes: UnsafeRawBufferPointer) -> Digest {
        var function = Self()
        function.update(bufferPointer: bytes)
        return function.finalize()
    }
}
#endif
