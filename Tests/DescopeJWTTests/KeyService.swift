import DescopeCore
import DescopeJWT
import DescopeTesting
import Synchronization

/// A key endpoint: what it answers can be changed, its answers can be held back, and it counts the questions.
final class KeyService: Sendable {
    private struct State {
        var answer: Result<JWKSet, any Error>
        var isHeld = false
        var fetches = 0
    }

    private let state: Mutex<State>
    private let gate = ManualClock(patience: nil)

    init(_ keyIds: String...) throws { state = Mutex(State(answer: .success(try Self.set(keyIds)))) }

    var fetches: Int { state.withLock(\.fetches) }

    func answer(_ keyIds: String...) throws {
        let set = try Self.set(keyIds)
        state.withLock { $0.answer = .success(set) }
    }

    func fail(_ error: any Error = DescopeError(.transport, code: .cannotConnect, message: "unreachable")) {
        state.withLock { $0.answer = .failure(error) }
    }

    /// From now on fetches begin and do not end until `finish()`.
    func hold() { state.withLock { $0.isHeld = true } }
    func hasBegun(_ fetches: Int = 1) async { await gate.sleepers(atLeast: fetches) }
    func finish() { gate.advance(by: .seconds(1)) }

    func fetch() async throws -> JWKSet {
        // The answer is that of the moment when the question came.
        let (isHeld, answer) = state.withLock { state in
            state.fetches += 1
            return (state.isHeld, state.answer)
        }
        if isHeld { try await gate.sleep(for: .seconds(1)) }
        return try answer.get()
    }

    private static func set(_ keyIds: [String]) throws -> JWKSet {
        let jwk = try Fixtures.jwk("SK2eddsa")
        return try JWKSet(json: bytes(["keys": .array(keyIds.map { changing(jwk, ["kid": .string($0)]) })]))
    }
}

/// Notes what an observer is told.
final class ObserverNotes: ValidationObserver {
    private struct State {
        var hits = 0
        var misses = 0
        var fetches: [KeyFetch] = []
        var failures: [DescopeError] = []
    }

    private let state = Mutex(State())
    private let ends = AsyncStream<Void>.makeStream()

    var hits: Int { state.withLock(\.hits) }
    var misses: Int { state.withLock(\.misses) }
    var fetches: [KeyFetch] { state.withLock(\.fetches) }
    var failures: [DescopeError] { state.withLock(\.failures) }
    /// How many fetches have ended, well or not.
    var ended: Int { state.withLock { $0.fetches.count + $0.failures.count } }

    /// Returns when that many fetches have ended, or when the task is cancelled.
    func ended(atLeast count: Int) async {
        var ends = ends.stream.makeAsyncIterator()
        while ended < count, await ends.next() != nil {}
    }

    func keyHit() { state.withLock { $0.hits += 1 } }
    func keyMiss() { state.withLock { $0.misses += 1 } }

    func keysFetched(_ fetch: KeyFetch) {
        state.withLock { $0.fetches.append(fetch) }
        ends.continuation.yield()
    }

    func keyFetchFailed(_ error: DescopeError) {
        state.withLock { $0.failures.append(error) }
        ends.continuation.yield()
    }
}

/// Gives work that should not have begun the time to show itself.
func settle() async { for _ in 0..<20 { await Task.yield() } }
