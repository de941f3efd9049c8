public import DescopeCore
import DescopeHTTP
import DescopeJWT
public import DescopeModels

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How the tokens' cookies are set, beyond what the project's settings say.
public struct CookieOptions: Hashable, Sendable {
    /// Which requests from other sites carry the cookies.
    public enum SameSite: String, Hashable, Sendable {
        /// None of them.
        case strict = "Strict"
        /// Only when the user follows a link to your site.
        case lax = "Lax"
        /// All of them.
        case none = "None"
    }

    /// Which requests from other sites carry the cookies. Default: none.
    ///
    /// With ``SameSite/strict`` a page that the user reaches from elsewhere gets no cookie, also not when it is the end
    /// of a redirect: where a sign-in with OAuth, SSO or a magic link leads on to a page that needs the session, take
    /// ``SameSite/lax``.
    public let sameSite: SameSite
    /// The domain that the cookies are for, instead of the project's.
    public let domain: String?
    /// The path that the cookies are for, instead of the project's.
    public let path: String?
    /// Whether the session token goes into a cookie as well. Without it your app hands it on in another way.
    public let includesSession: Bool

    /// The project's settings, and cookies that no other site's requests carry.
    public static let standard = CookieOptions()

    private init() { (sameSite, domain, path, includesSession) = (.strict, nil, nil, true) }

    /// Says what is to be different from the project's settings.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/unusableArgument`` when the
    ///   domain or the path cannot stand in a cookie.
    public init(
        sameSite: SameSite = .strict,
        domain: String? = nil,
        path: String? = nil,
        includesSession: Bool = true
    ) throws(DescopeError) {
        if let domain {
            guard !domain.hasPrefix("["), BaseURL.isHost(domain[...]) else {
                throw .argument("domain", "expected a host's name, found something else. Write it as example.com.")
            }
        }
        if let path {
            guard path.hasPrefix("/"), isCookieText(path) else {
                throw .argument(
                    "path",
                    "expected '/' and what follows it in a URL, without ',' and ';', found something else."
                )
            }
        }
        (self.sameSite, self.domain, self.path, self.includesSession) = (sameSite, domain, path, includesSession)
    }
}

// Each value is one `Set-Cookie` header: send them as separate headers. The cookies are `HttpOnly` and `Secure`,
// always.
extension SessionClient {
    /// The `Set-Cookie` headers that hand a user's new tokens over.
    ///
    /// ```swift
    /// for cookie in client.session.setCookies(for: signedIn) {
    ///     response.headers.append("Set-Cookie", cookie.reveal())
    /// }
    /// ```
    ///
    /// - Returns: One header value per token. They hold the tokens, so they do not print.
    public func setCookies(for signedIn: SignInResponse, options: CookieOptions = .standard) -> [Secret] {
        cookies(signedIn.sessionJwt, until: signedIn.sessionExpiresAt, signedIn.refreshJwt, signedIn.cookies, options)
    }

    /// The `Set-Cookie` headers that hand a refreshed session's tokens over; none when the session was not refreshed.
    ///
    /// - Returns: One header value per token. They hold the tokens, so they do not print.
    public func setCookies(for session: ActiveSession, options: CookieOptions = .standard) -> [Secret] {
        guard session.isRefreshed else { return [] }
        return cookies(session.sessionJwt, until: session.token.expiresAt, session.refreshJwt, session.cookies, options)
    }

    /// The `Set-Cookie` headers that keep the user signed in when a refresh failed only after the service had granted
    /// it: the refresh token's alone. None when the error has no ``/DescopeCore/DescopeError/refreshJwt``.
    ///
    /// ```swift
    /// do {
    ///     let session = try await client.session.validateAndRefresh(tokens)
    ///     // …
    /// } catch let error as DescopeError {
    ///     let cookies = client.session.setCookies(for: error)
    ///     return Response(status: error.httpStatus, setCookies: cookies.map { $0.reveal() })
    /// }
    /// ```
    ///
    /// - Returns: At most one header value. It holds the token, so it does not print.
    public func setCookies(for error: DescopeError, options: CookieOptions = .standard) -> [Secret] {
        guard let refreshJwt = error.refreshJwt else { return [] }
        return [refreshCookie(refreshJwt, error.cookies ?? CookieSettings(), options)].compactMap(\.self)
    }

