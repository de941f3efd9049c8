import DescopeCore
import DescopeHTTP
import DescopeTesting
import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// HTTP/1.1 over blocking sockets, a thread per request: as little as meets the requirements, so that each fault is a
/// line of its own.
final class SmallTransport: HTTPTransport {
    let faults: Set<TransportFault>
    private let kept = Mutex<[String: [Wire]]>([:])
    private let cookies = Mutex<[String]>([])
    private let cache = Mutex<[String: APIResponse]>([:])
    private let open = Mutex(0)

    init(_ faults: TransportFault...) { self.faults = Set(faults) }

    func send(_ request: APIRequest, timeout: Duration) async throws -> APIResponse {
        if !faults.contains(.sendsWhenCancelled) { try Task.checkCancellation() }
        if faults.contains(.timeoutTooEarly) { throw DescopeError.timedOut(after: timeout) }
        let exchange = Exchange(faults: faults)
        let timer = Task { [faults] in
            if faults.contains(.noTimeout) { return }
            try await Task.sleep(for: timeout)
            if faults.contains(.timeoutOfSilence) {
                while exchange.hasProgress() { try await Task.sleep(for: timeout) }
            }
            exchange.end(with: DescopeError.timedOut(after: timeout))
        }
        defer { timer.cancel() }
        do {
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    exchange.begin(continuation)
                    Thread.detachNewThread { [self] in exchange.finish(Result { try run(request, exchange) }) }
                }
            } onCancel: {
                if faults.isDisjoint(with: [.noCancellation, .sendsWhenCancelled]) {
                    exchange.end(with: CancellationError())
                }
            }
        } catch let error as DescopeError {
            throw faulty(error, request)
        }
    }

    private func faulty(_ error: DescopeError, _ request: APIRequest) -> DescopeError {
        if faults.contains(.showsURL) { return .connectionLost("\(request.url)") }
        if faults.contains(.lostIsUnsent), error.code == .connectionLost { return .cannotConnect("lost") }
        if faults.contains(.unsentIsLost), error.code == .cannotConnect { return .connectionLost("not sent") }
        if faults.contains(.timeoutIsLost), error.code == .timedOut { return .connectionLost("late") }
        return error
    }

    private func run(_ request: APIRequest, _ exchange: Exchange) throws -> APIResponse {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)

        let count = open.withLock { count in
            count += 1
            return count
        }
        defer { open.withLock { $0 -= 1 } }
        if faults.contains(.atMost20), count > 20 { throw DescopeError.connectionLost("too many requests") }
        if let cached = cache.withLock({ $0[request.url] }) { return cached }

        let (wire, isKept) = try wire(to: request.baseURL.description, exchange)
        do {
            var response = try perform(request, wire, exchange)
            if faults.contains(.caches) { cache.withLock { $0[request.url] = response } }
            if faults.contains(.followsRedirects), 300..<400 ~= response.status,
                let path = response.headers["location"],
                path.hasPrefix("/"), path != request.path
            {
                var next = request
                next.path = path
                return try run(next, exchange)
            }
            if faults.contains(.throwsForStatus), response.status >= 300 {
                throw DescopeError.connectionLost("status \(response.status)")
            }
            if faults.contains(.dropsRedirects), 300..<400 ~= response.status { response.body = [] }
            return response
        } catch let error as DescopeError where error.code == .connectionLost && isKept && faults.contains(.resends) {
            return try run(request, exchange)
        }
    }

    // MARK: - Connections

    private func wire(to base: String, _ exchange: Exchange) throws -> (Wire, isKept: Bool) {
        while let wire = kept.withLock({ $0[base]?.popLast() }) {
            if !wire.hasBytes || !faults.isDisjoint(with: [.usesDeadConnections, .keepsClosed]) {
                exchange.use(wire)
                return (wire, true)
            }
        }
        let parts = base.components(separatedBy: "://")
        guard parts.count == 2, let colon = parts[1].lastIndex(of: ":"), base.filter({ $0 == ":" }).count > 1 else {
            return (try connect(parts.last ?? "", "443", isTLS: true, exchange), false)
        }
        let (host, port) = (parts[1][..<colon].trimmingCharacters(in: ["[", "]"]), parts[1][colon...].dropFirst())
        return (try connect(host, String(port), isTLS: parts[0] == "https", exchange), false)
    }

    private func connect(_ host: String, _ port: String, isTLS: Bool, _ exchange: Exchange) throws -> Wire {
        var hints = addrinfo()
        #if canImport(Glibc)
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        #else
        hints.ai_socktype = SOCK_STREAM
        #endif
        if faults.contains(.noIPv6) { hints.ai_family = AF_INET }
        if faults.contains(.noNames) { hints.ai_flags = AI_NUMERICHOST }
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, port, &hints, &list) == 0 else {
            throw DescopeError.cannotConnect("the name is unknown")
        }
        defer { freeaddrinfo(list) }
        var entry = list
        while let address = entry?.pointee {
            let wire = Wire(socket: socket(address.ai_family, address.ai_socktype, 0))
            exchange.use(wire)
            if try wire.connect(to: address.ai_addr, address.ai_addrlen, exchange) {
                if isTLS { try wire.startTLS(host, faults, exchange) }
                return wire
            }
            entry = address.ai_next
        }
        throw DescopeError.cannotConnect("refused")
    }

    // MARK: - A request and its response

    private func perform(_ request: APIRequest, _ wire: Wire, _ exchange: Exchange) throws -> APIResponse {
        try wire.write(try head(of: request))
        try wire.write(request.body ?? [])
        if faults.contains(.refusesEarly), wire.hasBytes { throw DescopeError.connectionLost("an early response") }
        var (line, headers) = try readHead(wire, exchange)
        while line.hasPrefix("HTTP/1.1 1"), !faults.contains(.interimIsFinal) {
            let early = headers
            (line, headers) = try readHead(wire, exchange)
            if faults.contains(.mixesInterimHeaders) { for (name, value) in early { headers.append(name, value) } }
        }
        let words = line.split(separator: " ", maxSplits: 2)
        let versions = faults.contains(.no10) ? ["HTTP/1.1"] : ["HTTP/1.1", "HTTP/1.0"]
        guard words.count >= (faults.contains(.needsReason) ? 3 : 2), versions.contains(String(words[0])),
            words[1].count == 3 || faults.contains(.anyStatus), let status = Int(words[1])
        else { throw DescopeError.connectionLost("no HTTP") }
        if faults.contains(.storesCookies) {
            let values = headers[values: "set-cookie"].compactMap { $0.split(separator: ";").first.map(String.init) }
            cookies.withLock { $0 += values }
        }
        if faults.contains(.oneCookie), let cookie = headers["set-cookie"] { headers["set-cookie"] = cookie }
        if faults.contains(.caseSensitiveCookies) {
            var other = APIHeaders()
            for (name, value) in headers where name.lowercased() != "set-cookie" || name == "Set-Cookie" {
                other.append(name, value)
            }
            headers = other
        }
        if faults.contains(.dropsEncoding) { headers["content-encoding"] = nil }
        var response = APIResponse(status: status, headers: headers)
        let isReusable = try readBody(&response, wire, request.maximumResponseBytes, exchange)
        let isKept =
            isReusable && words[0] == "HTTP/1.1" && headers["connection"]?.lowercased() != "close"
            && !faults.contains(.noReuse)
        if (isKept || faults.contains(.keepsClosed)) && (wire.isEmpty || faults.contains(.usesDeadConnections)) {
            kept.withLock { $0[request.baseURL.description, default: []].append(wire) }
        }
        return response
    }

    private func head(of request: APIRequest) throws -> [UInt8] {
        if !faults.contains(.sendsLineBreaks) { try request.requireSendable() }
        let target = request.url.dropFirst(request.baseURL.description.count)
        let host = request.baseURL.description.components(separatedBy: "://").last ?? ""
        var lines = ["\(request.method.rawValue) \(target) HTTP/1.1", "Host: \(host)"]
        for (name, value) in request.headers {
            if !faults.contains(.dropsHeaders) || name != "user-agent" { lines.append("\(name): \(value)") }
        }
        if let body = request.body { lines.append("Content-Length: \(body.count)") }
        if faults.contains(.addsHeaders) { lines.append("Content-Type: application/x-www-form-urlencoded") }
        if faults.contains(.asksForGzip) { lines.append("Accept-Encoding: gzip") }
        let stored = cookies.withLock(\.self)
        if !stored.isEmpty { lines.append("Cookie: \(stored.joined(separator: "; "))") }
        return Array((lines + ["", ""]).joined(separator: "\r\n").utf8)
    }

    private func readHead(_ wire: Wire, _ exchange: Exchange) throws -> (String, APIHeaders) {
        var lines: [[UInt8]] = []
        var size = 0
        while true {
            guard let line = try wire.readLine(inOnePart: faults.contains(.onePart)) else {
                if faults.contains(.halfHeadIsWhole), !lines.isEmpty { break }
                throw DescopeError.connectionLost("no complete response")
            }
            exchange.progress()
            size += line.count
            if size > (faults.contains(.shortHeads) ? 4096 : 200_000), !faults.contains(.endlessHeads) {
                throw DescopeError.connectionLost("the head is too long")
            }
            if line.isEmpty { break }
            if let first = line.first, first == 32 || first == 9, !lines.isEmpty, !faults.contains(.noFolding) {
                lines[lines.count - 1] += [32] + line
            } else {
                lines.append(line)
            }
        }
        var headers = APIHeaders()
        for line in lines.dropFirst() {
            if faults.contains(.asciiOnly), line.contains(where: { $0 > 127 }) {
                throw DescopeError.connectionLost("byte")
            }
            if faults.contains(.utf8Only), String(validating: line, as: UTF8.self) == nil {
                throw DescopeError.connectionLost("not UTF-8")
            }
            let text = String(decoding: line, as: UTF8.self)
            guard let colon = text.firstIndex(of: ":") else {
                throw DescopeError.connectionLost("a header without a colon")
            }
            var value = String(text[colon...].dropFirst())
            if faults.contains(.needsSpace), !value.hasPrefix(" ") { throw DescopeError.connectionLost("no space") }
            if !faults.contains(.keepsPadding) { value = value.trimmingCharacters(in: .whitespaces) }
            if faults.contains(.changesValues) {
                value = String(value.unicodeScalars.filter(\.isASCII).prefix(1000))
                if value.isEmpty { continue }
            }
            if faults.contains(.needsValue), value.isEmpty { throw DescopeError.connectionLost("no value") }
            headers.append(String(text[..<colon]), value)
        }
        return (lines.first.map { String(decoding: $0, as: UTF8.self) } ?? "", headers)
    }

    /// Reads the body. Returns whether the connection may be used again.
    private func readBody(_ response: inout APIResponse, _ wire: Wire, _ limit: Int, _ exchange: Exchange) throws
        -> Bool
    {
        if [204, 304].contains(response.status), !faults.contains(.waitsForContent) { return true }
        let (isFaultless, tooLarge) = (!faults.contains(.noLimit), DescopeError.responseTooLarge(limit: limit))
        let bound = isFaultless && !faults.contains(.limitAtEnd) ? limit : Int.max
        let highest = faults.contains(.limitIsTooHigh) ? limit + 1 : faults.contains(.limitIsTooLow) ? limit - 1 : limit
        defer { if faults.contains(.changesBodies) { response.body = response.body.map { $0 == 0 ? 1 : $0 } } }
        func take(_ count: Int) throws {
            if faults.contains(.fixedLimit), response.body.count + count > 16 << 20 { throw tooLarge }
            if response.body.count + count > (bound == limit ? highest : bound) { throw tooLarge }
            if let bytes = try wire.read(count, exchange) {
                response.body += bytes
            } else if !faults.contains(.halfBodyIsWhole) {
                throw DescopeError.connectionLost("half a body")
            }
        }
        if response.headers["transfer-encoding"] == "chunked", !faults.contains(.noChunks) {
            while true {
                guard let line = try wire.readLine() else {
                    if faults.contains(.halfBodyIsWhole) { return false }
                    throw DescopeError.connectionLost("no chunk")
                }
                let digits = line.prefix { $0 != UInt8(ascii: ";") }
                guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16) else {
                    if faults.contains(.badChunkIsEnd) { return false }
                    throw DescopeError.connectionLost("a chunk without a size")
                }
                if size == 0 { break }
                try take(size)
                _ = try wire.readLine()
            }
            while let line = try wire.readLine(), !line.isEmpty {
                if faults.contains(.noTrailers) { throw DescopeError.connectionLost("a trailer") }
            }
        } else if let length = response.headers["content-length"].flatMap({ Int($0) }) {
            try take(length)
        } else {
            if faults.contains(.needsLength) { throw DescopeError.connectionLost("no length") }
            while let bytes = try wire.readSome() {
                exchange.progress()
                if response.body.count + bytes.count > (bound == limit ? highest : bound) { throw tooLarge }
                response.body += bytes
            }
            return false
        }
        if isFaultless, response.body.count > highest { throw tooLarge }
        return true
    }
}
