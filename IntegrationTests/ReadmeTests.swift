import DescopeModels
import Testing

@Suite struct ReadmeTests {
    @Test("every Swift block of the README stands, compiled, in the examples")
    func blocksAreCompiled() throws {
        let examples = try lines(of: "IntegrationTests/ReadmeExamples.swift")
        let blocks = try swiftBlocks(of: "README.md")
        // What the README imports is all that its code needs: the examples import nothing else, but for the tests' own.
        #expect(imports(in: examples) == Set(blocks.flatMap(\.imports)).union(["Testing"]))
        #expect(blocks.count == 3)
        for block in blocks { #expect(examples.joined(separator: "\n").contains(block.code)) }
    }

    @Test("the README's test works as it stands")
    func emulatorExample() async throws {
        let signedIn = try await readmeTest()
        #expect(signedIn.firstSeen == true)
    }
}
