import DescopeAuthzFormats
import DescopeAuthzModel
import DescopeCore

extension FuzzTarget {
    /// The reader of test cases in JSON. A case that it accepts, and that can be written in this project's form, has
    /// the same results when it is read again.
    static let caseFiles = FuzzTarget("cases") { input in
        let folder = try AuthzFolder(Self.folder + "inputs/cases")
        let cases: [AuthzTestCase]
        do throws(DescopeError) { cases = try folder.cases(json: String(decoding: input, as: UTF8.self)) } catch {
            try require(error.kind == .argument && !error.message.isEmpty, "refused with a reason: \(error)")
            return false
        }
        for test in cases where test.refusesDisallowedRelations {
            guard let result = try? test.run(), let written = try? test.json() else { continue }
            let again = try folder.cases(json: written.text)
            let outcomes = try again.flatMap { try $0.run().questions }
            let counts = [result.questions, outcomes].map { AuthzTestReport([.init(name: "", questions: $0)]).counts }
            try require(counts[0] == counts[1], "the same results: \(counts), \(written)")
        }
        return !cases.isEmpty
    }
}
