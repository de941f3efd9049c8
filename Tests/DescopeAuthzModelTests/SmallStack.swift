import Foundation
import Synchronization

/// Runs work on a thread with half a megabyte of stack, as threads other than the main one have on Apple's platforms.
/// Without optimization, frames are up to ten times as large, and the stack is eight times.
func onSmallStack<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async throws -> Value? {
    let outcome = Mutex<Value?>(nil)
    let thread = Thread {
        let value = work()
        outcome.withLock { $0 = value }
    }
    #if DEBUG
    thread.stackSize = 4096 << 10
    #else
    thread.stackSize = 512 << 10
    #endif
    thread.start()
    while !thread.isFinished { try await Task.sleep(for: .milliseconds(1)) }
    return outcome.withLock(\.self)
}
