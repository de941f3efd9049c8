import DescopeCore
import DescopeHTTP

extension SessionClient {
    /// Fetches the project's keys unless they are cached, so that the first validation need not wait for them.
    ///
    /// Call it when your app starts. The app can start when it fails: the first validation tries again.
    ///
    /// ```swift
    /// let client = try DescopeClient(projectId: "P2…", transport: .urlSession)
    /// do { try await client.session.warmUp() } catch { logger.warning("\(error)") }
    /// try await server.run()
    /// ```
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/keysUnavailable`` when the
    ///   keys could not be fetched, ``/DescopeCore/DescopeError/Code/unsuitableKey`` when the configured public key
    ///   cannot be used, ``/DescopeCore/DescopeError/Code/cryptoUnavailable`` when no cryptography library is
    ///   available.
    public func warmUp() async throws {
        do { try await client.sessionState().keys.warmUp() } catch let error
            where !isOwnCancellation(error)
        {
            throw DescopeError.ofKeyProvider(error).during("session.warmUp")
        }
    }
}