    /// The `Set-Cookie` headers that make a browser forget both tokens, after a log-out.
    ///
    /// - Parameters:
    ///   - settings: What the log-out returned. When it failed, as it does for a session that has ended before
    ///     (``/DescopeCore/DescopeError/Code/tokenInvalidatedByLogout``): `CookieSettings()` when the project has the
    ///     usual cookies, or one with the names, domains and path that the project's have.
    ///   - options: The same as when the cookies were set: a cookie is cleared only in its own domain and path.
    public func clearingCookies(_ settings: CookieSettings, options: CookieOptions = .standard) -> [Secret] {
        [
            cookie(sessionName(settings), Secret(""), maxAge: 0, settings.sessionCookieDomain, settings, options),
            cookie(refreshName(settings), Secret(""), maxAge: 0, settings.cookieDomain, settings, options),
        ].compactMap(\.self)
    }

    private func cookies(
        _ session: Secret,
        until: Date?,
        _ refresh: Secret?,
        _ settings: CookieSettings,
        _ options: CookieOptions
    ) -> [Secret] {
        var cookies: [Secret?] = []
        if options.includesSession {
            let left = until.map(secondsLeft)
            cookies.append(
                cookie(sessionName(settings), session, maxAge: left, settings.sessionCookieDomain, settings, options)
            )
        }
        if let refresh {
            cookies.append(refreshCookie(refresh, settings, options))
        }
        return cookies.compactMap(\.self)
    }

    private func refreshCookie(_ jwt: Secret, _ settings: CookieSettings, _ options: CookieOptions) -> Secret? {
        let expiration = settings.cookieExpiration.flatMap { $0 > 0 ? Date(timeIntervalSince1970: Double($0)) : nil }
        let maxAge = settings.cookieMaxAge.flatMap { $0 > 0 ? $0 : nil } ?? expiration.map(secondsLeft)
        return cookie(refreshName(settings), jwt, maxAge: maxAge, settings.cookieDomain, settings, options)
    }

    /// Whole seconds until then, at least none and at most 400 days, beyond which browsers do not go.
    private func secondsLeft(until end: Date) -> Int {
        Int(min(max(0, end.timeIntervalSince(client.clock.now)), 400 * 86_400))
    }

    private func sessionName(_ settings: CookieSettings) -> String {
        settings.sessionCookieName.flatMap { $0.isEmpty ? nil : $0 } ?? client.configuration.cookies.session
    }

    private func refreshName(_ settings: CookieSettings) -> String {
        settings.cookieName.flatMap { $0.isEmpty ? nil : $0 } ?? client.configuration.cookies.refresh
    }

    /// One header value; nil when the name or the token could break out of it.
    private func cookie(
        _ name: String,
        _ token: Secret,
        maxAge: Int?,
        _ domain: String?,
        _ settings: CookieSettings,
        _ options: CookieOptions
    ) -> Secret? {
        guard !name.isEmpty, isCookieText(name), !name.contains("="), isCookieText(token.reveal()) else { return nil }
        func attribute(_ name: String, _ value: String?) -> String? {
            value.flatMap { !$0.isEmpty && isCookieText($0) ? "\(name)=\($0)" : nil }
        }
        let parts = [
            "\(name)=\(token.reveal())",
            attribute("Path", options.path ?? settings.cookiePath) ?? "Path=/",
            attribute("Domain", options.domain ?? domain),
            maxAge.map { "Max-Age=\($0)" },
            "HttpOnly",
            "Secure",
            "SameSite=\(options.sameSite.rawValue)",
        ]
        return Secret(parts.compactMap(\.self).joined(separator: "; "))
    }
}

private func isCookieText(_ text: String) -> Bool {
    isHeaderText(text) && !text.contains { ",;\"\\".contains($0) }
}
