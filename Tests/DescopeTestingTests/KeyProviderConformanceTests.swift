import DescopeCore
import DescopeJWT
import DescopeTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5))) struct KeyProviderConformanceTests {
    typealias Check = KeyProviderConformance.Check

    private static let listed = Result {
        [try FakeKeys(keyId: "SK2first", algorithm: .es256), try FakeKeys(keyId: "SK2second", algorithm: .edDSA)]
    }

    private func keys() throws -> [JWK] { try Self.listed.get().map(\.jwk) }

    /// Keys that are fetched through a source of the suite's.
    private func remote(_ source: KeyProviderConformance.Source, fetchesPerMinute: Int = 3) throws -> RemoteKeys {
        let set = try JWKSet(keys())
        return RemoteKeys(fetchesPerMinute: fetchesPerMinute, clock: ManualClock()) {
            try await source.pass()
            return set
        }
    }

    @Test("the providers of this package keep their promises")
    func own() async throws {
        let keys = try keys()
        try await KeyProviderConformance(keys: keys, clock: ManualClock()) { try remote($0) }.verify()
        let known = StaticKeys(try keys.map { try VerificationKey($0) })
        try await KeyProviderConformance(keys: keys, hasSource: false, clock: ManualClock()) { _ in known }.verify()
        let fake = try Self.listed.get()[0]
        try await KeyProviderConformance(keys: [fake.jwk], hasSource: false, clock: ManualClock()) { _ in fake }
            .verify()
    }

    @Test("a provider that has fetched its keys before anybody asks keeps its promises too")
    func eager() async throws {
        try await KeyProviderConformance(keys: keys(), clock: ManualClock()) { source in
            let keys = try remote(source)
            try await keys.warmUp()
            return keys
        }
        .verify()
    }

    @Test("each broken promise is found by its check", arguments: Flaw.allCases)
    func broken(_ flaw: Flaw) async throws {
        let clock = ManualClock()
        let suite = KeyProviderConformance(keys: try keys(), patience: .seconds(10), clock: clock) { source in
            Flawed(flaw, try remote(source, fetchesPerMinute: flaw.fetchesPerMinute), source, try keys(), clock)
        }
        let violations = try await suite.violations()
        #expect(Set(violations.map(\.check)) == flaw.checks, "\(violations)")
        let first = try #require(violations.first)
        #expect(first.expected.contains(flaw.expected), "\(first)")
        #expect(first.found.contains(flaw.found), "\(first)")

        let error = await #expect(throws: KeyProviderViolations.self) { try await suite.verify() }
        #expect(error?.description.hasPrefix("\(first.check): expected \(first.expected), found ") == true)
    }

    @Test("a provider that answers nothing at all is not waited for for ever")
    func dead() async throws {
        struct Dead: KeyProvider {
            func cachedKey(for keyId: String) -> VerificationKey? { nil }
            func key(for keyId: String) async throws -> VerificationKey {
                await withUnsafeContinuation { (_: UnsafeContinuation<VerificationKey, Never>) in }
            }
        }
        let clock = ManualClock()
        let suite = KeyProviderConformance(keys: try keys(), patience: .seconds(3), clock: clock) { _ in Dead() }
        // Nothing comes before patience is over, so time may as well pass at once.
        let passing = Task { while !Task.isCancelled { await clock.advanceToSleeper(within: .seconds(3)) } }
        let violations = try await suite.violations()
        passing.cancel()
        #expect(violations.first?.check == .knownKeys)
        #expect(violations.first?.found.contains("no end within 3.0 seconds") == true)
        #expect(Set(violations.map(\.check)).isSuperset(of: [.knownKeys, .unknownKeys, .concurrency]))
    }

    @Test("keys to ask for are needed, each with an id of its own")
    func arguments() async throws {
        let key = try keys()[0]
        for keys in [[], [key, key]] {
            let error = await #expect(throws: DescopeError.self) {
                try await KeyProviderConformance(keys: keys) { try remote($0) }.verify()
            }
            #expect(error?.code == .unusableArgument)
            #expect(error?.message.hasPrefix("keys: expected ") == true)
        }
    }

    @Test("what making a provider throws comes as it is")
    func cannotBeMade() async throws {
        struct Broken: Error {}
        let suite = KeyProviderConformance(keys: try keys()) { _ -> StaticKeys in throw Broken() }
        await #expect(throws: Broken.self) { try await suite.verify() }
    }
}

extension JWKSet {
    /// The list that has these keys.
    fileprivate init(_ keys: [JWK]) throws {
        let members = keys.map { "{" + $0.members.map { "\"\($0)\":\"\($1)\"" }.joined(separator: ",") + "}" }
        try self.init(json: Array("{\"keys\":[\(members.joined(separator: ","))]}".utf8))
    }
}

