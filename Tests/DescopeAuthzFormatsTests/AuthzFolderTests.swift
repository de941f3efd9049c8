import DescopeAuthzFormats
import DescopeAuthzModel
import DescopeCore
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("File references")
struct AuthzFolderTests {
    private static let store = #"{"model_file": "FILE", "tests": [{}]}"#
    private static let model = "model\n  schema 1.1\ntype user\n"

    private func folder(naming file: String) throws -> TemporaryFolder {
        try TemporaryFolder([
            "secret.fga": Self.model, "store/model.fga": Self.model, "store/sub/model.fga": Self.model,
            "store/cases.json": Self.store.replacing("FILE", with: file),
        ])
    }

    private func read(_ folder: TemporaryFolder) throws {
        _ = try AuthzFolder(folder.path + "/store").cases(in: "cases.json")
    }

    @Test(arguments: ["model.fga", "./model.fga", "sub/model.fga", "./sub/./model.fga"])
    func inside(_ file: String) throws { try read(folder(naming: file)) }

    @Test(arguments: [
        "../secret.fga", "sub/../../secret.fga", "sub/../model.fga", "/etc/hostname", "..", "", "sub", "none.fga",
    ])
    func outside(_ file: String) throws {
        let folder = try folder(naming: file)
        #expect(failure { try read(folder) }?.code == .invalidFile)
    }

    @Test func absolutePathOfTheSameFolder() throws {
        let folder = try folder(naming: "")
        try folder.write(Self.store.replacing("FILE", with: folder.path + "/store/model.fga"), to: "store/cases.json")
        #expect(failure { try read(folder) }?.code == .invalidFile)
    }

    @Test("links: one that stays inside is followed, others are refused")
    func links() throws {
        for (target, isInside) in [("model.fga", true), ("../secret.fga", false), ("/etc/hostname", false)] {
            let folder = try folder(naming: "link.fga")
            try FileManager.default.createSymbolicLink(
                atPath: folder.path + "/store/link.fga",
                withDestinationPath: target
            )
            #expect((failure { try read(folder) } == nil) == isInside, "\(target)")
        }
        let folder = try folder(naming: "out/secret.fga")
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/store/out", withDestinationPath: "..")
        #expect(failure { try read(folder) }?.code == .invalidFile)
    }

    @Test("a folder whose name begins with that of another one is not inside it") func prefixOfAName() throws {
        let folder = try folder(naming: "link.fga")
        try folder.write(Self.model, to: "store-of-another/model.fga")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/store/link.fga",
            withDestinationPath: "../store-of-another/model.fga"
        )
        #expect(failure { try read(folder) }?.code == .invalidFile)
    }

    @Test("names are compared by their bytes, as the file system does") func normalization() throws {
        let (composed, decomposed) = ("\u{E9}", "e\u{301}")
        let folder = try TemporaryFolder([
            "\(composed)/cases.json": Self.store.replacing("FILE", with: "link.fga"),
            "\(decomposed)/model.fga": Self.model,
        ])
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/\(composed)/link.fga",
            withDestinationPath: folder.path + "/\(decomposed)/model.fga"
        )
        let error = failure { _ = try AuthzFolder(folder.path + "/" + composed).cases(in: "cases.json") }
        #expect(error?.message.contains("a link that leads out of it") == true, "\(error?.message ?? "no error")")
        // A combining character after a slash is a character of the name that follows.
        try folder.write(Self.model, to: "\(composed)/\u{301}.fga")
        try folder.write(Self.store.replacing("FILE", with: "\u{301}.fga"), to: "\(composed)/cases.json")
        _ = try AuthzFolder(folder.path + "/" + composed).cases(in: "cases.json")
        try folder.write(Self.store.replacing("FILE", with: "../\u{301}.fga"), to: "\(composed)/cases.json")
        try folder.write(Self.model, to: "\u{301}.fga")
        let outside = failure { _ = try AuthzFolder(folder.path + "/" + composed).cases(in: "cases.json") }
        #expect(outside?.code == .invalidFile)
    }

    @Test("a module file may not lead out of its own folder")
    func modules() throws {
        let folder = try TemporaryFolder([
            "store/cases.json": Self.store.replacing("FILE", with: "sub/fga.mod"),
            "store/core.fga": "module core\ntype user\n",
            "store/sub/core.fga": "module core\ntype user\n",
        ])
        for (contents, isInside) in [("core.fga", true), ("../core.fga", false)] {
            try folder.write("schema: '1.2'\ncontents:\n  - \(contents) # core\n", to: "store/sub/fga.mod")
            #expect((failure { try read(folder) } == nil) == isInside, "\(contents)")
        }
    }

    /// Positions counted by hand.
    @Test(
        "what looks like a mistake has its line and column in the languages of OpenFGA and SpiceDB too",
        arguments: [
            (
                "m.fga",
                """
                model
                  schema 1.1
                type user
                type alone
                type group
                  relations
                    define member: [user]
                type doc
                  relations
                    define lost: [user]
                    define parent: [doc, group]
                    define blocked: [user] or viewer
                    define viewer: ([user] or viewer from parent) but not blocked
                """,
                [(4, 6), (7, 12), (10, 12), (13, 31), (13, 59)]
            ),
            (
                "m.zed",
                """
                caveat unused(x int) { x == 1 }
                definition user {}
                definition alone {}
                definition group { relation member: user }
                definition doc {
                  relation parent: doc | group | group#member
                  relation lost: user
                  permission view = lost + parent->view - parent.any(view)
                  permission lost2 = view
                }
                """,
                [(1, 8), (3, 12), (8, 28), (8, 36), (8, 43), (8, 43), (8, 54), (9, 14)]
            ),
        ]
    )
    func positions(_ name: String, _ text: String, _ expected: [(Int, Int)]) throws {
        let folder = try TemporaryFolder([name: text])
        let problems = try withExtendedLifetime(folder) { try AuthzFolder(folder.path).problems(in: name) }
        let found = problems.map { $0.position.map { [$0.line, $0.column] } ?? [] }
        #expect(found == expected.map { [$0.0, $0.1] }, "\(problems)")
    }
}
