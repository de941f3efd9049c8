public import DescopeCore
import DescopeHTTP
import DescopeJWT
public import DescopeModels

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Options of the tokens' cookies, beyond the project's settings.
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
    /// With ``SameSite/strict`` a page that the user reaches from another site gets no cookie, not even at the end of a
    /// redirect. Use ``SameSite/lax`` where a sign-in with OAuth, SSO or a magic link redirects to a page that needs
    /// the session.
    public let sameSite: SameSite
    /// The domain that the cookies are for, instead of the project's. Not used for a name with `__Host-`.
    public let domain: String?
    /// The path that the cookies are for, instead of the project's. Not used for a name with `__Host-`.
    public let path: String?
    /// Whether the session token is set as a cookie, too. If not, your app sends it another way, and an old session
    /// cookie is cleared: it may be another user's.
    public let includesSession: Bool

    /// The project's settings, and cookies that no other site's requests carry.
    public static let standard = CookieOptions()

    private init() { (sameSite, domain, path, includesSession) = (.strict, nil, nil, true) }

    /// Makes options that override the project's settings.
    ///
    /// - Throws: ``/DescopeCore/DescopeError`` with code ``/DescopeCore/DescopeError/Code/unusableArgument`` when the
    ///   domain or the path is not valid in a cookie.
    public init(
        sameSite: SameSite = .strict,
        domain: String? = nil,
        path: String? = nil,
        includesSession: Bool = true
    ) throws(DescopeError) {
        if let domain {
            guard !domain.hasPrefix("["), BaseURL.isHost(domain[...]) else {
                throw .ownArgument("domain", "expected a host's name, found something else. Write it as example.com.")
            }
        }
        if let path {
            guard path.hasPrefix("/"), isCookieText(path) else {
                throw .ownArgument(
                    "path",
                    "expected '/' and what follows it in a URL, without ',' and ';', found something else."
                )
            }
        }
        (self.sameSite, self.domain, self.path, self.includesSession) = (sameSite, domain, path, includesSession)
    }
}

/// The values of `Set-Cookie` headers. Send each as a separate header. They contain tokens, so each is a `Secret`.
///
/// ```swift
/// let cookies = client.session.setCookies(for: signedIn)
/// for cookie in cookies { response.headers.append("Set-Cookie", cookie.reveal()) }
/// if !cookies.tooLarge.isEmpty { logger.warning("too large: \(cookies.tooLarge)") }
/// ```
public struct SetCookieHeaders: RandomAccessCollection, Sendable {
    /// The largest cookie that browsers keep: 4096 bytes of name and value together (RFC 6265, section 6.1). They drop
    /// a larger one without an error.
    public static let maximumCookieBytes = 4096

    /// The names of the cookies that are left out because name and token exceed ``maximumCookieBytes``. The browser is
    /// told to forget the old cookie of that name: it may be another user's.
    public fileprivate(set) var tooLarge: [String] = []

    private var values: [Secret] = []

    /// No headers.
    public init() {}

    /// The position of the first header.
    public var startIndex: Int { values.startIndex }
    /// The position after the last header.
    public var endIndex: Int { values.endIndex }
    /// One header value.
    public subscript(position: Int) -> Secret { values[position] }

    fileprivate mutating func append(_ value: Secret) { values.append(value) }
}

// Each value is one `Set-Cookie` header: send them as separate headers. The cookies are `HttpOnly` and `Secure`,
// always. They are set only under the configured names, whatever name the service states: a name that only this
// response has could not be found again after a restart, or by another instance.
extension SessionClient {
    /// The `Set-Cookie` headers that send a user's new tokens to a browser.
    ///
    /// ```swift
    /// for cookie in client.session.setCookies(for: signedIn) {
    ///     response.headers.append("Set-Cookie", cookie.reveal())
    /// }
    /// ```
    ///
    /// - Returns: One header value per token, under the names of ``/DescopeCore/DescopeConfiguration/cookies``. Without
    ///   ``CookieOptions/includesSession`` the first one clears the session cookie. A cookie with a `Domain` comes
    ///   after one that clears the cookie of the same name and path without a `Domain`, which browsers keep beside it.
    ///   ``SetCookieHeaders/tooLarge`` names what does not fit into a cookie.
    public func setCookies(for signedIn: SignInResponse, options: CookieOptions = .standard) -> SetCookieHeaders {
        headers(signedIn.cookies, options) {
            $0.setSession(signedIn.sessionJwt, signedIn.sessionExpiresAt.map(secondsLeft))
            if let refreshJwt = signedIn.refreshJwt { $0.setRefresh(refreshJwt, refreshAge(signedIn.cookies)) }
        }
    }

    /// The `Set-Cookie` headers that send a refreshed session's tokens to a browser; none when it was not refreshed.
    ///
    /// A refresh token that stays in use gets no new cookie: the browser has it, with the lifetime and domain that it
    /// was set with.
    ///
    /// - Returns: The same as ``setCookies(for:options:)-(SignInResponse,_)``, for the tokens that the refresh
    ///   returned.
    public func setCookies(for session: ActiveSession, options: CookieOptions = .standard) -> SetCookieHeaders {
        guard session.isRefreshed else { return SetCookieHeaders() }
        return headers(session.cookies, options) {
            $0.setSession(session.sessionJwt, secondsLeft(until: session.token.expiresAt))
            // The settings of its own response: a later one without a refresh token may leave them out.
            if let refreshJwt = session.refreshJwt, let settings = session.refreshCookie {
                $0.settings = settings
                $0.setRefresh(refreshJwt, refreshAge(settings))
            }
        }
    }

