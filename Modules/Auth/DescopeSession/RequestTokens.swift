public import DescopeCore
import DescopeHTTP
public import DescopeJWT

/// The tokens of a request to your server, and its DPoP proofs.
///
/// A browser may send several cookies of one name, set for different domains or paths at different times. Up to eight
/// values of each token are kept. ``SessionClient/validateAndRefresh(_:audience:)`` and the other methods that take
/// `RequestTokens` document which of them they use.
public struct RequestTokens: Sendable {
    /// The session token: from the `Authorization` header (`Bearer` or `DPoP`), else from the first of its cookies.
    /// Setting it replaces all of them.
    public var sessionJwt: Secret? {
        get { authorizationJwt ?? sessionCookies.first }
        set { (authorizationJwt, sessionCookies) = (newValue, []) }
    }

    /// The refresh token: from the first of its cookies. Setting it replaces all of them.
    public var refreshJwt: Secret? {
        get { refreshCookies.first }
        set { refreshCookies = newValue.map { [$0] } ?? [] }
    }

    /// The scheme of the `Authorization` header. With ``Scheme/dpop``, the session token has to be bound to a key, also
    /// when it is taken from a cookie instead.
    public var scheme: Scheme

    /// The request's method, URL and proofs, which a token that is bound to a key is checked against.
    public var dpop: DPoPRequest?

    /// The session token of the `Authorization` header, or the one that the app has passed. It is tried first.
    private(set) var authorizationJwt: Secret?
    /// The session tokens of the cookies.
    private(set) var sessionCookies: [Secret] = []
    /// The refresh tokens.
    private(set) var refreshCookies: [Secret]

    /// How a session token was sent.
    public enum Scheme: Hashable, Sendable {
        /// As `Authorization: Bearer`, or as a cookie.
        case bearer
        /// As `Authorization: DPoP`.
        case dpop
    }

    /// Makes a value from tokens that your app has read itself.
    public init(
        sessionJwt: (any SecretConvertible)? = nil,
        refreshJwt: (any SecretConvertible)? = nil,
        scheme: Scheme = .bearer,
        dpop: DPoPRequest? = nil
    ) {
        authorizationJwt = sessionJwt?.asSecret
        refreshCookies = (refreshJwt?.asSecret).map { [$0] } ?? []
        self.scheme = scheme
        self.dpop = dpop
    }

    init(
        authorizationJwt: Secret?,
        sessionCookies: [Secret],
        refreshCookies: [Secret],
        scheme: Scheme,
        dpop: DPoPRequest?
    ) {
        (self.authorizationJwt, self.sessionCookies) = (authorizationJwt, sessionCookies)
        (self.refreshCookies, self.scheme, self.dpop) = (refreshCookies, scheme, dpop)
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
    /// Cookies are read under the configured names (``/DescopeCore/DescopeConfiguration/cookies``), then under the
    /// standard ones (`DS`, `DSR`); a configured name with `__Host-` or `__Secure-` is the only one that is read. The
    /// first eight values of each token are kept. An `Authorization` header with another scheme is ignored.
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
        let sent = Cookies.sent(names.readSession + names.readRefresh, in: cookies)
        func tokens(_ values: ArraySlice<[Secret]>) -> [Secret] {
            Array(values.joined().prefix(Cookies.maximumValues))
        }
        return RequestTokens(
            authorizationJwt: authorized?.jwt,
            sessionCookies: tokens(sent.prefix(names.readSession.count)),
            refreshCookies: tokens(sent.dropFirst(names.readSession.count)),
            scheme: authorized?.scheme ?? .bearer,
            dpop: dpop
        )
    }

    /// The scheme counts without a usable token, too: with DPoP, a token from a cookie has to be bound as well.
    private func token(in authorization: String?) -> (jwt: Secret?, scheme: RequestTokens.Scheme)? {
        guard var authorization else { return nil }
        // As bytes, as cookies are read.
        return authorization.withUTF8 { bytes in
            let text = trimmed(bytes[...])
            let gap = text.firstIndex { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } ?? text.endIndex
            let (name, jwt) = (text[..<gap], trimmed(text[gap...]))
            let scheme: RequestTokens.Scheme? =
                if isScheme(name, "bearer") { .bearer } else if isScheme(name, "dpop") { .dpop } else { nil }
            guard let scheme else { return nil }
            // Without early exit, so that the loop is vectorized.
            var spaces = 0
            for byte in jwt { spaces += byte <= 0x20 ? 1 : 0 }
            return (spaces > 0 || jwt.isEmpty ? nil : Secret(String(decoding: jwt, as: UTF8.self)), scheme)
        }
    }
}

/// Compares a scheme's name without regard to case; `wanted` is lowercase.
private func isScheme(_ name: Slice<UnsafeBufferPointer<UInt8>>, _ wanted: String) -> Bool {
    name.elementsEqual(wanted.utf8) { $0 | 0x20 == $1 }
}
