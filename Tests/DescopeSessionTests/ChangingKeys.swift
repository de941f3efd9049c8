import DescopeJWT
import DescopeTesting
import Synchronization

/// Keys that a test exchanges for others.
final class Changing: KeyProvider {
    let current: Mutex<FakeKeys>

    init(_ keys: FakeKeys) { current = Mutex(keys) }

    func cachedKey(for keyId: String) -> VerificationKey? { current.withLock(\.self).cachedKey(for: keyId) }
    func key(for keyId: String) async throws -> VerificationKey {
        try await current.withLock(\.self).key(for: keyId)
    }
}
