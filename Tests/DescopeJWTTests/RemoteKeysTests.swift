import DescopeCore
import DescopeJWT
import DescopeTesting
import Synchronization
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite(.timeLimit(.minutes(5))) struct RemoteKeysTests {
    private let service: KeyService
    private let clock = ManualClock()
    private let notes = ObserverNotes()
    private let keys: RemoteKeys
    private let executor = HeldExecutor()

    init() throws {
        let service = try KeyService("a")
        self.service = service
        keys = RemoteKeys(observer: notes, clock: clock) { try await service.fetch() }
    }

    /// The error that asking for a key brings.
    private func code(of keyId: String) async -> DescopeError.Code? {
        do {
            _ = try await keys.key(for: keyId)
            return nil
        } catch { return (error as? DescopeError)?.code }
    }

    /// Callers who all wait for the fetch that is held when this returns.
    private func callers(_ count: Int, for keyId: String = "a") async -> [Task<VerificationKey, any Error>] {
        let tasks = (0..<count).map { _ in
            Task(executorPreference: executor) { [keys] in try await keys.key(for: keyId) }
        }
        executor.drain()
        await service.hasBegun()
        return tasks
    }

    @Test("nothing is fetched before it is asked for, and once is enough")
    func once() async throws {
        #expect(keys.cachedKey(for: "a") == nil)
        #expect(service.fetches == 0)
        for _ in 0..<10 { #expect(try await keys.key(for: "a").keyId == "a") }
        #expect(keys.cachedKey(for: "a")?.keyId == "a")
        #expect(keys.cachedKey(for: "b") == nil)
        #expect(service.fetches == 1)
    }

    @Test("a hundred callers who find no keys wait for one fetch")
    func cold() async throws {
        service.hold()
        let tasks = await callers(100)
        #expect(service.fetches == 1)
        service.finish()
        executor.release()
        for task in tasks { #expect(try await task.value.keyId == "a") }
        #expect(service.fetches == 1)
    }

    @Test("a hundred callers who wait in vain share one error, and the next one tries again")
    func coldFailure() async throws {
        service.fail()
        service.hold()
        let tasks = await callers(100)
        service.finish()
        executor.release()
        for task in tasks {
            let error = await #expect(throws: DescopeError.self) { try await task.value }
            #expect(error?.code == .keysUnavailable)
        }
        #expect(service.fetches == 1)
    }

    @Test("a failure is not kept while another fetch may begin")
    func notSticky() async throws {
        service.fail()
        #expect(await code(of: "a") == .keysUnavailable)
        #expect(await code(of: "a") == .keysUnavailable)
        try service.answer("a")
        #expect(await code(of: "a") == nil)
        #expect(service.fetches == 3)
    }

    @Test("for unknown ids three fetches begin within a minute, and no more until the first of them leaves it")
    func budget() async throws {
        _ = try await keys.key(for: "a")
        for (step, keyId, fetches) in [
            (10_000, "x", 2), (10_000, "x", 3), (0, "y", 3), (39_999, "z", 3), (1, "x", 4), (0, "y", 4), (9999, "z", 4),
            (1, "x", 5), (10_000, "x", 6), (0, "y", 6), (60_000, "x", 7), (0, "x", 8), (0, "x", 9), (0, "x", 9),
        ] {
            clock.advance(by: .milliseconds(step))
            #expect(await code(of: keyId) == .unknownKey)
            #expect(service.fetches == fetches)
            #expect(await code(of: "a") == nil)
        }
    }

    @Test(
        "how many fetches a minute has is a setting, and one at least",
        arguments: [(1, 1), (2, 2), (10, 10), (0, 1), (-1, 1)]
    )
    func budgetSetting(_ setting: Int, _ expected: Int) async throws {
        let keys = RemoteKeys(fetchesPerMinute: setting, clock: clock) { [service] in try await service.fetch() }
        for index in 0..<100 { _ = try? await keys.key(for: "x\(index)") }
        #expect(service.fetches == expected)
    }

    @Test("who comes while the last fetch of the minute runs waits for it", arguments: [1, 2, 3])
    func lastFetch(_ budget: Int) async throws {
        let keys = RemoteKeys(fetchesPerMinute: budget, clock: clock) { [service] in try await service.fetch() }
        for index in 1..<budget { _ = try? await keys.key(for: "x\(index)") }
        try service.answer("b")
        service.hold()
        let first = Task(executorPreference: executor) { try await keys.key(for: "b") }
        executor.drain()
        await service.hasBegun()
        let others = (0..<10).map { _ in Task(executorPreference: executor) { try await keys.key(for: "b") } }
        executor.drain()
        service.finish()
        executor.release()
        for task in [first] + others { #expect(try await task.value.keyId == "b") }
        #expect(service.fetches == budget)
    }

    @Test("an unknown id when nothing is known yet")
    func coldUnknown() async throws {
        #expect(await code(of: "x") == .unknownKey)
        #expect(await code(of: "a") == nil)
        #expect(service.fetches == 1)
    }

    @Test(
        "ids are compared by bytes",
        arguments: [("a", "A"), ("a", "a\u{0}"), ("a", "a\u{200B}"), ("e", "e\u{301}"), ("k", "\u{212A}")]
    )
    func bytes(_ listed: String, _ asked: String) async throws {
        try service.answer(listed)
        #expect(await code(of: listed) == nil)
        #expect(await code(of: asked) == .unknownKey)
        let known = StaticKeys([try await keys.key(for: listed)])
        #expect(known.cachedKey(for: listed) != nil)
        #expect(known.cachedKey(for: asked) == nil)
    }

    @Test("a new key is found at once, an old one is gone with the list that had it")
    func rotation() async throws {
        _ = try await keys.key(for: "a")
        try service.answer("a", "b")
        #expect(await code(of: "b") == nil)
        #expect(service.fetches == 2)
        try service.answer("c")
        #expect(await code(of: "c") == nil)
        #expect(service.fetches == 3)
        #expect(keys.cachedKey(for: "a") == nil)
        #expect(await code(of: "a") == .unknownKey)
    }

    @Test("a made-up id, or two, keep nobody waiting for a key that has just come out", arguments: [1, 2])
    func rotationAfterMadeUpIds(_ count: Int) async throws {
        for index in 0..<count { #expect(await code(of: "x\(index)") == .unknownKey) }
        try service.answer("a", "b")
        #expect(await code(of: "b") == nil)
        #expect(service.fetches == count + 1)
    }

    @Test("a new key that comes when no fetch may begin is found when one may")
    func rotationInFlood() async throws {
        for keyId in ["x", "y", "z"] { #expect(await code(of: keyId) == .unknownKey) }
        try service.answer("a", "b")
        #expect(await code(of: "b") == .unknownKey)
        clock.advance(by: .seconds(60))
        #expect(await code(of: "b") == nil)
        #expect(service.fetches == 4)
    }

    @Test("who joined a fetch that was asked before the key was there gets one of his own")
    func joinedTooEarly() async throws {
        service.hold()
        let early = await callers(1)
        try service.answer("a", "b")
        let late = await callers(1, for: "b")
        #expect(service.fetches == 1)
        service.finish()
        executor.release()
        #expect(try await early[0].value.keyId == "a")
        await service.hasBegun()
        #expect(service.fetches == 2)
        service.finish()
        #expect(try await late[0].value.keyId == "b")
        #expect(service.fetches == 2)
    }

    @Test("an answer without a usable key leaves the last good ones in use")
    func emptyAnswer() async throws {
        _ = try await keys.key(for: "a")
        clock.advance(by: .seconds(600))
        let error = try #require(throws: DescopeError.self) { try JWKSet(json: Array(#"{"keys":[]}"#.utf8)) }
        service.fail(error)
        #expect(try await keys.key(for: "a").keyId == "a")
    }

    @Test("unknown and unavailable are two things, also while no fetch may begin")
    func unavailable() async throws {
        _ = try await keys.key(for: "a")
        service.fail()
        // Nobody has said that there is no such key.
        for keyId in ["b", "b", "c", "d"] { #expect(await code(of: keyId) == .keysUnavailable) }
        #expect(await code(of: "a") == nil)
        #expect(service.fetches == 3)
        try service.answer("a", "b")
        clock.advance(by: .seconds(60))
        #expect(await code(of: "b") == nil)
        for keyId in ["c", "d", "e", "f"] { #expect(await code(of: keyId) == .unknownKey) }
    }

    @Test("the error says why the keys could not be had, and how long to wait")
    func reason() async throws {
        let cause = DescopeError(
            .api,
            code: .rateLimited,
            message: "too many requests",
            status: 429,
            retryAfter: .seconds(7)
        )
        service.fail(cause)
        let error = await #expect(throws: DescopeError.self) { try await keys.key(for: "a") }
        #expect(error?.kind == .key)
        #expect(error?.code == .keysUnavailable)
        #expect(error?.retryAfter == .seconds(7))
        #expect(error?.message.contains("too many requests") == true)
        #expect((error?.underlying as? DescopeError)?.code == .rateLimited)
    }

    @Test(
        "a source that says how long to wait is left alone for so long, up to a day, and the error says how long that is",
        arguments: [(7, 7), (60, 60), (61, 61), (3600, 3600), (86_400, 86_400), (.max, 86_400), (0, nil), (-7, nil)]
            as [(Int64, Int?)],
        [false, true]
    )
    func retryAfter(_ row: (asked: Int64, wait: Int?), _ isWarm: Bool) async throws {
        if isWarm { _ = try await keys.key(for: "a") }
        let before = service.fetches
        service.fail(DescopeError(.api, message: "unavailable", status: 503, retryAfter: .seconds(row.asked)))
        func retryAfter() async -> Duration? {
            let error = await #expect(throws: DescopeError.self) { try await keys.key(for: "x") }
            #expect(error?.code == .keysUnavailable)
            return error?.retryAfter
        }
        #expect(await retryAfter() == row.wait.map { .seconds($0) })
        guard let wait = row.wait else {
            _ = await retryAfter()
            #expect(service.fetches == before + 2)
            return
        }
        clock.advance(by: .seconds(wait) - .milliseconds(1))
        #expect(await retryAfter() == .milliseconds(1))
        if isWarm {
            #expect(keys.cachedKey(for: "a") != nil)
            try await keys.warmUp()
        } else {
            await #expect(throws: DescopeError.self) { try await keys.warmUp() }
        }
        #expect(service.fetches == before + 1)
        try service.answer("x")
        clock.advance(by: .milliseconds(1))
        #expect(await code(of: "x") == nil)
        #expect(service.fetches == before + 2)
    }

    @Test("an error that comes of the limit says when the next fetch may begin")
    func budgetRetryAfter() async throws {
        service.fail()
        for (step, expected) in [(0, nil), (10, nil), (10, 40), (0, 40), (5, 35), (34, 1), (1, 10)] as [(Int, Int?)] {
            clock.advance(by: .seconds(step))
            let error = await #expect(throws: DescopeError.self) { try await keys.key(for: "a") }
            #expect(error?.retryAfter == expected.map { .seconds($0) })
        }
        #expect(service.fetches == 4)
    }

    @Test("a cancelled caller leaves at once and alone; the first one as well", arguments: [0, 1])
    func cancelled(_ index: Int) async throws {
        service.hold()
        let tasks = await callers(3)
        tasks[index].cancel()
        executor.release()
        await #expect(throws: CancellationError.self) { try await tasks[index].value }
        service.finish()
        for (other, task) in tasks.enumerated() where other != index { #expect(try await task.value.keyId == "a") }
        #expect(service.fetches == 1)
    }

    @Test("a fetch that never ends holds nobody who wants to leave, and keys that are at hand are served meanwhile")
    func endless() async throws {
        _ = try await keys.key(for: "a")
        service.hold()
        let tasks = await callers(3, for: "x")
        executor.release()
        for task in tasks { task.cancel() }
        for task in tasks { await #expect(throws: CancellationError.self) { try await task.value } }
        #expect(try await keys.key(for: "a").keyId == "a")
        #expect(service.fetches == 2)
        service.finish()
    }

    @Test("a fetch that was cancelled by others is a failure like any other")
    func cancelledFetch() async throws {
        service.fail(CancellationError())
        #expect(await code(of: "a") == .keysUnavailable)
        try service.answer("a")
        _ = try await keys.key(for: "a")
        service.fail(CancellationError())
        #expect(await code(of: "x") == .keysUnavailable)
        #expect(await code(of: "a") == nil)
    }

    @Test("a wall clock that is set changes no age and no limit", arguments: [-86_400 * 365, -60, 60, 86_400 * 365])
    func wallClock(_ jump: Double) async throws {
        _ = try await keys.key(for: "a")
        for keyId in ["x", "y"] { #expect(await code(of: keyId) == .unknownKey) }
        clock.set(to: clock.now + jump)
        #expect(keys.cachedKey(for: "a") != nil)
        #expect(await code(of: "z") == .unknownKey)
        #expect(service.fetches == 3)
    }

    /// A clock without a monotonic time of its own: its uptime is the wall time.
    private struct WallClock: DescopeClock {
        let base: ManualClock
        var now: Date { base.now }
        func sleep(for duration: Duration) async throws { try await base.sleep(for: duration) }
    }

    @Test(
        "a clock that runs backwards makes neither keys, limits nor pauses last",
        arguments: [nil, .seconds(86_400)] as [Duration?]
    )
    func backwards(_ retryAfter: Duration?) async throws {
        let keys = RemoteKeys(clock: WallClock(base: clock)) { [service] in try await service.fetch() }
        _ = try await keys.key(for: "a")
        service.fail(DescopeError(.api, message: "unavailable", retryAfter: retryAfter))
        for keyId in ["x", "y", "z"] { _ = try? await keys.key(for: keyId) }
        #expect(service.fetches == (retryAfter == nil ? 3 : 2))
        let before = service.fetches
        clock.set(to: clock.now - 365 * 86_400)
        #expect(keys.cachedKey(for: "a") == nil)
        try service.answer("a", "x")
        #expect(try await keys.key(for: "x").keyId == "x")
        #expect(keys.cachedKey(for: "a") != nil)
        #expect(service.fetches == before + 1)
    }

    // MARK: - Floods

    /// What a source may answer to a flood.
    enum Source: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case otherKeys, noKeys, fails, isSlow, asksToWait

        var testDescription: String { rawValue }
    }

    @Test(
        "unknown ids one after another make three fetches within any minute, whatever the source answers",
        arguments: Source.allCases,
        [false, true]
    )
    func flood(_ source: Source, _ isWarm: Bool) async throws {
        if isWarm { _ = try await keys.key(for: "a") }
        switch source {
        case .otherKeys: break
        case .noKeys:
            service.fail(try #require(throws: DescopeError.self) { try JWKSet(json: Array(#"{"keys":[]}"#.utf8)) })
        case .fails: service.fail()
        case .isSlow: service.fail(DescopeError(.transport, code: .timedOut, message: "timed out"))
        case .asksToWait:
            let (code, wait) = (DescopeError.Code.rateLimited, Duration.seconds(90))
            service.fail(DescopeError(.api, code: code, message: "too many", status: 429, retryAfter: wait))
        }
        var codes: Set<DescopeError.Code?> = []
        /// When fetches began, in steps of 0.6 s.
        var starts: [Int] = isWarm ? [0] : []
        for step in 0..<500 {
            let before = service.fetches
            codes.insert(await code(of: "x\(step)"))
            starts += Array(repeating: step, count: service.fetches - before)
            clock.advance(by: .milliseconds(600))
        }
        #expect(codes == [source == .otherKeys ? .unknownKey : .keysUnavailable])
        for start in starts { #expect(starts.count { (start..<start + 100).contains($0) } <= 3) }
        // Five minutes.
        #expect(starts.count == (source == .asksToWait ? isWarm ? 5 : 4 : 15))
    }

    @Test(
        "ten thousand unknown ids at once cause a fetch, and one more for those who joined it",
        arguments: [true, false]
    )
    func burst(isWarm: Bool) async throws {
        if isWarm { _ = try await keys.key(for: "a") }
        let before = service.fetches
        // Only the codes are kept: the test library's own books on live errors grow with the square of their number.
        let tasks = (0..<10_000).map { index in Task(executorPreference: executor) { await code(of: "x\(index)") } }
        executor.drain()
        executor.release()
        for task in tasks where await task.value != .unknownKey { Issue.record("expected an unknown key") }
        #expect((1...2).contains(service.fetches - before))
    }

    // MARK: - Deadlines

    @Test("a fetch that never returns and heeds no cancellation is over after a minute, and the next one begins")
    func deaf() async throws {
        let deaf = DeafFetches()
        let keys = RemoteKeys(observer: notes, clock: clock) { [service] in
            if await deaf.isHeld() { return try JWKSet(json: Array(#"{"keys":[]}"#.utf8)) }
            return try await service.fetch()
        }
        for round in 1...2 {
            let task = Task { try await keys.key(for: "a") }
            await clock.sleepers(atLeast: 1)
            clock.advance(by: .milliseconds(59_999))
            #expect(notes.ended == round - 1)
            clock.advance(by: .milliseconds(1))
            let error = await #expect(throws: DescopeError.self) { try await task.value }
            #expect(error?.code == .keysUnavailable)
            #expect((error?.underlying as? DescopeError)?.code == .timedOut)
            #expect(error?.message.contains("within 60.0 s") == true)
        }
        deaf.holdsNone()
        #expect(try await keys.key(for: "a").keyId == "a")
        #expect(service.fetches == 1)
        // Answers that come too late change nothing.
        deaf.release()
        await settle()
        #expect(try await keys.key(for: "a").keyId == "a")
        #expect(notes.ended == 3)
    }

    @Test(
        "known ids wait for no fetch that never returns, and unknown ones no longer than its time",
        arguments: [5, 60, 200]
    )
    func deafWithKeys(_ timeout: Int) async throws {
        let deaf = DeafFetches()
        let keys = RemoteKeys(fetchTimeout: .seconds(timeout), observer: notes, clock: clock) { [service] in
            let set = try await service.fetch()
            _ = await deaf.isHeld()
            return set
        }
        deaf.holdsNone()
        _ = try await keys.key(for: "a")
        deaf.holdsAll()
        clock.advance(by: .seconds(3600))
        for _ in 0..<100 { #expect(try await keys.key(for: "a").keyId == "a") }
        await clock.sleepers(atLeast: 1)
        let waiting = Task(executorPreference: executor) { try await keys.key(for: "x") }
        executor.drain()
        clock.advance(by: .seconds(timeout))
        executor.release()
        let error = await #expect(throws: DescopeError.self) { try await waiting.value }
        #expect(error?.code == .keysUnavailable)
        #expect(service.fetches == 2)
        #expect(try await keys.key(for: "a").keyId == "a")

        // The next one is not held up by it.
        deaf.holdsNone()
        try service.answer("a", "x")
        clock.advance(by: .seconds(60))
        #expect(try await keys.key(for: "x").keyId == "x")
        #expect(service.fetches == 3)
    }
}

/// Fetches that do not return, even when they are cancelled, until the test says so.
private final class DeafFetches: Sendable {
    private let state = Mutex((holds: true, waiting: [UnsafeContinuation<Bool, Never>]()))

    func holdsAll() { state.withLock { $0.holds = true } }
    func holdsNone() { state.withLock { $0.holds = false } }

    /// Whether it was held.
    func isHeld() async -> Bool {
        await withUnsafeContinuation { continuation in
            let passes = state.withLock { state in
                if state.holds { state.waiting.append(continuation) }
                return !state.holds
            }
            if passes { continuation.resume(returning: false) }
        }
    }

    func release() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: true) }
    }
}
