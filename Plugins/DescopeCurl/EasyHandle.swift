#if os(Linux)
import CDescopeCurl
import DescopeCore
import DescopeHTTP

/// A handle of libcurl's for one request at a time. It is reused: what never changes is set once.
///
/// It belongs to the loop's thread. libcurl calls its functions there, with the handle as context.
final class EasyHandle {
    let easy: OpaquePointer
    private let curl: Libcurl
    private let proxies: Proxies
    /// Whether libcurl asks before it sends a request.
    private var hasPrerequest = false
    private var usesProxy = false
    private(set) var exchange: Exchange?
    private var lines: OpaquePointer?
    /// libcurl writes the details of an error here.
    private let message: UnsafeMutableBufferPointer<CChar>
    private var method = "GET"

    /// - Parameters:
    ///   - share: The cache of TLS sessions. Without it each handle has its own.
    ///   - usesPrerequest: Whether libcurl is to ask before it sends a request.
    init?(
        _ curl: Libcurl,
        share: OpaquePointer,
        certificates: Certificates,
        proxies: Proxies,
        usesPrerequest: Bool
    ) {
        guard let easy = curl.c.pointee.curl_easy_init() else { return nil }
        self.easy = easy
        self.curl = curl
        self.proxies = proxies
        message = .allocate(capacity: 256)
        message.initialize(repeating: 0)

        // Not set, because libcurl's defaults are right: certificates are verified, redirects are not followed, there
        // are no cookies.
        let context = Unmanaged.passUnretained(self).toOpaque()
        easy.set(descope_option_private, context, curl)
        easy.set(descope_option_share, UnsafeRawPointer(share), curl)
        easy.set(descope_option_error_buffer, UnsafeRawPointer(message.baseAddress), curl)
        // libcurl uses signals for time limits of name look-ups where it has no thread for them.
        easy.set(descope_option_no_signal, 1, curl)
        // libcurl does so itself from 8.19 on. A child that kept a connection open would keep it from being closed.
        _ = descope_close_on_exec(curl.c, easy)
        // HTTP/1.1: HTTP/2 costs no less here, and loses requests when the server closes a connection (GOAWAY) and
        // libcurl may not send them again.
        easy.set(descope_option_http_version, 2, curl)
        easy.set(descope_option_path_as_is, 1, curl)
        easy.set(descope_option_no_proxy_headers, 1, curl)
        easy.set(descope_option_accept_encoding, "gzip", curl)
        // At least TLS 1.2.
        easy.set(descope_option_tls_version, 6, curl)
        // From 7.87 on. Before, a time-out or a cancellation during a name look-up waits for the look-up's end, and all
        // requests with it.
        easy.set(descope_option_quick_exit, 1, curl)
        if !easy.set(descope_option_protocol_names, "http,https", curl) {
            easy.set(descope_option_protocols, 3, curl)  // before 7.85
        }
        if let file = certificates.file {
            easy.set(descope_option_ca_file, file, curl)
            easy.set(descope_option_proxy_ca_file, file, curl)
        }
        if let folder = certificates.folder {
            easy.set(descope_option_ca_directory, folder, curl)
            easy.set(descope_option_proxy_ca_directory, folder, curl)
        } else if certificates.ignoresOwnFolder {
            easy.set(descope_option_ca_directory, UnsafeRawPointer?.none, curl)
            easy.set(descope_option_proxy_ca_directory, UnsafeRawPointer?.none, curl)
        }
        // An empty string keeps libcurl from reading the environment.
        easy.set(descope_option_proxy, "", curl)
        easy.set(descope_option_no_proxy, proxies.exceptions, curl)

        easy.set(descope_option_header_data, context, curl)
        easy.set(descope_option_header_function, curl) { bytes, size, count, context in
            let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return EasyHandle.exchange(context)?.take(line: line) == true ? size * count : 0
        }
        easy.set(descope_option_write_data, context, curl)
        easy.set(descope_option_write_function, curl) { bytes, size, count, context in
            let part = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return EasyHandle.exchange(context)?.take(body: part) == true ? size * count : 0
        }
        easy.set(descope_option_read_data, context, curl)
        easy.set(descope_option_read_function, curl) { buffer, size, count, context in
            guard let exchange = EasyHandle.exchange(context), let body = exchange.request.body else { return 0 }
            let part = body[exchange.sent...].prefix(size * count)
            UnsafeMutableRawBufferPointer(start: buffer, count: size * count).copyBytes(from: part)
            exchange.sent += part.count
            return part.count
        }

        // When a kept-alive connection breaks, libcurl sends the request again, POST included, though the service may
        // have processed it. It rewinds the body first, which fails here when a part was sent, and from 7.80 on it asks
        // before each time, and is refused the second one. (What neither stops is in `load`.)
        easy.set(descope_option_seek_data, context, curl)
        _ = descope_set_seek_function(curl.c, easy) { context, offset, _ in
            EasyHandle.exchange(context)?.sent == 0 && offset == 0 ? 0 : 1
        }
        if usesPrerequest {
            easy.set(descope_option_prerequest_data, context, curl)
            let code = descope_set_prerequest_function(curl.c, easy) { context, _, _, _, _ in
                guard let exchange = EasyHandle.exchange(context) else { return 1 }
                exchange.starts += 1
                return exchange.starts == 1 ? 0 : 1
            }
            hasPrerequest = code == 0
        }
    }