extension JWK {
    fileprivate var members: [String: String] { json.objectValue?.compactMapValues(\.stringValue) ?? [:] }
}

/// What a provider may do wrong.
enum Flaw: String, CaseIterable, CustomTestStringConvertible {
    case guesses, swaps, swapsCached, makesAnew, remembersTooMuch, callsItUnavailable, throwsItsOwn, talks,
        confusesCallers
    case sharesFate, deaf, keepsFailure, callsItUnknown, leaksCancellation, warmUpFails, warmUpSpoils
    case eachFetches, noLimit, noLimitWithoutKeys, tooStrict, asksNobody

    var testDescription: String { rawValue }

    /// How many fetches the provider below it makes within a minute.
    var fetchesPerMinute: Int {
        switch self {
        case .noLimit: 1000
        case .tooStrict: 1
        default: 3
        }
    }

    /// Which checks find it.
    var checks: Set<KeyProviderConformance.Check> {
        switch self {
        case .guesses, .remembersTooMuch, .callsItUnavailable, .throwsItsOwn, .talks: [.unknownKeys]
        // It is wrong in each check.
        case .swaps: [.knownKeys, .unknownKeys, .concurrency, .cancellation, .failure, .warmUp]
        case .swapsCached, .makesAnew: [.cachedKeys]
        case .confusesCallers: [.concurrency]
        case .sharesFate, .deaf: [.cancellation]
        case .keepsFailure: [.failure]
        case .tooStrict: [.failure, .warmUp]
        case .callsItUnknown, .leaksCancellation: [.failure]
        case .warmUpFails, .warmUpSpoils: [.warmUp]
        case .eachFetches, .noLimit, .noLimitWithoutKeys: [.flood]
        case .asksNobody: [.knownKeys]
        }
    }

    /// What the first violation says was to happen, and what happened.
    var expected: String {
        switch self {
        case .guesses, .callsItUnavailable, .throwsItsOwn: "the error unknownKey for the made-up id \"\""
        case .remembersTooMuch: "nil as the cached key of a made-up id"
        case .talks: "an error that does not show the id"
        case .swaps, .confusesCallers, .warmUpSpoils: "the key 'SK2first' with ES256"
        case .swapsCached: "the key 'SK2first' with ES256 or nil as the cached key"
        case .makesAnew: "the very same cached key"
        case .sharesFate: "the key 'SK2first' with ES256 when caller 1 of 3 is cancelled"
        case .deaf: "a CancellationError for caller 1 of 3, at once"
        case .keepsFailure, .tooStrict: "the key 'SK2first' with ES256 when the source answers again"
        case .callsItUnknown: "the error keysUnavailable when the source throws DescopeError"
        case .leaksCancellation: "the error keysUnavailable when the source throws CancellationError"
        case .warmUpFails: "keysUnavailable or none from warmUp() when the source fails"
        case .eachFetches: "at most 3 fetches for 100 callers at once"
        case .noLimit: "at most 3 fetches for 100 made-up ids"
        case .noLimitWithoutKeys: "at most 3 fetches for 100 callers one after another while the source fails"
        case .asksNobody: "Source.pass()"
        }
    }

    var found: String {
        switch self {
        case .guesses, .remembersTooMuch: "the key 'SK2first' with ES256"
        case .swaps, .swapsCached, .confusesCallers: "the key 'SK2second' with EdDSA"
        case .makesAnew: "another object"
        case .callsItUnavailable, .keepsFailure, .tooStrict: "the error keysUnavailable"
        case .throwsItsOwn, .warmUpFails: "the error ForeignError"
        case .talks: "one that does"
        case .sharesFate, .leaksCancellation: "the error CancellationError"
        case .deaf: "no end within 10.0 seconds"
        case .callsItUnknown, .warmUpSpoils: "the error unknownKey"
        case .eachFetches: "100. Let concurrent callers share a fetch"
        case .noLimit: "100. Limit how many fetches begin"
        // The third fetch of the provider below it counts as well.
        case .noLimitWithoutKeys: "101. Limit how many fetches begin"
        case .asksNobody: "hasSource: false"
        }
    }
}

private struct ForeignError: Error {}

/// A provider that does one thing wrong, and all else as it should.
private final class Flawed: KeyProvider {
    private struct State {
        var failure: (any Error)?
        var lastAsked = ""
        var isSpoilt = false
        var fate: Task<VerificationKey, any Error>?
    }

    private let flaw: Flaw
    private let base: RemoteKeys
    private let source: KeyProviderConformance.Source
    private let keys: [JWK]
    private let clock: ManualClock
    private let state = Mutex(State())

    init(
        _ flaw: Flaw,
        _ base: RemoteKeys,
        _ source: KeyProviderConformance.Source,
        _ keys: [JWK],
        _ clock: ManualClock
    ) {
        (self.flaw, self.base, self.source, self.keys, self.clock) = (flaw, base, source, keys, clock)
    }

