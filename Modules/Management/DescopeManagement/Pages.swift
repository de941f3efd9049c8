import DescopeHTTP

/// All elements that a search finds, fetched page by page.
///
/// ```swift
/// for try await user in client.management.users.all(UserSearch(tenantIds: ["acme"])) { … }
/// ```
///
/// Pages are fetched one after another, when they are needed. One page is held in memory at a time. Elements that are
/// created or deleted while the pages are fetched may move others: an element may then be skipped or occur twice.
public struct Pages<Element: Sendable>: AsyncSequence, Sendable {
    /// One page of a search's results.
    public struct Page: Sendable {
        /// The page's number; the first one is 0.
        public internal(set) var number = 0
        /// The elements.
        public let elements: [Element]
        /// The number of elements on all pages; nil when the service does not say.
        public let total: Int?

        package init(_ elements: [Element], total: Int? = nil) {
            self.elements = elements
            self.total = total
        }
    }

    /// The number of elements on a page, except for the last one.
    let size: Int
    let fetch: @Sendable (_ number: Int) async throws -> Page

    /// - Parameters:
    ///   - size: The number of elements that a full page has.
    ///   - fetch: Fetches a page.
    package init(size: Int, fetch: @escaping @Sendable (_ number: Int) async throws -> Page) {
        self.size = size
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

    /// The pages, as a sequence.
    public var pages: Sequence { Sequence(all: self) }

    /// Iterates over the elements of all pages.
    public func makeAsyncIterator() -> Iterator { Iterator(pages: pages.makeAsyncIterator()) }

    /// Iterates over elements.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate var pages: Sequence.Iterator
        private var elements: [Element] = []
        private var position = 0

        fileprivate init(pages: Sequence.Iterator) { self.pages = pages }

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
    public struct Sequence: AsyncSequence, Sendable {
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

            /// The next page that is not empty; nil after the last one.
            public mutating func next() async throws -> Page? {
                guard !isAtEnd else { return nil }
                try Task.checkCancellation()
                let page = try await all.page(number)
                number += 1
                count += page.elements.count
                // A short page is the last one, unless the service says that there is more: it may have a lower limit.
                isAtEnd = page.elements.isEmpty || (page.elements.count < all.size && count >= page.total ?? 0)
                return page.elements.isEmpty ? nil : page
            }
        }
    }
}

extension APIOperation {
    /// Refuses a page, or a number of elements on it, that the service does not have.
    ///
    /// - Parameter maximum: The service's limit for the number of elements on a page.
    package func requirePage(_ page: Int?, limit: Int?, maximum: Int) throws(DescopeError) {
        if let page, page < 0 {
            throw argument("page", "expected 0 or more, found \(page). The first page is 0.")
        }
        if let limit, !(1...maximum).contains(limit) {
            throw argument("limit", "expected 1 to \(maximum), found \(limit).")
        }
    }
}
