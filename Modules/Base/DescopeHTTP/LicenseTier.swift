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
        /// The monotonic time at which the tier is asked for again.
        var nextAttempt: Duration?
    }

    private let state = Mutex(State())

    /// How long a tier is used, and how long one that was not learnt is not asked for again.
    private static let pause: Duration = .seconds(3600)

    var tier: String? { state.withLock(\.tier) }

    /// Whether the caller should ask for the tier now: only one caller is told so.
    func shouldAsk(at now: Duration) -> Bool {
        state.withLock { state in
            guard state.nextAttempt.map({ now >= $0 }) ?? true else { return false }
            state.nextAttempt = now + Self.pause
            return true
        }
    }

    func set(_ tier: String) {
        guard !tier.isEmpty, isHeaderText(tier) else { return }
        state.withLock { $0.tier = tier }
    }
}

extension DescopeClient {
    private func license(for operation: APIOperation) -> LicenseTier? {
        guard operation.credentials == .managementKey, operation != .loadLicense, configuration.sendsLicenseTier,
            !(transport is any ForegroundTransport)
        else { return nil }
        return storage.slot { LicenseTier() }
    }

    /// The licence tier for a management request; nil while it is not known.
    func knownLicenseTier(for operation: APIOperation) -> String? { license(for: operation)?.tier }

    /// Asks for the licence tier in the background, when a management request is about to be sent and the tier is not
    /// known or old. Nothing waits for it.
    func refreshLicenseTier(for operation: APIOperation) {
        guard let license = license(for: operation), license.shouldAsk(at: clock.uptime) else { return }
        let client = with { $0.retry = .never }
        // Detached: the request does not belong to the caller's trace.
        Task.detached {
            let tier: String? = try? await client.send(.loadLicense, returning: .member("rateLimitTier"))
            if let tier { license.set(tier) }
        }
    }
}