    deinit {
        curl.c.pointee.curl_easy_cleanup(easy)
        curl.c.pointee.curl_slist_free_all(lines)
        message.deallocate()
    }

    /// The handle that is a function's context.
    static func of(_ context: UnsafeMutableRawPointer) -> EasyHandle {
        Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
    }

    private static func exchange(_ context: UnsafeMutableRawPointer?) -> Exchange? {
        context.flatMap { of($0).exchange }
    }

    /// Prepares to send a request; false when libcurl refuses the proxy.
    func load(_ exchange: Exchange, timeout: Duration) -> Bool {
        let request = exchange.request
        self.exchange = exchange
        exchange.handle = self
        message[0] = 0
        easy.set(descope_option_url, exchange.url, curl)
        // Plain http is for loopback: the credentials must not leave the machine.
        let usesProxy = exchange.url.hasPrefix("https:") && !proxies.url.isEmpty
        if usesProxy != self.usesProxy {
            guard easy.set(descope_option_proxy, usesProxy ? proxies.url.reveal() : "", curl) else { return false }
            self.usesProxy = usesProxy
        }
        easy.set(descope_option_timeout_milliseconds, milliseconds(timeout), curl)
        easy.set(descope_option_maximum_body_size, size: request.maximumResponseBytes, curl)

        let hasBody = request.body != nil || ["POST", "PUT", "PATCH"].contains(request.method.rawValue)
        set(request.method.rawValue, hasBody: hasBody)
        var hasContentType = false
        for (name, value) in request.headers {
            if name.utf8.count == 12, name.lowercased() == "content-type" { hasContentType = true }
            // With nothing after the colon, libcurl drops the header; a semicolon is its sign for an empty one.
            append(value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } ? name + ";" : name + ": " + value)
        }
        if hasBody {
            easy.set(descope_option_body_size, size: request.body?.count ?? 0, curl)
            // libcurl's own: a type that the body does not have, and a question that delays it.
            if !hasContentType { append("Content-Type:") }
            append("Expect:")
        }
        easy.set(descope_option_headers, lines.map { UnsafeRawPointer($0) }, curl)
        // Before 7.80 nothing stops libcurl from sending a request without a body again, only a new connection, on
        // which that does not happen. A GET is harmless.
        if !hasPrerequest {
            let isRisky = (request.body ?? []).isEmpty && request.method != .get
            easy.set(descope_option_fresh_connection, isRisky ? 1 : 0, curl)
        }
        return true
    }

    /// Lets go of the request. Its URL and headers, which may contain secrets, are freed.
    func unload() {
        exchange?.handle = nil
        exchange = nil
        easy.set(descope_option_url, UnsafeRawPointer?.none, curl)
        easy.set(descope_option_headers, UnsafeRawPointer?.none, curl)
        curl.c.pointee.curl_slist_free_all(lines)
        lines = nil
    }

    private func append(_ line: String) { lines = curl.c.pointee.curl_slist_append(lines, line) }

    private func set(_ verb: String, hasBody: Bool) {
        let kind = hasBody ? "POST" : verb == "HEAD" ? "HEAD" : "GET"
        if kind != method {
            method = kind
            switch kind {
            case "POST": easy.set(descope_option_post, 1, curl)
            case "HEAD": easy.set(descope_option_no_body, 1, curl)
            default: easy.set(descope_option_get, 1, curl)
            }
        }
        if verb == kind {
            easy.set(descope_option_custom_method, UnsafeRawPointer?.none, curl)
        } else {
            easy.set(descope_option_custom_method, verb, curl)
        }
    }

    /// What has come of the request, by libcurl's result.
    func failure(_ code: Int32) -> Exchange.Failure? {
        guard let exchange else { return nil }
        if let excess = exchange.excess { return excess }
        if code == 0, exchange.hasHead { return nil }
        // CURLE_FILESIZE_EXCEEDED: by the length that the response states.
        if code == 63 { return .responseTooLarge }
        let hasNotStarted =
            hasPrerequest
            ? exchange.starts == 0 : descope_long_info(curl.c, easy, Int32(descope_info_request_size)) == 0
        let isUnsent = hasNotStarted && exchange.sent == 0
        let text: String
        if code == 0 {
            text = "it broke in the middle of the response's headers"
        } else if exchange.starts > 1 || code == 65 {
            // Refused above; 65 is CURLE_SEND_FAIL_REWIND.
            text = "a kept-alive connection was closed"
        } else {
            // The details contain host and port. Later they could contain what was sent or received.
            var details = isUnsent ? message.baseAddress.map { String(cString: $0) } ?? "" : ""
            // They repeat the URL of a proxy that libcurl cannot use, with its password: always those of code 5.
            if code == 5 || details.contains("://") || details.contains("@") { details = "" }
            text = (details.isEmpty ? curl.meaning(of: code) : details) + " (libcurl's error \(code))"
            // Its name look-up, its connection, its own protocol, its response.
            let isOfProxy =
                code == 5 || code == 97 || code == 7 && details.contains(" \(proxies.host) ")
                || details.contains("CONNECT")
            if usesProxy, isUnsent, isOfProxy { return .proxy(text) }
        }
        return .curl(code: code, message: text, isUnsent: isUnsent)
    }
}

/// At least one, as zero would mean no limit; at most a day.
private func milliseconds(_ timeout: Duration) -> Int {
    Int(min(max(timeout, .milliseconds(1)), .seconds(86_400)) / .milliseconds(1))
}
#endif
