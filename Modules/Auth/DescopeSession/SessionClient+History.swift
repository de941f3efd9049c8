public import DescopeCore
import DescopeHTTP
public import DescopeModels

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension SessionClient {
    /// When and from where the user of a session has signed in, in the service's order.
    ///
    /// - Parameter refreshJwt: The session's refresh token (not the session token).
    public func history(_ refreshJwt: some SecretConvertible) async throws -> [UserHistoryEntry] {
        try await client.send(
            Endpoint<NoContent>(
                "session.history",
                .get,
                "/v1/auth/me/history",
                authorization: .refreshJwt(refreshJwt.asSecret),
                refusal: .unauthenticated
            ).reading { response, _ in
                try JSONDecoder().decode(UserHistory.self, from: Data(response.body)).entries
            }
        )
    }
}
