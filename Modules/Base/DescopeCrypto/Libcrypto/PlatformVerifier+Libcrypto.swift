#if !canImport(CryptoKit)
import Synchronization

/// Checks signatures with libcrypto.
///
/// Keeps a pool of prepared contexts, as many as checks have run at the same time. Checks never wait for each other,
/// and an idle context is reused instead of making a new one.
final class PlatformVerifier: SignatureVerifier {
    private let key: LibcryptoKey
    private let family: SignatureAlgorithm.Family
    private let signatureByteCount: Int
    private let idle: Mutex<[VerificationContext]>

    // Limits how many contexts stay allocated after a burst of concurrent checks.
    private static let idleLimit = 64

    init(key: PublicKeyMaterial, family: SignatureAlgorithm.Family, signatureByteCount: Int) throws(CryptoError) {
        self.key = try LibcryptoKey(key)
        self.family = family
        self.signatureByteCount = signatureByteCount
        // The first context is made now, so that an unsuitable key or algorithm throws here.
        idle = Mutex([try VerificationContext(self.key, family)])
    }

    func isValid(signature: UnsafeRawBufferPointer, for message: UnsafeRawBufferPointer) -> Bool {
        guard signature.count == signatureByteCount,
            let context = idle.withLock({ $0.popLast() }) ?? (try? VerificationContext(key, family))
        else { return false }
        let isValid = context.isValid(signature: signature, for: message)
        idle.withLock { if $0.count < Self.idleLimit { $0.append(context) } }
        return isValid
    }
}
#endif
