import DescopeCore
import DescopeJWT
import DescopeModels
import Synchronization

/// What the session calls of one client and its copies share: the keys, the tokens found good, the proofs used, the
/// refreshes under way, and what access keys were exchanged for.
final class SessionState: Sendable {
    let keys: any KeyProvider
    let replayStore: any ReplayStore
    let observer: (any ValidationObserver)?
    let familiarTokens = FamiliarTokens()
    private let tokens = Mutex<TokenCache?>(nil)
    /// By the digest of the refresh token, so that no token's text is kept.
    let refreshes = SingleFlight<[UInt8], SignInResponse>()
    let accessKeys = AccessKeySessions()

    init(keys: any KeyProvider, replayStore: any ReplayStore, observer: (any ValidationObserver)?) {
        self.keys = keys
        self.replayStore = replayStore
        self.observer = observer
    }

    /// The tokens found good. Its size is settled by whoever needs it first; nil for who wants none.
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
