#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A server on loopback that sends whatever bytes a script says. Each connection has a thread of its own.
package final class LoopbackServer: Sendable {
    /// A request as it was received.
    package struct Request: Sendable {
        /// The verb.
        package var method = ""
        /// The path and query.
        package var target = ""
        /// The headers in order.
        package var headers: [(name: String, value: String)] = []
        /// The body; empty until it has been read.
        package var body: [UInt8] = []
        /// Whether the body has been read to its end.
        package var isComplete = false
        /// The number of the connection, from 0.
        package var connection = 0

        /// The values of all headers with this name, which is in lowercase.
        package func values(_ name: String) -> [String] {
            headers.filter { $0.name.lowercased() == name }.map(\.value)
        }
    }

    /// Whether the server reads another request from the connection, or closes it.
    package enum Next { case keep, close }

    private struct State {
        var heads: [Request] = []
        var connections = 0
        var isListening = true
        var isReleased = false
        var sockets: Set<CInt> = []
    }

    /// The port.
    package let port: UInt16
    /// The address in a URL.
    package let host: String
    let identity: TLSIdentity?
    private let state = Mutex(State())
    private let listener: CInt
    private let events = AsyncStream<String>.makeStream()

    /// The heads of all requests so far, including those whose body never came.
    package var requests: [Request] { state.withLock(\.heads) }
    /// The number of connections so far.
    package var connections: Int { state.withLock(\.connections) }

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - host: `127.0.0.1`, or `[::1]`.
    ///   - identity: The certificate to present; nil for plain HTTP.
    ///   - serve: Runs for each connection on its own thread, after the TLS handshake. The connection is closed when it
    ///     returns.
    package init(
        host: String = "127.0.0.1",
        identity: TLSIdentity? = nil,
        serve: @escaping @Sendable (LoopbackConnection) -> Void
    ) throws {
        (listener, port) = try LoopbackSocket.listen(isIPv6: host == "[::1]", backlog: 512)
        (self.host, self.identity) = (host, identity)
        detachThread { [self] in
            accept(serve)
            closeSocket(listener)
        }
    }

    /// Starts a server that reads each request to its end before the script runs.
    package convenience init(
        host: String = "127.0.0.1",
        identity: TLSIdentity? = nil,
        script: @escaping @Sendable (Request, LoopbackConnection) -> Next
    ) throws {
        try self.init(host: host, identity: identity) { connection in
            while let request = connection.readRequest() {
                guard script(request, connection) == .keep else { return }
            }
        }
    }

    private func accept(_ serve: @escaping @Sendable (LoopbackConnection) -> Void) {
        while state.withLock(\.isListening) {
            // The time limit is for platforms on which shutdown() does not end the wait.
            guard LoopbackSocket.isReadable(listener, milliseconds: 20) else { continue }
            let socket = acceptSocket(listener)
            guard socket >= 0 else {
                // Out of descriptors, for example: there is no use in asking again at once.
                _ = LoopbackSocket.isReadable(-1, milliseconds: 20)
                continue
            }
            let number: Int? = state.withLock { state in
                guard state.isListening else { return nil }
                state.sockets.insert(socket)
                defer { state.connections += 1 }
                return state.connections
            }
            guard let number else {
                closeSocket(socket)
                return
            }
            detachThread { [self] in
                let connection = LoopbackConnection(socket: socket, number: number, server: self)
                if identity == nil || connection.startTLS() { serve(connection) }
                connection.close()
            }
        }
    }

    /// Refuses further connections.
    package func stopListening() {
        state.withLock { state in
            guard state.isListening else { return }
            state.isListening = false
            // Under the lock: once the accepting thread sees it, the number may be another socket's.
            shutdown(listener, CInt(SHUT_RDWR))
        }
    }

    /// Refuses further connections and ends those that are open.
    package func stop() {
        stopListening()
        release()
        state.withLock { for socket in $0.sockets { shutdown(socket, CInt(SHUT_RDWR)) } }
        events.continuation.finish()
    }

    /// Ends the wait of ``LoopbackConnection/waitForRelease()``.
    package func release() { state.withLock { $0.isReleased = true } }

    /// Waits for an event that a script has reported; earlier ones are passed over. False when the server was stopped
    /// or the task cancelled before.
    package func event(_ name: String) async -> Bool {
        for await event in events.stream where event == name { return true }
        return false
    }

    fileprivate var isReleased: Bool { state.withLock(\.isReleased) }
    fileprivate func report(_ event: String) { events.continuation.yield(event) }
    /// Adds the head of a request, or replaces the last one of the connection when it is complete. Returns the number
    /// of heads before.
    @discardableResult
    fileprivate func note(_ request: Request) -> Int {
        state.withLock { state in
            let count = state.heads.count
            if request.isComplete,
                let index = state.heads.lastIndex(where: { $0.connection == request.connection })
            {
                state.heads[index] = request
            } else {
                state.heads.append(request)
            }
            return count
        }
    }
    /// Closes a socket, under the lock, because ``stop()`` may use it.
    fileprivate func close(_ socket: CInt) {
        state.withLock { state in
            if state.sockets.remove(socket) != nil { closeSocket(socket) }
        }
    }
}

