public import DescopeCore
import DescopeHTTP
public import DescopeModels

extension EnchantedLinkClient {
    /// Fetches the session, once: for an app that asks again by itself.
    ///
    /// - Parameter pendingRef: What the call answered that sent the links.
    /// - Returns: The session's tokens.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/enchantedLinkPending`` as
    ///   long as the link was not followed. Any other refusal is final.
    public func session(_ pendingRef: some SecretConvertible) async throws -> SignInResponse {
        try await client.send(try endpoint(pendingRef.asSecret))
    }

    /// Waits until the right link was followed, and returns the session.
    ///
    /// The service is asked again and again, one request at a time, a pause before each. When it says that too many
    /// requests were made, the next one waits as long as it asks for; when it fails or is not reached, twice as long as
    /// the last one. The wait ends with the task's cancellation.
    ///
    /// - Parameters:
    ///   - pendingRef: What the call answered that sent the links.
    ///   - interval: The pause before each request; less than a second counts as one.
    ///   - timeout: How long to wait in all; more than ten minutes count as ten.
    /// - Returns: The session's tokens.
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/signInTimedOut`` when the
    ///   link was not followed in time. Any other error than those that the wait outlasts ends it at once.
    public func waitForSession(
        _ pendingRef: some SecretConvertible,
        every interval: Duration = .seconds(1),
        timeout: Duration = .seconds(600)
    ) async throws -> SignInResponse {
        try await sessionStates(pendingRef, every: interval, timeout: timeout).signedIn()
    }

    /// The states of the wait that ``waitForSession(_:every:timeout:)`` makes, for an app that shows progress.
    ///
    /// - Parameters:
    ///   - pendingRef: What the call answered that sent the links.
    ///   - interval: The pause before each request; less than a second counts as one.
    ///   - timeout: How long to wait in all; more than ten minutes count as ten.
    /// - Returns: The states; iterating waits, and throws what the wait would.
    public func sessionStates(
        _ pendingRef: some SecretConvertible,
        every interval: Duration = .seconds(1),
        timeout: Duration = .seconds(600)
    ) throws(DescopeError) -> SignInStates {
        let endpoint = try endpoint(pendingRef.asSecret)
        return SignInStates(
            every: interval,
            timeout: timeout,
            clock: client.clock,
            during: "enchantedLink.waitForSession"
        ) { [client] in try await client.send(endpoint) }
    }

    private func endpoint(_ pendingRef: Secret) throws(DescopeError) -> Endpoint<SignInResponse> {
        let (name, advice) = ("enchantedLink.session", "Pass the one that came when the links were sent.")
        try requireText(pendingRef.reveal(), "pendingRef", advice, during: name)
        return Endpoint(
            name,
            .post,
            "/v1/auth/enchantedlink/pending-session",
            body: ["pendingRef": pendingRef],
            retryable: .always,
            refusal: .unauthenticated
        )
    }
}
