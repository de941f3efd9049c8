public import DescopeCore
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The keys of one project at one address, fetched when needed and kept.
///
/// - However many wait, one fetch runs.
/// - A key id that is not among the kept keys causes a fetch at once, for the project may have changed its key. When the
///   fetch does not bring it, there is a pause before the next one, so that made-up ids cannot cause a flood.
/// - When a fetch fails, the last good keys stay in use; without any, the error is
///   ``DescopeCore/DescopeError/Code/keysUnavailable``, and the next caller tries again.
public final class RemoteKeys: KeyProvider {
    private struct State {
        var keys: [String: VerificationKey] = [:]
        var fetchedAt: Date?
        /// When a fetch last failed, or did not bring the key it was made for.
        var disappointedAt: Date?
        /// Why the last fetch failed, if it did.
        var failure: DescopeError?
    }

    private let state = Mutex(State())
    private let flight = SingleFlight<Int, Void>()
    private let lifetime: Duration
    private let pause: Duration
    private let clock: any DescopeClock
    private let fetch: @Sendable () async throws -> JWKSet

    /// Makes a provider that has fetched nothing yet.
    ///
    /// - Parameters:
    ///   - lifetime: How long fetched keys are used before they are fetched again.
    ///   - unknownKeyPause: How long to wait after a fetch that did not bring the key it was made for.
    ///   - clock: Where time comes from.
    ///   - fetch: Fetches the keys.
    public init(
        lifetime: Duration = .seconds(600),
        unknownKeyPause: Duration = .seconds(30),
        clock: some DescopeClock = SystemClock(),
        fetch: @escaping @Sendable () async throws -> JWKSet
    ) {
        self.lifetime = lifetime
        self.pause = unknownKeyPause
        self.clock = clock
        self.fetch = fetch
    }

    /// The key, when it has been fetched and is not due to be fetched again.
    public func cachedKey(for keyId: String) -> VerificationKey? {
        let now = clock.now
        return state.withLock { state in
            isRecent(state.fetchedAt, within: lifetime, now) ? state.keys[keyId] : nil
        }
    }

    /// The key; see the type for when it is fetched.
    public func key(for keyId: String) async throws -> VerificationKey {
        if let key = cachedKey(for: keyId) { return key }
        // Twice: a fetch that others began may have been answered before the project got the key.
        for _ in 0..<2 {
            guard !isPausing else { break }
            do {
                try await flight.run(0) { try await self.refresh(wanting: keyId) }
            } catch {
                // A fetch that others cancelled is a failure like any other.
                guard !(error is CancellationError && Task.isCancelled) else { throw error }
                guard let key = keptKey(keyId) else { throw Self.unavailable(error) }
                return key
            }
            if let key = keptKey(keyId) { return key }
        }
        guard let key = keptKey(keyId) else { throw state.withLock(\.failure) ?? DescopeError.unknownKey }
        return key
    }

    private var isPausing: Bool {
        let now = clock.now
        return state.withLock { isRecent($0.disappointedAt, within: pause, now) }
    }

    private func keptKey(_ keyId: String) -> VerificationKey? { state.withLock { $0.keys[keyId] } }

    private func refresh(wanting keyId: String) async throws {
        do {
            let set = try await fetch()
            let now = clock.now
            state.withLock { state in
                state.keys = set.keys
                state.fetchedAt = now
                state.disappointedAt = set.keys[keyId] == nil ? now : nil
                state.failure = nil
            }
        } catch {
            let now = clock.now
            // Without any key nothing can be answered meanwhile, so the next caller may try at once.
            state.withLock { state in
                state.disappointedAt = state.keys.isEmpty ? nil : now
                state.failure = Self.unavailable(error)
            }
            throw error
        }
    }

    /// A clock that was set back must not make anything last for ever.
    private func isRecent(_ date: Date?, within duration: Duration, _ now: Date) -> Bool {
        guard let date else { return false }
        let age = Duration.seconds(now.timeIntervalSince(date))
        return age >= .zero && age < duration
    }

    private static func unavailable(_ error: any Error) -> DescopeError {
        if let error = error as? DescopeError, error.code == .keysUnavailable { return error }
        let reason = (error as? DescopeError)?.message ?? "\(type(of: error))"
        return DescopeError(
            .key,
            code: .keysUnavailable,
            message: "expected the project's keys to check tokens with, found that they cannot be fetched: \(reason)",
            retryAfter: (error as? DescopeError)?.retryAfter,
            underlying: error
        )
    }
}
