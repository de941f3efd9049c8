public import DescopeCore

/// Sees how tokens are checked, for metrics and logs: which tokens were known, which keys were at hand, and what came
/// of fetching them.
///
/// Every method has an empty default; write those that you need. They are called where the token is checked, by many
/// tasks at once, so they have to be quick: count, and leave the rest to others. What they are told holds no token, no
/// key and no piece of one.
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
    /// A token was known to be good from before, and needed no signature check.
    func tokenHit()

    /// A token was not known from before, or not beyond doubt, and is validated afresh. Not called where tokens are not
    /// remembered.
    func tokenMiss()

    /// The key that a token names was at hand. A token that is known from before may need no look at it.
    func keyHit()

    /// The key that a token names was not at hand. What follows is a fetch, or a refusal while no fetch may begin.
    func keyMiss()

    /// The keys were fetched.
    func keysFetched(_ fetch: KeyFetch)

    /// The keys could not be fetched. When there were keys before, they stay in use until they reach their maximum age.
    ///
    /// - Parameter error: What callers without a key are told.
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

/// What one fetch of the keys brought.
public struct KeyFetch: Hashable, Sendable {
    /// How many keys can be used.
    public let keyCount: Int

    /// Why others in the list cannot: one line each.
    public let skipped: [String]

    /// Makes one.
    public init(keyCount: Int, skipped: [String] = []) {
        self.keyCount = keyCount
        self.skipped = skipped
    }
}
