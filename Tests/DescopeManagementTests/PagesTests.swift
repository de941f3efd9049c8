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
        Pages(size: size) { number in
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
            (Service(count: 0), 10, 1), (Service(count: 7), 10, 1), (Service(count: 10), 10, 2),
            (Service(count: 25), 10, 3), (Service(count: 25, statesTotal: false), 10, 3),
            // The service returns less than it is asked for, and says that there is more.
            (Service(count: 25, limit: 5), 10, 5), (Service(count: 1), 1, 2),
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
        let pages = Pages<Int>(size: 2) { number in
            guard number == 0 else { throw DescopeError(.api, code: .rateLimited, message: "slow down") }
            return Pages.Page([1, 2])
        }
        var elements: [Int] = []
        let error = await #expect(throws: DescopeError.self) {
            for try await element in pages { elements.append(element) }
        }
        #expect(error?.code == .rateLimited)
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
