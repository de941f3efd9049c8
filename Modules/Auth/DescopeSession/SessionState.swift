import DescopeCore
import DescopeJWT
import DescopeModels
import Synchronization

/// The state that the session operations of a client and its copies share: keys, validated tokens, used proofs,
/// refreshes in progress, and the sessions of access keys.
final class SessionState: Sendable {
    let keys: any KeyProvider
    let replayStore: any ReplayStore
    let observer: (any ValidationObserver)?
    let familiarTokens = FamiliarTokens()
    private let tokens = Mutex<TokenCache?>(nil)
    /// Keyed by the digest of the refresh token, so that no token is stored.
    let refreshes = SingleFlight<[UInt8], SignInResponse>()
    let accessKeys = AccessKeySessions()

    init(keys: any KeyProvider, replayStore: any ReplayStore, observer: (any ValidationObserver)?) {
        self.keys = keys
        self.replayStore = replayStore
        self.observer = observer
    }

    /// The cache of validated tokens. The first caller determines its capacity; nil when `capacity` is 0.
    func cache(capacity: Int) -> TokenCache? {
        guard capacity > 0 else { return nil }
        return tokens.withLock { tokens in
            if let tokens { return tokens }
            let made = TokenCache(capacity: capacity)
            tokens = made
            return made
        }
    }
}
