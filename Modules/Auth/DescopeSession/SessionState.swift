import DescopeCore
import DescopeJWT
import DescopeModels

/// What the session calls of one client and its copies share: the keys, and the refreshes under way.
final class SessionState: Sendable {
    let keys: any KeyProvider
    let familiarTokens = FamiliarTokens()
    /// By the digest of the refresh token, so that no token's text is kept.
    let refreshes = SingleFlight<[UInt8], SignInResponse>()

    init(keys: any KeyProvider) { self.keys = keys }
}
