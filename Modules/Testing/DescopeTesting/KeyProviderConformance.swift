public import DescopeCore
@_exported public import DescopeJWT

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Checks that your own ``/DescopeJWT/KeyProvider`` meets the protocol's requirements.
///
/// The suite makes providers and requests keys from them, while the source of the keys responds, fails or is slow. To
/// control it, the source in your test calls ``Source/pass()`` first:
///
/// ```swift
/// @Test func keepsItsPromises() async throws {
///     let keys = [try FakeKeys(keyId: "a", algorithm: .es256), try FakeKeys(keyId: "b", algorithm: .edDSA)].map(\.jwk)
///     try await KeyProviderConformance(keys: keys) { source in
///         MyKeys(clock: ManualClock()) {
///             try await source.pass()
///             return keys
///         }
///     }
///     .verify()
/// }
/// ```
///
/// It is independent of the test library: ``verify()`` throws, ``violations()`` returns the violations.
public struct KeyProviderConformance: Sendable {
    /// The requirements that are checked.
    public enum Check: String, CaseIterable, Sendable {
        /// Each key can be requested by its id, repeatedly.
        case knownKeys
        /// A cached key is the key that would be fetched, and the same object as long as the generation is the same.
        case cachedKeys
        /// Any other id throws `unknownKey`, with an error that does not contain the id.
        case unknownKeys
        /// Many concurrent callers each get the key that they requested.
        case concurrency
        /// A cancelled caller returns at once, and the others get their key.
        case cancellation
        /// When the source fails, the error is `keysUnavailable`. When it responds again after two failures, keys are
        /// available again, without time passing.
        case failure
        /// Warming up throws the same errors as requesting a key, and does not break later requests.
        case warmUp
        /// Neither many callers nor many made-up ids cause a fetch each, and a failing source is not requested by each
        /// caller.
        case flood
    }

    /// A requirement that was not met.
    public struct Violation: Sendable, CustomStringConvertible {
        /// The check that found it.
        public let check: Check
        /// The expected behavior.
        public let expected: String
        /// The observed behavior.
        public let found: String

        /// One line.
        public var description: String { "\(check): expected \(expected), found \(found)" }
    }

    let keys: [JWK]
    let hasSource: Bool
    let patience: Duration
    let clock: any DescopeClock
    let makeProvider: @Sendable (Source) async throws -> any KeyProvider

    /// Makes a suite.
    ///
    /// - Parameters:
    ///   - keys: All keys that the source has; at least one.
    ///   - hasSource: Whether there is a source. False for a provider that knows its keys from the start.
    ///   - patience: The maximum wait for a required result. A provider that meets the requirements causes no wait.
    ///   - clock: The suite's source of time. The provider's own clock should stand still.
    ///   - makeProvider: Makes an unused provider. Called several times.
    public init<Provider: KeyProvider>(
        keys: [JWK],
        hasSource: Bool = true,
        patience: Duration = .seconds(60),
        clock: some DescopeClock = SystemClock(),
        makeProvider: @escaping @Sendable (Source) async throws -> Provider
    ) {
        self.keys = keys
        self.hasSource = hasSource
        self.patience = patience
        self.clock = clock
        self.makeProvider = makeProvider
    }

    /// Runs all checks.
    ///
    /// - Throws: ``KeyProviderViolations`` when a requirement was not met; otherwise the errors of ``violations()``.
    public func verify() async throws {
        let violations = try await violations()
        if !violations.isEmpty { throw KeyProviderViolations(violations: violations) }
    }

    /// Runs all checks.
    ///
    /// - Returns: The requirements that were not met.
    /// - Throws: The errors of `makeProvider`; ``/DescopeCore/DescopeError`` of kind `argument` when there are no keys
    ///   to request; `CancellationError` when the task is cancelled.
    public func violations() async throws -> [Violation] {
        guard let key = keys.first, Set(keys.map(\.keyId)).count == keys.count else {
            throw DescopeError(
                .argument,
                code: .unusableArgument,
                message: "keys: expected at least one key, each with a different id, found \(keys.count) keys. "
                    + "Pass the keys that the provider's source has."
            )
        }
        var findings = Findings()
        for check in Check.allCases {
            findings.check = check
            switch check {
            case .knownKeys: try await checkKnownKeys(&findings)
            case .cachedKeys: try await checkCachedKeys(&findings)
            case .unknownKeys: try await checkUnknownKeys(&findings)
            case .concurrency: try await checkConcurrency(&findings)
            case .cancellation: for index in [0, 1] { try await checkCancellation(of: index, key, &findings) }
            case .failure:
                for error in [unreachable, CancellationError()] as [any Error] {
                    try await checkFailure(with: error, key, &findings)
                }
            case .warmUp: try await checkWarmUp(key, &findings)
            case .flood: try await checkFlood(key, &findings)
            }
            try Task.checkCancellation()
        }
        return findings.violations
    }
}

