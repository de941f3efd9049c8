import DescopeManagement
import DescopeTesting
import Synchronization
import Testing

@Suite struct PagesTests {
    /// What a service has, and what it returns of a page.
    struct Service: Sendable {
        var count: Int
        /// The number of elements that it returns at most, whatever is asked for.
        var limit = Int.max
        var statesTotal = true
    }

    private static func pages(_ service: Service, size: Int, fetched: Fetched) -> Pages<Int> {
        Pages(size: size, clock: ManualClock()) { number in
            fetched.numbers.withLock { $0.append(number) }
            let size = min(size, service.limit)
            let elements = Array((0..<service.count).dropFirst(number * size).prefix(size))
            return Pages.Page(elements, total: service.statesTotal ? service.count : nil)
        }
    }

    /// The numbers of the pages that were fetched.
    final class Fetched: Sendable {
        let numbers = Mutex<[Int]>([])
        var count: Int { numbers.withLock(\.count) }
    }

    @Test(
        "every element is returned once, in order, and no page more than necessary is fetched",
        arguments: [
            (Service(count: 0), 10, 1), (Service(count: 7), 10, 1), (Service(count: 10), 10, 1),
            (Service(count: 25), 10, 3), (Service(count: 25, statesTotal: false), 10, 3),
            (Service(count: 20, statesTotal: false), 10, 3),
            // The service returns less than it is asked for, and says that there is more.
            (Service(count: 25, limit: 5), 10, 5), (Service(count: 1), 1, 1),
        ] as [(Service, Int, Int)]
    )
    func elements(_ service: Service, _ size: Int, _ fetches: Int) async throws {
        let fetched = Fetched()
        var elements: [Int] = []
        for try await element in Self.pages(service, size: size, fetched: fetched) { elements.append(element) }
        #expect(elements == Array(0..<service.count))
        #expect(fetched.count == fetches)
    }

    @Test("pages are fetched when they are needed")
    func lazily() async throws {
        let fetched = Fetched()
        var iterator = Self.pages(Service(count: 100), size: 10, fetched: fetched).makeAsyncIterator()
        for _ in 0..<10 { _ = try await iterator.next() }
        #expect(fetched.count == 1)
        _ = try await iterator.next()
        #expect(fetched.count == 2)
    }

    @Test("pages have their numbers and the total; a single one can be fetched")
    func single() async throws {
        let all = Self.pages(Service(count: 25), size: 10, fetched: Fetched())
        var sizes: [Int: Int] = [:]
        for try await page in all.pages {
            sizes[page.number] = page.elements.count
            #expect(page.total == 25)
        }
        #expect(sizes == [0: 10, 1: 10, 2: 5])
        let page = try await all.page(2)
        #expect((page.number, page.elements) == (2, Array(20..<25)))
    }

    @Test("an error ends the sequence, and a cancellation stops the fetching")
    func failure() async throws {
        let pages = Pages<Int>(size: 2, clock: ManualClock()) { number in
            guard number == 0 else { throw DescopeError(.api, code: .invalidArguments, message: "no") }
            return Pages.Page([1, 2])
        }
        var elements: [Int] = []
        let error = await #expect(throws: DescopeError.self) {
            for try await element in pages { elements.append(element) }
        }
        #expect(error?.code == .invalidArguments)
        #expect(elements == [1, 2])

        let fetched = Fetched()
        let endless = Self.pages(Service(count: .max), size: 2, fetched: fetched)
        let task = Task {
            for try await element in endless where element == 1 { withUnsafeCurrentTask { $0?.cancel() } }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(fetched.count == 1)
    }
}

