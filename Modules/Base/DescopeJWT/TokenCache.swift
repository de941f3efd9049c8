import DescopeCrypto
import Synchronization

/// Tokens that were found good and may well come again: most requests bring the one that the request before them
/// brought.
///
/// A hit costs a SHA-256 of the token instead of a signature check. It is no weaker than validating afresh:
///
/// - A token is found by the digest of its whole text. One that differs in a bit has another digest, and making two
///   texts with the same digest is out of reach. The text itself is not kept, nor its signature: what lies here opens
///   nothing.
/// - What was found holds only while the key provider still has, at hand, the very key that the signature was checked
///   with. When that key goes, or another takes its place, the entry goes too. A provider that counts generations has
///   to count honestly for that.
/// - A signature and a claim do not change, everything else is asked again at each hit by the code that judges new
///   tokens: times, project and issuer, kind, audience, and whether it is a session or an access token that is asked
///   for. Whatever is in doubt is validated afresh: a hit never refuses by itself.
/// - Nothing is found past its `exp`; the leeway is left to validation.
/// - Only what passed every check comes in, so nobody else can fill it.
///
/// Its memory is bounded twice: by how many tokens it holds, and by their bytes, with their claims once those are read.
///
/// One cache belongs to one key provider.
package final class TokenCache: Sendable {
    private let shelves: [Shelf]

    /// Makes an empty cache.
    ///
    /// - Parameter capacity: How many tokens it holds at most, rounded up to what makes whole rows; a million
    ///   at the very most.
    package init(capacity: Int) {
        // A small one is not worth splitting; more than a million would only fill memory.
        let capacity = min(capacity, 1 << 20)
        let count = capacity < 256 ? 1 : 16
        let rows = max(1, (capacity / count + Shelf.width - 1) / Shelf.width)
        // Room for common tokens in all places, and in any case for one of 64 KiB.
        let bytes = max(rows * Shelf.width * Self.bytesPerToken, 512 << 10)
        shelves = (0..<count).map { _ in Shelf(rows: rows, maximumBytes: bytes) }
    }

    /// What a token of some 1.7 KB takes once its claims have been read.
    private static let bytesPerToken = 10 << 10

    /// How many tokens it holds.
    package var count: Int { shelves.reduce(0) { $0 + $1.count } }

    /// What is known of a token, when it may be used without validating it afresh.
    ///
    /// - Parameter now: Seconds since 1970.
    func contents(for digest: TokenDigest, now: Double, keys: any KeyProvider) -> TokenContents? {
        // Before anything is looked at: what becomes of the keys meanwhile shows at the next hit.
        let generation = keys.generation(at: now)
        let shelf = shelf(for: digest)
        guard let entry = shelf.entry(for: digest) else { return nil }
        let contents = entry.contents
        if now < contents.expiry {
            if let generation, entry.generation == generation { return contents }
            if keys.cachedKey(for: contents.key.keyId) === contents.key {
                if let generation { shelf.confirm(digest, generation) }
                return contents
            }
        }
        shelf.remove(digest)
        return nil
    }

    /// Keeps a token that has just passed every check.
    func insert(_ contents: TokenContents, for digest: TokenDigest, now: Double) {
        guard now < contents.expiry else { return }
        shelf(for: digest).insert(contents, for: digest)
    }

    private func shelf(for digest: TokenDigest) -> Shelf { shelves[digest.place(in: shelves.count, by: 3)] }
}

/// A part of the tokens, by their digests, so that threads seldom wait for each other.
///
/// A token may lie in any place of one row. A new one comes first in its row, and the one that has been there longest
/// goes. When all together take too many bytes, others go from one row after the other.
private final class Shelf: Sendable {
    /// How many places a row has.
    static let width = 4

    struct Entry {
        let digest: TokenDigest
        let contents: TokenContents
        /// The keys' generation in which its key was last seen.
        var generation: UInt64?
    }

    private struct State {
        var places: [Entry?]
        /// What the entries take, as their contents estimate it.
        var bytes = 0
        /// The place where entries go next when the bytes are too many.
        var hand = 0

        /// Empties a place.
        mutating func clear(_ place: Int) {
            bytes -= places[place]?.contents.approximateBytes ?? 0
            places[place] = nil
        }
    }

    private let state: Mutex<State>
    private let rows: Int
    private let maximumBytes: Int

    init(rows: Int, maximumBytes: Int) {
        self.rows = rows
        self.maximumBytes = maximumBytes
        state = Mutex(State(places: Array(repeating: nil, count: rows * Self.width)))
    }

    var count: Int { state.withLock { $0.places.count { $0 != nil } } }

    func entry(for digest: TokenDigest) -> Entry? {
        let row = row(of: digest)
        return state.withLock { state in
            for place in row {
                if let entry = state.places[place], entry.digest == digest { return entry }
            }
            return nil
        }
    }

    func insert(_ contents: TokenContents, for digest: TokenDigest) {
        let bytes = contents.approximateBytes
        guard bytes <= maximumBytes else { return }
        let row = row(of: digest)
        state.withLock { state in
            let last =
                row.first { state.places[$0]?.digest == digest } ?? row.first { state.places[$0] == nil }
                ?? row.upperBound - 1
            state.clear(last)
            for place in (row.lowerBound..<last).reversed() { state.places[place + 1] = state.places[place] }
            state.places[row.lowerBound] = Entry(digest: digest, contents: contents)
            state.bytes += bytes
            // It ends at the latest when the new one is alone.
            while state.bytes > maximumBytes {
                if state.hand != row.lowerBound { state.clear(state.hand) }
                state.hand = (state.hand + 1) % state.places.count
            }
        }
    }

    /// Notes that its key is there in this generation of keys.
    func confirm(_ digest: TokenDigest, _ generation: UInt64) {
        let row = row(of: digest)
        state.withLock { state in
            for place in row where state.places[place]?.digest == digest {
                state.places[place]?.generation = generation
            }
        }
    }

    func remove(_ digest: TokenDigest) {
        let row = row(of: digest)
        state.withLock { state in
            for place in row where state.places[place]?.digest == digest { state.clear(place) }
        }
    }

    private func row(of digest: TokenDigest) -> Range<Int> {
        let first = digest.place(in: rows, by: 2) * Self.width
        return first..<first + Self.width
    }
}

/// The SHA-256 of a token's whole text.
struct TokenDigest: Equatable, Sendable {
    private var words = SIMD4<UInt64>()

    /// Nil when the platform's library cannot be used; then no token can be checked either.
    init?(of text: UnsafeBufferPointer<UInt8>) {
        let isDone = withUnsafeMutableBytes(of: &words) { output in
            (try? MessageDigest.sha256(UnsafeRawBufferPointer(text), into: output)) != nil
        }
        guard isDone else { return nil }
    }

    /// One of `count` places, as one of its four words tells: they are evenly spread.
    func place(in count: Int, by word: Int) -> Int { Int(truncatingIfNeeded: words[word] % UInt64(count)) }
}