/// The requirements that a key provider did not meet.
public struct KeyProviderViolations: Error, CustomStringConvertible {
    /// The violations, in the order of the checks.
    public let violations: [KeyProviderConformance.Violation]

    /// One line each.
    public var description: String { violations.map(\.description).joined(separator: "\n") }
}

// MARK: - The checks

extension KeyProviderConformance {
    private func checkKnownKeys(_ findings: inout Findings) async throws {
        let it = try await trial()
        for jwk in keys + keys.reversed() { findings.expect(jwk, await it.outcome(of: jwk.keyId)) }
        if hasSource, it.source.count == 0 {
            findings.add(
                "a provider that reads its keys through Source.pass(), so that its source can be made to fail and to wait",
                "none that did. Call it in your source, or pass hasSource: false"
            )
        }
    }

    private func checkCachedKeys(_ findings: inout Findings) async throws {
        let it = try await trial()
        func expectFitting(_ when: String, _ findings: inout Findings) {
            for jwk in keys {
                guard let key = it.provider.cachedKey(for: jwk.keyId), key.jwk != jwk else { continue }
                findings.add("\(jwk.title) or nil as the cached key \(when)", key.jwk.title)
            }
        }
        func generation() -> UInt64? { it.provider.generation(at: clock.now.timeIntervalSince1970) }
        expectFitting("before it was asked for", &findings)
        for jwk in keys { _ = await it.outcome(of: jwk.keyId) }
        expectFitting("after it was asked for", &findings)
        for jwk in keys {
            guard let before = generation(), let key = it.provider.cachedKey(for: jwk.keyId) else { continue }
            let other = it.provider.cachedKey(for: jwk.keyId)
            if before == generation(), other !== key {
                findings.add("the very same cached key as long as generation(at:) is the same", "another object")
            }
        }
        it.source.fail(with: unreachable)
        expectFitting("while the source fails", &findings)
    }

    private func checkUnknownKeys(_ findings: inout Findings) async throws {
        let it = try await trial()
        for keyId in lookalikes {
            for stage in ["before", "after"] {
                if let key = it.provider.cachedKey(for: keyId) {
                    findings.add("nil as the cached key of a made-up id, \(stage) it was asked for", key.jwk.title)
                }
                if stage == "before" { findings.expectUnknown(keyId, await it.outcome(of: keyId)) }
            }
        }
        for jwk in keys { findings.expect(jwk, await it.outcome(of: jwk.keyId), "after unknown ids") }
    }

    private func checkConcurrency(_ findings: inout Findings) async throws {
        let it = try await trial()
        it.source.hold()
        let callers = (0..<100).map { it.caller(for: keys[$0 % keys.count].keyId) }
        _ = await it.sourceIsReached(by: callers)
        it.source.answer()
        it.executor.release()
        for (index, caller) in callers.enumerated() {
            let isAsExpected = findings.expect(
                keys[index % keys.count],
                await it.outcome(of: caller),
                "for each of 100 callers"
            )
            guard isAsExpected else { break }
        }
    }

    private func checkCancellation(of index: Int, _ jwk: JWK, _ findings: inout Findings) async throws {
        let it = try await trial()
        it.source.hold()
        let callers = (0..<3).map { _ in it.caller(for: jwk.keyId) }
        guard await it.sourceIsReached(by: callers) else {
            it.executor.release()
            return
        }
        callers[index].cancel()
        it.executor.release()
        let outcome = await it.outcome(of: callers[index])
        if !outcome.isCancellation, !outcome.is(jwk) {
            findings.add(
                "a CancellationError for caller \(index + 1) of 3, at once, while the source is slow",
                outcome.description
            )
        }
        it.source.answer()
        for (other, caller) in callers.enumerated() where other != index {
            findings.expect(jwk, await it.outcome(of: caller), "when caller \(index + 1) of 3 is cancelled")
        }
        findings.expect(jwk, await it.outcome(of: jwk.keyId), "after a caller was cancelled")
    }

