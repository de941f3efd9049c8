import DescopeCore
import Synchronization

extension APIOperation {
    package static let loadLicense = APIOperation("license.load", .get, "/v1/mgmt/license", .managementKey)
}

/// A transport that sees only the requests of the operations that are called: clients send nothing in the background.
package protocol ForegroundTransport: HTTPTransport {}

/// The project's licence tier. Management requests contain it, so that the service applies the limits of that tier.
private final class LicenseTier: Sendable {
    private struct State {
        var tier: String?
        /// The monotonic time of the last attempt.
        var askedAt: Duration?
    }

    private let state = Mutex(State())

    /// How long a failed attempt is not repeated.
    private static let pause: Duration = .seconds(60)

    var tier: String? { state.withLock(\.tier) }

    /// Whether the caller should ask for the tier now: only one caller is told so.
    func shouldAsk(at now: Duration) -> Bool {
        state.withLock { state in
            guard state.tier == nil, state.askedAt.map({ now - $0 >= Self.pause }) ?? true else { return false }
            state.askedAt = now
            return true
        }
    }

    func set(_ tier: String) {
        guard !tier.isEmpty, isHeaderText(tier) else { return }
        state.withLock { $0.tier = tier }
    }
}

extension DescopeClient {
    /// The licence tier for a management request. While it is not known it is asked for in the background, and nothing
    /// waits for it.
    func licenseTier(for operation: APIOperation) -> String? {
        guard operation.credentials == .managementKey, operation != .loadLicense, configuration.managementKey != nil,
            configuration.sendsLicenseTier, !(transport is any ForegroundTransport)
        else { return nil }
        let license = storage.slot { LicenseTier() }
        if let tier = license.tier { return tier }
        if license.shouldAsk(at: clock.uptime) {
            let client = with { $0.retry = .never }
            Task(priority: .background) {
                let tier: String? = try? await client.send(.loadLicense, returning: .member("rateLimitTier"))
                if let tier { license.set(tier) }
            }
        }
        return nil
    }
}
