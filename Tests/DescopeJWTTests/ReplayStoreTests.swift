import DescopeCore
import DescopeJWT
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite(.timeLimit(.minutes(5))) struct ReplayStoreTests {
    private let clock = ManualClock()

    private func id(_ number: Int) -> [UInt8] {
        var id = [UInt8](repeating: 0, count: 32)
        withUnsafeBytes(of: number) { id.replaceSubrange(0..<$0.count, with: $0) }
        return id
    }

    private let minutes = Duration.seconds(120)

    private func code(_ insert: () async throws -> Bool) async -> DescopeError.Code? {
        do { #expect(try await insert()) } catch { return (error as? DescopeError)?.code }
        return nil
    }

    @Test("an id is new once, until its time is over")
    func once() async throws {
        let store = InMemoryReplayStore(clock: clock)
        #expect(try await store.insert(id(1), of: id(0), for: minutes))
        #expect(try await !store.insert(id(1), of: id(0), for: minutes))
        #expect(try await !store.insert(id(1), of: id(-1), for: minutes))
        #expect(try await store.insert(id(2), of: id(0), for: minutes))
        clock.advance(by: .milliseconds(119_999))
        #expect(try await !store.insert(id(1), of: id(0), for: minutes * 2))
        #expect(store.count == 2)
        clock.advance(by: .milliseconds(1))
        #expect(try await store.insert(id(1), of: id(0), for: minutes))
        #expect(store.count == 1)
    }

    @Test(
        "a wall clock that is set changes nothing",
        arguments: [[3600, -3600], [-3600, 3600], [86_400 * 365], [-86_400 * 365], [120, 120, -240]]
    )
    func wallClock(_ jumps: [Double]) async throws {
        let store = InMemoryReplayStore(clock: clock)
        #expect(try await store.insert(id(1), of: id(0), for: minutes))
        for (number, jump) in jumps.enumerated() {
            clock.set(to: clock.now + jump)
            #expect(try await !store.insert(id(1), of: id(0), for: minutes))
            #expect(try await store.insert(id(2 + number), of: id(0), for: minutes))
        }
        clock.advance(by: .milliseconds(119_999))
        #expect(try await !store.insert(id(1), of: id(0), for: minutes))
        clock.advance(by: .milliseconds(1))
        #expect(try await store.insert(id(1), of: id(0), for: minutes))
    }

    @Test("of ids with different times none is forgotten too early")
    func durations() async throws {
        let store = InMemoryReplayStore(clock: clock)
        let seconds = [5, 60, 1, 30]
        for (number, seconds) in seconds.enumerated() {
            #expect(try await store.insert(id(number), of: id(0), for: .seconds(seconds)))
        }
        for time in 1...60 {
            clock.advance(by: .milliseconds(999))
            for (number, seconds) in seconds.enumerated() where seconds >= time {
                #expect(try await !store.insert(id(number), of: id(0), for: .seconds(1000)))
            }
            clock.advance(by: .milliseconds(1))
        }
        for number in seconds.indices { #expect(try await store.insert(id(number), of: id(0), for: minutes)) }
    }

    // MARK: - Room

    @Test("a full store forgets nothing before its time, and throws")
    func full() async throws {
        let store = InMemoryReplayStore(capacity: 3, clock: clock)
        for number in 1...3 {
            #expect(try await store.insert(id(number), of: id(-number), for: minutes))
            clock.advance(by: .seconds(1))
        }
        for _ in 1...2 {
            let error = await #expect(throws: DescopeError.self) {
                try await store.insert(id(4), of: id(-4), for: minutes)
            }
            #expect(error?.code == .replayStoreFull)
            #expect(error?.kind == .storage)
            #expect(error?.httpStatus == 503)
            #expect(error?.message.hasPrefix("replay store: expected room") == true)
            // What is known is still known.
            for number in 1...3 { #expect(try await !store.insert(id(number), of: id(-4), for: minutes)) }
        }
        // The first one's time is over; the others' is not.
        clock.advance(by: .seconds(117))
        #expect(try await store.insert(id(4), of: id(-4), for: minutes))
        await #expect(throws: DescopeError.self) { try await store.insert(id(5), of: id(-5), for: minutes) }
        for number in 2...4 { #expect(try await !store.insert(id(number), of: id(-1), for: minutes)) }
    }

    @Test("a store without room takes nothing", arguments: [0, -1])
    func noRoom(_ capacity: Int) async {
        let store = InMemoryReplayStore(capacity: capacity, clock: clock)
        #expect(await code { try await store.insert(id(1), of: id(0), for: minutes) } == .replayStoreFull)
    }

    /// Capacity, capacity of a key, and how many ids of one key there is room for.
    @Test(
        "one key has a tenth of the room, or as much as is said, and leaves the rest to others",
        arguments: [
            (200, nil, 20), (100, nil, 10), (20, nil, 2), (9, nil, 1), (200, 50, 50), (200, 0, 0), (200, -1, 0),
            (200, 1000, 200),
        ] as [(Int, Int?, Int)]
    )
    func quota(_ capacity: Int, _ capacityPerKey: Int?, _ expected: Int) async throws {
        let store = InMemoryReplayStore(capacity: capacity, capacityPerKey: capacityPerKey, clock: clock)
        var codes: [DescopeError.Code?] = []
        for number in 0..<200 {
            codes.append(await code { try await store.insert(id(number), of: id(-1), for: minutes) })
        }
        let refusal = expected == capacity ? DescopeError.Code.replayStoreFull : .tooManyProofs
        #expect(codes == Array(repeating: nil, count: expected) + Array(repeating: refusal, count: 200 - expected))
        #expect(store.count == expected)
        guard expected > 0, expected < capacity else { return }
        // Used is still used, and others have room.
        #expect(try await !store.insert(id(0), of: id(-1), for: minutes))
        #expect(try await store.insert(id(1000), of: id(-2), for: minutes))
        // Room comes back when their time is over, and not for others' ids.
        clock.advance(by: minutes - .milliseconds(1))
        #expect(await code { try await store.insert(id(1001), of: id(-1), for: minutes) } == .tooManyProofs)
        clock.advance(by: .milliseconds(1))
        for number in 0..<expected {
            #expect(await code { try await store.insert(id(2000 + number), of: id(-1), for: minutes) } == nil)
        }
        #expect(await code { try await store.insert(id(3000), of: id(-1), for: minutes) } == .tooManyProofs)
    }

    @Test("a key's room comes back id by id")
    func quotaSlides() async throws {
        let store = InMemoryReplayStore(capacityPerKey: 3, clock: clock)
        for number in 0..<30 {
            #expect(try await store.insert(id(number), of: id(-1), for: minutes))
            #expect(try await store.insert(id(1000 + number), of: id(-2), for: minutes))
            clock.advance(by: .seconds(40))
        }
        #expect(try await store.insert(id(30), of: id(-1), for: minutes))
        #expect(await code { try await store.insert(id(31), of: id(-1), for: minutes) } == .tooManyProofs)
    }

    @Test("who has used up a key's room is told so, and not that the store is full")
    func quotaFirst() async throws {
        let store = InMemoryReplayStore(capacity: 2, capacityPerKey: 1, clock: clock)
        for number in 1...2 { #expect(try await store.insert(id(number), of: id(-number), for: minutes)) }
        let error = await #expect(throws: DescopeError.self) { try await store.insert(id(3), of: id(-1), for: minutes) }
        #expect((error?.kind, error?.code) == (.token, .tooManyProofs))
        #expect(error?.message.hasPrefix("proof: expected at most 1 of one key within 120.0 s") == true)
        #expect(await code { try await store.insert(id(3), of: id(-3), for: minutes) } == .replayStoreFull)
    }

    @Test("it holds 100,000 ids by default, 10,000 of a key, and as many again when their time is over")
    func bounded() async throws {
        let (store, keys) = (InMemoryReplayStore(clock: clock), (0..<10).map(id))
        for round in 0..<3 {
            for number in 0..<100_000 {
                let key = keys[number % 10]
                guard try await store.insert(id(round * 100_000 + number), of: key, for: minutes) else {
                    Issue.record("\(number) of round \(round) was there already")
                    return
                }
            }
            #expect(store.count == 100_000)
            #expect(await code { try await store.insert(id(-1), of: id(0), for: minutes) } == .tooManyProofs)
            #expect(await code { try await store.insert(id(-1), of: id(-1), for: minutes) } == .replayStoreFull)
            clock.advance(by: minutes)
        }
    }

    @Test("of many at the same time one is the first")
    func concurrent() async throws {
        let store = InMemoryReplayStore(clock: clock)
        let firsts = try await withThrowingTaskGroup(of: Bool.self) { group in
            for caller in 0..<1000 {
                group.addTask { try await store.insert(id(caller % 50), of: id(0), for: minutes) }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(firsts == 50)
        #expect(store.count == 50)
    }
}
