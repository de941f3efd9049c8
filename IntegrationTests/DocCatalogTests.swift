import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Holds the modules' catalog pages (`Modules/**/*.docc/*.md`) and the pages of `Docs` to the compiled examples
/// (`DocExamples+*.swift`).
@Suite struct DocCatalogTests {
    private static let root = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/")

    static let pages = files(in: "Modules").filter { $0.contains(".docc/") && $0.hasSuffix(".md") }

    @Test("each module for signing in, or for what follows, has its page")
    func everyModule() throws {
        let modules = try FileManager.default.contentsOfDirectory(atPath: "\(Self.root)/Modules/Auth")
            .filter { $0.hasPrefix("Descope") }
        #expect(!modules.isEmpty)
        for module in modules { #expect(Self.pages.contains("Modules/Auth/\(module)/\(module).docc/\(module).md")) }
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
            .map { try Self.lines($0) }
        // The manifest's lines are for another file.
        let blocks = try Self.blocks(Self.lines(page)).filter { $0.first != "// Package.swift" }
        for block in blocks {
            let code = block.filter { !$0.hasPrefix("import ") }.joined(separator: "\n")
            let imports = block.filter { $0.hasPrefix("import ") }
            // Its imports stand at the head of the same file, so the file shows that they are enough.
            let isCompiled = examples.contains { lines in
                lines.joined(separator: "\n").contains(code) && imports.allSatisfy(lines.contains)
            }
            #expect(isCompiled, "\(page): no DocExamples+….swift has this block: \(block.first ?? "")")
        }
        return blocks.count
    }

    private static func blocks(_ lines: [String]) -> [[String]] {
        var blocks: [[String]] = []
        var isInBlock = false
        for line in lines {
            switch line {
            case "```swift":
                isInBlock = true
                blocks.append([])
            case "```": isInBlock = false
            default: if isInBlock { blocks[blocks.count - 1].append(line) }
            }
        }
        return blocks
    }

    /// The lines of a file without the white space around them; empty ones left out.
    private static func lines(_ path: String) throws -> [String] {
        let text = try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
        return text.split(separator: "\n").map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
    }

    /// Every file below a folder, by its path from the package's root.
    private static func files(in folder: String) -> [String] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
        return names.sorted().map { "\(folder)/\($0)" }
    }
}
