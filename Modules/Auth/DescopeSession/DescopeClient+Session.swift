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

    /// A copy whose token checks `observer` sees: which tokens were known from before, which of the keys that it
    /// fetches were at hand, and what came of fetching them. Keys of your own are not its concern.
    ///
    /// The copy keeps this client's settings and own keys. What is fetched it shares with its own copies alone, not
    /// with this client, which nobody observes. So give the observer at start-up, before anything is fetched:
    ///
    /// ```swift
    /// let client = try DescopeClient(projectId: "P2…", transport: .urlSession).with(observer: KeyCounts())
    /// ```
    public func with(observer: some ValidationObserver) -> DescopeClient {
        giving(GivenObserver(observer: observer))
    }

    /// What sees this client's token checks, if anything does.
    var observer: (any ValidationObserver)? { given(GivenObserver.self)?.observer }

    /// A copy that remembers used DPoP proofs in a store of your own: one that all instances of your app share. By
    /// default one in memory goes with the keys: clients and copies that share what they fetch share it, and others
    /// have their own.
    public func with(replayStore: some ReplayStore) -> DescopeClient {
        giving(GivenReplayStore(store: replayStore))
    }

    /// What the session calls of all copies of this client share.
    func sessionState() throws(DescopeError) -> SessionState {
        do {
            return try storage.slot {
                SessionState(
                    keys: try given(GivenKeys.self)?.keys ?? defaultKeys(),
                    replayStore: given(GivenReplayStore.self)?.store ?? InMemoryReplayStore(clock: clock),
                    observer: observer
                )
            }
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
            maximumAge: configuration.maximumKeyAge,
            fetchesPerMinute: configuration.keyFetchesPerMinute,
            // Room for one attempt, and for all of them when they fail early. Middleware may hang, too.
            fetchTimeout: max(configuration.requestTimeout, configuration.retry.totalTime),
            observer: observer,
            clock: clock
        ) {
            try await client.send(
                .loadKeys,
                path: [client.configuration.projectId],
                returning: ResponseForm { response, _, _ in try JWKSet(json: response.body) }
            )
        }
    }
}

/// Keys of the app's own choosing.
private struct GivenKeys: Sendable {
    let keys: any KeyProvider
}

/// Who sees how tokens are checked.
private struct GivenObserver: Sendable {
    let observer: any ValidationObserver
}

/// A replay store of the app's own choosing.
private struct GivenReplayStore: Sendable {
    let store: any ReplayStore
}
