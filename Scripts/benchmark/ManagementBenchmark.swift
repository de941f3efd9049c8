import CAllocations
import DescopeCore
import DescopeEmulator
import DescopeHTTP
import DescopeManagement
import DescopeManagementUsers
import DescopeTesting
import Synchronization

/// Many users of an emulated project, through the management client: read page by page, and created while requests
/// fail.
enum ManagementBenchmark {
    static let users = 100_000

    static func outcomes() throws -> [EmulatorOutcome] {
        let walk = try numbers(printedBy: "management-walk \(users)", count: 4)
        return [
            EmulatorOutcome(
                name: "management, walking over all users",
                values: [
                    ("users", walk[0]), ("seconds", walk[1]), ("megabytes_of_the_project", walk[2]),
                    ("more_at_the_peak", walk[3]),
                ],
                goal: "at most 50 megabytes more"
            ),
            try waiting { try await BulkBenchmark(users: users).run() },
        ]
    }

    /// Walks over all users in a process of its own, and returns what it prints.
    static func walk(_ users: Int) async throws -> [Double] {
        let backend = try await CrowdedProject(users: users, sessions: 0).backend
        let client = try DescopeClient(
            projectId: backend.projectId,
            managementKey: backend.managementKey,
            transport: .emulator(backend)
        )
        var found = Occurrences(users: users)
        // The first call has been made, with all that is set up there.
        _ = try await client.management.users.search().page(0)
        release_free_memory()
        try PageMemory.resetPeak()
        let (start, clock) = (try megabytes("VmRSS:"), BenchmarkClock())
        for try await user in client.management.users.search() { found.note(user.loginIds) }
        let (peak, seconds) = (try megabytes("VmHWM:"), clock.nanoseconds / 1e9)
        try found.require("each user is found once") { _ in 1 }
        return withExtendedLifetime(backend) { [Double(users), seconds, start, peak - start] }
    }
}

/// Creates users while some requests fail and some users are malformed, is cancelled in the middle and continued, and
/// sends the failed requests again. Throws when a user is lost or created twice.
private struct BulkBenchmark {
    let users: Int

    /// What the calls of `onProgress` have reported in one run.
    private struct Progress {
        var created: Occurrences
        var count = 0
        var isSteady = true
    }

    private static func isMalformed(_ number: Int) -> Bool { number % 1000 == 999 }

    private static func user(_ number: Int) -> NewUser {
        let details = UserDetails {
            $0.displayName = "User \(number)"
            if isMalformed(number) { $0.email = "no address" }
        }
        return NewUser(CrowdedProject.loginId(number), details)
    }

    func run() async throws -> EmulatorOutcome {
        let backend = try await CrowdedProject(users: 0, sessions: 0).backend
        let clock = ManualClock()
        let transport = UnreliableTransport(to: backend, clock: clock)
        let client = try DescopeClient(
            projectId: backend.projectId,
            managementKey: backend.managementKey,
            transport: transport,
            clock: clock
        )
        // Nothing waits this long: the waits for the rate limit may pass at once.
        .with { $0.requestTimeout = .seconds(3600) }
        return try await clock.passingTime(within: .seconds(60)) {
            try await run(client.management.users, backend, transport)
        }
    }

    private func run(
        _ admin: UserAdmin,
        _ backend: EmulatorBackend,
        _ transport: UnreliableTransport
    ) async throws -> EmulatorOutcome {
        let (start, clock) = (processorMicroseconds(), BenchmarkClock())
        var created = Occurrences(users: users)
        var refused = Occurrences(users: users)
        var again: [NewUser] = []

        /// Creates users, and adds up what became of them.
        func create(_ inputs: [NewUser], cancelledAfter limit: Int = .max) async throws -> BulkOutcome<NewUser> {
            let progress = Mutex(Progress(created: Occurrences(users: users)))
            let outcome = await Task {
                await admin.bulkCreate(inputs, concurrency: 4) { step in
                    progress.withLock {
                        $0.isSteady = $0.isSteady && $0.count <= step.count
                        $0.count = step.count
                        for user in step.outputs { $0.created.note(user.loginIds) }
                    }
                    if step.count >= limit { withUnsafeCurrentTask { $0?.cancel() } }
                }
            }.value
            let seen = progress.withLock(\.self)
            let done = outcome.successCount + outcome.failures.count
            guard seen.isSteady, seen.count == done, seen.created.total == outcome.successCount,
                done + outcome.unsent.count == outcome.next, outcome.error == nil
            else { throw DescopeError(.argument, message: "benchmark: the outcome of a bulk call does not add up") }
            created.add(seen.created)
            again = []
            for failure in outcome.failures {
                switch failure.error as? DescopeError {
                case let error? where error.status == 500: again.append(failure.input)
                case let error? where error.code == .userNotCreated: refused.note([failure.input.loginId])
                default: throw failure.error
                }
            }
            return outcome
        }

        let inputs = (0..<users).map(Self.user)
        let first = try await create(inputs, cancelledAfter: users * 2 / 5)
        let failed = again
        let second = try await create(first.unsent + inputs[first.next...])
        guard !first.isComplete, second.isComplete else {
            throw DescopeError(.argument, message: "benchmark: expected a run that is cancelled, and one that is not")
        }
        again += failed
        let failedCount = again.count
        while !again.isEmpty { _ = try await create(again) }
        let (seconds, used) = (clock.nanoseconds / 1e9, (processorMicroseconds() - start) / 1e6)

        var stored = Occurrences(users: users)
        stored.note(backend.loginIds)
        try created.require("each user is reported as created once") { Self.isMalformed($0) ? 0 : 1 }
        try stored.require("each user exists once") { Self.isMalformed($0) ? 0 : 1 }
        try refused.require("each malformed user is refused once") { Self.isMalformed($0) ? 1 : 0 }
        let requests = transport.counts
        guard requests.early == 0 else {
            throw DescopeError(
                .argument,
                message: "benchmark: \(requests.early) requests came before their Retry-After"
            )
        }
        return EmulatorOutcome(
            name: "management, creating users while requests fail",
            values: [
                ("users", Double(users)), ("created", Double(created.total)), ("existing", Double(stored.total)),
                ("malformed", Double(refused.total)),
                ("taken_when_cancelled", Double(first.next)),
                ("unsent_when_cancelled", Double(first.unsent.count)), ("failed_with_500", Double(failedCount)),
                ("requests", Double(requests.all)), ("requests_with_429", Double(requests.rateLimited)),
                ("requests_with_500", Double(requests.failed)), ("seconds", seconds), ("processor_seconds", used),
                ("users_per_second", (Double(users) / seconds).rounded()),
            ],
            goal: "no user lost or created twice"
        )
    }
}