/// One connection of a ``LoopbackServer``; used by its own thread alone.
package final class LoopbackConnection {
    private let socket: CInt
    private let server: LoopbackServer
    private var tls: TLSConnection?
    private var buffer: [UInt8] = []
    private var isClosed = false
    /// The number of the connection, from 0.
    package let number: Int

    fileprivate init(socket: CInt, number: Int, server: LoopbackServer) {
        (self.socket, self.number, self.server) = (socket, number, server)
        LoopbackSocket.setOption(socket, CInt(IPPROTO_TCP), TCP_NODELAY)
        #if canImport(Darwin)
        LoopbackSocket.setOption(socket, SOL_SOCKET, SO_NOSIGPIPE)
        #endif
    }

    fileprivate func startTLS() -> Bool {
        tls = server.identity?.accept(socket)
        return tls != nil
    }

    /// Closes the connection; nothing can be read after that.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        tls?.close()
        server.close(socket)
    }

    /// Closes the connection, with TLS without the message that ends it.
    func abandon() {
        guard !isClosed else { return }
        isClosed = true
        server.close(socket)
    }

    // MARK: - Sending

    /// Sends all bytes; false when the client has closed the connection.
    @discardableResult
    package func send(_ bytes: some Collection<UInt8>) -> Bool {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { tls?.write($0) ?? sendBytes(socket, $0) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Sends a string, line ends as they stand.
    @discardableResult
    package func send(_ text: String) -> Bool { send(text.utf8) }

    /// Sends a complete response with a length.
    package func respond(
        _ status: String = "200 OK",
        _ headers: [String] = [],
        body: some Collection<UInt8> = "{}".utf8
    ) {
        let lines = ["HTTP/1.1 \(status)"] + headers + ["Content-Length: \(body.count)", "", ""]
        send(Array(lines.joined(separator: "\r\n").utf8) + Array(body))
    }

    // MARK: - Waiting

    /// Reads and drops bytes until none has come for that long: closing a connection with unread bytes would reset it.
    func drain(milliseconds: CInt) {
        while LoopbackSocket.isReadable(socket, milliseconds: milliseconds), receive() { buffer.removeAll() }
    }

    /// Reads and drops bytes until the client closes the connection.
    package func waitUntilClosed() { while receive() { buffer.removeAll() } }

    /// Waits; false when the client sends something or closes the connection before.
    @discardableResult
    package func pause(milliseconds: CInt) -> Bool {
        !LoopbackSocket.isReadable(socket, milliseconds: milliseconds)
    }

    /// Waits for ``LoopbackServer/release()``.
    package func waitForRelease() { while !server.isReleased { _ = LoopbackSocket.isReadable(-1, milliseconds: 5) } }

    /// Reports an event to ``LoopbackServer/event(_:)``.
    package func report(_ event: String) { server.report(event) }

    /// Refuses further connections.
    package func stopListening() { server.stopListening() }

    /// Closes the connection with a reset.
    package func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        isClosed = true
        server.close(socket)
    }

    // MARK: - Receiving

    /// Counts a request that the script has read itself; returns the number of requests before it.
    func count(_ request: LoopbackServer.Request) -> Int { server.note(request) }

    /// Whether client and server have chosen HTTP/2.
    var isHTTP2: Bool { tls?.isHTTP2 ?? false }

    /// The next request with its body, or nil when the client has closed the connection before its end.
    package func readRequest() -> LoopbackServer.Request? {
        guard var request = readHead(), let body = readBody(of: request) else { return nil }
        (request.body, request.isComplete) = (body, true)
        server.note(request)
        return request
    }

    private func readBody(of request: LoopbackServer.Request) -> [UInt8]? {
        guard request.values("transfer-encoding").contains(where: { $0.lowercased() == "chunked" }) else {
            return read(request.values("content-length").first.flatMap { Int($0) } ?? 0)
        }
        var body: [UInt8] = []
        while let line = readLine(), let size = Int(line, radix: 16), let chunk = read(size), readLine() != nil {
            body += chunk
            if size == 0 { return body }
        }
        return nil
    }

    /// The head of the next request, or nil when the client has closed the connection before its end.
    package func readHead() -> LoopbackServer.Request? {
        var request = LoopbackServer.Request(connection: number)
        guard let words = readLine()?.split(separator: " ").map(String.init), words.count == 3 else { return nil }
        (request.method, request.target) = (words[0], words[1])
        while let line = readLine() {
            if line.isEmpty {
                server.note(request)
                return request
            }
            let name = line.prefix { $0 != ":" }
            let value = line.dropFirst(name.count + 1)
            request.headers.append((String(name), value.split(separator: " ").joined(separator: " ")))
        }
        return nil
    }

    private func readLine() -> String? {
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                defer { buffer.removeSubrange(...end) }
                var line = buffer[..<end]
                if line.last == 0x0D { line.removeLast() }
                return String(decoding: line, as: UTF8.self)
            }
            guard receive() else { return nil }
        }
    }

    /// The next bytes, or nil when the client has closed the connection before.
    package func read(_ count: Int) -> [UInt8]? {
        while buffer.count < count { guard receive() else { return nil } }
        defer { buffer.removeFirst(count) }
        return Array(buffer.prefix(count))
    }

    private func receive() -> Bool {
        guard !isClosed else { return false }
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = chunk.withUnsafeMutableBytes { tls?.read($0) ?? receiveBytes(socket, $0) }
        guard count > 0 else { return false }
        buffer += chunk[..<count]
        return true
    }
}
