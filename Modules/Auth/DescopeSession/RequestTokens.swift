public import DescopeCore
import DescopeHTTP

/// The tokens that came with a request to your server.
public struct RequestTokens: Sendable {
    /// The session token: from the `Authorization` header (`Bearer` or `DPoP`), else from its cookie.
    public var sessionJwt: Secret?

    /// The refresh token: from its cookie only.
    public var refreshJwt: Secret?

    /// Takes tokens from elsewhere.
    public init(sessionJwt: (any SecretConvertible)? = nil, refreshJwt: (any SecretConvertible)? = nil) {
        self.sessionJwt = sessionJwt?.asSecret
        self.refreshJwt = refreshJwt?.asSecret
    }
}

extension SessionClient {
    /// Finds the tokens in a request's headers.
    ///
    /// ```swift
    /// let tokens = client.session.tokens(authorization: headers["Authorization"], cookies: headers[values: "Cookie"])
    /// let session = try await client.session.validateAndRefresh(tokens)
    /// ```
    ///
    /// - Parameters:
    ///   - authorization: The value of the `Authorization` header, if there is one.
    ///   - cookies: The values of the `Cookie` headers.
    public func tokens(authorization: String?, cookies: [String] = []) -> RequestTokens {
        let names = client.configuration.cookies
        let cookies = Cookies.sent(in: cookies)
        func cookie(_ name: String) -> Secret? { cookies.first { $0.name == name && !$0.value.isEmpty }?.value }
        return RequestTokens(
            sessionJwt: token(in: authorization) ?? cookie(names.session),
            refreshJwt: cookie(names.refresh)
        )
    }

    /// The same as ``validateAndRefresh(sessionJwt:refreshJwt:audience:)`` for the tokens of a request.
    public func validateAndRefresh(_ tokens: RequestTokens, audience: [String] = []) async throws -> ActiveSession {
        try await validateAndRefresh(sessionJwt: tokens.sessionJwt, refreshJwt: tokens.refreshJwt, audience: audience)
    }

    private func token(in authorization: String?) -> Secret? {
        let words = authorization?.split(whereSeparator: \.isWhitespace) ?? []
        guard words.count == 2, ["bearer", "dpop"].contains(words[0].lowercased()) else { return nil }
        return Secret(String(words[1]))
    }
}