/// How often each of the users occurs whom ``CrowdedProject/loginId(_:)`` names.
private struct Occurrences: Sendable {
    private var counts: [UInt8]
    /// Login ids of others.
    private var strangers = 0

    init(users: Int) { counts = Array(repeating: 0, count: users) }

    var total: Int { counts.reduce(strangers) { $0 + Int($1) } }

    mutating func note(_ loginIds: [String]) {
        for loginId in loginIds {
            let number = Int(
                loginId.utf8.drop { !isDigit($0) }.prefix(while: isDigit).reduce(0) { $0 * 10 + Int($1) - 48 }
            )
            if counts.indices.contains(number), loginId == CrowdedProject.loginId(number) {
                counts[number] = counts[number] &+ 1
            } else {
                strangers += 1
            }
        }
    }

    mutating func add(_ other: Occurrences) {
        for number in counts.indices { counts[number] = counts[number] &+ other.counts[number] }
        strangers += other.strangers
    }

    /// Throws unless each user occurs as often as expected.
    func require(_ expectation: String, _ expected: (Int) -> UInt8) throws {
        guard let number = counts.indices.first(where: { counts[$0] != expected($0) }) else {
            guard strangers == 0 else {
                throw DescopeError(.argument, message: "benchmark: expected that \(expectation), found unknown users")
            }
            return
        }
        let wrong = counts.indices.count { counts[$0] != expected($0) }
        throw DescopeError(
            .argument,
            message: "benchmark: expected that \(expectation), found \(wrong) users that are not; the first is number "
                + "\(number), with \(counts[number])"
        )
    }
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

/// A transport that refuses some requests without forwarding them: one in ten with status 429, one in fifty with 500.
private final class UnreliableTransport: HTTPTransport {
    struct Counts {
        var all = 0
        var rateLimited = 0
        var failed = 0
        /// Those that were sent again before the time that the refusal stated.
        var early = 0
    }

    private struct State {
        var counts = Counts()
        /// When a body that the rate limit has refused may be sent again.
        var openings: [[UInt8]: Duration] = [:]
    }

    private static let wait = 2

    private let base: EmulatorTransport
    private let clock: ManualClock
    private let state = Mutex(State())

    init(to backend: EmulatorBackend, clock: ManualClock) {
        base = EmulatorTransport(backend)
        self.clock = clock
    }

    var counts: Counts { state.withLock(\.counts) }

    func send(_ request: APIRequest, timeout: Duration) async throws -> APIResponse {
        let refusal = state.withLock { state -> APIResponse? in
            let (number, body, now) = (state.counts.all, request.body ?? [], clock.uptime)
            state.counts.all += 1
            if let opening = state.openings.removeValue(forKey: body), now < opening { state.counts.early += 1 }
            if number % 10 == 3 {
                state.counts.rateLimited += 1
                state.openings[body] = now + .seconds(Self.wait)
                var headers = APIHeaders()
                headers["retry-after"] = "\(Self.wait)"
                return APIResponse(status: 429, headers: headers)
            }
            guard number % 50 == 7 else { return nil }
            state.counts.failed += 1
            return APIResponse(status: 500)
        }
        if let refusal { return refusal }
        return try await base.send(request, timeout: timeout)
    }
}
