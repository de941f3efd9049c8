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
        let sent = Cookies.sent([names.session, names.refresh], in: cookies)
        return RequestTokens(
            sessionJwt: authorized?.jwt ?? sent[0],
            refreshJwt: sent[1],
            scheme: authorized?.scheme ?? .bearer,
            dpop: dpop
        )
    }

    private func token(in authorization: String?) -> (jwt: Secret, scheme: RequestTokens.Scheme)? {
        guard var authorization else { return nil }
        // As bytes, as cookies are read.
        return authorization.withUTF8 { bytes in
            let text = trimmed(bytes[...])
            guard let gap = text.firstIndex(where: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) else {
                return nil
            }
            let (name, jwt) = (text[..<gap], trimmed(text[gap...]))
            let scheme: RequestTokens.Scheme? =
                if isScheme(name, "bearer") { .bearer } else if isScheme(name, "dpop") { .dpop } else { nil }
            guard let scheme else { return nil }
            // Without a way out, so that many bytes are looked at at once.
            var spaces = 0
            for byte in jwt { spaces += byte <= 0x20 ? 1 : 0 }
            return spaces > 0 ? nil : (Secret(String(decoding: jwt, as: UTF8.self)), scheme)
        }
    }
}

/// Whether a scheme is this one, whose name is given in small letters.
private func isScheme(_ name: Slice<UnsafeBufferPointer<UInt8>>, _ wanted: String) -> Bool {
    name.elementsEqual(wanted.utf8) { $0 | 0x20 == $1 }
}
