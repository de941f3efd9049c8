import DescopeCrypto
import Synchronization

/// Caches validated tokens. Most requests carry the same token as the client's previous request.
///
/// A hit costs a SHA-256 of the token instead of a signature check. It is as safe as validating again:
///
/// - A token is looked up by the digest of the whole string. A token that differs in one bit has another digest, and
///   collisions are infeasible. Neither the string nor its signature is stored, so the cache contains nothing that
///   could be used to sign in.
/// - An entry is valid only while the key provider still has the same key object cached that verified the signature.
///   When that key is removed or replaced, the entry is removed too. This relies on a correct `generation(at:)` of the
///   provider.
/// - Signature and claims do not change. Everything else is checked again at each hit by the same code as for new
///   tokens: times, project and issuer, kind, audience, and whether a session or an access token is required. In case
///   of doubt the token is validated again: a hit never refuses a token.
/// - An entry is not used after its `exp`; the leeway is applied by validation only.
/// - Only tokens that passed every check are inserted, so forged tokens cannot fill the cache.
///
/// Its memory is bounded by the number of tokens and by their bytes, including their decoded claims.
///
/// Each cache belongs to one key provider.
package final class TokenCache: Sendable {
    private let shelves: [Shelf]

    /// Makes an empty cache.
    ///
    /// - Parameter capacity: The maximum number of tokens, rounded up to whole rows; at most about a million.
    package init(capacity: Int) {
        // A small cache is not worth splitting; more than a million tokens would only fill memory.
        let capacity = min(capacity, 1 << 20)
        let count = capacity < 256 ? 1 : 16
        let rows = max(1, (capacity / count + Shelf.width - 1) / Shelf.width)
        // Enough for common tokens in all places, and at least for one token of 64 KiB.
        let bytes = max(rows * Shelf.width * Self.bytesPerToken, 512 << 10)
        shelves = (0..<count).map { _ in Shelf(rows: rows, maximumBytes: bytes) }
    }

    /// The memory of a token of about 1.7 KB once its claims have been decoded.
    private static let bytesPerToken = 10 << 10

    /// The number of cached tokens.
    package var count: Int { shelves.reduce(0) { $0 + $1.count } }

    /// The content of a cached token, if it can be used without validating it again.
    ///
    /// - Parameter now: Seconds since 1970.
    func contents(for digest: TokenDigest, now: Double, keys: any KeyProvider) -> TokenContents? {
        // Read first: a change of the keys after this point is noticed at the next hit.
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

    /// Inserts a token that has just passed every check.
    func insert(_ contents: TokenContents, for digest: TokenDigest, now: Double) {
        guard now < contents.expiry else { return }
        shelf(for: digest).insert(contents, for: digest)
    }

    private func shelf(for digest: TokenDigest) -> Shelf { shelves[digest.place(in: shelves.count, by: 3)] }
}

/// A part of the cache, selected by digest, so that threads rarely wait for each other.
///
/// A token may be in any place of one row. A new token is inserted at the front of its row, and the oldest one is
/// evicted. When the tokens take too many bytes, further tokens are evicted row by row.
private final class Shelf: Sendable {
    /// The number of places in a row.
    static let width = 4

    struct Entry {
        let digest: TokenDigest
        let contents: TokenContents
        /// The key provider's generation in which the key was last seen.
        var generation: UInt64?
    }

    private struct State {
        var places: [Entry?]
        /// The estimated memory of the entries.
        var bytes = 0
        /// The place of the next eviction when there are too many bytes.
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
            // Ends at the latest when only the new entry is left.
            while state.bytes > maximumBytes {
                if state.hand != row.lowerBound { state.clear(state.hand) }
                state.hand = (state.hand + 1) % state.places.count
            }
        }
    }

    /// Records that the token's key exists in this generation of keys.
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

/// The SHA-256 of a whole token string.
struct TokenDigest: Equatable, Sendable {
    private var words = SIMD4<UInt64>()

    /// Nil when the platform's cryptography library is missing; then no token can be validated either.
    init?(of text: UnsafeBufferPointer<UInt8>) {
        let isDone = withUnsafeMutableBytes(of: &words) { output in
            (try? MessageDigest.sha256(UnsafeRawBufferPointer(text), into: output)) != nil
        }
        guard isDone else { return nil }
    }

    /// Maps one of the four words of the digest to one of `count` places, evenly distributed.
    func place(in count: Int, by word: Int) -> Int { Int(truncatingIfNeeded: words[word] % UInt64(count)) }
}
