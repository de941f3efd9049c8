import Descope
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// `Docs/API.md`: the operations of `Docs/api/operations.json`, to be read.
@Suite struct APITableTests {
    private static let page = URL(filePath: packageRoot).appending(path: "Docs/API.md")

    @Test("Docs/API.md is what Docs/api/operations.json says; DESCOPE_WRITE_DOCS=1 writes it")
    func table() throws {
        let rendered = Self.rendered(try Contract.read.get().operations)
        if ProcessInfo.processInfo.environment["DESCOPE_WRITE_DOCS"] == "1" {
            try Data(rendered.utf8).write(to: Self.page)
        }
        // Not #expect of the pages themselves: the difference would be printed whole.
        let isSame = try String(contentsOf: Self.page, encoding: .utf8) == rendered
        #expect(isSame, "run the tests with DESCOPE_WRITE_DOCS=1 and look at the change")
    }

    private static func rendered(_ operations: [Contract.Operation]) -> String {
        let covered = operations.count { $0.swift != nil }
        var page = """
            # The API, operation by operation

            Made from [`api/operations.json`](api/operations.json); [`api/README.md`](api/README.md) explains the words. \
            \(covered) of \(operations.count) operations have a method of this SDK. Most others can be sent as an `Endpoint`; those that take OAuth client credentials or a list as \
            the body cannot.

            """
        for (area, rows) in Dictionary(grouping: operations, by: \.area).sorted(by: { $0.key < $1.key }) {
            page += "\n## \(area)\n\n| operation | request | credentials | method |\n|---|---|---|---|\n"
            for row in rows {
                let method = row.swift.map { "`\($0)`" } ?? row.why ?? ""
                let credentials = row.authorization.joined(separator: " or ")
                page += "| \(row.id) | `\(row.method) \(row.path)` | \(credentials) | \(method) |\n"
            }
        }
        return page
    }
}