/// Searches, page by page, with a scripted service.
@Suite struct SearchPagesTests {
    private static func search(_ transport: ScriptedTransport, size: Int) throws -> Pages<String> {
        search(try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport), size: size)
    }

    private static func search(_ client: DescopeClient, size: Int) -> Pages<String> {
        client.management
            .pages(
                APIOperation(management: "things.search", .post, "/v1/mgmt/things"),
                size: size,
                maximum: 3,
                elements: "things"
            )
    }

    @Test("an element that cannot be read does not end the search")
    func oddElements() async throws {
        let transport = ScriptedTransport(
            .json(#"{"things":["a",7,"b"]}"#),
            .json(#"{"things":[null,8,[]],"other":{}}"#),
            .json(#"{"things":["c"]}"#)
        )
        var things: [String] = []
        for try await thing in try Self.search(transport, size: 3) { things.append(thing) }
        #expect(things == ["a", "b", "c"])
        #expect(transport.sent.map { $0.bodyJSON?["page"] } == [0, 1, 2])
        #expect(transport.sent.allSatisfy { $0.bodyJSON?["limit"] == 3 })
    }

    @Test(
        "null and an absent list are an empty page",
        arguments: ["{}", #"{"things":null}"#, #"{"things":[],"total":"5"}"#]
    )
    func empty(_ body: String) async throws {
        let transport = ScriptedTransport(.json(body))
        for try await thing in try Self.search(transport, size: 3) { Issue.record("found \(thing)") }
        try transport.verify()
    }

    @Test(
        "a page that does not exist is refused before anything is sent",
        arguments: [(0, 0), (4, 0), (-1, 0), (3, -1)]
    )
    func outOfRange(_ size: Int, _ page: Int) async throws {
        let transport = ScriptedTransport()
        let error = await #expect(throws: DescopeError.self) { try await Self.search(transport, size: size).page(page) }
        #expect(transport.sent.isEmpty)
        #expect(error?.code == .unusableArgument)
        #expect(error?.message.hasPrefix(page < 0 ? "page: " : "pageSize: ") == true)
    }

    /// The refusal of the rate limit.
    private static func refusal(retryAfter seconds: Int) -> ScriptedTransport.Answer {
        .refusal(.rateLimited, status: 429, headers: ["Retry-After": "\(seconds)"])
    }

    private static func client(_ transport: ScriptedTransport, _ clock: ManualClock) throws -> DescopeClient {
        try DescopeClient(projectId: "P2test", managementKey: "K2test", transport: transport, clock: clock)
            .with { $0.retry = .never }
    }

    @Test("a page that the rate limit refuses is fetched again after the wait")
    func rateLimit() async throws {
        let clock = ManualClock()
        let transport = ScriptedTransport(
            .json(#"{"things":["a","b","c"]}"#),
            Self.refusal(retryAfter: 30),
            .json(#"{"things":["d"]}"#)
        )
        let search = try Self.search(Self.client(transport, clock), size: 3)
        let walk = Task {
            var things: [String] = []
            for try await thing in search { things.append(thing) }
            return things
        }
        await clock.sleeper(dueWithin: .seconds(30))
        #expect(transport.sent.count == 2)
        clock.advance(by: .seconds(30))
        #expect(try await walk.value == ["a", "b", "c", "d"])
        #expect(transport.sent.map { $0.bodyJSON?["page"] } == [0, 1, 1])
    }

    @Test("a long wait ends the sequence, and a single page is not waited for", arguments: [true, false])
    func longWait(_ isSinglePage: Bool) async throws {
        let transport = ScriptedTransport(Self.refusal(retryAfter: isSinglePage ? 30 : 301))
        let search = try Self.search(Self.client(transport, ManualClock()), size: 3)
        let error = await #expect(throws: DescopeError.self) {
            if isSinglePage { _ = try await search.page(0) } else { for try await _ in search.pages {} }
        }
        #expect(error?.retryAfter == .seconds(isSinglePage ? 30 : 301))
    }

    @Test("a cancellation ends the wait")
    func cancelledWait() async throws {
        let clock = ManualClock()
        let transport = ScriptedTransport(Self.refusal(retryAfter: 30))
        let search = try Self.search(Self.client(transport, clock), size: 3)
        let walk = Task { for try await _ in search {} }
        await clock.sleeper(dueWithin: .seconds(30))
        walk.cancel()
        await #expect(throws: CancellationError.self) { try await walk.value }
        #expect(transport.sent.count == 1)
    }
}
