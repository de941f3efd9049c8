import DescopeAuthzFormats
import DescopeCore

// The code of the module's catalog page, compiled. `DocCatalogTests` holds the two together.
private func example() throws {
    /// The report of a file of test cases, and which leaves of its schemas no question reaches.
    func test(_ file: String) throws -> (report: AuthzTestReport, unreached: [AuthzLeaf]) {
        let (folder, name) = try AuthzFolder.folder(of: file)
        let report = AuthzTestReport(folder.results(in: name))
        let coverage = try AuthzCoverage.measure(folder.cases(in: name))
        return (report, coverage.flatMap(\.unreached))
    }
}