    /// The `Set-Cookie` headers that keep the user signed in when a refresh failed only after the service had granted
    /// it: the new refresh token's alone. None when the service has given no new one.
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
    /// - Returns: The same as ``setCookies(for:options:)-(SignInResponse,_)``, for the refresh token.
    public func setCookies(for error: DescopeError, options: CookieOptions = .standard) -> SetCookieHeaders {
        guard let refreshJwt = error.refreshJwt, let settings = error.cookies else { return SetCookieHeaders() }
        return headers(settings, options) { $0.setRefresh(refreshJwt, refreshAge(settings)) }
    }

    /// The `Set-Cookie` headers that clear both tokens in a browser after a log-out, under every name that they are
    /// read by and those of `settings`.
    ///
    /// - Parameters:
    ///   - settings: The settings that the log-out returned. When it failed because the session has already ended
    ///     (``/DescopeCore/DescopeError/Code/tokenInvalidatedByLogout``), pass `CookieSettings()`, with the domains and
    ///     path of the project's cookies if they differ from the defaults.
    ///   - options: The same as when the cookies were set: a cookie is cleared only in its own domain and path. With a
    ///     domain, the cookie without one is cleared as well.
    public func clearingCookies(_ settings: CookieSettings, options: CookieOptions = .standard) -> [Secret] {
        let names = client.configuration.cookies
        func all(_ names: [String], _ stated: String?) -> [String] {
            names + [stated].compactMap { $0.flatMap { names.contains($0) ? nil : $0 } }
        }
        let headers = headers(settings, options) {
            for name in all(names.allSession, settings.sessionCookieName) {
                $0.clear(name, settings.sessionCookieDomain)
            }
            for name in all(names.allRefresh, settings.cookieName) { $0.clear(name, settings.cookieDomain) }
        }
        return Array(headers)
    }

    private func headers(
        _ settings: CookieSettings,
        _ options: CookieOptions,
        _ write: (inout CookieWriter) -> Void
    ) -> SetCookieHeaders {
        var writer = CookieWriter(names: client.configuration.cookies, settings: settings, options: options)
        write(&writer)
        return writer.headers
    }

    private func refreshAge(_ settings: CookieSettings) -> Int? {
        let expiration = settings.cookieExpiration.flatMap { $0 > 0 ? Date(timeIntervalSince1970: Double($0)) : nil }
        return settings.cookieMaxAge.flatMap { $0 > 0 ? $0 : nil } ?? expiration.map(secondsLeft)
    }

    /// Whole seconds until `end`: at least 0, and at most 400 days, which is the limit of browsers.
    private func secondsLeft(until end: Date) -> Int {
        Int(min(max(0, end.timeIntervalSince(client.clock.now)), 400 * 86_400))
    }
}

/// Writes the headers of one response.
private struct CookieWriter {
    let names: CookieNames
    var settings: CookieSettings
    let options: CookieOptions
    var headers = SetCookieHeaders()

    /// Clears the old cookie instead when the new token is sent another way.
    mutating func setSession(_ jwt: Secret, _ maxAge: Int?) {
        guard options.includesSession else { return clear(names.session, settings.sessionCookieDomain) }
        set(names.session, jwt, maxAge, settings.sessionCookieDomain)
    }

    mutating func setRefresh(_ jwt: Secret, _ maxAge: Int?) { set(names.refresh, jwt, maxAge, settings.cookieDomain) }

    /// Sets nothing when the token has characters that could end the cookie's value.
    private mutating func set(_ name: String, _ token: Secret, _ maxAge: Int?, _ domain: String?) {
        guard isCookieText(token.reveal()) else { return }
        guard name.utf8.count + token.reveal().utf8.count <= SetCookieHeaders.maximumCookieBytes else {
            headers.tooLarge.append(name)
            return clear(name, domain)
        }
        let place = place(of: name, domain)
        // A cookie without a domain is a different one, which browsers would send beside this one and possibly before
        // it.
        if place.domain != nil { append(name, Secret(""), 0, place.path, nil) }
        append(name, token, maxAge, place.path, place.domain)
    }

    mutating func clear(_ name: String, _ domain: String?) {
        let place = place(of: name, domain)
        if place.domain != nil { append(name, Secret(""), 0, place.path, nil) }
        append(name, Secret(""), 0, place.path, place.domain)
    }

    /// Browsers drop a cookie whose name begins with `__Host-`, in whatever case, unless it is for all paths of its own
    /// host (RFC 6265bis, section 4.1.3).
    private func place(of name: String, _ domain: String?) -> (path: String, domain: String?) {
        func usable(_ value: String?) -> String? { value.flatMap { !$0.isEmpty && isCookieText($0) ? $0 : nil } }
        if isCookieName(name, prefixedBy: "__host-") { return ("/", nil) }
        let path = usable(options.path ?? settings.cookiePath).flatMap { $0.hasPrefix("/") ? $0 : nil }
        return (path ?? "/", usable(options.domain ?? domain))
    }

    /// Appends nothing when the name has characters that could end the cookie's name.
    private mutating func append(_ name: String, _ token: Secret, _ maxAge: Int?, _ path: String, _ domain: String?) {
        guard !name.isEmpty, isCookieText(name), !name.contains("=") else { return }
        let parts = [
            "\(name)=\(token.reveal())",
            "Path=\(path)",
            domain.map { "Domain=\($0)" },
            maxAge.map { "Max-Age=\($0)" },
            "HttpOnly",
            // Names with `__Host-` and `__Secure-` require it.
            "Secure",
            "SameSite=\(options.sameSite.rawValue)",
        ]
        headers.append(Secret(parts.compactMap(\.self).joined(separator: "; ")))
    }
}

private func isCookieText(_ text: String) -> Bool {
    isHeaderText(text) && !text.contains { ",;\"\\".contains($0) }
}