    private func known(_ keyId: String) throws -> VerificationKey {
        guard let jwk = keys.first(where: { $0.keyId == keyId }) else {
            throw DescopeError(.key, code: .unknownKey, message: "unknown")
        }
        return try VerificationKey(jwk)
    }

    private func other(than keyId: String) -> String { keys.first { $0.keyId != keyId }?.keyId ?? "" }

    func cachedKey(for keyId: String) -> VerificationKey? {
        switch flaw {
        case .remembersTooMuch where !keys.contains(where: { $0.keyId == keyId }): base.cachedKey(for: keys[0].keyId)
        case .swapsCached: base.cachedKey(for: keyId).flatMap { _ in base.cachedKey(for: other(than: keyId)) }
        case .makesAnew: try? base.cachedKey(for: keyId).flatMap { try VerificationKey($0.jwk) }
        case .swaps, .confusesCallers, .warmUpSpoils, .asksNobody, .eachFetches, .sharesFate: nil
        default: base.cachedKey(for: keyId)
        }
    }

    func generation(at now: Double) -> UInt64? { base.generation(at: now) }

    func key(for keyId: String) async throws -> VerificationKey {
        do {
            switch flaw {
            case .guesses:
                do { return try await base.key(for: keyId) } catch DescopeError.Code.unknownKey {
                    return try await base.key(for: keys[0].keyId)
                }
            case .swaps: return try await base.key(for: other(than: keyId))
            case .confusesCallers:
                state.withLock { $0.lastAsked = keyId }
                _ = try await base.key(for: keyId)
                return try await base.key(for: state.withLock(\.lastAsked))
            case .sharesFate: return try await sharingFate(keyId)
            case .deaf: return try await unheeding { try await self.base.key(for: keyId) }
            case .keepsFailure:
                if let failure = state.withLock(\.failure) { throw failure }
                return try await base.key(for: keyId)
            case .warmUpSpoils where state.withLock(\.isSpoilt):
                throw DescopeError(.key, code: .unknownKey, message: "unknown")
            case .eachFetches:
                guard keys.contains(where: { $0.keyId == keyId }) else { return try await base.key(for: keyId) }
                do { try await source.pass() } catch {
                    if Task.isCancelled { throw error }
                    throw DescopeError(.key, code: .keysUnavailable, message: "unavailable")
                }
                return try known(keyId)
            case .noLimitWithoutKeys where base.cachedKey(for: keyId) == nil:
                do { return try await base.key(for: keyId) } catch let error as DescopeError
                    where error.code == .keysUnavailable && error.retryAfter != nil
                {
                    // The limit of the provider below it forbids a fetch.
                    do { try await source.pass() } catch {}
                    throw error
                }
            case .asksNobody: return try known(keyId)
            default: return try await base.key(for: keyId)
            }
        } catch let error as DescopeError {
            switch (flaw, error.code) {
            case (.callsItUnavailable, .unknownKey):
                throw DescopeError(.key, code: .keysUnavailable, message: "unavailable")
            case (.throwsItsOwn, .unknownKey): throw ForeignError()
            case (.talks, .unknownKey): throw DescopeError(.key, code: .unknownKey, message: "no key '\(keyId)'")
            case (.callsItUnknown, .keysUnavailable):
                throw DescopeError(.key, code: .unknownKey, message: "unknown")
            case (.leaksCancellation, .keysUnavailable) where error.underlying is CancellationError:
                throw CancellationError()
            case (.keepsFailure, .keysUnavailable):
                state.withLock { $0.failure = error }
                throw error
            default: throw error
            }
        }
    }

    func warmUp() async throws {
        do { try await base.warmUp() } catch {
            if flaw == .warmUpFails, !(error is CancellationError) { throw ForeignError() }
            throw error
        }
        if flaw == .warmUpSpoils { state.withLock { $0.isSpoilt = true } }
    }

    /// One task does the work for all who come meanwhile, and whoever is cancelled takes it along.
    private func sharingFate(_ keyId: String) async throws -> VerificationKey {
        guard keyId == keys[0].keyId else { return try await base.key(for: keyId) }
        let task = state.withLock { state in
            let task = state.fate ?? Task { try await self.base.key(for: keyId) }
            state.fate = task
            return task
        }
        defer { state.withLock { $0.fate = nil } }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// Whoever is cancelled stays; from then on time passes, for only patience is left.
    private func unheeding(_ work: @escaping @Sendable () async throws -> VerificationKey) async throws
        -> VerificationKey
    {
        let task = Task { try await work() }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            Task { [clock] in
                await clock.sleeper(dueWithin: .seconds(10))
                clock.advance(by: .seconds(10))
            }
        }
    }
}
