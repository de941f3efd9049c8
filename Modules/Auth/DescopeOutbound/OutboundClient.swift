public import DescopeCore
import DescopeHTTP

/// Connects users with outbound applications: other services that your app calls on a user's behalf.
///
/// ```swift
/// let url = try await client.outbound.connect("google-calendar", refreshJwt: refreshJwt)
/// response.redirect(to: url.reveal())
/// ```
public struct OutboundClient: Sendable {
    let client: DescopeClient

    /// Starts to connect a user with an outbound application.
    ///
    /// - Parameters:
    ///   - appId: The outbound application's id, from the console.
    ///   - refreshJwt: The user's refresh token.
    ///   - tenantId: The tenant for which the user connects. Nil connects the user outside any tenant.
    ///   - isForWholeTenant: Whether the connection belongs to the tenant, instead of the user in it.
    ///   - options: Where the user comes back to, and what is asked of the other service.
    /// - Returns: The URL to send the user to, where the other service asks for consent. It is a secret, because it
    ///   holds the state of this connection.
    public func connect(
        _ appId: String,
        refreshJwt: some SecretConvertible,
        tenantId: String? = nil,
        isForWholeTenant: Bool? = nil,
        options: OutboundConnectOptions = OutboundConnectOptions()
    ) async throws -> Secret {
        let operation = APIOperation.connect
        try operation.require(appId, "appId", "Pass the outbound application's id.")
        if let tenantId {
            try operation.require(tenantId, "tenantId", "Pass the tenant's id, or nil for none.")
        } else if isForWholeTenant == true {
            throw operation.argument(
                "tenantId",
                "expected the tenant that the connection is for, found none. Pass the tenant's id."
            )
        }
        try checkRedirectURL(options.redirectURL, during: operation.name)
        return try await client.send(
            operation,
            body: ["appId": appId, "tenantId": tenantId, "tenantLevel": isForWholeTenant, "options": options],
            token: refreshJwt.asSecret,
            returning: .member("url")
        )
    }
}

/// How a user is connected with an outbound application. Nil leaves a setting to the application.
public struct OutboundConnectOptions: JSONModel, Hashable {
    /// Where the user comes back to.
    public var redirectURL: String?
    /// The scopes that are asked of the other service.
    public var scopes: [String]?
    /// Distinguishes several connections of one user with the same application.
    public var externalIdentifier: String?

    /// Makes options.
    public init(redirectURL: String? = nil, scopes: [String]? = nil, externalIdentifier: String? = nil) {
        self.redirectURL = redirectURL
        self.scopes = scopes
        self.externalIdentifier = externalIdentifier
    }

    /// The members in JSON.
    public static let members = Members(Self()) {
        $0("redirectUrl", \.redirectURL)
        $0("scopes", \.scopes)
        $0("externalIdentifier", \.externalIdentifier)
    }
}
