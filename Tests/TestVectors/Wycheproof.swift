#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Project Wycheproof's files, which lie beside the package and not in it.
package enum Wycheproof {
    /// One of the files: groups of cases, each kind of file with groups of its own.
    package struct File<Group: Decodable>: Decodable {
        package let numberOfTests: Int
        package let testGroups: [Group]
    }

    /// Reads `name_test.json`.
    package static func file<Group: Decodable>(_ name: String, of groups: Group.Type) throws -> File<Group> {
        let data = try Data(contentsOf: URL(filePath: "\(folder)/\(name)_test.json"))
        return try JSONDecoder().decode(File<Group>.self, from: data)
    }

    /// `wycheproof` in the folder that the environment names, else in `shared/vectors` beside the package.
    private static let folder: String = {
        let path = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        let beside = path.dropLast(3).joined(separator: "/") + "/../shared/vectors"
        return (ProcessInfo.processInfo.environment["DESCOPE_TEST_VECTORS"] ?? beside) + "/wycheproof"
    }()

    /// Whether there are any.
    package static var isPresent: Bool { FileManager.default.fileExists(atPath: folder) }

    /// What a test says that is skipped without them.
    package static var missing: String {
        "no vectors in \(folder): set DESCOPE_TEST_VECTORS to a folder with Project Wycheproof's files in `wycheproof`"
    }
}
