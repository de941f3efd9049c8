public import DescopeCore
import DescopeModels
import DescopeHTTP

/// Connecting users with outbound applications: other services that your app calls for them.
///
/// ```swift
/// let url = try await client.outbound.connect("google-calendar", refreshJwt: refreshJwt)
/// response.redirect(to: url.reveal())
/// ```
public struct OutboundClient: Sendable {
    let client: DescopeClient

    /// Begins to connect a user with an outbound application.
    ///
    /// - Parameters:
    ///   - appId: The outbound application's id, from the console.
    ///   - refreshJwt: The user's refresh token.
    ///   - tenantId: The tenant for which the user connects, when it is for one.
    ///   - isForWholeTenant: Whether the connection is the tenant's, instead of the user's in it.
    ///   - options: Where the user comes back to, and what is asked of the other service.
    /// - Returns: Where to send the user: the other service asks for consent there. The URL holds the state that ties
    ///   the way back to this start.
    public func connect(
        _ appId: String,
        refreshJwt: some SecretConvertible,
        tenantId: String? = nil,
        isForWholeTenant: Bool? = nil,
        options: OutboundConnectOptions = OutboundConnectOptions()
    ) async throws -> Secret {
        try requireText(appId, "appId", "Pass the outbound application's id.", during: "outbound.connect")
        if let tenantId {
            try requireText(tenantId, "tenantId", "Pass the tenant's id, or nil for none.", during: "outbound.connect")
        } else if isForWholeTenant == true {
            throw DescopeError.argument("tenantId", "expected the tenant that the connection is for, found none.")
                .during("outbound.connect")
        }
        try checkRedirectURL(options.redirectURL, during: "outbound.connect")
        let answer: AuthorizationURL = try await client.send(
            Endpoint(
                "outbound.connect",
                .post,
                "/v1/outbound/oauth/connect",
                body: [
                    "appId": appId, "tenantId": tenantId, "tenantLevel": isForWholeTenant,
                    "options": options.unless(OutboundConnectOptions()),
                ],
                authorization: .refreshJwt(refreshJwt.asSecret)
            )
        )
        return answer.url
    }
}

/// How a user is connected with an outbound application. Nil leaves a matter to the application's settings.
public struct OutboundConnectOptions: Encodable, Hashable, Sendable {
    /// Where the user comes back to.
    public var redirectURL: String?
    /// What is asked of the other service.
    public var scopes: [String]?
    /// Tells several connections of one user with the same application apart.
    public var externalIdentifier: String?

    /// Says what is to be different from the application's settings.
    public init(redirectURL: String? = nil, scopes: [String]? = nil, externalIdentifier: String? = nil) {
        self.redirectURL = redirectURL
        self.scopes = scopes
        self.externalIdentifier = externalIdentifier
    }

    private enum CodingKeys: String, CodingKey {
        case redirectURL = "redirectUrl"
        case scopes, externalIdentifier
    }
}
