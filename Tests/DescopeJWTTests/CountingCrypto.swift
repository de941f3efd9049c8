import DescopeCrypto
import Synchronization

/// The platform's cryptography, which counts the keys that it makes ready.
final class CountingCrypto: CryptoProvider {
    private let made = Mutex(0)

    var count: Int { made.withLock(\.self) }

    func verifier(
        for key: PublicKeyMaterial,
        algorithm: SignatureAlgorithm
    ) throws(CryptoError) -> any SignatureVerifier {
        made.withLock { $0 += 1 }
        return try PlatformCrypto().verifier(for: key, algorithm: algorithm)
    }
}

/// A machine without a cryptography library.
struct MissingCrypto: CryptoProvider {
    func verifier(
        for key: PublicKeyMaterial,
        algorithm: SignatureAlgorithm
    ) throws(CryptoError) -> any SignatureVerifier {
        throw CryptoError(.libraryUnavailable, "expected a library, found none. Install one")
    }
}
