public import DescopeCore
import DescopeHTTP
public import DescopeModels

extension SessionClient {
    /// When and from where the user of a session has signed in, in the service's order.
    ///
    /// - Parameter refreshJwt: The session's refresh token (not the session token). It is checked here first, like that
    ///   of a refresh.
    public func history(_ refreshJwt: some SecretConvertible) async throws -> [UserHistoryEntry] {
        let refreshJwt = try await usable(refreshJwt.asSecret, for: .history)
        return try await client.send(.history, token: refreshJwt, returning: .history)
    }

    /// The same for the refresh token of a request: of several the newest good one. When it is bound to a key, or the
    /// session token beside it is (RFC 9449), nothing is sent without a proof of the key. The proof is used up.
    public func history(_ tokens: RequestTokens) async throws -> [UserHistoryEntry] {
        try await history(try await refreshJwt(in: tokens, for: .history))
    }
}
