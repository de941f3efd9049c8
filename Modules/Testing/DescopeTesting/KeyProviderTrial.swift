import DescopeCore
import DescopeJWT
import Synchronization

extension KeyProviderConformance {
    /// The control point between a provider and the source of its keys.
    public final class Source: Sendable {
        private struct State {
            var count = 0
            var failure: (any Error)?
            var isHeld = false
            /// The held callers; ending a stream releases its reader.
            var waiters: [AsyncStream<Void>.Continuation] = []
            /// Ends when a caller arrives that is held.
            var arrival = AsyncStream<Void>.makeStream()
        }

        private let state = Mutex(State())

        init() {}

        /// The source calls this for each request of keys, before it responds. Returns, now or later, or throws.
        public func pass() async throws {
            let (stream, continuation) = AsyncStream<Void>.makeStream()
            let arrival = state.withLock { state in
                state.count += 1
                guard state.isHeld else { return nil as AsyncStream<Void>.Continuation? }
                state.waiters.append(continuation)
                return state.arrival.continuation
            }
            if let arrival { arrival.finish() } else { continuation.finish() }
            for await _ in stream {}
            try Task.checkCancellation()
            if let failure = state.withLock(\.failure) { throw failure }
        }

        /// The number of requests so far.
        var count: Int { state.withLock(\.count) }

        func hold() { state.withLock { ($0.isHeld, $0.arrival) = (true, AsyncStream.makeStream()) } }
        func answer() { settle(nil) }
        func fail(with error: any Error) { settle(error) }

        /// Returns when a held caller has arrived, or when the task is cancelled.
        func isReached() async {
            for await _ in state.withLock(\.arrival.stream) {}
        }

        private func settle(_ failure: (any Error)?) {
            let waiters = state.withLock { state in
                (state.isHeld, state.failure) = (false, failure)
                defer { state.waiters = [] }
                return state.waiters
            }
            for waiter in waiters { waiter.finish() }
        }
    }

    /// The outcome of a request for a key.
    enum Outcome: Sendable, CustomStringConvertible {
        case key(VerificationKey)
        case done
        case error(any Error)
        case late(Duration)

        var code: DescopeError.Code? {
            if case .error(let error) = self { (error as? DescopeError)?.code } else { nil }
        }
        var isDone: Bool { if case .done = self { true } else { false } }
        var isCancellation: Bool { if case .error(let error) = self { error is CancellationError } else { false } }
        func `is`(_ jwk: JWK) -> Bool { if case .key(let key) = self { key.jwk == jwk } else { false } }

        var description: String {
            switch self {
            case .key(let key): key.jwk.title
            case .done: "none"
            case .error(let error as DescopeError): "the error \(error.code?.rawValue ?? error.kind.rawValue)"
            case .error(let error): "the error \(type(of: error))"
            case .late(let patience): "no end within \(patience)"
            }
        }
    }

    /// An unused provider and its source.
    struct Trial: Sendable {
        let provider: any KeyProvider
        let source: Source
        let patience: Duration
        let clock: any DescopeClock
        /// The executor of the callers, so that all of them have arrived before the test continues.
        let executor = HeldExecutor()

        func outcome(of keyId: String) async -> Outcome {
            await outcome(of: Task { await ask { .key(try await provider.key(for: keyId)) } })
        }

        /// A caller that requests a key as soon as ``sourceIsReached(by:)`` waits for it.
        func caller(for keyId: String) -> Task<Outcome, Never> {
            Task(executorPreference: executor) { await ask { .key(try await provider.key(for: keyId)) } }
        }

        func warmingUp() -> Task<Outcome, Never> {
            Task(executorPreference: executor) {
                await ask {
                    try await provider.warmUp()
                    return .done
                }
            }
        }

        func outcome(of caller: Task<Outcome, Never>) async -> Outcome {
            await first(of: { await caller.value }, { await late() }) ?? .error(CancellationError())
        }

        /// Runs the callers. Returns whether one of them has reached the source; otherwise none of them needs it.
        func sourceIsReached(by callers: [Task<Outcome, Never>]) async -> Bool {
            executor.drain()
            return await first(
                of: {
                    await source.isReached()
                    return true
                },
                {
                    for caller in callers { _ = await caller.value }
                    return false
                },
                { await late().map { _ in false } }
            ) ?? false
        }

        private func ask(_ work: () async throws -> Outcome) async -> Outcome {
            do { return try await work() } catch { return .error(error) }
        }

        /// Waits for the duration of `patience`; nil when the task was cancelled.
        private func late() async -> Outcome? {
            do { try await clock.sleep(for: patience) } catch { return nil }
            return .late(patience)
        }
    }

    /// The violations so far.
    struct Findings {
        var check = Check.knownKeys
        private(set) var violations: [Violation] = []

        mutating func add(_ expected: String, _ found: String) {
            let violation = Violation(check: check, expected: expected, found: found)
            // The same finding by several callers is reported once.
            if violations.last?.description != violation.description { violations.append(violation) }
        }

        @discardableResult
        mutating func expect(_ jwk: JWK, _ outcome: Outcome, _ when: String = "") -> Bool {
            if !outcome.is(jwk) { add(jwk.title + (when.isEmpty ? "" : " " + when), outcome.description) }
            return outcome.is(jwk)
        }

        mutating func expectUnknown(_ keyId: String, _ outcome: Outcome) {
            let id = keyId.count > 40 ? "a long made-up id" : "the made-up id \(keyId.debugDescription)"
            guard outcome.code == .unknownKey, case .error(let error) = outcome else {
                return add("the error unknownKey for \(id)", outcome.description)
            }
            // A shorter id may occur in any message.
            if keyId.count > 4, "\(error)".contains(keyId) {
                add("an error that does not show the id, for that comes from the token", "one that does, for \(id)")
            }
        }

        mutating func expectUnavailable(_ outcome: Outcome, _ when: String) {
            if outcome.code != .keysUnavailable { add("the error keysUnavailable " + when, outcome.description) }
        }

        mutating func expectFew(_ count: Int, _ cause: String, _ advice: String) {
            if count > 3 { add("at most 3 fetches for \(cause)", "\(count). \(advice)") }
        }
    }
}

extension JWK {
    /// The key's description in a violation.
    var title: String { "the key '\(keyId)' with \(algorithm.rawValue)" }
}

/// The result of the first work that ends; the others are cancelled and not awaited. Nil when the task is cancelled.
func first<Value: Sendable>(of works: (@Sendable () async -> Value?)...) async -> Value? {
    let (stream, continuation) = AsyncStream<Value>.makeStream()
    let tasks = works.map { work in Task { if let value = await work() { continuation.yield(value) } } }
    defer { for task in tasks { task.cancel() } }
    for await value in stream { return value }
    return nil
}
