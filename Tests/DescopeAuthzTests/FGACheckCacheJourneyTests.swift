import DescopeAuthz
import DescopeEmulator
import DescopeTesting
import Testing

/// The cache in front of an emulated project that others change too.
@Suite(.timeLimit(.minutes(5))) struct FGACheckCacheJourneyTests {
    private let clock = ManualClock()
    private let backend: EmulatorBackend
    /// Whoever else changes relations.
    private let others: Management
    private let cache: FGACheckCache

    init() async throws {
        backend = try EmulatorBackend(clock: clock)
        others = try DescopeClient(
            projectId: backend.projectId,
            managementKey: backend.managementKey,
            transport: .emulator(backend),
            clock: clock
        ).management
        cache = FGACheckCache(others)
        try await others.fga.saveSchema(Self.schema)
    }

    private static let schema = """
        model AuthZ 1.0
        condition IsAdmin(role string) { role == "admin" }
        type user
        type group
          relation member: user
        type folder
          relation viewer: user | group#member
          permission can_view: viewer
        type doc
          relation parent: folder
          relation viewer: user
          relation auditor: user with IsAdmin
          permission can_view: viewer | parent.can_view
        """

    private func question(_ resource: String, _ relation: String, _ target: String) -> FGATuple {
        FGATuple(
            resource: resource,
            resourceType: resource.hasPrefix("d") ? "doc" : resource.hasPrefix("f") ? "folder" : "group",
            relation: relation,
            target: target,
            targetType: target.hasPrefix("g") ? "group#member" : target.hasPrefix("f") ? "folder" : "user"
        )
    }

    private func allows(_ question: FGATuple) async throws -> Bool {
        try await cache.check([question]).results[0].isAllowed
    }

    @Test("what others change is known after the interval, what the cache changes at once")
    func journey() async throws {
        let stored = question("d1", "viewer", "u1")
        let derived = question("d1", "can_view", "u2")
        try await cache.createRelations([stored, question("d1", "parent", "f1"), question("f1", "viewer", "g1")])
        try await cache.createRelations([question("g1", "member", "u2")])
        #expect(try await cache.check([stored, derived]).results.map(\.isAllowed) == [true, true])
        let asked = try backend.requestCount("fga.check")
        for _ in 1...100 {
            #expect(try await cache.check([stored, derived]).results.map(\.isAllowed) == [true, true])
        }
        #expect(try backend.requestCount("fga.check") == asked)

        // Two steps away from the document.
        try await others.fga.deleteRelations([question("g1", "member", "u2")])
        clock.advance(by: .milliseconds(14_999))
        #expect(try await allows(derived))
        clock.advance(by: .milliseconds(1))
        #expect(try await !allows(derived))
        try await others.authz.deleteRelations(forIds: ["u1"])
        clock.advance(by: .seconds(15))
        #expect(try await !allows(stored))

        try await cache.createRelations([stored])
        #expect(try await allows(stored))
        try await cache.deleteRelations([stored])
        #expect(try await !allows(stored))
        #expect(cache.statistics.failedPolls == 0)
    }

    @Test("a new schema voids everything, after the interval or at once")
    func newSchema() async throws {
        let derived = question("d1", "can_view", "u1")
        try await cache.createRelations([question("d1", "viewer", "u1")])
        #expect(try await allows(derived))
        let narrower = Self.schema.replacing("can_view: viewer | parent.can_view", with: "can_view: parent.can_view")
        try await others.fga.saveSchema(narrower)
        #expect(try await allows(derived))
        clock.advance(by: .seconds(15))
        #expect(try await !allows(derived))
        try await others.fga.saveSchema(Self.schema)
        #expect(try await !allows(derived))
        cache.removeAll()
        #expect(try await allows(derived))
    }

    @Test("conditions are judged by the service, every time")
    func conditions() async throws {
        let audited = question("d1", "auditor", "u1")
        try await cache.createRelations([audited])
        for role in ["admin", "user", "admin"] {
            let answer = try await cache.check([audited], context: ["role": .string(role)])
            #expect(answer.results[0].isAllowed == (role == "admin"))
        }
        for _ in 1...2 { #expect(try await cache.check([audited]).results[0].info.missingContext == ["role"]) }
        #expect(try backend.requestCount("fga.check") == 5)
        #expect(cache.statistics.count == 0)
    }

    @Test("every answer was true within the last 15 s, whatever happens", arguments: [1, 2, 3] as [UInt64])
    func staleness(_ seed: UInt64) async throws {
        let random = SeededRandom(seed: seed)
        func below(_ bound: Int) -> Int { Int(random.unit() * Double(bound)) }
        let users = ["u1", "u2", "u3"]
        let questions = ["d1", "d2", "f1", "f2"].flatMap { resource in
            users.flatMap { [question(resource, "can_view", $0), question(resource, "viewer", $0)] }
        }
        let relations =
            users.flatMap {
                [question("g1", "member", $0), question("f1", "viewer", $0), question("d1", "viewer", $0)]
            }
            + [question("d1", "parent", "f1"), question("d2", "parent", "f2"), question("f2", "viewer", "g1")]
        /// The right answers, and until when each list was right; nil for the current one.
        var history: [(answers: [Bool], end: Duration?)] = []
        var disagreements = 0
        for _ in 1...250 {
            let relation = relations[below(relations.count)]
            switch below(10) {
            case 0: try await others.fga.createRelations([relation])
            case 1: try await others.fga.deleteRelations([relation])
            case 2: try await cache.createRelations([relation])
            case 3: try await cache.deleteRelations([relation])
            case 4: clock.advance(by: .seconds(below(20)))
            case 5 where below(20) == 0: try backend.failNext("authz.getModified", with: .status(500))
            default: clock.advance(by: .milliseconds(below(2000)))
            }
            let right = try await others.fga.check(questions).results.map(\.isAllowed)
            if let last = history.last, last.answers != right { history[history.count - 1].end = clock.uptime }
            if history.last?.answers != right { history.append((right, nil)) }
            let recent = history.filter { $0.end.map { clock.uptime - $0 < .seconds(15) } ?? true }
            let asked = (0..<6).map { _ in below(questions.count) }
            let found = try await cache.check(asked.map { questions[$0] }).results.map(\.isAllowed)
            for (index, isAllowed) in zip(asked, found) {
                #expect(recent.contains { $0.answers[index] == isAllowed })
                if right[index] != isAllowed { disagreements += 1 }
            }
        }
        let statistics = cache.statistics
        // The test says something: there were answers from memory, and some of them were behind.
        #expect(statistics.hits > 300 && statistics.dropped > 30 && disagreements > 0, "\(statistics)")
    }
}
