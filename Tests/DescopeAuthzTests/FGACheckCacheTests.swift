import DescopeAuthz
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite(.timeLimit(.minutes(5))) struct FGACheckCacheTests {
    typealias Answer = ScriptedTransport.Answer

    private let clock = ManualClock()

    private func cache(
        _ transport: ScriptedTransport,
        maximumAge: Duration = .seconds(60),
        capacity: Int = 10_000,
        _ edit: (inout DescopeConfiguration) throws -> Void = { _ in }
    ) throws -> FGACheckCache {
        let client = try DescopeClient(
            projectId: "P2test",
            managementKey: "K2test",
            transport: transport,
            clock: clock
        )
        return FGACheckCache(try client.with(edit).management, maximumAge: maximumAge, capacity: capacity)
    }

    // MARK: - Answers from memory

    @Test("an answer is given again as it came, and the service is asked once")
    func kept() async throws {
        let transport = ScriptedTransport(
            .json(
                """
                {"tuples": [{"allowed": true, "info": {"direct": true}, "tuple": {"resource": "r", "resourceType": "doc",
                "relation": "viewer", "target": "t", "targetType": "user#x"}}]}
                """
            )
        )
        let cache = try cache(transport)
        let first = try await cache.check([tuple("r", "t")])
        #expect(first.results[0].isAllowed && first.results[0].info.isDirect)
        #expect(first.results[0].tuple?.targetType == "user#x")
        #expect(try await cache.check([tuple("r", "t")]) == first)
        #expect(transport.requests == ["check r@t"])
        let statistics = cache.statistics
        #expect((statistics.count, statistics.hits, statistics.misses, statistics.dropped) == (1, 1, 1, 0))
    }

    @Test("the service is asked for what is missing, and the order of the questions stays")
    func mixed() async throws {
        let transport = ScriptedTransport(.verdicts(.yes, .no), .verdicts(.no, .yes))
        let cache = try cache(transport)
        _ = try await cache.check([tuple("a", "t"), tuple("b", "t")])
        let answers = try await cache.check([tuple("c", "t"), tuple("a", "t"), tuple("d", "t"), tuple("b", "t")])
        #expect(answers.results.map(\.isAllowed) == [false, true, true, false])
        #expect(transport.requests == ["check a@t b@t", "check c@t d@t"])
    }

    @Test(
        "an answer that depends on a condition is never kept",
        arguments: [
            #""direct": true, "conditional": true"#, #""direct": true, "missingContext": ["role"]"#,
            #""direct": true, "conditionalErr": "no such key""#,
        ]
    )
    func conditional(_ info: String) async throws {
        let answer = Answer.json(#"{"tuples": [{"allowed": true, "info": {\#(info)}}]}"#)
        let transport = ScriptedTransport(answer, answer)
        let cache = try cache(transport)
        for _ in 1...2 { _ = try await cache.check([tuple("r", "t")]) }
        #expect(transport.requests == ["check r@t", "check r@t"])
        #expect(cache.statistics.count == 0)
    }

    @Test("a question with a context is neither answered from memory nor kept")
    func context() async throws {
        let transport = ScriptedTransport(.verdicts(.yes), .verdicts(.no), .verdicts(.no), .verdicts(.yes))
        let cache = try cache(transport)
        #expect(try await cache.check([tuple("a", "t")]).results[0].isAllowed)
        #expect(try await !cache.check([tuple("a", "t")], context: ["role": "admin"]).results[0].isAllowed)
        #expect(try await cache.check([tuple("a", "t")]).results[0].isAllowed)
        #expect(try await !cache.check([tuple("b", "t")], context: ["role": "admin"]).results[0].isAllowed)
        #expect(try await cache.check([tuple("b", "t")]).results[0].isAllowed)
        #expect(transport.requests == ["check a@t", "check a@t", "check b@t", "check b@t"])
        #expect(transport.sent[1].bodyJSON?["context"] == ["role": "admin"])
    }

    @Test("questions are compared by their bytes, member by member")
    func bytes() async throws {
        var questions = [tuple("caf\u{e9}", "t"), tuple("cafe\u{301}", "t"), tuple("r", "ab", type: "c")]
        for member in [\FGATuple.resource, \.resourceType, \.relation, \.target, \.targetType] {
            questions.append(tuple("r", "ab", type: "c"))
            questions[questions.count - 1][keyPath: member] += "x"
        }
        questions.append(tuple("r", "a", type: "bc"))
        let transport = ScriptedTransport(questions.map { _ in .verdicts(.yes) })
        let cache = try cache(transport)
        for question in questions { _ = try await cache.check([question]) }
        #expect(transport.sent.count == questions.count)
        #expect(cache.statistics.count == questions.count)
    }

    @Test("an error is thrown, and nothing is kept")
    func failed() async throws {
        let transport = ScriptedTransport(.refusal(.invalidArguments), .json(#"{"tuples": []}"#), .verdicts(.yes))
        let cache = try cache(transport)
        for _ in 1...2 {
            await #expect(throws: DescopeError.self) { try await cache.check([tuple("r", "t")]) }
        }
        #expect(try await cache.check([tuple("r", "t")]).results[0].isAllowed)
        await #expect(throws: DescopeError.self) { try await cache.check([]) }
        #expect(transport.sent.count == 3)
    }

    // MARK: - Polls

    @Test("after the interval, and not before, the service is asked what has changed since the last poll")
    func interval() async throws {
        let transport = ScriptedTransport(.verdicts(.yes), .unchanged, .unchanged)
        let cache = try cache(transport)
        let start = milliseconds(clock.now)
        func check() async throws { #expect(try await cache.check([tuple("r", "t")]).results[0].isAllowed) }
        try await check()
        clock.advance(by: .milliseconds(14_999))
        try await check()
        #expect(transport.requests == ["check r@t"])
        clock.advance(by: .milliseconds(1))
        try await check()
        try await check()
        clock.advance(by: .seconds(20))
        try await check()
        try transport.verify()
        // Five seconds earlier than the last poll, for clocks that differ.
        #expect(
            transport.requests == [
                "check r@t", "modified since \(start - 5000)", "modified since \(start + 15_000 - 5000)",
            ]
        )
    }

    @Test("when nothing is kept, nothing is asked")
    func emptyCache() async throws {
        let transport = ScriptedTransport(.verdicts(.yes), .verdicts(.yes))
        let cache = try cache(transport)
        clock.advance(by: .seconds(3600))
        _ = try await cache.check([tuple("r", "t")])
        cache.removeAll()
        clock.advance(by: .seconds(3600))
        _ = try await cache.check([tuple("r", "t")])
        #expect(transport.requests == ["check r@t", "check r@t"])
        #expect(cache.statistics.dropped == 1)
    }

    @Test(
        "when the clock is set, changes are asked for from the earlier of the two readings",
        arguments: [(0, 0), (100, 0), (-100, -100)]
    )
    func clockIsSet(by seconds: Int, moves start: Int) async throws {
        let transport = ScriptedTransport(.verdicts(.yes), .unchanged)
        let cache = try cache(transport)
        let asked = milliseconds(clock.now)
        _ = try await cache.check([tuple("r", "t")])
        clock.set(to: clock.now.addingTimeInterval(TimeInterval(seconds)))
        // The interval is measured by monotonic time.
        _ = try await cache.check([tuple("r", "t")])
        #expect(transport.sent.count == 1)
        clock.advance(by: .seconds(15))
        _ = try await cache.check([tuple("r", "t")])
        #expect(transport.requests.last == "modified since \(asked + start * 1000 - 5000)")
    }

    /// What is asked again after a poll, of answers about `r1@t1` and `r2@t2`, which are direct, and `r3@t3`, which is
    /// not.
    private static let polls: [(Answer, String)] = [
        (.unchanged, ""), (.json("{}"), ""), (.modified(resources: ["r1"]), " r1@t1 r3@t3"),
        (.modified(targets: ["t2"]), " r2@t2 r3@t3"), (.modified(resources: ["t1"]), " r1@t1 r3@t3"),
        (.modified(targets: ["r2"]), " r2@t2 r3@t3"),
        (.modified(resources: ["r1"], targets: ["t2"]), " r1@t1 r2@t2 r3@t3"),
        (.modified(resources: ["other"]), " r3@t3"), (.modified(targets: ["other"]), " r3@t3"),
        (.modified(schema: true), " r1@t1 r2@t2 r3@t3"), (.status(500), " r1@t1 r2@t2 r3@t3"),
        (.status(503), " r1@t1 r2@t2 r3@t3"), (.cannotConnect, " r1@t1 r2@t2 r3@t3"),
        (.refusal(.rateLimited, status: 429), " r1@t1 r2@t2 r3@t3"), (.json("{"), " r1@t1 r2@t2 r3@t3"),
        (.json(#"{"resources": "r1"}"#), " r1@t1 r2@t2 r3@t3"),
    ]

    @Test("a poll drops what may have changed, and everything when it fails", arguments: polls.indices)
    func polled(_ row: Int) async throws {
        let (poll, asked) = Self.polls[row]
        let transport = ScriptedTransport(
            .verdicts(.yes, .yes, .derived),
            poll,
            .reply { request in
                let count = request.bodyJSON?["tuples"]?.arrayValue?.count ?? 0
                return try await Answer.verdicts(Array(repeating: .no, count: count)).response(to: request)
            }
        )
        let cache = try cache(transport)
        let questions = [tuple("r1", "t1"), tuple("r2", "t2"), tuple("r3", "t3")]
        _ = try await cache.check(questions)
        clock.advance(by: .seconds(15))
        let answers = try await cache.check(questions)
        #expect(transport.requests.dropFirst(2) == (asked.isEmpty ? [] : ["check\(asked)"]))
        let names: [String] = questions.map { " \($0.resource)@\($0.target)" }
        #expect(answers.results.map(\.isAllowed) == names.map { !asked.contains($0) })
        let statistics = cache.statistics
        #expect(statistics.dropped == names.filter { asked.contains($0) }.count)
        // Whatever the poll said, its interval has begun.
        _ = try await cache.check(questions)
        #expect(transport.sent.count == (asked.isEmpty ? 2 : 3))
        #expect(statistics.failedPolls == (row > 9 ? 1 : 0))
    }

    @Test("a poll that is not answered within 5 s has failed")
    func slowPoll() async throws {
        let transport = ScriptedTransport(.verdicts(.yes), .hangIgnoringCancellation, .verdicts(.no))
        let cache = try cache(transport)
        _ = try await cache.check([tuple("r", "t")])
        clock.advance(by: .seconds(15))
        let check = Task { try await cache.check([tuple("r", "t")]) }
        // A second more than the transport has.
        #expect(await clock.advanceToSleeper(within: .seconds(59)) == .seconds(6))
        #expect(try await !check.value.results[0].isAllowed)
        #expect(cache.statistics.failedPolls == 1)
    }

    @Test("a poll that fails is not sent again: checks wait for it")
    func noRetry() async throws {
        let transport = ScriptedTransport(.verdicts(.yes), .cannotConnect, .verdicts(.no))
        let cache = try cache(transport)
        _ = try await cache.check([tuple("r", "t")])
        clock.advance(by: .seconds(15))
        let answer = try await clock.passingTime(within: .seconds(1)) { try await cache.check([tuple("r", "t")]) }
        #expect(!answer.results[0].isAllowed)
        #expect(transport.requests.map { $0.split(separator: " ")[0] } == ["check", "modified", "check"])
    }

    @Test("a poll counts from when it was asked, not from when it was answered")
    func pollTime() async throws {
        let clock = clock
        let transport = ScriptedTransport(
            .verdicts(.yes),
            .reply { request in
                clock.advance(by: .seconds(4))
                return try await Answer.unchanged.response(to: request)
            },
            .unchanged
        )
        let cache = try cache(transport)
        let start = milliseconds(clock.now)
        _ = try await cache.check([tuple("r", "t")])
        clock.advance(by: .seconds(15))
        _ = try await cache.check([tuple("r", "t")])
        clock.advance(by: .seconds(11))
        _ = try await cache.check([tuple("r", "t")])
        #expect(transport.requests.last == "modified since \(start + 15_000 - 5000)")
    }

    @Test("beyond the 24 hours that the service remembers, everything is dropped")
    func longGap() async throws {
        for (gap, isAsked) in [(86_400 - 5, true), (86_400 - 4, false)] {
            let transport = ScriptedTransport(.verdicts(.yes), isAsked ? .unchanged : .verdicts(.no))
            let cache = try cache(transport, maximumAge: .seconds(1_000_000))
            _ = try await cache.check([tuple("r", "t")])
            clock.advance(by: .seconds(gap))
            #expect(try await cache.check([tuple("r", "t")]).results[0].isAllowed == isAsked)
            try transport.verify()
        }
    }

    @Test("no answer is used beyond the maximum age, measured from its question")
    func maximumAge() async throws {
        let clock = clock
        let slow = Answer.reply { request in
            clock.advance(by: .seconds(3))
            return try await Answer.verdicts(.yes).response(to: request)
        }
        let transport = ScriptedTransport(slow, .verdicts(.no))
        let cache = try cache(transport, maximumAge: .seconds(10))
        _ = try await cache.check([tuple("r", "t")])
        clock.advance(by: .milliseconds(6999))
        #expect(try await cache.check([tuple("r", "t")]).results[0].isAllowed)
        clock.advance(by: .milliseconds(1))
        #expect(try await !cache.check([tuple("r", "t")]).results[0].isAllowed)
    }

    @Test("with an interval of nothing, everything is asked")
    func noInterval() async throws {
        for interval in [Duration.zero, .seconds(-1)] {
            let transport = ScriptedTransport(.verdicts(.yes), .unchanged, .verdicts(.yes))
            let client = try DescopeClient(
                projectId: "P2test",
                managementKey: "K2test",
                transport: transport,
                clock: clock
            )
            let cache = FGACheckCache(client.management, pollInterval: interval)
            for _ in 1...2 { _ = try await cache.check([tuple("r", "t")]) }
            try transport.verify()
        }
    }

    // MARK: - Several at once

    @Test("all who wait share one poll; one who gives up does not end it")
    func sharedPoll() async throws {
        let (gate, opening) = AsyncStream.makeStream(of: Void.self)
        let transport = ScriptedTransport(
            .verdicts(.yes),
            .reply { request in
                for await _ in gate {}
                return try await Answer.unchanged.response(to: request)
            }
        )
        let cache = try cache(transport)
        _ = try await cache.check([tuple("r", "t")])
        clock.advance(by: .seconds(15))
        let executor = HeldExecutor()
        let callers = (0..<10).map { _ in
            Task(executorPreference: executor) { try await cache.check([tuple("r", "t")]).results[0].isAllowed }
        }
        // All of them have come before the poll is answered.
        executor.drain()
        callers[0].cancel()
        executor.release()
        await #expect(throws: CancellationError.self) { try await callers[0].value }
        opening.finish()
        for caller in callers.dropFirst() { #expect(try await caller.value) }
        #expect(transport.requests.count { $0.hasPrefix("modified") } == 1)
        #expect(cache.statistics.hits == 9)
    }

    /// What happens while the service answers a check, and whether that answer is kept.
    enum Meanwhile: CaseIterable {
        case nothing, anotherCheck, quietPoll, pollWithChange, failedPoll, write, otherWrite, removeAll, longPause

        var isKept: Bool { self == .nothing || self == .anotherCheck || self == .quietPoll }
    }

    @Test("an answer is not kept when something has changed since its question", arguments: Meanwhile.allCases)
    func race(_ meanwhile: Meanwhile) async throws {
        let transport = ScriptedTransport()
        let (cache, clock) = (try cache(transport), clock)
        let hasOther = meanwhile != .longPause
        if hasOther {
            transport.append(.verdicts(.yes))
            _ = try await cache.check([tuple("other", "t")])
        }
        transport.append(
            .reply { request in
                switch meanwhile {
                case .nothing: break
                case .anotherCheck:
                    transport.append(.verdicts(.yes))
                    _ = try await cache.check([tuple("another", "t")])
                case .quietPoll, .pollWithChange, .failedPoll:
                    switch meanwhile {
                    case .quietPoll: transport.append(.unchanged)
                    case .pollWithChange: transport.append(.modified(resources: ["r"]))
                    default: transport.append(.status(500), .verdicts(.yes))
                    }
                    clock.advance(by: .seconds(15))
                    _ = try await cache.check([tuple("other", "t")])
                case .write:
                    transport.append(.empty)
                    try await cache.deleteRelations([tuple("r", "t")])
                case .otherWrite:
                    transport.append(.empty)
                    try await cache.createRelations([tuple("folder", "group")])
                case .removeAll: cache.removeAll()
                case .longPause:
                    // Nothing is kept, so there is no poll, and none will list what changes in between.
                    transport.append(.verdicts(.yes))
                    clock.advance(by: .seconds(15))
                    _ = try await cache.check([tuple("another", "t")])
                }
                return try await Answer.verdicts(.yes).response(to: request)
            }
        )
        #expect(try await cache.check([tuple("r", "t")]).results[0].isAllowed)
        try transport.verify()
        let asked = transport.sent.count
        transport.append(.verdicts(.no))
        #expect(try await cache.check([tuple("r", "t")]).results[0].isAllowed == meanwhile.isKept)
        #expect(transport.sent.count == asked + (meanwhile.isKept ? 0 : 1))
    }

    // MARK: - Changes of its own

    @Test("relations are created and deleted at the service, and answers about them dropped", arguments: [true, false])
    func writes(_ isDeleting: Bool) async throws {
        for answer in [Answer.empty, .status(500), .connectionLost] {
            let transport = ScriptedTransport(.verdicts(.yes, .yes, .derived), answer, .verdicts(.no, .no))
            let cache = try cache(transport)
            let questions = [tuple("r1", "t1"), tuple("r2", "t2"), tuple("r3", "t3")]
            _ = try await cache.check(questions)
            let written = [tuple("r1", "somebody"), tuple("somewhere", "nobody")]
            try? await isDeleting ? cache.deleteRelations(written) : cache.createRelations(written)
            #expect(try await cache.check(questions).results.map(\.isAllowed) == [false, true, false])
            let write = isDeleting ? "relations/delete" : "relations"
            #expect(
                transport.requests == [
                    "check r1@t1 r2@t2 r3@t3", "\(write) r1@somebody somewhere@nobody", "check r1@t1 r3@t3",
                ]
            )
        }
    }

    @Test("a write that fails throws the service's error")
    func refusedWrite() async throws {
        let transport = ScriptedTransport(.refusal(.invalidArguments), .refusal(.invalidArguments))
        let cache = try cache(transport)
        await #expect(throws: DescopeError.self) { try await cache.createRelations([tuple("r", "t")]) }
        await #expect(throws: DescopeError.self) { try await cache.deleteRelations([tuple("r", "t")]) }
    }

    // MARK: - Limits

    @Test("when the newer half is full, the older one is dropped")
    func capacity() async throws {
        let transport = ScriptedTransport(Array(repeating: .verdicts(.yes), count: 7))
        let cache = try cache(transport, capacity: 4)
        for name in ["a", "b", "c", "d"] { _ = try await cache.check([tuple(name, "t")]) }
        for name in ["a", "b", "c", "d"] { _ = try await cache.check([tuple(name, "t")]) }
        #expect(transport.sent.count == 4)
        _ = try await cache.check([tuple("e", "t")])
        #expect(cache.statistics.count == 3)
        for name in ["c", "d", "e"] { _ = try await cache.check([tuple(name, "t")]) }
        #expect(transport.sent.count == 5)
        for name in ["a", "b"] { _ = try await cache.check([tuple(name, "t")]) }
        #expect(transport.sent.count == 7)
        #expect(cache.statistics.count <= 4)
    }

    @Test("without capacity nothing is kept", arguments: [1, 0, -1, Int.min])
    func noCapacity(_ capacity: Int) async throws {
        let transport = ScriptedTransport(.verdicts(.yes), .verdicts(.no))
        let cache = try cache(transport, capacity: capacity)
        for _ in 1...2 { _ = try await cache.check([tuple("r", "t")]) }
        #expect(transport.sent.count == 2)
    }

    @Test("answers about long ids are not kept")
    func longIds() async throws {
        // `doc`, `viewer`, `t` and `user` take 14 bytes.
        for (length, isKept) in [(1010, true), (1011, false)] {
            let transport = ScriptedTransport(.verdicts(.yes), .verdicts(.no))
            let cache = try cache(transport)
            let question = tuple(String(repeating: "r", count: length), "t")
            _ = try await cache.check([question])
            #expect(try await cache.check([question]).results[0].isAllowed == isKept)
        }
    }

    @Test("checks pass the customer's own cache, whose answers may be older than a poll; the others go to it")
    func ownCache() async throws {
        let transport = ScriptedTransport(
            .verdicts(.yes),
            .unchanged,
            .empty,
            .empty,
            .verdicts(.yes),
            .verdicts(.yes)
        )
        let cache = try cache(transport) { $0.fgaCacheURL = try BaseURL("https://cache.example.com") }
        _ = try await cache.check([tuple("r", "t")])
        clock.advance(by: .seconds(15))
        _ = try await cache.check([tuple("r", "t")])
        try await cache.createRelations([tuple("r", "u")])
        try await cache.deleteRelations([tuple("r", "u")])
        _ = try await cache.check([tuple("r", "t")])
        _ = try await cache.check([tuple("r", "t")], context: ["a": 1])
        let (service, own) = ("https://api.descope.com", "https://cache.example.com")
        #expect(transport.sent.map(\.baseURL.description) == [service, service, own, own, service, own])
    }
}

func tuple(_ resource: String, _ target: String, type: String = "user") -> FGATuple {
    FGATuple(resource: resource, resourceType: "doc", relation: "viewer", target: target, targetType: type)
}

func milliseconds(_ date: Date) -> Int { Int((date.timeIntervalSince1970 * 1000).rounded(.down)) }

extension ScriptedTransport {
    /// The requests in words, without what is the same in all tests.
    fileprivate var requests: [String] {
        sent.map { request in
            let body = request.bodyJSON
            let name = request.path.split(separator: "/").dropFirst(3).joined(separator: "/")
            if let since = body?["since"]?.intValue { return "modified since \(since)" }
            let tuples = body?["tuples"]?.arrayValue ?? []
            return name
                + tuples.map { " \($0["resource"]?.stringValue ?? "")@\($0["target"]?.stringValue ?? "")" }.joined()
        }
    }
}

extension ScriptedTransport.Answer {
    fileprivate enum Verdict: String {
        case yes = #"{"allowed": true, "info": {"direct": true}}"#
        case no = #"{"allowed": false, "info": {"direct": true}}"#
        case derived = #"{"allowed": true, "info": {"direct": false}}"#
    }

    fileprivate static func verdicts(_ verdicts: Verdict...) -> Self { self.verdicts(verdicts) }

    fileprivate static func verdicts(_ verdicts: [Verdict]) -> Self {
        .json(#"{"tuples": [\#(verdicts.map(\.rawValue).joined(separator: ", "))]}"#)
    }

    fileprivate static let unchanged = modified()

    fileprivate static func modified(
        resources: [String] = [],
        targets: [String] = [],
        schema: Bool = false
    ) -> Self {
        .json(#"{"resources": \#(resources), "targets": \#(targets), "schemaChanged": \#(schema)}"#)
    }

    /// The response, for an answer that does something first.
    fileprivate func response(to request: APIRequest) async throws -> APIResponse {
        try await ScriptedTransport(self).send(request, timeout: .zero)
    }
}
