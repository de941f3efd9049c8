import FuzzProperties
import Testing

/// What the fuzzer tries has to hold for the inputs that are kept, of which some once were findings.
@Suite struct FuzzInputTests {
    @Test("every input that is kept", arguments: FuzzTarget.all.map(\.name))
    func inputs(_ name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        var outcomes: Set<Bool> = []
        for (file, input) in try target.inputs() {
            do { outcomes.insert(try target.accepts(input)) } catch { Issue.record("\(name)/\(file): \(error)") }
        }
        #expect(outcomes == [true, false], "some of them are good and some are not, or little is tried")
    }
}
