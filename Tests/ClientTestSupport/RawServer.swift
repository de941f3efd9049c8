import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// An HTTP server on 127.0.0.1 that answers with whatever bytes a test scripts. A thread per connection; requests are
/// read to their end before the script sees them.
package final class RawServer: Sendable {
    /// A request as it came over the wire.
    package struct Request: Sendable {
        package var method = ""
        package var target = ""
        package var headers: [(name: String, value: String)] = []
        package var body: [UInt8] = []
        /// Which of the server's connections it came on.
        package var connection: ObjectIdentifier?

        package func values(_ name: String) -> [String] { headers.filter { $0.name.lowercased() == name }.map(\.value) }
    }

    /// Whether the server reads another request from the connection, or closes it.
    package enum Next { case keep, close }

    package typealias Script = @Sendable (Request, Connection) -> Next

    package let port: UInt16
    /// Nil once it is closed: its number may be another socket's then.
    private let listener: Mutex<CInt?>
    private let received = Mutex<[Request]>([])

    /// All complete requests so far.
    package var requests: [Request] { received.withLock(\.self) }

    private init(_ script: @escaping Script) throws {
        let (listening, port) = try Self.listen()
        self.port = port
        listener = Mutex(listening)
        Thread.detachNewThread { [self] in
            while case let socket = accept(listening, nil, nil), socket >= 0 {
                Thread.detachNewThread { [self] in serve(Connection(socket: socket, server: self), script) }
            }
            listener.withLock { listener in
                close(listening)
                listener = nil
            }
        }
    }

    /// Makes the server refuse further connections.
    fileprivate func stopListening() {
        listener.withLock { if let listener = $0 { shutdown(listener, CInt(SHUT_RDWR)) } }
    }

    /// Runs a server for as long as `body` takes.
    package static func run<Value>(
        _ script: @escaping Script,
        _ body: (RawServer) async throws -> Value
    ) async throws -> Value {
        let server = try RawServer(script)
        defer { server.stopListening() }
        return try await body(server)
    }

    /// A port that refuses connections. It stays bound until the process ends, or another test's server might get it.
    package static func closedPort() throws -> UInt16 { try listen(accepts: false).port }

    private func serve(_ connection: Connection, _ script: Script) {
        defer { connection.close() }
        while var request = connection.readRequest() {
            request.connection = ObjectIdentifier(connection)
            received.withLock { $0.append(request) }
            guard script(request, connection) == .keep else { return }
        }
    }

    private static func listen(accepts: Bool = true) throws -> (socket: CInt, port: UInt16) {
        #if canImport(Glibc)
        let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        #else
        let listener = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, size) == 0
                    && (!accepts || Self.systemListen(listener) == 0)
                    && getsockname(listener, address, &size) == 0
            }
        }
        guard isListening else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        return (listener, UInt16(bigEndian: address.sin_port))
    }

    private static func systemListen(_ socket: CInt) -> CInt {
        #if canImport(Glibc)
        Glibc.listen(socket, 256)
        #elseif canImport(Musl)
        Musl.listen(socket, 256)
        #else
        Darwin.listen(socket, 256)
        #endif
    }
}

/// One connection of a ``RawServer``; used by its own thread alone.
package final class Connection {
    private let socket: CInt
    private let server: RawServer
    private var buffer: [UInt8] = []

    fileprivate init(socket: CInt, server: RawServer) {
        self.socket = socket
        self.server = server
        var on: CInt = 1
        setsockopt(socket, CInt(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<CInt>.size))
        #if canImport(Darwin)
        setsockopt(socket, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<CInt>.size))
        #endif
    }

    /// Sends all bytes; false when the client is gone.
    @discardableResult
    package func send(_ bytes: some Collection<UInt8>) -> Bool {
        #if canImport(Darwin)
        let flags: CInt = 0
        #else
        let flags = CInt(MSG_NOSIGNAL)
        #endif
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Self.systemSend(socket, $0, flags) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Sends text, line ends as they stand.
    @discardableResult
    package func send(_ text: String) -> Bool { send(text.utf8) }

    /// Sends a whole answer with a length.
    package func answer(_ status: String, _ headers: [String] = [], body: some Collection<UInt8>) {
        let lines = ["HTTP/1.1 \(status)"] + headers + ["Content-Length: \(body.count)", "", ""]
        send(Array(lines.joined(separator: "\r\n").utf8) + Array(body))
    }

    /// Waits until the client closes the connection.
    package func waitUntilClosed() { while receive() {} }

    /// Makes the server refuse further connections.
    package func stopListening() { server.stopListening() }

    fileprivate func close() { RawServer.systemClose(socket) }

    /// The next request, or nil when the client has closed before its end.
    fileprivate func readRequest() -> RawServer.Request? {
        let end = Array("\r\n\r\n".utf8)
        while buffer.firstRange(of: end) == nil { guard receive() else { return nil } }
        guard let range = buffer.firstRange(of: end) else { return nil }
        let lines = String(decoding: buffer[..<range.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        buffer.removeSubrange(..<range.upperBound)

        var request = RawServer.Request()
        let words = lines[0].split(separator: " ").map(String.init)
        guard words.count == 3 else { return nil }
        (request.method, request.target) = (words[0], words[1])
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            request.headers.append((String(parts[0]), parts.dropFirst().joined().trimmingCharacters(in: .whitespaces)))
        }
        let length = request.values("content-length").first.flatMap { Int($0) } ?? 0
        while buffer.count < length { guard receive() else { return nil } }
        request.body = Array(buffer.prefix(length))
        buffer.removeFirst(length)
        return request
    }

    private func receive() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        var count: Int
        repeat { count = recv(socket, &chunk, chunk.count, 0) } while count < 0 && errno == EINTR
        guard count > 0 else { return false }
        buffer += chunk[..<count]
        return true
    }

    private static func systemSend(_ socket: CInt, _ bytes: UnsafeRawBufferPointer, _ flags: CInt) -> Int {
        #if canImport(Glibc)
        Glibc.send(socket, bytes.baseAddress, bytes.count, flags)
        #elseif canImport(Musl)
        Musl.send(socket, bytes.baseAddress, bytes.count, flags)
        #else
        Darwin.send(socket, bytes.baseAddress, bytes.count, flags)
        #endif
    }
}

extension RawServer {
    fileprivate static func systemClose(_ socket: CInt) {
        #if canImport(Glibc)
        _ = Glibc.close(socket)
        #elseif canImport(Musl)
        _ = Musl.close(socket)
        #else
        _ = Darwin.close(socket)
        #endif
    }
}
