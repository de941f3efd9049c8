import DescopeAuthzFormats
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Cases that OpenFGA and SpiceDB publish, which lie beside the package and not in it.
private let published: String = {
    let path = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    let beside = path.dropLast(3).joined(separator: "/") + "/../shared/vectors"
    return (ProcessInfo.processInfo.environment["DESCOPE_TEST_VECTORS"] ?? beside) + "/authz"
}()

private let arePresent = FileManager.default.fileExists(atPath: published + "/openfga.json")
private let missing =
    "no cases in \(published): set DESCOPE_TEST_VECTORS to a folder with the published cases in `authz`"

@Suite("Published cases", .enabled(if: arePresent, "\(missing)"))
struct PublishedCaseFileTests {
    @Test(arguments: [("openfga", 82), ("spicedb", 27), ("sample-stores", 20)])
    func run(_ file: String, _ count: Int) throws {
        let cases = try AuthzFolder(published).cases(in: file + ".json")
        let report = AuthzTestReport(try cases.map { try $0.run() })
        #expect(cases.filter { !$0.name.hasSuffix(" (dsl)") }.count == count)
        #expect(report.isSuccess, "\(report.text)")
    }
}
