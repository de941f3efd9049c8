import DescopeCore
import DescopeHTTP

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The tokens of an OAuth provider for a user. No provider accepts them.
struct ProviderTokens: Codable, Sendable {
    // As of the large providers.
    fileprivate static let lifetime: Duration = .seconds(3600)

    let access: SavedSecret
    let refresh: SavedSecret
    let expiresAt: Date
}

extension EmulatorState {
    /// The tokens of a user's account at a provider: new ones when there are none yet, when they have expired, or when
    /// the request asks for it.
    func providerToken(_ call: Call) throws(EmulatorRefusal) -> Response {
        let user = try managedUser(call.asked("loginId"))
        let provider = try call.required("provider")
        guard var account = accounts.all(.user, user.id).first(where: { $0.source.provider == provider }) else {
            throw .invalid("provider: the user has not signed in with it")
        }
        let present = call.askedFlag("forceRefresh") ? nil : account.tokens.flatMap { now < $0.expiresAt ? $0 : nil }
        let tokens =
            if let present { present } else {
                ProviderTokens(
                    access: SavedSecret(try newSecret()),
                    refresh: SavedSecret(try newSecret()),
                    expiresAt: end(of: ProviderTokens.lifetime)
                )
            }
        if present == nil {
            account.tokens = tokens
            try save(account)
        }
        return Response(body: [
            "provider": .string(provider), "providerUserId": .string(account.subject),
            "accessToken": .string(tokens.access.secret.reveal()), "expiration": .seconds(tokens.expiresAt),
            "scopes": [],
            "refreshToken": call.askedFlag("withRefreshToken") ? .string(tokens.refresh.secret.reveal()) : "",
        ])
    }
}
