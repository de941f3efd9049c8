#if os(Linux)
import CDescopeCurl
package import DescopeCore
import DescopeHTTP
import FoundationEssentials
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The thread that sends all requests, with its connections. It lives as long as the process.
// @unchecked: what is neither immutable nor in a lock belongs to the thread.
package final class CurlLoop: @unchecked Sendable {
    /// What tasks want of the thread.
    private struct Queue {
        var new: [Exchange] = []
        var cancelled: [Exchange] = []
        /// Whether the thread sleeps, or is about to. Whoever comes first then wakes it, for all who come until it
        /// looks into the queue: a system call for each would cost more than the rest of the hand-over.
        var isAsleep = false

        /// Whether the thread has to be woken; then it is taken to be awake.
        mutating func wakes() -> Bool {
            defer { isAsleep = false }
            return isAsleep
        }
    }

    package typealias StartThread = (@convention(c) (UnsafeMutableRawPointer) -> Void, UnsafeMutableRawPointer) -> Bool

    private let queue = Mutex(Queue())
    private let curl: Libcurl
    private let certificates: Certificates
    private let proxies: Proxies
    private let usesPrerequest: Bool
    private let multi: OpaquePointer
    private let share: OpaquePointer
    /// Locked while the thread works; see ``park()``.
    private let turn: UnsafeMutableRawPointer

    // The thread's own.
    private var handles: [EasyHandle] = []
    private var active = 0
    private var ended: [(Exchange, Exchange.Failure?)] = []
    /// Those that wait for a free connection, and when the time of the first of them has passed.
    private var waiting: [Exchange] = []
    private var firstDeadline: Duration?

    /// How many requests are under way at once, and how many connections are kept. libcurl could limit them itself, but
    /// forgets the time limits of those that wait.
    private static let limit = 256
    private static let clock = SystemClock()

    /// - Parameters:
    ///   - environment: The settings of proxies and certificates.
    ///   - usesPrerequest: False to do without, as before libcurl 7.80.
    ///   - startThread: Starts a thread; false when none can be started.
    package init(
        _ curl: Libcurl,
        environment: [String: String] = ProcessInfo.processInfo.environment,
        usesPrerequest: Bool = true,
        startThread: StartThread = descope_start_thread
    ) throws(DescopeError) {
        self.curl = curl
        self.usesPrerequest = usesPrerequest && curl.hasPrerequest
        proxies = Proxies(environment: environment)
        certificates = Certificates(environment: environment, defaults: curl.certificates)
        let (multi, share) = (curl.c.pointee.curl_multi_init(), curl.c.pointee.curl_share_init())
        guard let multi, let share, let turn = descope_make_lock() else {
            if let multi { _ = curl.c.pointee.curl_multi_cleanup(multi) }
            if let share { _ = curl.c.pointee.curl_share_cleanup(share) }
            throw .cannotConnect("libcurl has no memory")
        }
        // What is thrown from here on ends in `deinit`.
        (self.multi, self.share, self.turn) = (multi, share, turn)
        // Without a descriptor for being woken the thread would sleep on.
        guard curl.c.pointee.curl_multi_wakeup(multi) == 0 else {
            throw .cannotConnect("this process has no file descriptors left")
        }
        _ = descope_set_multi_long(curl.c, multi, Int32(descope_option_max_connections), Self.limit)
        // Only this thread uses it, so it needs no locks.
        _ = descope_set_share_long(curl.c, share, Int32(descope_share_kind), Int32(descope_share_tls_sessions))

        let context = Unmanaged.passRetained(self)
        guard startThread({ Unmanaged<CurlLoop>.fromOpaque($0).takeRetainedValue().run() }, context.toOpaque()) else {
            context.release()
            throw .cannotConnect("this process can start no thread")
        }
        Self.parkAtExit(self)
    }

    /// Only without a thread, which never ends.
    deinit {
        _ = curl.c.pointee.curl_multi_cleanup(multi)
        _ = curl.c.pointee.curl_share_cleanup(share)
        descope_free_lock(turn)
    }

    // MARK: - On the tasks' threads

    /// Sends a request; returns when it has ended.
    func send(_ exchange: Exchange) async -> Exchange.Failure? {
        await withTaskCancellationHandler {
            await exchange.end {
                let (isTaken, wakes) = queue.withLock { queue in
                    if exchange.isCancelled { return (false, false) }
                    queue.new.append(exchange)
                    return (true, queue.wakes())
                }
                // Not under the lock: the resumed task may be cancelled and take it.
                if !isTaken { exchange.end(with: .cancelled) }
                if wakes { wake() }
            }
        } onCancel: {
            let wakes = queue.withLock { queue in
                exchange.isCancelled = true
                queue.cancelled.append(exchange)
                return queue.wakes()
            }
            if wakes { wake() }
        }
    }

    private func wake() { _ = curl.c.pointee.curl_multi_wakeup(multi) }

    // MARK: - On the loop's thread

    private func run() {
        var new: [Exchange] = []
        var cancelled: [Exchange] = []
        while true {
            descope_lock(turn)
            queue.withLock { queue in
                queue.isAsleep = false
                swap(&new, &queue.new)
                swap(&cancelled, &queue.cancelled)
            }
            for exchange in new { take(exchange) }
            drop(cancelled)
            new.removeAll(keepingCapacity: true)
            cancelled.removeAll(keepingCapacity: true)
            work()
            startWaiting()
            descope_unlock(turn)

            for (exchange, failure) in ended { exchange.end(with: failure) }
            ended.removeAll(keepingCapacity: true)
            let sleeps = queue.withLock { queue in
                queue.isAsleep = queue.new.isEmpty && queue.cancelled.isEmpty
                return queue.isAsleep
            }
            if sleeps { sleep() }
        }
    }

    private func sleep() {
        var limit = Duration.seconds(60)
        if !waiting.isEmpty, let firstDeadline { limit = max(.zero, min(limit, firstDeadline - Self.clock.uptime)) }
        // libcurl's own time limits end it earlier.
        _ = curl.c.pointee.curl_multi_poll(multi, nil, 0, Int32(limit / .milliseconds(1)) + 1, nil)
    }

    private func take(_ exchange: Exchange) {
        if active < Self.limit, waiting.isEmpty { return start(exchange, timeout: exchange.timeout) }
        exchange.deadline = Self.clock.uptime + exchange.timeout
        waiting.append(exchange)
        firstDeadline = min(firstDeadline ?? exchange.deadline, exchange.deadline)
    }

    /// Starts those that have waited, as far as there is room, and ends those whose time has passed.
    private func startWaiting() {
        guard !waiting.isEmpty else { return }
        let now = Self.clock.uptime
        if let firstDeadline, firstDeadline <= now {
            for exchange in waiting where exchange.deadline <= now { ended.append((exchange, .neverStarted)) }
            waiting.removeAll { $0.deadline <= now }
            self.firstDeadline = waiting.map(\.deadline).min()
        }
        let next = waiting.prefix(Self.limit - active)
        waiting.removeFirst(next.count)
        for exchange in next { start(exchange, timeout: exchange.deadline - now) }
    }

    private func start(_ exchange: Exchange, timeout: Duration) {
        guard
            let handle = handles.popLast()
                ?? EasyHandle(
                    curl,
                    share: share,
                    certificates: certificates,
                    proxies: proxies,
                    usesPrerequest: usesPrerequest
                )
        else { return ended.append((exchange, .curl(code: 27, message: "libcurl has no memory", isUnsent: true))) }
        let isLoaded = handle.load(exchange, timeout: timeout)
        active += 1
        guard isLoaded else { return end(handle, .curl(code: 27, message: "libcurl has no memory", isUnsent: true)) }
        let code = curl.c.pointee.curl_multi_add_handle(multi, handle.easy)
        if code != 0 { end(handle, .curl(code: 27, message: "libcurl could not begin", isUnsent: true)) }
    }

    /// Ends cancelled exchanges: those under way, and in one pass those that wait. Others have ended already.
    private func drop(_ cancelled: [Exchange]) {
        var rest: Set<ObjectIdentifier> = []
        for exchange in cancelled {
            if let handle = exchange.handle { end(handle, .cancelled) } else { rest.insert(ObjectIdentifier(exchange)) }
        }
        guard !rest.isEmpty, !waiting.isEmpty else { return }
        waiting.removeAll { exchange in
            guard rest.contains(ObjectIdentifier(exchange)) else { return false }
            ended.append((exchange, .cancelled))
            return true
        }
    }

    private func work() {
        var count: Int32 = 0
        _ = curl.c.pointee.curl_multi_perform(multi, &count)
        while let message = curl.c.pointee.curl_multi_info_read(multi, &count) {
            guard let context = descope_pointer_info(curl.c, message.pointee.easy, Int32(descope_info_private)) else {
                continue
            }
            let handle = EasyHandle.of(context)
            end(handle, handle.failure(message.pointee.data.result))
        }
    }

    private func end(_ handle: EasyHandle, _ failure: Exchange.Failure?) {
        // Ends it when it is under way: its connection is closed.
        _ = curl.c.pointee.curl_multi_remove_handle(multi, handle.easy)
        active -= 1
        handles.append(handle)
        if let exchange = handle.exchange { ended.append((exchange, failure)) }
        handle.unload()
    }

    // MARK: - At the end of the process

    private static let loops = Mutex<[CurlLoop]>([])
    private static let atExit: Void = {
        _ = atexit { for loop in loops.withLock(\.self) { loop.park() } }
    }()

    private static func parkAtExit(_ loop: CurlLoop) {
        loops.withLock { $0.append(loop) }
        atExit
    }

    /// Lets the thread rest while the process ends: libraries that libcurl uses, such as OpenSSL, free what the thread
    /// works with when `exit` calls their handlers. Handlers are called in reverse order: this one before those of
    /// libraries that were loaded earlier.
    private func park() {
        // Never unlocked. A thread that cannot be interrupted may hold it; the process ends all the same.
        _ = descope_lock_within(turn, 200)
    }
}
#endif
