import DescopeCore
import DescopeJWT
import Synchronization

/// Notes what an observer is told, as words.
final class ObserverNotes: ValidationObserver {
    private let notes = Mutex<(keys: [String], tokens: [String])>(([], []))
    private let fetches = AsyncStream<Void>.makeStream()

    var keys: [String] { notes.withLock { $0.keys } }
    var tokens: [String] { notes.withLock { $0.tokens } }

    func fetches(atLeast count: Int) async {
        var fetches = fetches.stream.makeAsyncIterator()
        for _ in 0..<count { await fetches.next() }
    }

    func tokenHit() { notes.withLock { $0.tokens.append("hit") } }
    func tokenMiss() { notes.withLock { $0.tokens.append("miss") } }
    func keyHit() { notes.withLock { $0.keys.append("hit") } }
    func keyMiss() { notes.withLock { $0.keys.append("miss") } }
    func keyFetchFailed(_ error: DescopeError) { notes.withLock { $0.keys.append("failed") } }
    func keysFetched(_ fetch: KeyFetch) {
        notes.withLock { $0.keys.append("\(fetch.keyCount) key") }
        fetches.continuation.yield()
    }
}
