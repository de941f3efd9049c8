#if !canImport(CryptoKit)
import Synchronization

/// Checks signatures with libcrypto.
///
/// What a check needs is prepared and kept: as many contexts as checks ran at the same time, so that nobody waits for
/// another's check and nothing is made for a single one.
final class PlatformVerifier: SignatureVerifier {
    private let key: LibcryptoKey
    private let family: SignatureAlgorithm.Family
    private let signatureByteCount: Int
    private let idle: Mutex<[VerificationContext]>

    // A burst of blocked threads shall not leave its contexts behind for ever.
    private static let idleLimit = 64

    init(key: PublicKeyMaterial, family: SignatureAlgorithm.Family, signatureByteCount: Int) throws(CryptoError) {
        self.key = try LibcryptoKey(key)
        self.family = family
        self.signatureByteCount = signatureByteCount
        // The first is made now: what goes wrong with this key and algorithm goes wrong here.
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
