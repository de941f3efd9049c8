public import DescopeCore
import DescopeHTTP
public import DescopeJWT

/// The tokens that came with a request to your server, and what proves whose they are.
public struct RequestTokens: Sendable {
    /// The session token: from the `Authorization` header (`Bearer` or `DPoP`), else from its cookie.
    public var sessionJwt: Secret?

    /// The refresh token: from its cookie only.
    public var refreshJwt: Secret?

    /// The scheme that the session token came with. With ``Scheme/dpop`` it has to be bound to a key.
    public var scheme: Scheme

    /// The request itself, which a token that is bound to a key is checked against.
    public var dpop: DPoPRequest?

    /// How a session token was sent.
    public enum Scheme: Hashable, Sendable {
        /// As `Authorization: Bearer`, or as a cookie.
        case bearer
        /// As `Authorization: DPoP`.
        case dpop
    }

    /// Takes tokens from elsewhere.
    public init(
        sessionJwt: (any SecretConvertible)? = nil,
        refreshJwt: (any SecretConvertible)? = nil,
        scheme: Scheme = .bearer,
        dpop: DPoPRequest? = nil
    ) {
        self.sessionJwt = sessionJwt?.asSecret
        self.refreshJwt = refreshJwt?.asSecret
        self.scheme = scheme
        self.dpop = dpop
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
    ///   - dpop: The request's method, URL and `DPoP` headers. Without it, tokens that are bound to a key are refused.
    public func tokens(
        authorization: String?,
        cookies: [String] = [],
        dpop: DPoPRequest? = nil
    ) -> RequestTokens {
        let names = client.configuration.cookies
        let authorized = token(in: authorization)
        return RequestTokens(
            sessionJwt: authorized?.jwt ?? Cookies.sent(names.session, in: cookies),
            refreshJwt: Cookies.sent(names.refresh, in: cookies),
            scheme: authorized?.scheme ?? .bearer,
            dpop: dpop
        )
    }

    private func token(in authorization: String?) -> (jwt: Secret, scheme: RequestTokens.Scheme)? {
        guard var authorization else { return nil }
        // As bytes, as cookies are read.
        return authorization.withUTF8 { bytes in
            let words = bytes.split { $0 == UInt8(ascii: " ") || (0x09...0x0D).contains($0) }
            guard words.count == 2, words[0].count <= 6 else { return nil }
            let schemes: [String: RequestTokens.Scheme] = ["bearer": .bearer, "dpop": .dpop]
            return schemes[String(decoding: words[0], as: UTF8.self).lowercased()].map {
                (Secret(String(decoding: words[1], as: UTF8.self)), $0)
            }
        }
    }
}
