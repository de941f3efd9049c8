public import DescopeCore

/// What a DPoP proof (RFC 9449) is checked against: the `DPoP` header, the method and the URL of the request that a
/// token came with.
///
/// Make one for every request, whether it has the header or not; only tokens that are bound to a key are asked for a
/// proof.
public struct DPoPRequest: Sendable {
    /// The values of the `DPoP` headers: one in a good request.
    public let proofs: [Secret]

    /// The request's method, as it was sent: `GET`.
    public let method: String

    let target: RequestURL?

    /// The request's URL as proofs are compared with it: without query and fragment, without a default port. Nil when
    /// what was given is no absolute `http` or `https` URL; then no proof can be checked, and a token that needs one is
    /// refused with an error of kind `argument`.
    public var url: String? { target?.description }

    /// Takes the absolute URL that clients call.
    ///
    /// Say your server's public address rather than repeating the `Host` header, where you can: a server that answers
    /// to any host would accept a proof that its client made for another one.
    ///
    /// - Parameters:
    ///   - proofs: The values of all `DPoP` headers; empty when there is none.
    ///   - method: The request's method, as it was sent.
    ///   - url: The absolute URL, still percent-encoded. Query and fragment are dropped.
    public init(proofs: [any SecretConvertible], method: String, url: String) {
        self.init(proofs, method, RequestURL(url))
    }

    /// Puts the URL together from the parts of a request.
    ///
    /// The `Host` header is the client's word: make sure that your server answers only to names of its own.
    ///
    /// Leave out the forwarded headers unless every request comes through a proxy of yours that sets or removes them
    /// itself. Handing them over means trusting them: whoever else can send them chooses the URL that proofs are
    /// compared with.
    ///
    /// - Parameters:
    ///   - proofs: The values of all `DPoP` headers; empty when there is none.
    ///   - method: The request's method, as it was sent.
    ///   - scheme: `https` or `http`, as the connection was made.
    ///   - host: The `Host` header, or `:authority`.
    ///   - target: The request's target, still percent-encoded: `/orders/5?page=2`.
    ///   - forwardedProto: The `X-Forwarded-Proto` header; its first value wins over `scheme`.
    ///   - forwardedHost: The `X-Forwarded-Host` header; wins over `host`.
    public init(
        proofs: [any SecretConvertible],
        method: String,
        scheme: String,
        host: String?,
        target: String,
        forwardedProto: String? = nil,
        forwardedHost: String? = nil
    ) {
        func value(_ header: String?) -> String? {
            header.map { String(trimmed($0[...])) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        let proto = value(forwardedProto.map { String($0.prefix { $0 != "," }) }) ?? scheme
        let authority = value(forwardedHost) ?? host ?? ""
        self.init(proofs, method, RequestURL(scheme: proto, authority: authority, target: target))
    }

    private init(_ proofs: [any SecretConvertible], _ method: String, _ target: RequestURL?) {
        self.proofs = proofs.map(\.asSecret)
        self.method = method
        self.target = target
    }
}

/// An `http` or `https` URL as far as a proof speaks of it. Two are the same when they name the same place of the same
/// server (RFC 9110, §4.2.3); their paths are compared as they are written.
struct RequestURL: Hashable, CustomStringConvertible {
    private let scheme: String
    private let host: String
    private let port: Int
    private let path: String

    /// Reads an absolute URL.
    init?(_ text: String) {
        guard let separator = text.firstRange(of: "://") else { return nil }
        let rest = text[separator.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        self.init(
            scheme: String(text[..<separator.lowerBound]),
            authority: String(authority),
            target: String(rest[authority.endIndex...])
        )
    }

    /// Takes the parts of a URL.
    init?(scheme: String, authority: String, target: String) {
        let visible: (UInt8) -> Bool = { $0 > 0x20 && $0 < 0x7F }
        guard let defaultPort = ["https": 443, "http": 80][scheme.lowercased()],
            authority.utf8.allSatisfy({ visible($0) && !#"/?#@\,"#.utf8.contains($0) }),
            target.utf8.allSatisfy(visible), target.first.map({ "/?#".contains($0) }) ?? true
        else { return nil }
        let (host, port) = BaseURL.hostAndPort(authority[...])
        guard BaseURL.isHost(host) else { return nil }
        if let port, !port.isEmpty {
            guard let number = BaseURL.number(port), (1...65535).contains(number) else { return nil }
            self.port = number
        } else {
            self.port = defaultPort
        }
        self.scheme = scheme.lowercased()
        self.host = host.lowercased()
        let path = target.prefix { $0 != "?" && $0 != "#" }
        self.path = path.isEmpty ? "/" : String(path)
    }

    var description: String {
        let isDefault = port == (scheme == "https" ? 443 : 80)
        return "\(scheme)://\(host)\(isDefault ? "" : ":\(port)")\(path)"
    }
}
