import DescopeModels
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct ReadmeTests {
    @Test("every Swift block of the README stands, compiled, in the examples")
    func blocksAreCompiled() throws {
        let examples = try lines("IntegrationTests/ReadmeExamples.swift").joined(separator: "\n")
        var blocks: [[String]] = []
        var isInBlock = false
        for line in try lines("README.md") {
            switch line {
            case "```swift":
                isInBlock = true
                blocks.append([])
            case "```": isInBlock = false
            default: if isInBlock { blocks[blocks.count - 1].append(line) }
            }
        }
        let imports = Set(examples.split(separator: "\n").filter { $0.hasPrefix("import ") }.compactMap(module))
        // What the README imports is all that its code needs: the examples import nothing else, but for the tests' own.
        let named = Set(blocks.joined().filter { $0.hasPrefix("import ") }.compactMap { module($0[...]) })
        #expect(imports == named.union(["Testing"]))
        // The manifest's lines are for another file; imports stand at the head of the examples.
        let code = blocks.filter { $0.first != "// Package.swift" }
            .map { $0.filter { !$0.hasPrefix("import ") }.joined(separator: "\n") }
        #expect(code.count == 3)
        for block in code { #expect(examples.contains(block)) }
    }

    @Test("the README's test works as it stands")
    func emulatorExample() async throws {
        let signedIn = try await readmeTest()
        #expect(signedIn.firstSeen == true)
    }

    private func module(_ line: Substring) -> String? { line.split(separator: " ").dropFirst().first.map(String.init) }

    /// The lines of a file without the white space around them; empty ones left out.
    private func lines(_ path: String) throws -> [String] {
        let root = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        let text = try String(contentsOfFile: "/\(root)/\(path)", encoding: .utf8)
        return text.split(separator: "\n").map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
    }
}
