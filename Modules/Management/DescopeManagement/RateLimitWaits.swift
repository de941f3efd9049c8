import DescopeHTTP

/// How long refusals of the rate limit are waited for: the service has not acted, so the request is sent again.
struct RateLimitWaits {
    /// The longest wait that the service may ask for, and how often it may ask for one request.
    private static let longest: Duration = .seconds(300)
    private static let maximumCount = 20

    private var count = 0

    /// How long to wait after an error; nil when it is another one, or when the service has asked for too much.
    mutating func next(after error: any Error) -> Duration? {
        guard let refusal = error as? DescopeError, refusal.isRateLimited, count < Self.maximumCount else { return nil }
        let wait = refusal.retryAfter ?? .seconds(1 << min(count, 6))
        guard wait <= Self.longest else { return nil }
        count += 1
        return wait
    }
}