    private func checkFailure(with error: any Error, _ jwk: JWK, _ findings: inout Findings) async throws {
        let it = try await trial()
        let says = "when the source throws \(type(of: error))"
        it.source.hold()
        let callers = (0..<3).map { _ in it.caller(for: jwk.keyId) }
        // Cached keys need no source.
        guard await it.sourceIsReached(by: callers) else {
            it.executor.release()
            return
        }
        it.source.fail(with: error)
        it.executor.release()
        for caller in callers { findings.expectUnavailable(await it.outcome(of: caller), says) }
        findings.expectUnavailable(await it.outcome(of: jwk.keyId), says + " again")
        it.source.answer()
        findings.expect(jwk, await it.outcome(of: jwk.keyId), "when the source answers again")
    }

    private func checkWarmUp(_ jwk: JWK, _ findings: inout Findings) async throws {
        let it = try await trial()
        it.source.hold()
        let caller = it.warmingUp()
        _ = await it.sourceIsReached(by: [caller])
        caller.cancel()
        it.executor.release()
        let cancelled = await it.outcome(of: caller)
        if !cancelled.isCancellation, !cancelled.isDone {
            findings.add("that a cancelled warmUp() ends at once", cancelled.description)
        }
        it.source.fail(with: unreachable)
        let failed = await it.outcome(of: it.warmingUp())
        if !failed.isDone, failed.code != .keysUnavailable {
            findings.add("the error keysUnavailable or none from warmUp() when the source fails", failed.description)
        }
        it.source.answer()
        let warm = await it.outcome(of: it.warmingUp())
        if !warm.isDone { findings.add("no error from warmUp() when the source answers again", warm.description) }
        for jwk in keys { findings.expect(jwk, await it.outcome(of: jwk.keyId), "after warmUp()") }
    }

    private func checkFlood(_ jwk: JWK, _ findings: inout Findings) async throws {
        let cold = try await trial()
        cold.source.hold()
        let callers = (0..<100).map { _ in cold.caller(for: jwk.keyId) }
        _ = await cold.sourceIsReached(by: callers)
        cold.source.answer()
        cold.executor.release()
        for caller in callers { if case .late = await cold.outcome(of: caller) { break } }
        findings.expectFew(cold.source.count, "100 callers at once", "Let concurrent callers share a fetch")

        let warm = try await trial()
        _ = await warm.outcome(of: jwk.keyId)
        let before = warm.source.count
        for index in 0..<100 { if case .late = await warm.outcome(of: "made-up-\(index)") { break } }
        let count = warm.source.count - before
        findings.expectFew(count, "100 made-up ids", "Limit how many fetches begin within a minute")

        let failing = try await trial()
        failing.source.fail(with: unreachable)
        for _ in 0..<100 { if case .late = await failing.outcome(of: jwk.keyId) { break } }
        findings.expectFew(
            failing.source.count,
            "100 callers one after another while the source fails",
            "Limit how many fetches begin within a minute, also without keys"
        )
    }

    /// Ids that none of the keys has, some of them similar to a key's id.
    private var lookalikes: [String] {
        let near = keys.flatMap { key in
            let id = key.keyId
            return [
                id + "x", "x" + id, String(id.dropLast()), id.uppercased(), id.lowercased(), id + " ", id + "\u{0}",
                "../" + id,
            ]
        }
        var seen = Set(keys.map(\.keyId))
        return (["", " ", "SK2madeUp", String(repeating: "k", count: 10_000)] + near).filter {
            seen.insert($0).inserted
        }
    }

    private func trial() async throws -> Trial {
        let source = Source()
        return Trial(provider: try await makeProvider(source), source: source, patience: patience, clock: clock)
    }
}

private let unreachable = DescopeError(
    .transport,
    code: .cannotConnect,
    message: "expected a response, found the source failing because the conformance suite makes it fail."
)
