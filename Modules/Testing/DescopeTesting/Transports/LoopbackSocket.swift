import DescopeCore
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The system's calls that a server on loopback needs.
enum LoopbackSocket {
    /// A listening socket and its port; without a backlog, one that does not listen.
    static func listen(isIPv6: Bool, backlog: CInt?) throws -> (socket: CInt, port: UInt16) {
        let socket = makeSocket(isIPv6 ? AF_INET6 : AF_INET)
        guard socket >= 0 else { throw failure("socket") }
        let port = withAddress(isIPv6: isIPv6, port: 0) { address, size in
            var size = size
            let isListening =
                bind(socket, address, size) == 0 && backlog.map { listenOn(socket, $0) == 0 } ?? true
                && getsockname(socket, address, &size) == 0
            return isListening ? portOf(address) : nil
        }
        guard let port else {
            closeSocket(socket)
            throw failure("listen")
        }
        return (socket, port)
    }

    /// Calls `body` with a port that refuses connections: it stays bound, or another trial's server might get it.
    static func withRefusingPort<Value>(_ body: (UInt16) async throws -> Value) async throws -> Value {
        let (socket, port) = try listen(isIPv6: false, backlog: nil)
        defer { closeSocket(socket) }
        return try await body(port)
    }

    /// Whether there is something to read, or the connection has been closed, within the time. With -1 for the socket
    /// it only waits.
    static func isReadable(_ socket: CInt, milliseconds: CInt) -> Bool {
        var wait = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&wait, 1, milliseconds) != 0
    }

    static func setOption(_ socket: CInt, _ level: CInt, _ option: CInt) {
        var isOn: CInt = 1
        setsockopt(socket, level, option, &isOn, socklen_t(MemoryLayout<CInt>.size))
    }

    /// Begins to connect to a port of 127.0.0.1 and does not wait.
    static func beginConnecting(to port: UInt16) -> CInt {
        let socket = makeSocket(AF_INET)
        _ = fcntl(socket, F_SETFL, O_NONBLOCK)
        _ = withAddress(isIPv6: false, port: port) { address, size in connect(socket, address, size) }
        return socket
    }

    /// Whether the connection was made within the time.
    static func isConnected(_ socket: CInt, milliseconds: CInt) -> Bool {
        var wait = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
        return poll(&wait, 1, milliseconds) > 0
    }

    /// How many sockets of this machine are about to connect to a port; 0 where that is not known.
    static func attempts(to port: UInt16) -> Int {
        // Linux's table: number, own address, the other's, state. 02 is SYN_SENT.
        guard let file = fopen("/proc/net/tcp", "r") else { return 0 }
        defer { fclose(file) }
        let digits = String(port, radix: 16, uppercase: true)
        let address = ":" + String(repeating: "0", count: 4 - digits.count) + digits
        var (line, count) = ([CChar](repeating: 0, count: 512), 0)
        while fgets(&line, CInt(line.count), file) != nil {
            let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                .split(separator: " ")
            if words.count > 3, words[2].hasSuffix(address), words[3] == "02" { count += 1 }
        }
        return count
    }

    private static func withAddress<Value>(
        isIPv6: Bool,
        port: UInt16,
        _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Value
    ) -> Value {
        func withSocketAddress<Address>(of address: Address) -> Value {
            var address = address
            return withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    body($0, socklen_t(MemoryLayout<Address>.size))
                }
            }
        }
        if isIPv6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            inet_pton(AF_INET6, "::1", &address.sin6_addr)
            return withSocketAddress(of: address)
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withSocketAddress(of: address)
    }

    /// The port has the same place in the addresses of both families.
    private static func portOf(_ address: UnsafeMutablePointer<sockaddr>) -> UInt16 {
        address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { UInt16(bigEndian: $0.pointee.sin_port) }
    }

    private static func failure(_ call: String) -> DescopeError {
        DescopeError(
            .transport,
            code: .cannotConnect,
            message: "expected a server on loopback, found that \(call)() failed with error \(errno)."
        )
    }
}

/// A port whose queue of connections is full, so that connecting to it hangs.
final class FullPort: Sendable {
    let port: UInt16
    private let sockets: [CInt]
    private let attempts: Int

    /// Whether others than this object's own sockets are about to connect to the port. False where that is not known.
    var hasAttempts: Bool { LoopbackSocket.attempts(to: port) > attempts }

    /// - Throws: ``SkippedTrial`` where the platform's queue is never full.
    init() throws {
        let (listener, port) = try LoopbackSocket.listen(isIPv6: false, backlog: 0)
        let clients = (0..<8).map { _ in LoopbackSocket.beginConnecting(to: port) }
        self.port = port
        sockets = [listener] + clients
        attempts = LoopbackSocket.attempts(to: port)
        guard let last = clients.last, !LoopbackSocket.isConnected(last, milliseconds: 200) else {
            throw SkippedTrial(reason: "on this platform, connecting to a full queue does not hang")
        }
    }

    deinit { for socket in sockets { closeSocket(socket) } }
}

// MARK: - What differs between the platforms' C libraries

func makeSocket(_ family: CInt) -> CInt {
    #if canImport(Glibc)
    socket(family, CInt(SOCK_STREAM.rawValue), 0)
    #else
    socket(family, SOCK_STREAM, 0)
    #endif
}

func closeSocket(_ socket: CInt) { _ = close(socket) }
func acceptSocket(_ listener: CInt) -> CInt { accept(listener, nil, nil) }
private func listenOn(_ socket: CInt, _ backlog: CInt) -> CInt { listen(socket, backlog) }

func sendBytes(_ socket: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Darwin)
    send(socket, bytes.baseAddress, bytes.count, 0)
    #else
    send(socket, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL))
    #endif
}

func receiveBytes(_ socket: CInt, _ bytes: UnsafeMutableRawBufferPointer) -> Int {
    while true {
        let count = recv(socket, bytes.baseAddress, bytes.count, 0)
        if count >= 0 || errno != EINTR { return count }
    }
}

private final class ThreadWork {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Runs work on a thread of its own, on which writing to a closed connection sends no signal.
func detachThread(_ run: @escaping @Sendable () -> Void) {
    let work = Unmanaged.passRetained(ThreadWork(run)).toOpaque()
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
    #if canImport(Darwin)
    var thread: pthread_t?
    let status = pthread_create(&thread, &attributes, { runWork($0) }, work)
    #else
    var thread = pthread_t()
    let status = pthread_create(&thread, &attributes, { $0.flatMap { runWork($0) } }, work)
    #endif
    if status != 0 { Unmanaged<ThreadWork>.fromOpaque(work).release() }
    pthread_attr_destroy(&attributes)
}

private func runWork(_ work: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    Unmanaged<ThreadWork>.fromOpaque(work).takeRetainedValue().run()
    return nil
}
