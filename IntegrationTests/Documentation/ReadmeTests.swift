import DescopeCore
import DescopeHTTP
import DescopeModels
import DescopeTesting
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct ReadmeTests {
    @Test("every Swift block of the README stands, compiled, in the examples")
    func blocksAreCompiled() throws {
        let files = try ["", "+Descope", "+JSON", "+Send"].map {
            try lines(of: "IntegrationTests/Documentation/ReadmeExamples\($0).swift")
        }
        let blocks = try swiftBlocks(of: "README.md")
        #expect(blocks.count == 7)
        for block in blocks {
            #expect(files.contains { $0.joined(separator: "\n").contains(block.code) }, "not compiled: \(block.code)")
        }
        // What the README imports is all that its code needs: a file imports nothing else, but for the tests' own.
        for file in files {
            let shown = blocks.filter { file.joined(separator: "\n").contains($0.code) }
            #expect(imports(in: file).subtracting(["Testing"]) == Set(shown.flatMap(\.imports)))
        }
    }

    @Test("a mobile app gets the tokens themselves")
    func json() async throws {
        let signedIn = try await readmeTest()
        let body = try JSONDecoder().decode([String: String].self, from: readmeJSON(signedIn))
        #expect(body["sessionJwt"] == signedIn.sessionJwt.reveal())
        #expect(body["refreshJwt"] == signedIn.refreshJwt?.reveal())
        #expect(body["sessionJwt"]?.split(separator: ".").count == 3)
    }

    @Test("a call of one's own is sent as it is written, and its answer is read")
    func send() async throws {
        let transport = ScriptedTransport(.json(#"{"id":"acme","name":"Acme","selfProvisioningDomains":[]}"#))
        let client = try DescopeClient(
            projectId: "P2abc",
            managementKey: "K2key",
            transport: transport,
            clock: ManualClock()
        )
        #expect(try await tenant("acme", client: client).name == "Acme")
        #expect(transport.sent.map(\.path) == ["/v1/mgmt/tenant"])
        #expect(transport.sent.first?.query == [APIQueryItem("id", "acme")])
        #expect(transport.sent.first?.headers["authorization"] == "Bearer P2abc:K2key")
    }

    @Test("the README's test works as it stands")
    func emulatorExample() async throws {
        let signedIn = try await readmeTest()
        #expect(signedIn.firstSeen == true)
    }
}
