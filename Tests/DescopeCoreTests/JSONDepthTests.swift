import DescopeCore
import Foundation
import Synchronization
import Testing

@Suite struct JSONDepthTests {
    @Test("models lie in each other to a bound, and stay within a small stack")
    func depth() async throws {
        let outcome = Mutex<[Bool]>([])
        // Half a megabyte: that is what threads other than the main one have on Apple's platforms.
        let thread = Thread {
            for levels in [32, 33, 10_000] {
                // Objects and lists take turns.
                let start = String(repeating: #"{"id":"x","branches":["#, count: levels)
                let isRead = (try? Branch.reading(start + String(repeating: "]}", count: levels))) != nil
                outcome.withLock { $0.append(isRead) }
            }
        }
        thread.stackSize = 512 << 10
        thread.start()
        while !thread.isFinished { try await Task.sleep(for: .milliseconds(1)) }
        #expect(outcome.withLock(\.self) == [true, false, false])
    }
}
