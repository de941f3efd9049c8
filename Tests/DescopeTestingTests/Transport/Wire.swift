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

/// A request under way. Ending it shuts its connection down, which wakes the thread that reads or writes.
final class Exchange: Sendable {
    private struct State {
        var continuation: CheckedContinuation<APIResponse, any Error>?
        var wire: Wire?
        var reason: (any Error)?
        var progress = 0
        var seen = 0
    }

    private let state = Mutex(State())
    private let faults: Set<TransportFault>

    init(faults: Set<TransportFault>) { self.faults = faults }

    var stopsConnecting: Bool { !faults.contains(.keepsAbandoned) }

    var isEnded: Bool { state.withLock { $0.reason != nil } }

    func progress() { state.withLock { $0.progress += 1 } }

    /// Whether bytes have come since the last call.
    func hasProgress() -> Bool {
        state.withLock { state in
            defer { state.seen = state.progress }
            return state.progress != state.seen
        }
    }

    func begin(_ continuation: CheckedContinuation<APIResponse, any Error>) {
        let reason = state.withLock { state in
            if state.reason == nil { state.continuation = continuation }
            return state.reason
        }
        if let reason { continuation.resume(throwing: reason) }
    }

    func use(_ wire: Wire) {
        state.withLock { state in
            state.wire = wire
            if state.reason != nil { wire.shutDown() }
        }
    }

    func end(with error: any Error) {
        let error = faults.contains(.otherCancellation) && error is CancellationError ? URLError(.cancelled) : error
        let continuation = state.withLock { state in
            guard state.reason == nil else { return nil as CheckedContinuation<APIResponse, any Error>? }
            state.reason = error
            if !faults.contains(.keepsAbandoned) { state.wire?.shutDown() }
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(throwing: error)
    }

    func finish(_ result: Result<APIResponse, any Error>) {
        let continuation = state.withLock { state in
            state.wire = nil
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(with: result)
    }
}

/// A connection. One thread reads and writes; another may shut it down. Closed when nobody has it any more.
final class Wire: @unchecked Sendable {
    private let socket: CInt
    private var tls: TLSClient?
    private var buffer: [UInt8] = []

    init(socket: CInt) { self.socket = socket }

    deinit {
        tls = nil
        close(socket)
    }

    var isEmpty: Bool { buffer.isEmpty }

    /// Whether the peer has sent something or closed the connection.
    var hasBytes: Bool {
        var wait = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&wait, 1, 0) != 0
    }

    func shutDown() { shutdown(socket, CInt(SHUT_RDWR)) }

    func connect(to address: UnsafeMutablePointer<sockaddr>, _ size: socklen_t, _ exchange: Exchange) throws -> Bool {
        let flags = fcntl(socket, F_GETFL)
        _ = fcntl(socket, F_SETFL, flags | O_NONBLOCK)
        #if canImport(Glibc)
        _ = Glibc.connect(socket, address, size)
        #elseif canImport(Musl)
        _ = Musl.connect(socket, address, size)
        #else
        _ = Darwin.connect(socket, address, size)
        #endif
        var wait = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
        while poll(&wait, 1, 10) == 0 {
            if exchange.isEnded, exchange.stopsConnecting { throw DescopeError.cannotConnect("given up") }
        }
        var (error, length) = (CInt(0), socklen_t(MemoryLayout<CInt>.size))
        getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length)
        _ = fcntl(socket, F_SETFL, flags)
        var isOn: CInt = 1
        setsockopt(socket, CInt(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<CInt>.size))
        return error == 0
    }

    func startTLS(_ host: String, _ faults: Set<TransportFault>, _ exchange: Exchange) throws {
        if faults.contains(.trustsAll) {
            tls = try TLSClient(socket, host: nil, isVerified: false)
        } else {
            tls = try TLSClient(socket, host: faults.contains(.anyName) ? nil : host, isVerified: true)
        }
        if tls == nil { throw DescopeError.cannotConnect("the TLS handshake failed") }
    }

