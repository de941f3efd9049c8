public import DescopeCore
import DescopeHTTP
public import DescopeModels

extension EnchantedLinkClient {
    /// Fetches the session with a single request, for apps that poll by themselves.
    ///
    /// - Parameter pendingRef: The reference from the response of the operation that sent the links.
    /// - Returns: The session's tokens.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/enchantedLinkPending`` until
    ///   the link has been followed. Any other error code of the service is final.
    public func session(_ pendingRef: some SecretConvertible) async throws -> SignInResponse {
        try await client.send(
            .enchantedLinkSession,
            body: ["pendingRef": try checked(pendingRef.asSecret)],
            returning: .signIn
        )
    }

    /// Waits until the user has followed the right link, and returns the session.
    ///
    /// Polls the service, one request at a time, with a pause before each. When the rate limit is reached, the next
    /// pause is as long as the service asks for; when the service fails or cannot be reached, the pause doubles.
    /// Cancelling the task ends the wait.
    ///
    /// - Parameters:
    ///   - pendingRef: The reference from the response of the operation that sent the links.
    ///   - interval: The pause before each request, at least one second.
    ///   - timeout: The longest time to wait, at most ten minutes.
    /// - Returns: The session's tokens.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/signInTimedOut`` when the
    ///   link has not been followed in time. Other errors, except the ones above, end the wait at once.
    public func waitForSession(
        _ pendingRef: some SecretConvertible,
        every interval: Duration = .seconds(1),
        timeout: Duration = .seconds(600)
    ) async throws -> SignInResponse {
        try await sessionStates(pendingRef, every: interval, timeout: timeout).signedIn()
    }

    /// Returns the states of the wait that ``waitForSession(_:every:timeout:)`` makes, for apps that show progress.
    ///
    /// - Parameters:
    ///   - pendingRef: The reference from the response of the operation that sent the links.
    ///   - interval: The pause before each request, at least one second.
    ///   - timeout: The longest time to wait, at most ten minutes.
    /// - Returns: The states. Iterating waits, and throws the same errors as ``waitForSession(_:every:timeout:)``.
    public func sessionStates(
        _ pendingRef: some SecretConvertible,
        every interval: Duration = .seconds(1),
        timeout: Duration = .seconds(600)
    ) throws(DescopeError) -> SignInStates {
        let pendingRef = try checked(pendingRef.asSecret)
        return SignInStates(
            every: interval,
            timeout: timeout,
            clock: client.clock,
            during: "enchantedLink.waitForSession"
        ) { try await session(pendingRef) }
    }

    private func checked(_ pendingRef: Secret) throws(DescopeError) -> Secret {
        let advice = "Pass the one from the response of the operation that sent the links."
        try APIOperation.enchantedLinkSession.require(pendingRef.reveal(), "pendingRef", advice)
        return pendingRef
    }
}
