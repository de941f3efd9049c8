import Synchronization

// Four concurrent tasks count: `race` without a lock, `lock` with one, often enough to contend for it.

final class Counter: @unchecked Sendable {
    var unlocked = 0
    let locked = Mutex(0)
}

let counter = Counter()
let races = CommandLine.arguments.last == "race"
await withTaskGroup(of: Void.self) { group in
    for _ in 0..<4 {
        group.addTask {
            for _ in 0..<50_000 {
                if races {
                    counter.unlocked += 1
                } else {
                    counter.locked.withLock { $0 += 1 }
                    _ = counter.locked.withLockIfAvailable { $0 += 1 }
                }
            }
        }
    }
}
print("counted to \(counter.unlocked + counter.locked.withLock { $0 })")
