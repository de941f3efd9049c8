import DescopeHTTP

/// All elements that a search finds, fetched page by page.
///
/// ```swift
/// for try await user in client.management.users.search(UserSearch { $0.tenantIds = ["acme"] }) { … }
/// ```
///
/// Pages are fetched one after another, when they are needed. One page is held in memory at a time. Elements that are
/// created or deleted while the pages are fetched may move others: an element may then be skipped or occur twice.
///
/// A page that the rate limit refuses is fetched again after the wait that the service asks for
/// (``/DescopeCore/DescopeError/retryAfter``), if that is at most five minutes, up to 20 times. Any other error ends
/// the sequence; ``page(_:)`` throws a refusal of the rate limit at once.
public struct Pages<Element: Sendable>: AsyncSequence, Sendable {
    /// One page of a search's results.
    public struct Page: Sendable {
        /// The page's number; the first one is 0.
        public internal(set) var number = 0
        /// The elements.
        public let elements: [Element]
        /// The number of elements on all pages; nil when the service does not say.
        public let total: Int?

        /// The number of elements that the service has sent, also those that could not be read.
        let receivedCount: Int

        package init(_ elements: [Element], receivedCount: Int? = nil, total: Int? = nil) {
            self.elements = elements
            self.receivedCount = receivedCount ?? elements.count
            self.total = total
        }
    }

    /// The number of elements on a page, except for the last one.
    let size: Int
    private let clock: any DescopeClock
    let fetch: @Sendable (_ number: Int) async throws -> Page

    /// - Parameters:
    ///   - size: The number of elements that a full page has.
    ///   - clock: The client's clock.
    ///   - fetch: Fetches a page.
    package init(
        size: Int,
        clock: any DescopeClock,
        fetch: @escaping @Sendable (_ number: Int) async throws -> Page
    ) {
        self.size = size
        self.clock = clock
        self.fetch = fetch
    }

    /// Fetches one page.
    ///
    /// - Parameter number: The page's number; the first one is 0.
    public func page(_ number: Int) async throws -> Page {
        var page = try await fetch(number)
        page.number = number
        return page
    }

    /// Fetches one page, after the waits that the rate limit asks for.
    fileprivate func pageAfterWaits(_ number: Int) async throws -> Page {
        var waits = RateLimitWaits()
        while true {
            do { return try await page(number) } catch {
                guard let wait = waits.next(after: error) else { throw error }
                try await clock.sleep(for: wait)
            }
        }
    }

    /// The pages, as a sequence.
    public var pages: PageSequence { PageSequence(all: self) }

    /// Iterates over the elements of all pages.
    public func makeAsyncIterator() -> Iterator { Iterator(pages: pages.makeAsyncIterator()) }

    /// Iterates over elements.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate var pages: PageSequence.Iterator
        private var elements: [Element] = []
        private var position = 0

        fileprivate init(pages: PageSequence.Iterator) { self.pages = pages }

        /// The next element; nil after the last one.
        public mutating func next() async throws -> Element? {
            while position >= elements.count {
                guard let page = try await pages.next() else { return nil }
                (elements, position) = (page.elements, 0)
            }
            defer { position += 1 }
            return elements[position]
        }
    }

    /// The pages of a search's results, each fetched when it is needed.
    public struct PageSequence: AsyncSequence, Sendable {
        fileprivate let all: Pages

        /// Iterates over the pages.
        public func makeAsyncIterator() -> Iterator { Iterator(all: all) }

        /// Iterates over pages.
        public struct Iterator: AsyncIteratorProtocol {
            fileprivate let all: Pages
            private var number = 0
            private var count = 0
            private var isAtEnd = false

            fileprivate init(all: Pages) { self.all = all }

            /// The next page; nil after the last one.
            public mutating func next() async throws -> Page? {
                guard !isAtEnd else { return nil }
                try Task.checkCancellation()
                let page = try await all.pageAfterWaits(number)
                number += 1
                count += page.receivedCount
                // A short page is not the last one when the service says that there is more: it may have a lower limit.
                let total = page.total.flatMap { $0 > 0 ? $0 : nil }
                // More elements than were asked for are all that there are: the service does not page.
                isAtEnd = page.receivedCount == 0 || (total.map { count >= $0 } ?? (page.receivedCount != all.size))
                return page.receivedCount == 0 ? nil : page
            }
        }
    }
}

extension Management {
    /// The elements that a search finds. The body, or the query of a `GET`, gets the members `page` and `limit`.
    ///
    /// - Parameters:
    ///   - operation: The search.
    ///   - body: The conditions.
    ///   - size: The number of elements on a page.
    ///   - maximum: The service's limit for that number.
    ///   - limit: The name of the member that it is sent as.
    ///   - elements: The member of the response that contains the elements.
    package func pages<Element: JSONConvertible>(
        _ operation: APIOperation,
        _ body: RequestBody = [:],
        size: Int,
        maximum: Int,
        limit: String = "limit",
        elements: String
    ) -> Pages<Element> {
        Pages(size: size, clock: client.clock) { number in
            guard number >= 0 else {
                throw operation.argument("page", "expected 0 or more, found \(number). The first page is 0.")
            }
            guard (1...maximum).contains(size) else {
                throw operation.argument("pageSize", "expected 1 to \(maximum), found \(size).")
            }
            if operation.method == .get {
                return try await send(operation, query: ["page": number, limit: size], returning: .page(elements))
            }
            var body = body
            body["page"] = number
            body[limit] = size
            return try await send(operation, body: body, returning: .page(elements))
        }
    }
}

extension ResponseForm {
    /// A page: a list of elements, and their total number where the service says it.
    fileprivate static func page<Element: JSONConvertible>(_ name: String) -> Self where Value == Pages<Element>.Page {
        Self { response, _, oddities in
            try JSONReader.read(response.body, from: .service, noting: &oddities) { reader throws(JSONFailure) in
                var (elements, count, total): ([Element], Int, Int?) = ([], 0, nil)
                try reader.forEachMember { reader, found throws(JSONFailure) in
                    if found.isSame(name) {
                        guard try !reader.takeNull() else { return }
                        do throws(JSONFailure) { elements = try [Element].read(from: &reader, count: &count) } catch {
                            throw error.inside(name)
                        }
                    } else if found.isSame("total") {
                        total = try Int?.read(from: &reader)
                    } else {
                        try reader.skipValue()
                    }
                }
                return Pages.Page(elements, receivedCount: count, total: total)
            }
        }
    }
}
