import DescopeCore
@_exported public import DescopeHTTP
@_exported public import DescopeJWT
@_exported public import DescopeModels

extension DescopeClient {
    /// Checking, refreshing and ending sessions.
    public var session: SessionClient { SessionClient(client: self) }

    /// A copy that checks tokens with keys of your own choosing, and never fetches any itself.
    public func with(keys: some KeyProvider) -> DescopeClient {
        giving(GivenKeys(keys: keys))
    }

    /// What the session calls of all copies of this client share.
    func sessionState() throws(DescopeError) -> SessionState {
        do {
            return try storage.slot { SessionState(keys: try given(GivenKeys.self)?.keys ?? defaultKeys()) }
        } catch {
            throw error as? DescopeError
                ?? DescopeError(.key, code: .unsuitableKey, message: "publicKey: \(type(of: error))", underlying: error)
        }
    }

    /// The configured public key alone, or whatever the project's key endpoint lists.
    private func defaultKeys() throws -> any KeyProvider {
        if let jwk = configuration.publicKey {
            do { return try StaticKeys(jwk: jwk) } catch {
                throw DescopeError(
                    .key,
                    code: error.code,
                    message: "publicKey: \(error.message)",
                    underlying: error.underlying
                )
            }
        }
        // The provider lives in the storage; a client that held the same storage would keep itself alive.
        let client = withOwnStorage()
        return RemoteKeys(
            lifetime: configuration.keyLifetime,
            unknownKeyPause: configuration.unknownKeyPause,
            clock: clock
        ) {
            try await client.send(
                Endpoint<NoContent>("session.keys", .get, "/v2/keys/\(client.configuration.projectId)")
                    .reading { response, _ in try JWKSet(json: response.body) }
            )
        }
    }
}

/// Keys of the app's own choosing.
private struct GivenKeys: Sendable {
    let keys: any KeyProvider
}
