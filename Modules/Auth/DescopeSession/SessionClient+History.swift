public import DescopeCore
import DescopeHTTP
public import DescopeModels

extension SessionClient {
    /// Loads when and from where the user of a session has signed in, in the service's order.
    ///
    /// - Parameter refreshJwt: The session's refresh token (not the session token). It is validated here before it is
    ///   sent.
    public func history(_ refreshJwt: some SecretConvertible) async throws -> [UserHistoryEntry] {
        let refreshJwt = try await usable(refreshJwt.asSecret, for: .history)
        return try await client.send(.history, token: refreshJwt, returning: .history)
    }

    /// The same, with the newest valid refresh token of a request. When it or the session token beside it is bound to a
    /// key (RFC 9449), a proof of the key is required before anything is sent. The proof is used up.
    public func history(_ tokens: RequestTokens) async throws -> [UserHistoryEntry] {
        try await history(try await refreshJwt(in: tokens, for: .history))
    }
}
