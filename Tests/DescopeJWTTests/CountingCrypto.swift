import DescopeCrypto
import Synchronization

/// The platform's cryptography, which counts the keys that it makes ready and the signatures that it checks.
final class CountingCrypto: CryptoProvider {
    private let counts = Mutex((keys: 0, checks: 0))

    var keys: Int { counts.withLock { $0.keys } }
    var checks: Int { counts.withLock { $0.checks } }

    private struct Verifier: SignatureVerifier {
        let verifier: any SignatureVerifier
        let owner: CountingCrypto

        func isValid(signature: UnsafeRawBufferPointer, for message: UnsafeRawBufferPointer) -> Bool {
            owner.counts.withLock { $0.checks += 1 }
            return verifier.isValid(signature: signature, for: message)
        }
    }

    func verifier(
        for key: PublicKeyMaterial,
        algorithm: SignatureAlgorithm
    ) throws(CryptoError) -> any SignatureVerifier {
        counts.withLock { $0.keys += 1 }
        return Verifier(verifier: try PlatformCrypto().verifier(for: key, algorithm: algorithm), owner: self)
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
