import DescopeCore
import DescopeJWT
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite(.timeLimit(.minutes(1))) struct ReplayStoreTests {
    private let clock = ManualClock()

    private func id(_ number: Int) -> [UInt8] { (0..<32).map { UInt8(truncatingIfNeeded: number >> ($0 % 4 * 8)) } }

    @Test("an id is new once, until its time is over")
    func once() async throws {
        let store = InMemoryReplayStore(clock: clock)
        let end = clock.now + 120
        #expect(try await store.insert(id(1), until: end))
        #expect(try await !store.insert(id(1), until: end))
        #expect(try await store.insert(id(2), until: end))
        clock.advance(by: .milliseconds(119_999))
        #expect(try await !store.insert(id(1), until: end + 120))
        #expect(store.count == 2)
        clock.advance(by: .milliseconds(1))
        #expect(try await store.insert(id(1), until: end + 120))
        #expect(store.count == 1)
    }

    @Test("a full store forgets nothing before its time, and throws")
    func full() async throws {
        let store = InMemoryReplayStore(capacity: 3, clock: clock)
        for number in 1...3 {
            #expect(try await store.insert(id(number), until: clock.now + 120))
            clock.advance(by: .seconds(1))
        }
        for _ in 1...2 {
            let error = await #expect(throws: DescopeError.self) {
                try await store.insert(id(4), until: clock.now + 120)
            }
            #expect(error?.code == .replayStoreFull)
            #expect(error?.kind == .storage)
            #expect(error?.message.hasPrefix("replay store: expected room") == true)
            // What is known is still known.
            for number in 1...3 { #expect(try await !store.insert(id(number), until: clock.now + 120)) }
        }
        // The first one's time is over; the others' is not.
        clock.advance(by: .seconds(117))
        #expect(try await store.insert(id(4), until: clock.now + 120))
        await #expect(throws: DescopeError.self) { try await store.insert(id(5), until: clock.now + 120) }
        for number in 2...4 { #expect(try await !store.insert(id(number), until: clock.now + 120)) }
    }

    @Test("a store without room takes nothing", arguments: [0, -1])
    func noRoom(_ capacity: Int) async {
        let store = InMemoryReplayStore(capacity: capacity, clock: clock)
        await #expect { try await store.insert(id(1), until: clock.now + 120) } throws: {
            DescopeError.Code.replayStoreFull ~= $0
        }
    }

    @Test("it holds 100,000 ids by default, and as many again when their time is over")
    func bounded() async throws {
        let store = InMemoryReplayStore(clock: clock)
        for round in 0..<3 {
            for number in 0..<100_000 {
                guard try await store.insert(id(round * 100_000 + number), until: clock.now + 120) else {
                    Issue.record("\(number) of round \(round) was there already")
                    return
                }
            }
            #expect(store.count == 100_000)
            await #expect(throws: DescopeError.self) { try await store.insert(id(-1), until: clock.now + 120) }
            clock.advance(by: .seconds(120))
        }
    }

    @Test("of many at the same time one is the first")
    func concurrent() async throws {
        let store = InMemoryReplayStore(clock: clock)
        let end = clock.now + 120
        let firsts = try await withThrowingTaskGroup(of: Bool.self) { group in
            for caller in 0..<1000 {
                group.addTask { try await store.insert(id(caller % 50), until: end) }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(firsts == 50)
        #expect(store.count == 50)
    }
}
