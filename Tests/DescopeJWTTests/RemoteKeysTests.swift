import DescopeCore
import DescopeJWT
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite(.timeLimit(.minutes(1))) struct RemoteKeysTests {
    private let service: KeyService
    private let clock = ManualClock()
    private let notes = ObserverNotes()
    private let keys: RemoteKeys
    private let executor = HeldExecutor()

    init() throws {
        let service = try KeyService("a")
        self.service = service
        // What happens early has tests of its own.
        keys = RemoteKeys(earlyRefresh: .zero, observer: notes, clock: clock) { try await service.fetch() }
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

    @Test("a failure is not kept")
    func notSticky() async throws {
        service.fail()
        #expect(await code(of: "a") == .keysUnavailable)
        #expect(await code(of: "a") == .keysUnavailable)
        try service.answer("a")
        #expect(await code(of: "a") == nil)
        #expect(service.fetches == 3)
    }

    @Test("an unknown id is fetched for once, then there is a pause of 30 s")
    func pause() async throws {
        _ = try await keys.key(for: "a")
        #expect(await code(of: "x") == .unknownKey)
        #expect(service.fetches == 2)
        for keyId in ["x", "y", "z"] { #expect(await code(of: keyId) == .unknownKey) }
        clock.advance(by: .milliseconds(29_999))
        #expect(await code(of: "x") == .unknownKey)
        #expect(service.fetches == 2)
        clock.advance(by: .milliseconds(1))
        #expect(await code(of: "x") == .unknownKey)
        #expect(service.fetches == 3)
        #expect(await code(of: "a") == nil)
        #expect(service.fetches == 3)
    }

    @Test("an unknown id when nothing is known yet: one fetch")
    func coldUnknown() async throws {
        #expect(await code(of: "x") == .unknownKey)
        #expect(await code(of: "y") == .unknownKey)
        #expect(await code(of: "a") == nil)
        #expect(service.fetches == 1)
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
        #expect(service.fetches == 4)
    }

    @Test("a new key that comes during the pause is found when it is over")
    func rotationInPause() async throws {
        #expect(await code(of: "x") == .unknownKey)
        try service.answer("a", "b")
        #expect(await code(of: "b") == .unknownKey)
        clock.advance(by: .seconds(30))
        #expect(await code(of: "b") == nil)
        // What was found ends the pause for what comes next.
        try service.answer("a", "b", "c")
        #expect(await code(of: "c") == nil)
        #expect(service.fetches == 3)
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

    @Test("keys are used for ten minutes, and asked for again then")
    func lifetime() async throws {
        _ = try await keys.key(for: "a")
        clock.advance(by: .milliseconds(599_999))
        #expect(keys.cachedKey(for: "a") != nil)
        _ = try await keys.key(for: "a")
        #expect(service.fetches == 1)
        clock.advance(by: .milliseconds(1))
        #expect(keys.cachedKey(for: "a") == nil)
        _ = try await keys.key(for: "a")
        #expect(service.fetches == 2)
        #expect(keys.cachedKey(for: "a") != nil)
    }

    @Test("lifetime and pause are what they are set to")
    func settings() async throws {
        let keys = RemoteKeys(
            lifetime: .seconds(60),
            earlyRefresh: .zero,
            unknownKeyPause: .seconds(5),
            clock: clock
        ) { [service] in try await service.fetch() }
        _ = try await keys.key(for: "a")
        clock.advance(by: .seconds(59))
        #expect(keys.cachedKey(for: "a") != nil)
        clock.advance(by: .seconds(1))
        #expect(keys.cachedKey(for: "a") == nil)
        _ = try? await keys.key(for: "x")
        clock.advance(by: .milliseconds(4999))
        _ = try? await keys.key(for: "x")
        #expect(service.fetches == 2)
        clock.advance(by: .milliseconds(1))
        _ = try? await keys.key(for: "x")
        #expect(service.fetches == 3)
    }

    @Test("when they cannot be had again the last good keys stay, and nobody waits for the next tries")
    func lastGood() async throws {
        /// Asks, a pause apart, until that many fetches have ended.
        func ask(untilEnded count: Int) async {
            while notes.ended < count, !Task.isCancelled {
                clock.advance(by: .seconds(30))
                #expect(keys.cachedKey(for: "a")?.keyId == "a")
                await Task.yield()
            }
        }
        _ = try await keys.key(for: "a")
        service.fail()
        clock.advance(by: .seconds(600))
        #expect(keys.cachedKey(for: "a") == nil)
        for _ in 0..<5 { #expect(try await keys.key(for: "a").keyId == "a") }
        #expect(service.fetches == 2)
        #expect(keys.cachedKey(for: "a") != nil)
        await ask(untilEnded: 3)
        clock.advance(by: .seconds(86_400 * 30))
        await ask(untilEnded: 4)
        #expect(notes.failures.count == 3)

        try service.answer("b")
        clock.advance(by: .seconds(30))
        await ask(untilEnded: 5)
        #expect(keys.cachedKey(for: "a") == nil)
        #expect(await code(of: "a") == .unknownKey)
        #expect(await code(of: "b") == nil)
    }

    @Test("an answer without a usable key leaves the last good ones in use")
    func emptyAnswer() async throws {
        _ = try await keys.key(for: "a")
        clock.advance(by: .seconds(600))
        let error = try #require(throws: DescopeError.self) { try JWKSet(json: Array(#"{"keys":[]}"#.utf8)) }
        service.fail(error)
        #expect(try await keys.key(for: "a").keyId == "a")
    }

    @Test("unknown and unavailable are two things, also while a failed fetch is not repeated")
    func unavailable() async throws {
        _ = try await keys.key(for: "a")
        service.fail()
        #expect(await code(of: "b") == .keysUnavailable)
        #expect(service.fetches == 2)
        // Nobody has said that there is no such key.
        #expect(await code(of: "b") == .keysUnavailable)
        #expect(await code(of: "c") == .keysUnavailable)
        #expect(await code(of: "a") == nil)
        #expect(service.fetches == 2)
        try service.answer("a", "b")
        clock.advance(by: .seconds(30))
        #expect(await code(of: "b") == nil)
        #expect(await code(of: "c") == .unknownKey)
        #expect(await code(of: "d") == .unknownKey)
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
        clock.advance(by: .seconds(600))
        service.fail(CancellationError())
        #expect(await code(of: "a") == nil)
    }

    @Test("a clock that is set back makes neither keys nor pauses last")
    func clockSetBack() async throws {
        _ = try await keys.key(for: "a")
        #expect(await code(of: "x") == .unknownKey)
        #expect(service.fetches == 2)
        clock.set(to: clock.now - 86_400)
        #expect(keys.cachedKey(for: "a") == nil)
        try service.answer("a", "x")
        #expect(await code(of: "x") == nil)
        #expect(service.fetches == 3)
        #expect(keys.cachedKey(for: "a") != nil)
        clock.set(to: clock.now + 2 * 86_400)
        #expect(keys.cachedKey(for: "a") == nil)
        #expect(await code(of: "a") == nil)
        #expect(service.fetches == 4)
    }

    @Test("ten thousand unknown ids within a minute cause three fetches", arguments: [true, false])
    func flood(isReachable: Bool) async throws {
        _ = try await keys.key(for: "a")
        if !isReachable { service.fail() }
        var codes: Set<DescopeError.Code?> = []
        for index in 0..<10_000 {
            codes.insert(await code(of: "x\(index)"))
            clock.advance(by: .milliseconds(6))
        }
        #expect(codes == [isReachable ? .unknownKey : .keysUnavailable])
        // One for the key, then at 0 s and 30 s.
        #expect(service.fetches == 3)
        #expect(await code(of: "a") == nil)
    }

    @Test("ten thousand unknown ids at once cause one fetch", arguments: [true, false])
    func burst(isWarm: Bool) async throws {
        if isWarm { _ = try await keys.key(for: "a") }
        service.hold()
        // Only the codes are kept: the test library's own books on live errors grow with the square of their number.
        let tasks = (0..<10_000).map { index in Task(executorPreference: executor) { await code(of: "x\(index)") } }
        executor.drain()
        await service.hasBegun()
        service.finish()
        executor.release()
        for task in tasks where await task.value != .unknownKey { Issue.record("expected an unknown key") }
        #expect(service.fetches == (isWarm ? 2 : 1))
    }
}
