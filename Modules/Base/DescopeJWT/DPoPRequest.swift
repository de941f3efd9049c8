public import DescopeCore

/// The parts of a request that a DPoP proof (RFC 9449) is checked against: the `DPoP` header, the method and the URL.
///
/// Make one for every request with a token, whether it has the header or not. Only tokens that are bound to a key
/// require a proof.
public struct DPoPRequest: Sendable {
    /// The values of the `DPoP` headers; a valid request has exactly one.
    public let proofs: [Secret]

    /// The request's method as it was sent, for example `GET`.
    public let method: String

    /// The URL, or an error that names the invalid part.
    let target: Result<RequestURL, DescopeError>

    /// The request's URL in the form that proofs are compared with: without query, fragment and default port. Nil when
    /// it is not an absolute `http` or `https` URL. Then no proof can be checked, and a token that requires one is
    /// refused with an error of kind `argument` that names the invalid part or header.
    public var url: String? { (try? target.get())?.description }

    /// Makes a request from the absolute URL that the client used.
    ///
    /// Use your server's configured public address instead of the `Host` header, where you can: a server that accepts
    /// any host would accept a proof that was made for another server.
    ///
    /// - Parameters:
    ///   - proofs: The values of all `DPoP` headers; empty when there are none.
    ///   - method: The request's method, as it was sent.
    ///   - url: The absolute URL, still percent-encoded. Query and fragment are dropped.
    public init(proofs: [any SecretConvertible], method: String, url: String) {
        self.init(
            proofs,
            method,
            RequestURL(url).map(Result.success)
                ?? .failure(
                    unusable("url", "the absolute URL of the request, https://host[:port]/path in visible ASCII")
                )
        )
    }

    /// Makes a request whose URL is composed of its parts.
    ///
    /// The client chooses the `Host` header: make sure that your server accepts only its own host names.
    ///
    /// Omit the forwarded headers unless every request passes through your own proxy, and that proxy sets or removes
    /// them. Passing them means trusting them: any client that can send them chooses the URL that proofs are compared
    /// with.
    ///
    /// The same rules apply to all three headers. In a comma-separated list, which several proxies produce, the first
    /// value counts, because it describes the client's request. A header that is missing or whose first value is empty
    /// is ignored. A default port is removed.
    ///
    /// - Parameters:
    ///   - proofs: The values of all `DPoP` headers; empty when there are none.
    ///   - method: The request's method, as it was sent.
    ///   - scheme: `https` or `http`, as the connection was made.
    ///   - host: The `Host` header, or `:authority`.
    ///   - target: The request's target, still percent-encoded: `/orders/5?page=2`.
    ///   - forwardedProto: The `X-Forwarded-Proto` header; overrides `scheme`.
    ///   - forwardedHost: The `X-Forwarded-Host` header; overrides `host`.
    ///   - forwardedPort: The `X-Forwarded-Port` header; used when the effective host has no port.
    public init(
        proofs: [any SecretConvertible],
        method: String,
        scheme: String,
        host: String?,
        target: String,
        forwardedProto: String? = nil,
        forwardedHost: String? = nil,
        forwardedPort: String? = nil
    ) {
        func first(_ header: String?) -> String? {
            header.map { String(trimmed(Substring($0.utf8.prefix { $0 != UInt8(ascii: ",") }))) }.flatMap {
                $0.isEmpty ? nil : $0
            }
        }
        let (proto, authority, port) = (first(forwardedProto), first(forwardedHost), first(forwardedPort))
        func result() -> Result<RequestURL, DescopeError> {
            let url = RequestURL(scheme: proto ?? scheme, authority: "host", target: "/")
            guard url != nil else {
                return .failure(unusable(proto == nil ? "scheme" : "X-Forwarded-Proto", "'http' or 'https'"))
            }
            var full = authority ?? host ?? ""
            guard RequestURL(scheme: "https", authority: full, target: "/") != nil else {
                return .failure(unusable(authority == nil ? "Host" : "X-Forwarded-Host", "host[:port]"))
            }
            // Checked even when it is not used, because an invalid value means that the proxy is misconfigured.
            if let port {
                guard RequestURL.port(port[...]) != nil else {
                    return .failure(unusable("X-Forwarded-Port", "a number from 1 to 65535"))
                }
                if BaseURL.hostAndPort(full[...]).port?.isEmpty ?? true {
                    full = BaseURL.hostAndPort(full[...]).host + ":" + port
                }
            }
            return RequestURL(scheme: proto ?? scheme, authority: full, target: target).map(Result.success)
                ?? .failure(unusable("target", "'/' and what follows it in the URL, in visible ASCII"))
        }
        self.init(proofs, method, result())
    }

    private init(
        _ proofs: [any SecretConvertible],
        _ method: String,
        _ target: Result<RequestURL, DescopeError>
    ) {
        self.proofs = proofs.map(\.asSecret)
        self.method = method
        self.target = target
    }
}

private func unusable(_ name: String, _ expected: String) -> DescopeError {
    .argument(name, "expected \(expected), found something else. See how the DPoPRequest is made.")
}

/// The part of an `http` or `https` URL that proofs contain. Two are equal when they identify the same resource of the
/// same server (RFC 9110, §4.2.3); paths are compared exactly.
struct RequestURL: Hashable, CustomStringConvertible {
    private let scheme: String
    private let host: String
    private let port: Int
    private let path: String

    /// The maximum length of a DNS name, plus a trailing dot, a colon and a port.
    private static let maximumAuthorityBytes = 253 + 1 + 6

    // Read as bytes, because the input is untrusted and a single character can be as long as the string.

    /// Parses an absolute URL.
    init?(_ text: String) {
        let bytes = text.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8) else {
            return nil
        }
        let rest = bytes[bytes.index(colon, offsetBy: 3)...]
        let end = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
        self.init(
            scheme: String(Substring(bytes[..<colon])),
            authority: String(Substring(rest[..<end])),
            target: String(Substring(rest[end...]))
        )
    }

    /// Makes a URL from its parts.
    init?(scheme: String, authority: String, target: String) {
        let visible: (UInt8) -> Bool = { $0 > 0x20 && $0 < 0x7F }
        let isHTTPS = scheme.hasSameBytes(ignoringCaseAs: "https")
        guard isHTTPS || scheme.hasSameBytes(ignoringCaseAs: "http"),
            authority.utf8.count <= Self.maximumAuthorityBytes,
            authority.utf8.allSatisfy({ visible($0) && !#"/?#@\,"#.utf8.contains($0) }),
            target.utf8.allSatisfy(visible), target.utf8.first.map("/?#".utf8.contains) ?? true
        else { return nil }
        let (host, port) = BaseURL.hostAndPort(authority[...])
        guard BaseURL.isHost(host) else { return nil }
        if let port, !port.isEmpty {
            guard let number = Self.port(port) else { return nil }
            self.port = number
        } else {
            self.port = isHTTPS ? 443 : 80
        }
        self.scheme = isHTTPS ? "https" : "http"
        self.host = host.lowercased()
        let path = target.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        self.path = path.isEmpty ? "/" : String(Substring(path))
    }

    /// Parses a port number.
    static func port(_ text: Substring) -> Int? {
        BaseURL.number(text).flatMap { (1...65535).contains($0) ? $0 : nil }
    }

    var description: String {
        let isDefault = port == (scheme == "https" ? 443 : 80)
        return "\(scheme)://\(host)\(isDefault ? "" : ":\(port)")\(path)"
    }
}
