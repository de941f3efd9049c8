import DescopeJWT
import Synchronization

/// Keys that become others.
final class ChangingKeys: KeyProvider {
    private struct State {
        var keys: any KeyProvider
        var generation: UInt64 = 0
    }

    private let state: Mutex<State>
    /// Whether it tells how often its keys have changed.
    let hasGenerations = Mutex(true)

    init(_ keys: some KeyProvider) { state = Mutex(State(keys: keys)) }

    func change(to keys: some KeyProvider) {
        state.withLock { state in
            state.keys = keys
            state.generation += 1
        }
    }

    func cachedKey(for keyId: String) -> VerificationKey? { state.withLock(\.keys).cachedKey(for: keyId) }

    func key(for keyId: String) async throws -> VerificationKey {
        try await state.withLock(\.keys).key(for: keyId)
    }

    func generation(at now: Double) -> UInt64? {
        hasGenerations.withLock(\.self) ? state.withLock(\.generation) : nil
    }
}
