import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Holds the modules' catalog pages (`*.docc/*.md`) and the pages of `Docs` to the compiled examples
/// (`DocExamples+*.swift`).
@Suite struct DocCatalogTests {
    static let pages = (files(in: "Modules") + files(in: "Plugins")).filter {
        $0.contains(".docc/") && $0.hasSuffix(".md")
    }

    @Test("each library module has its page")
    func everyModule() throws {
        var modules = ["Modules/Descope"]
        for folder in [
            "Modules/Base", "Modules/Auth", "Modules/Management", "Modules/Authz", "Modules/Testing", "Plugins",
        ] {
            modules += try FileManager.default.contentsOfDirectory(atPath: "\(packageRoot)/\(folder)")
                .filter { $0.hasPrefix("Descope") }.map { "\(folder)/\($0)" }
        }
        #expect(modules.count > 15)
        for module in modules {
            let name = module.split(separator: "/").last ?? ""
            #expect(Self.pages.contains("\(module)/\(name).docc/\(name).md"))
        }
    }

    @Test("every Swift block of a page stands, compiled, in one of the examples", arguments: pages)
    func blocksAreCompiled(_ page: String) throws {
        #expect(try expectCompiledBlocks(page) > 0, "a page has one complete example")
    }

    @Test("so does every one of Docs")
    func docsAreCompiled() throws {
        let pages = Self.files(in: "Docs").filter { $0.hasSuffix(".md") }
        #expect(try pages.reduce(0) { $0 + (try expectCompiledBlocks($1)) } > 0)
    }

    /// Returns how many blocks the page has.
    private func expectCompiledBlocks(_ page: String) throws -> Int {
        let examples = try Self.files(in: "IntegrationTests")
            .filter { $0.contains("/DocExamples+") }
            .map { try lines(of: $0) }
        let blocks = try swiftBlocks(of: page)
        for block in blocks {
            // Its imports stand at the head of the same file, so the file shows that they are enough.
            let isCompiled = examples.contains { lines in
                lines.joined(separator: "\n").contains(block.code) && block.imports.isSubset(of: imports(in: lines))
            }
            #expect(isCompiled, "\(page): no DocExamples+….swift has this block: \(block.code)")
        }
        return blocks.count
    }

    /// Every file below a folder, by its path from the package's root.
    private static func files(in folder: String) -> [String] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: "\(packageRoot)/\(folder)")) ?? []
        return names.sorted().map { "\(folder)/\($0)" }
    }
}
