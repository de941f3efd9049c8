public import DescopeCore

/// Observes token validation, for metrics and logs: cache hits and misses of tokens and keys, and the outcome of key
/// fetches.
///
/// Every method has an empty default; implement those that you need. They are called during validation, by many tasks
/// concurrently, so they have to return quickly: update a counter, and do other work elsewhere. Their arguments contain
/// no token or key, and no part of one.
///
/// ```swift
/// final class KeyCounts: ValidationObserver {
///     let misses = Atomic(0)
///     func keyMiss() { misses.add(1, ordering: .relaxed) }
///     func keysFetched(_ fetch: KeyFetch) { for reason in fetch.skipped { log(reason) } }
/// }
/// let client = client.with(observer: KeyCounts())
/// ```
public protocol ValidationObserver: Sendable {
    /// A token was cached and needed no signature check.
    func tokenHit()

    /// A token was not cached, or its entry was not certain, and is validated. Not called when tokens are not cached.
    func tokenMiss()

    /// The key of a token was cached. For a cached token the key may not be looked up.
    func keyHit()

    /// The key of a token was not cached. A fetch follows, or a refusal while no fetch may begin.
    func keyMiss()

    /// The keys were fetched.
    func keysFetched(_ fetch: KeyFetch)

    /// The keys could not be fetched. Earlier keys stay in use until they reach their maximum age.
    ///
    /// - Parameter error: The error that callers without a key get.
    func keyFetchFailed(_ error: DescopeError)
}

extension ValidationObserver {
    /// Does nothing.
    public func tokenHit() {}
    /// Does nothing.
    public func tokenMiss() {}
    /// Does nothing.
    public func keyHit() {}
    /// Does nothing.
    public func keyMiss() {}
    /// Does nothing.
    public func keysFetched(_ fetch: KeyFetch) {}
    /// Does nothing.
    public func keyFetchFailed(_ error: DescopeError) {}
}

/// The result of one fetch of the keys.
public struct KeyFetch: Hashable, Sendable {
    /// The number of usable keys.
    public let keyCount: Int

    /// The reasons why other keys in the set are unusable, one line each.
    public let skipped: [String]

    /// Makes a fetch result.
    public init(keyCount: Int, skipped: [String] = []) {
        self.keyCount = keyCount
        self.skipped = skipped
    }
}
