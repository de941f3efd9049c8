import DescopeCore
@_exported public import DescopeHTTP
@_exported public import DescopeJWT
@_exported public import DescopeModels

extension DescopeClient {
    /// Validates, refreshes and ends sessions.
    public var session: SessionClient { SessionClient(client: self) }

    /// Returns a copy that validates tokens with the keys of your own provider, and fetches none itself.
    public func with(keys: some KeyProvider) -> DescopeClient {
        giving(GivenKeys(keys: keys))
    }

    /// Returns a copy that reports its token validation to `observer`: cache hits and misses of tokens and keys, and
    /// the outcome of each fetch of keys. With keys of your own it reports tokens only.
    ///
    /// The copy keeps this client's settings and own keys. It shares fetched keys with its own copies, but not with
    /// this client, which has no observer. So add the observer at start-up, before anything is fetched:
    ///
    /// ```swift
    /// let client = try DescopeClient(projectId: "P2…", transport: .urlSession).with(observer: KeyCounts())
    /// ```
    public func with(observer: some ValidationObserver) -> DescopeClient {
        giving(GivenObserver(observer: observer))
    }

    /// The observer of this client's token validation, if there is one.
    var observer: (any ValidationObserver)? { given(GivenObserver.self)?.observer }

    /// Returns a copy that remembers used DPoP proofs in a store of your own, such as one that all instances of your
    /// app share. The default store is in memory. Copies that share fetched keys share it, too.
    public func with(replayStore: some ReplayStore) -> DescopeClient {
        giving(GivenReplayStore(store: replayStore))
    }

    /// The state that the session operations of all copies of this client share.
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

    /// The configured public key if there is one, or else the keys of the project's key endpoint.
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
        // The storage owns the provider; a client with the same storage would be a retain cycle.
        let client = withOwnStorage()
        return RemoteKeys(
            lifetime: configuration.keyLifetime,
            maximumAge: configuration.maximumKeyAge,
            fetchesPerMinute: configuration.keyFetchesPerMinute,
            // Long enough for one attempt, and for all retries when attempts fail early. Middleware may hang, too.
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

/// Keys that the app provides.
private struct GivenKeys: Sendable {
    let keys: any KeyProvider
}

/// An observer that the app provides.
private struct GivenObserver: Sendable {
    let observer: any ValidationObserver
}

/// A replay store that the app provides.
private struct GivenReplayStore: Sendable {
    let store: any ReplayStore
}
