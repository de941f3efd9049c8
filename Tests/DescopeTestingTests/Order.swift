import Synchronization

/// Notes what happens, in order.
final class Order: Sendable {
    private let notes = Mutex<[Int]>([])

    var seen: [Int] { notes.withLock(\.self) }

    func note(_ value: Int) { notes.withLock { $0.append(value) } }
}