    func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { bytes in
                #if canImport(Darwin)
                tls?.write(bytes) ?? send(socket, bytes.baseAddress, bytes.count, 0)
                #else
                tls?.write(bytes) ?? send(socket, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL))
                #endif
            }
            guard count > 0 else { throw DescopeError.connectionLost("writing failed") }
            rest = rest.dropFirst(count)
        }
    }

    func readLine(inOnePart: Bool = false) throws -> [UInt8]? {
        var start = 0
        while true {
            if let end = buffer[start...].firstIndex(of: 10) {
                defer { buffer.removeSubrange(...end) }
                return buffer[..<end].last == 13 ? Array(buffer[..<(end - 1)]) : Array(buffer[..<end])
            }
            start = buffer.count
            if inOnePart, start > 0 { throw DescopeError.connectionLost("a part of a line") }
            if start > 1_000_000 { throw DescopeError.connectionLost("an endless line") }
            guard let bytes = try receive() else { return nil }
            buffer += bytes
        }
    }

    func read(_ count: Int, _ exchange: Exchange) throws -> [UInt8]? {
        while buffer.count < count {
            guard let bytes = try receive() else { return nil }
            exchange.progress()
            buffer += bytes
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer.prefix(count))
    }

    func readSome() throws -> [UInt8]? {
        guard buffer.isEmpty else {
            defer { buffer = [] }
            return buffer
        }
        return try receive()
    }

    private func receive() throws -> [UInt8]? {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = chunk.withUnsafeMutableBytes {
            tls?.read($0) ?? recv(socket, $0.baseAddress, $0.count, 0)
        }
        return count > 0 ? Array(chunk[..<count]) : nil
    }
}

/// The client's side of TLS, with the platform's OpenSSL, which trusts the suite's authority only.
final class TLSClient {
    typealias Handle = OpaquePointer
    private let session: Handle

    init?(_ socket: CInt, host: String?, isVerified: Bool) throws {
        guard let library = Self.library,
            let method: @convention(c) () -> Handle? = library.find("TLS_client_method"),
            let newContext: @convention(c) (Handle?) -> Handle? = library.find("SSL_CTX_new"),
            let freeContext: @convention(c) (Handle?) -> Void = library.find("SSL_CTX_free"),
            let trust: @convention(c) (Handle?, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> CInt =
                library.find("SSL_CTX_load_verify_locations"),
            let setVerify: @convention(c) (Handle?, CInt, Handle?) -> Void = library.find("SSL_CTX_set_verify"),
            let newSession: @convention(c) (Handle?) -> Handle? = library.find("SSL_new"),
            let setHost: @convention(c) (Handle?, UnsafePointer<CChar>?) -> CInt = library.find("SSL_set1_host"),
            let setSocket: @convention(c) (Handle?, CInt) -> CInt = library.find("SSL_set_fd"),
            let connect: @convention(c) (Handle?) -> CInt = library.find("SSL_connect"),
            let authority = Self.authority, let context = newContext(method())
        else { return nil }
        defer { freeContext(context) }
        guard trust(context, authority, nil) == 1 else { return nil }
        setVerify(context, isVerified ? 1 : 0, nil)
        guard let session = newSession(context) else { return nil }
        self.session = session
        if let host, setHost(session, host) != 1 { return nil }
        guard setSocket(session, socket) == 1, connect(session) == 1 else { return nil }
    }

    deinit {
        if let free: @convention(c) (Handle?) -> Void = Self.library?.find("SSL_free") { free(session) }
    }

    func read(_ bytes: UnsafeMutableRawBufferPointer) -> Int {
        typealias Read = @convention(c) (Handle?, UnsafeMutableRawPointer?, CInt) -> CInt
        guard let read: Read = Self.library?.find("SSL_read") else { return -1 }
        return Int(read(session, bytes.baseAddress, CInt(clamping: bytes.count)))
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        typealias Write = @convention(c) (Handle?, UnsafeRawPointer?, CInt) -> CInt
        guard let write: Write = Self.library?.find("SSL_write") else { return -1 }
        return Int(write(session, bytes.baseAddress, CInt(clamping: bytes.count)))
    }

    private struct Library: @unchecked Sendable {
        let handle: UnsafeMutableRawPointer
        func find<Function>(_ name: String) -> Function? {
            dlsym(handle, name).map { unsafeBitCast($0, to: Function.self) }
        }
    }

    #if canImport(Darwin)
    private static let library: Library? = nil
    #else
    private static let library = (dlopen("libssl.so.3", RTLD_NOW) ?? dlopen("libssl.so.1.1", RTLD_NOW))
        .map { Library(handle: $0) }
    #endif

    /// A file with the certificate of the suite's authority.
    private static let authority: String? = {
        let path = NSTemporaryDirectory() + "conformance-\(UUID().uuidString).pem"
        let pem = TransportConformance.certificateAuthority
        return (try? pem.write(toFile: path, atomically: true, encoding: .utf8)).map { path }
    }()

    static var isAvailable: Bool { library != nil }
}
